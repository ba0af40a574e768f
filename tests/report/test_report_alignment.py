"""Alignment by layer and the control without a network, in every format of the report."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest
import synthetic

from xstilts.analysis.analyse import analyse
from xstilts.analysis.flags import run_marks
from xstilts.analysis.results import DIRECT
from xstilts.analysis.scores import ZERO_SHOT
from xstilts.report.build import build_report
from xstilts.report.heat import NO_BASELINE, heat_rows
from xstilts.report.terminal import gains_table
from xstilts.report.view import make_view
from xstilts.report.words import answer


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A model and a control without a network, which has `direct` alone and no extraction."""
    root = tmp_path_factory.mktemp("store")
    design = synthetic.make_design(models=("mini", "overlap"), seeds=(1, 2))
    kept = [
        cell
        for cell in design.cells
        if cell.model == "mini" or (cell.intermediate == DIRECT and cell.target != "xquad")
    ]
    kept = [
        cell.model_copy(update={"stages": (f"baseline-{cell.target}",)}) if cell.model == "overlap" else cell
        for cell in kept
    ]
    design = design.model_copy(
        update={
            "cells": tuple(kept),
            "baselines": ("overlap",),
            "controls": ("overlap",),
            "models": {"mini": "mini", "overlap": "lexical"},
            "training_stages": {
                key: about for key, about in design.training_stages.items() if about["model"] == "mini"
            },
        }
    )
    synthetic.write_cells(root, design)
    for stage in root.glob("baseline-tatoeba"):
        (stage / "layers.parquet").unlink()
    return synthetic.read(root, design, {})


@pytest.fixture(scope="module")
def analysis(results):
    return analyse(results, resamples=200)


@pytest.fixture(scope="module")
def folder(results, analysis, tmp_path_factory):
    out = tmp_path_factory.mktemp("report")
    build_report(results, out, analysis=analysis)
    return out


def test_figure_and_table_say_what_is_plotted(folder):
    text = (folder / "report.html").read_text("utf-8")
    section = text[text.index('<section id="alignment">') : text.index('<section id="compute">')]
    assert section.count("<svg") == 1  # one target is retrieved, by one model
    for phrase in ("Alignment by layer, before and after phase 2", "n = 800", "mean over tokens", "centred", "layer 3"):
        assert phrase in section
    assert section.count("<tr>") == 1 + 2 * (1 + 3)  # plain and centred: before and three intermediates


def test_every_format_shows_the_same_change(folder, analysis):
    one = next(
        x for x in analysis.layers if (x.intermediate, x.layer, x.vectors) == ("nli", 4, "plain") and x.gain is not None
    )
    assert one.gain is not None
    rows = json.loads((folder / "results.json").read_text("utf-8"))["layers"]
    key = {"intermediate": "nli", "layer": 4, "vectors": "plain"}
    found = next(row for row in rows if key.items() <= row.items())
    assert found["change"] == pytest.approx(one.gain.value) and found["score"] == pytest.approx(one.value)
    table = pq.read_table(folder / "layers.parquet").to_pylist()
    assert len(table) == len(rows) == 5 * 2 * 4
    assert next(row for row in table if key.items() <= row.items())["change"] == pytest.approx(one.gain.value)
    line = next(
        line for line in (folder / "report.md").read_text("utf-8").splitlines() if line.startswith("| plain | nli |")
    )
    assert line.split("|")[7].replace("*", "").strip().startswith(f"{one.gain.value:+.1f}")


def test_the_control_without_a_network_is_a_row_and_has_no_gains(results, analysis):
    assert not any(gain.model == "overlap" for gain in (*analysis.gains, *analysis.matched))
    rows = heat_rows(results, analysis, "mini")
    assert [row.name for row in rows[:2]] == [DIRECT, "overlap"]
    cells = dict(zip([target.name for target in results.design.targets], rows[1].cells))
    assert cells["xquad"].text == "none" and cells["xquad"].title == NO_BASELINE
    expected = analysis.score("overlap", DIRECT, "xnli", ZERO_SHOT)
    assert expected is not None and cells["xnli"].text == f"{expected.value:.1f}"
    assert all(key[0] != "overlap" for key in run_marks(analysis.flags, "collapse"))
    assert all(choice.model == "mini" for choice in analysis.recommendation.choices)
    assert "overlap (%)" in gains_table(results, analysis)
    assert [heat["model"] for heat in make_view(results, analysis, (), [])["heats"]] == ["mini"]


def test_every_arm_is_compared_with_the_one_overlap_score(results, analysis):
    found = [one for one in analysis.controls if one.scope == ZERO_SHOT and one.target == "xnli"]
    assert {one.intermediate for one in found} >= {DIRECT, "nli", "squad", "pos"}
    assert {one.base for one in found} == {("overlap", DIRECT)} and len({one.base_score for one in found}) == 1
    above = next(one for one in found if one.intermediate == DIRECT)
    assert above.sure == "up"  # 16 points were put between them
    said = " ".join(answer(results, analysis))
    assert "Against overlap (no model): mini with direct lies surely above it zero-shot on 3 of 3 targets" in said


def test_languages_show_the_control(folder, analysis):
    text = (folder / "report.html").read_text("utf-8")
    german = analysis.score("overlap", DIRECT, "xnli", "de")
    lines = (folder / "report.md").read_text("utf-8").splitlines()
    start = lines.index("## Direct and no model by language: xnli")
    row = next(line for line in lines[start:] if line.startswith("| overlap (no model"))
    assert german is not None and row.split("|")[3].strip() == f"{german.value:.1f}"
    assert not any("by language: xquad" in line for line in lines)
    assert "diamond: no model" in text and "no model: overlap of subwords" in text
