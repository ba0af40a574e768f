"""Runs at either end of the scale, or stuck at one answer, on data whose answers are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow.parquet as pq
import pytest
import synthetic

from xstilts.analysis.flags import ceilings, collapsed, run_marks, study_flags
from xstilts.analysis.intervals import Components, interval
from xstilts.analysis.resample import resample_target

PER_LANGUAGE = 200


def study(tmp_path, right: dict[int, np.ndarray], answers: dict[int, list[str]] | None = None, *, chance=50.0):
    """A study of `direct` on one two-way target in English and German: per seed which of the 400 items are right, and
    what was predicted."""
    target = synthetic.target("xnli", "classify", "accuracy", chance, languages=("en", "de"))
    design = synthetic.make_design(seeds=tuple(right), models=("mini",))
    cells = tuple(c for c in design.cells if (c.intermediate, c.target) == ("direct", "xnli"))
    design = design.model_copy(update={"targets": (target,), "cells": cells})
    for cell in cells:
        rows = {
            "example_id": [f"{name}-{i}" for name in ("en", "de") for i in range(PER_LANGUAGE)],
            "group_id": [f"item-{i}" for _ in range(2) for i in range(PER_LANGUAGE)],
            "language": ["en"] * PER_LANGUAGE + ["de"] * PER_LANGUAGE,
            "parts": [[float(one), 1.0] for one in right[cell.seed]],
            "gold": ["g"] * 2 * PER_LANGUAGE,
        }
        folder = tmp_path / cell.evaluation
        synthetic.write_evaluation(folder, rows, {})
        if answers and cell.seed in answers:
            table = pq.read_table(folder / "predictions.parquet")
            at = table.column_names.index("prediction")
            pq.write_table(table.set_column(at, "prediction", [answers[cell.seed]]), folder / "predictions.parquet")
    return synthetic.read(tmp_path, design)


def hits(english: int, german: int) -> np.ndarray:
    """So many of either language right."""
    return np.concatenate([np.arange(PER_LANGUAGE) < english, np.arange(PER_LANGUAGE) < german])


def marked(results, kind: str) -> tuple[int, ...]:
    resampled = resample_target(results, "xnli", 500)
    flags = collapsed(results, "xnli", resampled) + ceilings(results, "xnli", resampled)
    return run_marks(flags, kind).get(("mini", "direct", "xnli"), ())


def test_at_chance_within_its_interval_seed_by_seed(tmp_path):
    # 200 items, a standard error of 3.5 points: 52 is within 1.96 of them of 50, 60 is not. German does not count.
    results = study(tmp_path, {1: hits(100, 190), 2: hits(104, 190), 3: hits(120, 100)})
    assert marked(results, "collapse") == (1, 2)


def test_stuck_at_one_answer_above_chance(tmp_path):
    """Sixty of a hundred labels are alike: one answer alone scores 60, above a chance of 50."""
    stuck = ["yes"] * PER_LANGUAGE + ["yes", "no"] * (PER_LANGUAGE // 2)
    nearly = (["yes"] * 197 + ["no"] * 3) * 2  # 98.5%
    both = ["yes", "no"] * PER_LANGUAGE
    results = study(tmp_path, {seed: hits(130, 130) for seed in (1, 2, 3)}, {1: stuck, 2: nearly, 3: both})
    assert marked(results, "collapse") == (1,)
    (flag,) = collapsed(results, "xnli", resample_target(results, "xnli", 100))
    assert flag.seed == 1 and "the same answer to 100% of the items" in flag.message
    assert results.cells[("mini", "direct", "xnli", 2)].commonest == pytest.approx(0.985)


def test_metrics_without_a_chance_level_have_their_floor_at_zero(tmp_path):
    results = study(tmp_path, {1: hits(0, 90), 2: hits(8, 90)}, chance=None)
    assert marked(results, "collapse") == (1,)


def test_the_top_of_the_scale_seed_by_seed(tmp_path):
    # A resample has no error with probability exp(-errors): above 2.5% up to three errors, below it from four on.
    results = study(tmp_path, {1: hits(150, 200), 2: hits(200, 198), 3: hits(200, 194)})
    assert marked(results, "ceiling") == (1, 2)


def test_what_an_evaluation_tuned_on_its_own_data_is_flagged(tmp_path):
    results = study(tmp_path, {1: hits(150, 150)})
    key = ("mini", "direct", "xnli", 1)
    assert "tuned on test" not in {flag.kind for flag in study_flags(results)}
    cells = {key: replace(results.cells[key], scores={"optimistic": True})}
    assert "tuned on test" in {flag.kind for flag in study_flags(replace(results, cells=cells))}


@pytest.mark.parametrize(("spread", "cut"), [(1.0, False), (14.0, True)])
def test_an_interval_never_passes_what_a_difference_can_be(spread, cut):
    """Two seeds at 5 - spread and 5 + spread: half a t interval of one degree of freedom is 12.7 standard errors."""
    parts = Components(seeds=2, seed_variance=2 * spread**2, seed_df=1.0, item_variance=0.0, item_df=99.0)
    found = interval(5.0, parts)
    assert (found.low, found.high) == pytest.approx((max(-100, 5 - 12.7062 * spread), min(100, 5 + 12.7062 * spread)))
    assert found.cut == cut
