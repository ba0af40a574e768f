"""The selected row, XTREME's averages and gaps to published baselines, in every form of the report."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from xstilts.analysis.analyse import analyse
from xstilts.analysis.results import DIRECT, SELECTED
from xstilts.analysis.scores import ALL, ZERO_SHOT
from xstilts.evidence.published import Published, baselines, gaps
from xstilts.report.build import build_report
from xstilts.report.numbers import bounds, points, score
from xstilts.report.xtreme import xtreme_view


@pytest.fixture(scope="module")
def analysis(study_results):
    return analyse(study_results, resamples=200)


@pytest.fixture(scope="module")
def folder(study_results, analysis, tmp_path_factory):
    out = tmp_path_factory.mktemp("report")
    build_report(study_results, out, analysis=analysis)
    return out


def texts(folder):
    return {name: (folder / name).read_text("utf-8") for name in ("report.html", "report.md", "tables.tex")}


def test_the_selected_row_stands_beside_the_others_in_every_form(folder, analysis) -> None:
    gain = analysis.selected.gain("mini", "tatoeba", ZERO_SHOT)
    plain = points(gain.value).replace("\u2212", "-")
    found = texts(folder)
    row = next(line for line in found["report.md"].splitlines() if line.startswith("| selected |"))
    assert f"{plain}\u2020" in row and bounds(gain.interval).replace("\u2212", "-") in row
    row = next(line for line in found["tables.tex"].splitlines() if line.startswith("selected &"))
    assert plain in row and r"$^\dagger$" in row
    assert points(gain.value) in found["report.html"] and "What was selected" in found["report.html"]
    for text in found.values():
        assert "not strictly zero-shot" in text


def test_the_selected_row_is_in_the_numbers_for_machines(folder, analysis) -> None:
    stored = json.loads((folder / "results.json").read_text("utf-8"))
    rows = [row for row in stored["scores"] if row["intermediate"] == SELECTED and row["scope"] == ZERO_SHOT]
    gain = analysis.selected.gain("mini", "xnli", ZERO_SHOT)
    row = next(row for row in rows if (row["model"], row["target"]) == ("mini", "xnli"))
    assert row["gain"] == pytest.approx(gain.value, rel=1e-6)
    chosen = next(one for one in stored["selected"] if (one["model"], one["target"]) == ("mini", "xnli"))
    assert chosen["chosen_on"].startswith("cross-fitted") and sum(times for _, times in chosen["chosen"]) == 6
    # squad has no result on udpos, so it is no candidate there
    chosen = next(one for one in stored["selected"] if (one["model"], one["target"]) == ("mini", "udpos"))
    assert chosen["candidates"] == ["nli", "pos"]


def test_local_protocols_are_never_called_xtreme(folder, study_results, analysis) -> None:
    for text in texts(folder).values():
        assert "XTREME averages" not in text and "not XTREME scores" in text
    view = xtreme_view(study_results, analysis)
    assert view["says"][0].endswith("xnli, udpos, xquad and tatoeba")
    stored = json.loads((folder / "results.json").read_text("utf-8"))
    assert all(one["means"][ALL]["overall"]["value"] is None for one in stored["xtreme"])


def test_complete_test_sets_are(study_results, analysis) -> None:
    complete = tuple(replace(one, local=()) for one in analysis.xtreme)
    assert xtreme_view(study_results, replace(analysis, xtreme=complete))["title"] == "XTREME averages"
    assert xtreme_view(study_results, replace(analysis, xtreme=())) is None


def with_complete(results, source: str, **more):
    targets = tuple(target.model_copy(update={"complete": True}) for target in results.design.targets)
    models = {**results.design.models, "mini": source}
    return replace(results, design=results.design.model_copy(update={"targets": targets, "models": models, **more}))


TABLE = [Published(target="xquad", system="translate-test", score=50.0, comparable=("a/model",), verified=True)]


def test_a_gap_is_ours_minus_the_published_score_with_english(study_results, analysis) -> None:
    found = gaps(with_complete(study_results, "a/model"), analysis, TABLE)
    assert [one.intermediate for one in found] == [DIRECT, SELECTED] or [one.intermediate for one in found] == [DIRECT]
    assert found[0].value == pytest.approx(analysis.score("mini", DIRECT, "xquad", ALL).value - 50.0)


def test_no_gap_for_local_protocols_other_models_or_smoke_runs(study_results, analysis) -> None:
    assert gaps(study_results, analysis, TABLE) == []
    assert gaps(with_complete(study_results, "b/model"), analysis, TABLE) == []
    assert gaps(with_complete(study_results, "a/model", smoke=True), analysis, TABLE) == []


def test_gaps_are_shown_where_there_are_any(study_results, tmp_path) -> None:
    results = with_complete(study_results, "xlm-roberta-large")
    analysis = analyse(results, resamples=50)
    build_report(results, tmp_path, analysis=analysis)
    direct = analysis.score("mini", DIRECT, "xquad", ALL).value
    published = next(one.score for one in baselines() if one.target == "xquad" and "translate-test" in one.system)
    gap = points(direct - published)
    html, markdown = (tmp_path / "report.html").read_text("utf-8"), (tmp_path / "report.md").read_text("utf-8")
    assert f"{gap}</td>" in html
    row = f"| {score(published)} | {score(direct)} | {gap.replace(chr(0x2212), '-')} | arXiv:2003.11080 "
    assert row in markdown and "quoted, not verified" in markdown


def test_baselines_name_known_targets_once() -> None:
    from xstilts.tasks.xtreme import TASKS

    table = baselines()
    assert {one.target for one in table} <= set(TASKS)
    assert len({(one.target, one.system) for one in table}) == len(table)
    assert all(0 < one.score < 100 and one.source and one.comparable for one in table)
