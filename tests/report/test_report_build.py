"""The report: complete, self-contained, deterministic, honest about what is missing, and the same in every format."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pyarrow.parquet as pq
import pytest

from xstilts.analysis.analyse import analyse
from xstilts.analysis.results import DIRECT
from xstilts.analysis.scores import ZERO_SHOT
from xstilts.report.build import build_report, tex
from xstilts.report.charts import thinned
from xstilts.report.heat import colour
from xstilts.report.numbers import bounds, points, score
from xstilts.report.terminal import gains_table


@pytest.fixture(scope="module")
def analysis(study_results):
    return analyse(study_results)


@pytest.fixture(scope="module")
def folder(study_results, analysis, tmp_path_factory):
    out = tmp_path_factory.mktemp("report")
    build_report(study_results, out, analysis=analysis)
    return out


class Page(HTMLParser):
    """Collects tags, ids, and what a page would fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.fetches: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value)
            if name in ("src", "data", "xlink:href") or (name == "href" and tag == "link"):
                self.fetches.append(value)
            if name == "href" and tag == "a":
                self.links.append(value)


def test_writes_every_format(folder):
    assert sorted(path.name for path in folder.iterdir()) == [
        "layers.parquet",
        "report.html",
        "report.md",
        "results.json",
        "results.parquet",
        "tables.tex",
    ]


def test_html_is_self_contained_and_its_ids_are_unique(folder):
    page = Page((folder / "report.html").read_text("utf-8"))
    assert page.fetches == []
    assert "script" not in page.tags
    assert {"svg", "table", "figure"} <= page.tags
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)


def test_html_says_everything_that_a_reader_needs(folder, study_results):
    text = (folder / "report.html").read_text("utf-8")
    design = study_results.design
    assert design.question in text
    for target in design.targets:
        assert target.name in text and target.metric_version in text and target.licence in text
    for phrase in (
        "chance 33.3",
        "loss diverged at step 120",
        "treebanks of five languages only",
        "not comparable",
        "xstilts export synthetic --cell mini/",
        "direct (longer)",
        "mean without retrieval",
        "with English",
        "Satterthwaite",
        "learning rate",
        "phase 2: nli",
    ):
        assert phrase in text, phrase


def test_every_format_shows_the_same_gain(folder, analysis):
    gain = analysis.gain("mini", "nli", "tatoeba", ZERO_SHOT)
    shown, interval = points(gain.value), bounds(gain.interval)
    html = (folder / "report.html").read_text("utf-8")
    assert re.search(
        rf"<b>{re.escape(shown)}<span class=\"mark\"></span></b><small>{re.escape(interval)}</small>", html
    )
    assert f"**{shown}** ({interval})" in (folder / "report.md").read_text("utf-8")
    assert rf"\textbf{{${shown}$}}" in (folder / "tables.tex").read_text("utf-8")
    rows = pq.read_table(folder / "results.parquet").to_pylist()
    row = next(
        r
        for r in rows
        if (r["model"], r["intermediate"], r["target"], r["scope"]) == ("mini", "nli", "tatoeba", ZERO_SHOT)
    )
    assert row["gain"] == pytest.approx(gain.value, abs=1e-6)
    stored = json.loads((folder / "results.json").read_text("utf-8"))
    assert row in stored["scores"]


def test_missing_cells_are_shown_with_reasons_in_every_format(folder):
    html = (folder / "report.html").read_text("utf-8")
    assert 'class="missing" title="training squad-udpos failed: loss diverged at step 120 (last good 0.71)"' in html
    assert "missing: mini, squad, udpos, seeds 1, 2, 3: training squad-udpos failed" in (
        folder / "report.md"
    ).read_text("utf-8")
    stored = json.loads((folder / "results.json").read_text("utf-8"))
    assert len(stored["missing"]) == 4
    rows = pq.read_table(folder / "results.parquet").to_pylist()
    assert not [r for r in rows if (r["model"], r["intermediate"], r["target"]) == ("mini", "squad", "udpos")]


def test_two_builds_are_byte_identical(folder, study_results, tmp_path):
    build_report(study_results, tmp_path)
    for path in folder.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_brief_counts_what_the_intervals_say(folder, analysis):
    shown = [
        gain
        for gain in analysis.gains
        if gain.model == "mini" and gain.scope == ZERO_SHOT and gain.intermediate != "direct (longer)"
    ]
    counted = [gain.sure for gain in shown if not gain.same_data]
    same = len(shown) - len(counted)
    text = (folder / "report.md").read_text("utf-8")
    ups, downs = counted.count("up"), counted.count("down")
    assert same
    left_out = f"(without {same} whose two phases read the same data)"
    assert f"Of {len(counted)} zero-shot gains of mini {left_out}, {ups} are above zero, {downs} below" in text


def test_markdown_tables_are_rectangular(folder):
    widths: set[int] = set()
    for line in [*(folder / "report.md").read_text("utf-8").splitlines(), ""]:
        if line.startswith("|"):
            widths.add(line.count("|"))
        else:
            assert len(widths) <= 1, line
            widths = set()


def test_smoke_run_is_marked_everywhere(study_results, tmp_path):
    from dataclasses import replace

    design = study_results.design.model_copy(update={"smoke": True, "targets": study_results.design.targets[:1]})
    cells = {key: cell for key, cell in study_results.cells.items() if key[2] == "xnli"}
    results = replace(study_results, design=design, cells=cells, absent=(), trainings=())
    found = analyse(results, resamples=50)
    build_report(results, tmp_path, analysis=found)
    assert '<div class="banner">Smoke run' in (tmp_path / "report.html").read_text("utf-8")
    assert (tmp_path / "report.md").read_text("utf-8").startswith("**Smoke run")
    assert "SMOKE RUN" in (tmp_path / "tables.tex").read_text("utf-8")
    assert all(row["smoke"] for row in pq.read_table(tmp_path / "results.parquet").to_pylist())
    assert "SMOKE RUN" in gains_table(results, found)


def test_nothing_finished_still_gives_a_report(study_results, tmp_path):
    from dataclasses import replace

    results = replace(study_results, cells={}, items={}, trainings=())
    text = build_report(results, tmp_path).read_text("utf-8")
    assert "Nothing has finished" in text


def test_user_text_is_escaped(study_results, tmp_path):
    from dataclasses import replace

    design = study_results.design.model_copy(update={"question": "<script>alert(1)</script> & 5%_a"})
    results = replace(study_results, design=design, cells={}, items={}, trainings=())
    text = build_report(results, tmp_path).read_text("utf-8")
    assert "<script>" not in text and "&lt;script&gt;" in text
    assert tex("5%_a & b") == r"5\%\_a \& b"


@pytest.fixture(scope="module")
def referred(tmp_path_factory):
    """The synthetic study whose control has `direct` alone."""
    import synthetic

    root, design = tmp_path_factory.mktemp("referred"), synthetic.make_design()
    cells = tuple(cell for cell in design.cells if cell.model == "mini" or cell.intermediate == DIRECT)
    design = design.model_copy(update={"cells": cells})
    synthetic.write_cells(root, design)
    return synthetic.read(root, design)


def test_a_control_with_direct_alone_is_a_row_of_the_others(referred, tmp_path):
    found = analyse(referred)
    text = gains_table(referred, found)
    assert text.count("gain over direct") == 1
    shown = score(found.score("random", DIRECT, "xnli", ZERO_SHOT).value)
    row = next(line.split() for line in text.splitlines() if line.startswith("random (%)"))
    assert row[2].startswith(shown), "collapse may mark it"
    build_report(referred, tmp_path, analysis=found)
    plain = (tmp_path / "report.md").read_text("utf-8")
    assert "### random" not in plain and "| random (absolute, %) |" in plain and "| random (no pretraining) |" in plain
    up = [one.scope for one in found.average_controls["random"] if one.sure == "up"]
    several = len(set(up) - {"all languages", ZERO_SHOT, "en"})
    assert "Against random (no pretraining): mini with direct lies surely above it" in plain
    assert f"averaged over targets, in {several} of 4 zero-shot languages" in plain
    html = (tmp_path / "report.html").read_text("utf-8")
    assert "minus random" in html and ">missing<" not in html


def test_terminal_table_is_aligned_plain_text(study_results, analysis):
    text = gains_table(study_results, analysis)
    assert "\x1b" not in text and text.isascii()
    lines = text.splitlines()
    header = next(line for line in lines if "xnli" in line and "tatoeba" in line)
    direct = next(line for line in lines if line.startswith("direct (%)"))
    assert (
        header.index("udpos") + 5 == direct.index(score(analysis.score("mini", "direct", "udpos", ZERO_SHOT).value)) + 4
    )
    assert "missing" in text and "+14." in text
    assert "\x1b[" in gains_table(study_results, analysis, colour=True)


def test_style_sheet_is_not_escaped(folder):
    style = (folder / "report.html").read_text("utf-8").split("<style>")[1].split("</style>")[0]
    assert '"Segoe UI"' in style and "&#" not in style and "&quot;" not in style


def test_thinned_curves_keep_the_last_point():
    points_of = list(range(173))
    assert thinned(points_of)[-1] == 172 and len(thinned(points_of)) <= 50
    assert thinned([]) == [] and thinned([1, 2]) == [1, 2]


def test_numbers_are_written_one_way():
    assert (points(-0.04), points(3.14159), points(-2.0), points(None)) == (
        "+0.0",
        "+3.1",
        "\u22122.0",
        "\u2013",
    )
    assert (score(52.449), score(None)) == ("52.4", "\u2013")


def test_colours_are_pale_unless_sure_and_differ_by_sign():
    assert colour(5, 5, True) != colour(5, 5, False) != colour(-5, 5, False)
    assert colour(0, 5, False).startswith("background:#ffffff")
