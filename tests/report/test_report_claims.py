"""Claims in the report: what was claimed, on what, what was measured and the verdict, in every format."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from xstilts.analysis.analyse import analyse
from xstilts.analysis.results import Claim
from xstilts.cli.show import finding_lines
from xstilts.evidence.claims import judge
from xstilts.report.build import build_report
from xstilts.report.claims import MARGIN, WIDTH, claim_lines, claim_rows, claim_summary, compared, picture

CLAIMS = (
    Claim(says="NLI helps | retrieval", source="a paper", intermediate="nli", target="tatoeba", at_least=2.0),
    Claim(says="Tagging harms", intermediate="pos", group="retrieval", at_least=None, at_most=-1.0),
    Claim(says="NLI beats tagging", intermediate="nli", against="pos", target="tatoeba", at_least=-3.0, at_most=3.0),
    Claim(says="At large size", intermediate="nli", target="tatoeba", model="owner/large"),
    Claim(says="NLI on XNLI", intermediate="nli", target="xnli"),
)


@pytest.fixture(scope="module")
def measured(study_results):
    design = study_results.design.model_copy(update={"claims": CLAIMS})
    results = replace(study_results, design=design)
    return results, analyse(results, resamples=200)


@pytest.fixture(scope="module")
def verdicts(measured):
    return judge(*measured)


@pytest.fixture(scope="module")
def folder(measured, tmp_path_factory):
    out = tmp_path_factory.mktemp("report")
    build_report(measured[0], out, analysis=measured[1])
    return out


def test_rows_say_what_was_claimed_measured_and_judged(verdicts):
    rows = claim_rows(verdicts)
    assert [row["level"] for row in rows] == [
        "supported",
        "supported",
        "contradicted",
        "not comparable",
        "not comparable",
    ]
    assert [row["claimed"] for row in rows[:3]] == ["at least +2", "at most \u22121", "\u22123 to +3"]
    for verdict, row in zip(verdicts[:3], rows, strict=False):
        assert float(row["measured"].replace("\u2212", "-")) == pytest.approx(verdict.measured.value, abs=0.051)
        assert row["seeds"].count(",") == 2
    assert (rows[3]["measured"], rows[3]["picture"]) == ("", "")
    assert claim_summary(verdicts) == "2 supported, 1 contradicted, 2 not comparable"


def test_what_was_tested_is_said_in_words(verdicts):
    assert [compared(one.claim, one.covered) for one in verdicts[:3]] == [
        "nli minus direct on tatoeba",
        "pos minus direct on the mean of retrieval (tatoeba)",
        "nli minus pos on tatoeba",
    ]
    everything = Claim(says="", intermediate="nli", group="all without retrieval")
    assert compared(everything, ("a", "b")) == (
        "nli minus direct on the mean of all targets without retrieval (a and b)"
    )


def _places(svg: str) -> tuple[float, float, float, float, float]:
    """Left and right of the shaded region, and the interval's ends and middle."""
    left, width = re.search(r'<rect x="([\d.]+)" y="1" width="([\d.]+)"', svg).groups()
    low, high = re.search(r"M([\d.]+) [\d.]+H([\d.]+)", svg).groups()
    return (
        float(left),
        float(left) + float(width),
        float(low),
        float(high),
        float(re.search(r'cx="([\d.]+)"', svg)[1]),
    )


def test_the_picture_shows_the_verdict(verdicts):
    at_least, at_most, within = (
        _places(picture(one.claim, one.measured.value, one.measured.interval)) for one in verdicts[:3]
    )
    left, right, low, high, middle = at_least  # supported: the bar lies in the region, which is open to the right
    assert left < low < middle < high < right and right == WIDTH - MARGIN
    left, right, low, high, _ = at_most
    assert left == MARGIN and left < low < high < right
    left, right, low, _, _ = within  # contradicted: all of the bar lies beyond the region
    assert MARGIN < left < right < low


def test_html_shows_claims_with_their_pictures(folder, verdicts):
    text = (folder / "report.html").read_text("utf-8")
    section = re.search(r'<section id="claims">.*?</section>', text, re.S)[0]
    assert section.count("<tr") == 1 + len(verdicts) and section.count("<svg") == 4
    assert "2 supported, 1 contradicted, 2 not comparable." in section
    assert section.count('class="undecided"') == 2
    for row in claim_rows(verdicts):
        assert row["claim"].says in section and row["claimed"] in section
        assert row["why"].replace("'", "&#39;") in section


def test_markdown_table_keeps_its_columns(folder):
    text = (folder / "report.md").read_text("utf-8")
    lines = text[text.index("## Claims") : text.index("## What to deploy")].splitlines()
    table = [line for line in lines if line.startswith("|")]
    assert len(table) == 2 + len(CLAIMS)
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {10}
    assert r"NLI helps \| retrieval" in table[2] and "at most -1" in table[3]


def test_json_has_the_claim_the_measurement_and_the_verdict(folder, verdicts):
    claims = json.loads((folder / "results.json").read_text("utf-8"))["claims"]
    for verdict, claim in zip(verdicts, claims, strict=True):
        assert {**verdict.claim.model_dump(mode="json")}.items() <= claim.items()
        assert (claim["level"], claim["judged_model"]) == (verdict.level, verdict.model)
        if verdict.measured is None:
            assert claim["measured"] is None
        else:
            assert claim["measured"]["value"] == pytest.approx(verdict.measured.value)
            assert claim["measured"]["targets"] == list(verdict.covered)
            assert len(claim["measured"]["seeds"]) == 3


def test_terminal_lines_are_plain_and_fit(measured, verdicts):
    lines = claim_lines(verdicts, width=80)
    assert lines[0] == "claims: 2 supported, 1 contradicted, 2 not comparable"
    assert all(len(line) <= 80 for line in lines) and "\n".join(lines).isascii()
    text = " ".join(" ".join(lines).split())
    assert "SUPPORTED: NLI helps | retrieval (a paper) mini: nli minus direct on tatoeba, zero-shot: claimed" in text
    assert claim_lines(()) == []
    said = "\n".join(finding_lines(*measured, None))
    assert lines[0] in said
