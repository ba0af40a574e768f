"""What a reader must not miss beside a number: same data, ends of the scale, cut intervals, the retrieval setting; in
every output, one test each."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pyarrow.parquet as pq
import pytest
import synthetic

from xstilts.analysis.analyse import analyse
from xstilts.analysis.flags import Flag
from xstilts.report.build import TEX_MARKS, build_report
from xstilts.report.heat import CEILING, COLLAPSED, CUT, MEANINGS, SAME_DATA
from xstilts.report.settings import retrieval_notes, vectors_in_words
from xstilts.report.terminal import PLAIN_MARKS, gains_table

SETTING = {"layer": 3, "pooling": "mean", "specials": True, "neighbours": 4, "max_length": 512, "depth": 4}
SAME = {("nli", "xnli"), ("squad", "xquad")}
"""What the synthetic study marks."""
CHOSEN = {("selected", "xnli"), ("selected", "xquad")}
"""Where the selected row has chosen one of these for at least one fold."""


@pytest.fixture(scope="module")
def results(study_results):
    """The study with the settings that its evaluations recorded, and a preset's name in its design."""
    targets = tuple(
        target.model_copy(update={"retrieval": {"preset": "x-stilts", "pooling": "mean"}})
        if target.kind == "retrieve"
        else target
        for target in study_results.design.targets
    )
    cells = {
        key: replace(cell, scores={"retrieval": SETTING}) if key[2] == "tatoeba" else cell
        for key, cell in study_results.cells.items()
    }
    return replace(study_results, design=study_results.design.model_copy(update={"targets": targets}), cells=cells)


@pytest.fixture(scope="module")
def analysis(results):
    """With one run at the top of the scale and one interval that was cut."""
    found = analyse(results, resamples=100)
    top = Flag(kind="ceiling", message="m", model="mini", intermediate="pos", target="udpos", seed=2)
    gains = tuple(
        replace(gain, interval=replace(gain.interval, low=-200.0).within(-100.0, 100.0))
        if (gain.model, gain.intermediate, gain.target) == ("mini", "pos", "xnli")
        else gain
        for gain in found.gains
    )
    return replace(found, flags=(*found.flags, top), gains=gains)


@pytest.fixture(scope="module")
def folder(results, analysis, tmp_path_factory):
    out = tmp_path_factory.mktemp("report")
    build_report(results, out, analysis=analysis)
    return out


def sections(text: str) -> dict[str, str]:
    return dict(re.findall(r'<section id="(\w+)">(.*?)</section>', text, re.DOTALL))


def blocks(text: str) -> dict[str, str]:
    return {part.split("\n", 1)[0]: part for part in text.split("\n## ")[1:]}


def test_same_data_in_every_table_of_html(folder):
    text = sections((folder / "report.html").read_text("utf-8"))
    for name in ("gains", "averages", "compute", "controls", "scores"):
        assert f'<span class="mark">{SAME_DATA}' in text[name], name
        assert f"{SAME_DATA} phases 2 and 3 read the same data" in text[name], name
    assert "nli: phases 2 and 3 read the same data" in text["languages"]
    assert "nli -&gt; xnli: both phases read the same data" in text["flags"]
    tables = re.findall(r"<table.*?</table>", text["scores"], re.DOTALL)
    rows = [row for row in re.findall(r"<tr.*?</tr>", tables[0], re.DOTALL) if SAME_DATA in row]
    arms = [row for row in rows if "<td>selected" not in row]
    assert len(arms) == 2 * len(SAME) and len(rows) > len(arms)  # mini and random; what was selected


def test_same_data_in_every_table_of_markdown(folder):
    text = blocks((folder / "report.md").read_text("utf-8"))
    for name in ("Gains over direct", "Averages", "Matched compute: mini minus direct (longer)", "Every score"):
        lines = [line for line in text[name].splitlines() if line.startswith("|") and SAME_DATA in line]
        assert lines and f"\n{SAME_DATA} phases 2 and 3 read the same data" in text[name], name
    control = next(part for name, part in text.items() if name.startswith("Against no pretraining"))
    assert SAME_DATA in control


def test_same_data_in_claims_and_deployment(results, tmp_path):
    claim = results.design.claims[0].model_copy(update={"target": "xnli"})
    changed = replace(results, design=results.design.model_copy(update={"claims": (claim,)}))
    found = analyse(changed, resamples=50)
    choice = next(one for one in found.recommendation.choices if one.target == "xnli")
    chosen = replace(found.recommendation, choices=(replace(choice, intermediate="nli"),))
    build_report(changed, tmp_path, analysis=replace(found, recommendation=chosen))
    html = sections((tmp_path / "report.html").read_text("utf-8"))
    markdown = blocks((tmp_path / "report.md").read_text("utf-8"))
    about = f"nli minus direct on xnli{SAME_DATA}"
    assert about in html["claims"] and about in markdown["Claims"]
    assert f"mini / nli ({SAME_DATA} phases" in html["deploy"]
    assert f"mini / nli ({SAME_DATA} phases" in markdown["What to deploy"]
    stored = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert [one["same_data"] for one in stored["claims"]] == [True]
    assert [one["same_data"] for one in stored["recommendation"]["choices"]] == [True]


def test_same_data_in_latex(folder):
    text = (folder / "tables.tex").read_text("utf-8")
    lines = [line for line in text.splitlines() if line.startswith(("nli &", "squad &"))]
    assert lines and all(r"$^\ddagger$" in line for line in lines)
    assert r"$^\ddagger$ phases 2 and 3 read the same data" in text


def test_same_data_in_the_terminal(results, analysis):
    text = gains_table(results, analysis)
    row = next(line for line in text.splitlines() if line.startswith("nli ")).split()
    assert row[1].endswith("=") and not row[2].endswith("=") and "= phases 2 and 3 read the same data" in text


def test_same_data_in_parquet(folder):
    rows = pq.read_table(folder / "results.parquet").to_pylist()
    assert {(row["intermediate"], row["target"]) for row in rows if row["same_data"]} == SAME | CHOSEN


def test_same_data_in_json(folder, results):
    stored = json.loads((folder / "results.json").read_text("utf-8"))
    for name, marked in (("scores", SAME | CHOSEN), ("over_longer", SAME), ("over_controls", SAME)):
        assert {(row["intermediate"], row["target"]) for row in stored[name] if row["same_data"]} == marked, name
    chosen = {
        (one["model"], "selected", one["target"])
        for one in stored["selected"]
        if any((name, one["target"]) in SAME for name, _ in one["chosen"])
    }
    marked = chosen | {(model, *pair) for model in results.design.models for pair in SAME}
    assert {one[1:] for one in chosen} == CHOSEN
    for name in ("averages", "average_gains"):
        assert any(row["intermediate"] == "selected" for row in stored[name])
        for row in stored[name]:
            expected = [target for target in row["covered"] if (row["model"], row["intermediate"], target) in marked]
            assert row["same_data"] == expected, name


def test_same_data_is_marked_without_a_gain_to_mark(results, tmp_path):
    """Where direct has no result there is no gain, and the score alone must say it."""
    cells = {key: cell for key, cell in results.cells.items() if key[1:3] != ("direct", "xnli")}
    build_report(replace(results, cells=cells), tmp_path)
    rows = pq.read_table(tmp_path / "results.parquet").to_pylist()
    row = next(row for row in rows if (row["intermediate"], row["target"]) == ("nli", "xnli"))
    assert row["gain"] is None and row["same_data"]


def test_the_retrieval_setting_stands_beside_every_retrieval_number(folder, results, analysis):
    said = "layer 3 of 4, mean over tokens with special tokens, cosine, exact search, at most 512 tokens"
    said += " (preset x-stilts)"
    assert retrieval_notes(results) == [f"tatoeba: {said}"]
    html = sections((folder / "report.html").read_text("utf-8"))
    for name in ("gains", "averages", "languages", "controls", "claims", "scores"):
        assert said in html[name], name
    assert html["gains"].count(said) == 3 and html["scores"].count(said) == 5 * 2  # a heat map each, corrected
    assert said not in html["compute"]  # nothing is retrieved there
    markdown = blocks((folder / "report.md").read_text("utf-8"))
    for name in ("Gains over direct", "Corrected for the number of comparisons", "Averages", "Claims", "Every score"):
        assert said in markdown[name], name
    assert said in (folder / "tables.tex").read_text("utf-8")
    assert said in gains_table(results, analysis) and said in gains_table(results, analysis, colour=True, width=400)
    rows = pq.read_table(folder / "results.parquet").to_pylist()
    assert {row["setting"] for row in rows if row["target"] == "tatoeba"} == {said}
    assert {row["setting"] for row in rows if row["target"] != "tatoeba"} == {""}
    stored = json.loads((folder / "results.json").read_text("utf-8"))
    assert stored["retrieval_settings"] == {"mini": {"tatoeba": said}, "random": {"tatoeba": said}}
    assert {row["pooling"] for row in stored["layers"]} == {"mean over tokens with special tokens"}


def test_settings_in_words():
    first = {"layer": 20, "depth": 24, "pooling": "first", "neighbours": 4, "search": "faiss", "max_length": 256}
    assert vectors_in_words(first, "mine") == (
        "layer 20 of 24, the first token, ratio margin of cosines over 4 neighbours both ways, faiss search, "
        "at most 256 tokens"
    )
    assert vectors_in_words({"specials": False}, "retrieve").startswith(
        "the last layer, mean over tokens without special tokens, cosine, exact"
    )


def test_models_of_other_depths_are_told_apart(results):
    cells = {
        key: replace(cell, scores={"retrieval": {**SETTING, "depth": 8}})
        if (key[0], key[2]) == ("random", "tatoeba")
        else cell
        for key, cell in results.cells.items()
    }
    notes = retrieval_notes(replace(results, cells=cells))
    assert [note.split(",")[0] for note in notes] == ["tatoeba (mini): layer 3 of 4", "tatoeba (random): layer 3 of 8"]


def test_floors_ceilings_and_cut_intervals_are_marked_alike(folder, results, analysis):
    html = sections((folder / "report.html").read_text("utf-8"))
    assert len(set(MEANINGS)) == 8 and set(MEANINGS) == set(TEX_MARKS)  # every mark has its own sign
    assert len(set(TEX_MARKS.values())) == 8 and len({mark.translate(PLAIN_MARKS) for mark in MEANINGS}) == 8
    for mark in (COLLAPSED, CEILING, CUT):
        assert re.search(rf'<span class="mark">[^<]*{re.escape(mark)}', html["gains"]), mark
    assert "<td>pos</td><td>udpos</td><td>2</td>" in html["flags"]
    markdown = (folder / "report.md").read_text("utf-8")
    assert "- cannot be told from a perfect score: mini, pos, udpos, seeds 2" in markdown
    assert f"{CUT} the interval is cut at 100 points" in markdown
    assert r"$^\wedge$" in (folder / "tables.tex").read_text("utf-8")
    assert "^ at least one run cannot be told" in gains_table(results, analysis)
    rows = pq.read_table(folder / "results.parquet").to_pylist()
    top = [row for row in rows if row["ceiling_seeds"]]
    assert {(row["model"], row["intermediate"], row["target"]) for row in top} == {("mini", "pos", "udpos")}
    assert {tuple(row["ceiling_seeds"]) for row in top} == {(2,)}
    cut = {(row["intermediate"], row["target"], row["gain_low"]) for row in rows if row["gain_cut"]}
    assert cut == {("pos", "xnli", -100.0)}


def test_median_and_every_seed_stand_beside_the_mean(folder, analysis):
    rows = pq.read_table(folder / "results.parquet").to_pylist()
    row = next(row for row in rows if (row["model"], row["intermediate"], row["target"]) == ("mini", "nli", "udpos"))
    assert len(row["seed_scores"]) == 3 and row["median"] == sorted(row["seed_scores"])[1]
    assert row["gain_median"] == sorted(row["seed_gains"])[1]
    html = sections((folder / "report.html").read_text("utf-8"))
    assert '<th class="num">median</th>' in html["scores"]


def test_a_study_of_english_alone_claims_no_zero_shot_language(tmp_path):
    names = ("en",)
    targets = tuple(t.model_copy(update={"languages": names}) for t in synthetic.TARGETS if t.kind != "retrieve")
    design = synthetic.make_design(seeds=(1, 2))
    kept = tuple(cell for cell in design.cells if cell.target != "tatoeba")
    design = design.model_copy(update={"targets": targets, "cells": kept, "primary": (), "claims": ()})
    synthetic.write_cells(tmp_path / "store", design, num_items=60)
    found = synthetic.read(tmp_path / "store", design)
    build_report(found, tmp_path / "report")
    text = (tmp_path / "report" / "report.md").read_text("utf-8")
    assert "0 of 0" not in text and "of 0 zero-shot" not in text
    assert "Every target is in English alone: what is called zero-shot here is the English score." in text
    assert "- xnli has no language but English" in text
