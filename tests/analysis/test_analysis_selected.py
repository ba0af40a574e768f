"""The selected row: chosen on other items and seeds, so that choosing among noise gains nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import synthetic

from xstilts.analysis.analyse import analyse
from xstilts.analysis.collect import CellResult, Items, Results
from xstilts.analysis.results import DIRECT, LONGER, SELECTED, Cell, StudyDesign
from xstilts.analysis.scores import ALL, ZERO_SHOT
from xstilts.analysis.selected import CROSS_FITTED, DEVELOPMENT, halves, with_selected
from xstilts.core.seeds import subset_rank

ARMS = ("a", "b", "c", "d", "e", "f")


def study(right: dict[tuple[str, int], np.ndarray], seeds=(1, 2), target=None, more_targets=()) -> Results:
    """Results of one target from hits [N] by (intermediate, seed): N items in German and again in Russian."""
    info = target or synthetic.target("xnli", "classify", "accuracy", 50.0, languages=("de", "ru"))
    arms = list(dict.fromkeys(name for name, _ in right))
    count = len(next(iter(right.values()))) // 2
    cells = {}
    for (name, seed), hits in right.items():
        stages = (f"train-{name}-{seed}", f"evaluate-{info.name}-{name}-{seed}")
        cell = Cell(model="mini", intermediate=name, target=info.name, seed=seed, stages=stages)
        cells[("mini", name, info.name, seed)] = CellResult(
            cell=cell, parts=np.stack([hits, np.ones(2 * count)], axis=1)
        )
    items = Items(
        languages=("de", "ru"),
        ids=np.array([f"{number:04d}" for number in range(2 * count)]),
        language=np.repeat([0, 1], count),
        group=np.tile(np.arange(count), 2),
        gold=np.array(["g"] * 2 * count),
        group_names=np.array([f"item-{number:04d}" for number in range(count)]),
    )
    design = StudyDesign(
        name="s",
        question="",
        models={"mini": "mini"},
        intermediates={name: name for name in arms},
        targets=(info, *more_targets),
        seeds=seeds,
        limits={},
        recipes={},
        precision="fp32",
        cells=tuple(one.cell for one in cells.values()),
    )
    return Results(design=design, metrics=synthetic.METRICS, items={info.name: items}, cells=cells)


def noise(rng: np.random.Generator, count: int, seeds=(1, 2)) -> dict[tuple[str, int], np.ndarray]:
    """No intermediate differs from direct: a level per run, items of a difficulty, chance per answer."""
    difficulty = np.tile(rng.normal(0, 0.1, count), 2)
    found = {}
    for name in (DIRECT, *ARMS):
        taste = np.tile(rng.normal(0, 0.1, count), 2)  # what this intermediate happens to know, in all its runs
        for seed in seeds:
            level = 0.5 + rng.normal(0, 0.03)
            chance = np.clip(level + difficulty + taste, 0, 1)
            found[(name, seed)] = (rng.random(2 * count) < chance).astype(float)
    return found


@pytest.mark.parametrize("seeds", [(1,), (1, 2, 3)])
def test_choosing_among_noise_gains_nothing_on_average(seeds) -> None:
    rng = np.random.default_rng(len(seeds))
    honest, best = [], []
    for _ in range(300):
        data = noise(rng, 40, seeds)
        if len(seeds) == 1:  # a lucky run cannot be told from a good task by one seed: level them
            data = {key: (rng.random(80) < 0.5).astype(float) for key in data}
        results, selections = with_selected(study(data, seeds))
        mean = {name: np.mean([results.cells[("mini", name, "xnli", s)].parts[:, 0].mean() for s in seeds])
                for name in (DIRECT, *ARMS, SELECTED)}  # fmt: skip
        honest.append(100 * (mean[SELECTED] - mean[DIRECT]))
        best.append(100 * (max(mean[name] for name in ARMS) - mean[DIRECT]))
        assert sum(times for _, times in selections[0].chosen) == 2 * len(seeds)
    error = np.std(honest) / np.sqrt(len(honest))
    assert abs(np.mean(honest)) < 2.5 * error
    assert np.mean(best) > 10 * error  # what choosing on the items themselves would have claimed


def test_a_task_that_helps_is_chosen_and_its_gain_kept() -> None:
    rng = np.random.default_rng(0)
    data = {
        (name, s): (rng.random(400) < (0.8 if name == "d" else 0.5)).astype(float)
        for name in (DIRECT, *ARMS)
        for s in (1, 2)
    }
    results, selections = with_selected(study(data))
    assert selections[0].chosen == (("d", 4),)
    assert (selections[0].chosen_on, selections[0].candidates) == (CROSS_FITTED, ARMS)
    for seed in (1, 2):
        assert np.array_equal(results.cells[("mini", SELECTED, "xnli", seed)].parts[:, 0], data[("d", seed)])


def test_each_half_is_scored_with_the_choice_of_the_other() -> None:
    # `a` is right on half 0 alone, `b` on half 1 alone: each half chooses the other's loser
    count = 50
    side = np.tile([subset_rank(0, f"item-{number:04d}") % 2 for number in range(count)], 2)
    data = {(DIRECT, 1): np.zeros(100), ("a", 1): (side == 0).astype(float), ("b", 1): (side == 1).astype(float)}
    results, selections = with_selected(study(data, seeds=(1,)))
    assert results.cells[("mini", SELECTED, "xnli", 1)].parts[:, 0].sum() == 0
    assert selections[0].chosen == (("a", 1), ("b", 1))


def test_a_seed_is_scored_with_the_choice_of_the_others() -> None:
    # `a` is right in its first run alone, `b` in its second alone
    ones, zeros = np.ones(100), np.zeros(100)
    data = {(DIRECT, 1): zeros, (DIRECT, 2): zeros, ("a", 1): ones, ("a", 2): zeros, ("b", 1): zeros, ("b", 2): ones}
    results, _ = with_selected(study(data))
    for seed in (1, 2):
        assert results.cells[("mini", SELECTED, "xnli", seed)].parts[:, 0].sum() == 0


def test_parallel_items_stay_together(synthetic_results) -> None:
    items = synthetic_results.items["xnli"]
    sides = halves(items)
    for group in range(items.num_groups):
        assert len(set(sides[items.group == group].tolist())) == 1
    assert 0.35 < sides.mean() < 0.65
    assert sides[items.group == 0][0] == subset_rank(0, "item-0") % 2


def test_development_items_choose_where_the_study_has_them() -> None:
    test = synthetic.target("mlqa", "classify", "accuracy", 50.0, languages=("de", "ru"), dataset="mlqa")
    dev = synthetic.target(
        "mlqa-dev", "classify", "accuracy", 50.0, languages=("de", "ru"), dataset="mlqa", split="dev"
    )
    rng = np.random.default_rng(1)
    ones, zeros = np.ones(100), np.zeros(100)
    tested = study({(DIRECT, 1): zeros, ("a", 1): ones, ("b", 1): zeros}, (1,), test, (dev,))
    judged = study({(DIRECT, 1): zeros, ("a", 1): rng.random(100).round(), ("b", 1): ones}, (1,), dev)
    design = tested.design.model_copy(update={"cells": (*tested.design.cells, *judged.design.cells)})
    both = replace(
        tested, design=design, items={**tested.items, **judged.items}, cells={**tested.cells, **judged.cells}
    )
    results, selections = with_selected(both)
    first = next(one for one in selections if one.target == "mlqa")
    assert (first.chosen, first.chosen_on) == ((("b", 2),), DEVELOPMENT)  # although `a` is right on every test item
    assert results.cells[("mini", SELECTED, "mlqa", 1)].parts[:, 0].sum() == 0
    # other models' development items choose nothing
    other = {
        key: replace(one, cell=one.cell.model_copy(update={"stages": ("else", "e")}))
        for key, one in judged.cells.items()
    }
    _, selections = with_selected(replace(both, cells={**tested.cells, **other}))
    assert next(one for one in selections if one.target == "mlqa").chosen_on == CROSS_FITTED


def test_no_choice_no_row() -> None:
    zeros = np.zeros(20)
    _, selections = with_selected(study({(DIRECT, 1): zeros, ("a", 1): zeros}, (1,)))
    assert selections == []
    lacks = {(DIRECT, 1): zeros, (DIRECT, 2): zeros, ("a", 1): zeros, ("a", 2): zeros, ("b", 1): zeros}
    assert with_selected(study(lacks))[1] == []


def test_the_row_leaves_every_other_number_alone(synthetic_results, monkeypatch) -> None:
    found = analyse(synthetic_results, resamples=50)
    monkeypatch.setattr("xstilts.analysis.analyse.with_selected", lambda results: (results, []))
    without = analyse(synthetic_results, resamples=50)
    assert without.selected.gains == () and found.selected.gains != ()
    for name in (
        "scores",
        "gains",
        "matched",
        "controls",
        "averages",
        "average_gains",
        "families",
        "flags",
        "recommendation",
    ):
        assert getattr(found, name) == getattr(without, name), name


def test_the_row_of_a_study(synthetic_results) -> None:
    found = analyse(synthetic_results, resamples=200).selected
    gain = found.gain("mini", "tatoeba", ZERO_SHOT)
    assert found.selection("mini", "tatoeba").chosen == (("nli", 6),)
    assert gain.interval.low < 14 < gain.interval.high and gain.sure == "up"
    assert LONGER not in found.selection("mini", "xnli").candidates
    assert found.gain("mini", "xnli", ZERO_SHOT).same_data  # nli on xnli reads the same data in both phases
    row = next(one for one in found.average_gains if (one.model, one.scope, one.retrieval) == ("mini", ZERO_SHOT, True))
    each = [found.gain("mini", name, ZERO_SHOT).value for name in ("xnli", "udpos", "xquad", "tatoeba")]
    assert row.value == pytest.approx(np.mean(each))
    mean = found.averages[("mini", SELECTED, ALL, False)].value
    scores = [one.value for one in found.scores if (one.model, one.scope) == ("mini", ALL) and one.target != "tatoeba"]
    assert mean == pytest.approx(np.mean(scores))
