"""Verdicts on claims about a study whose gains are known because they were put there."""

from __future__ import annotations

import shutil
from dataclasses import replace

import numpy as np
import pytest
import synthetic

from xstilts.analysis.analyse import analyse
from xstilts.analysis.results import DIRECT, LONGER, Claim
from xstilts.analysis.scores import ALL, ZERO_SHOT
from xstilts.evidence.claims import bounds_text, judge

RESAMPLES = 200


def claim(intermediate: str = "nli", target: str | None = "tatoeba", **slots) -> Claim:
    if "group" in slots:
        target = None
    if "at_most" in slots:
        slots = {"at_least": None, **slots}
    return Claim(says="something", intermediate=intermediate, target=target, **slots)


ARMS = tuple(claim(against=base) for base in ("nli", "squad", "pos"))
"""Claims that make the analysis compute the difference of every two arms."""


def measure(root, **design):
    """What the study says, and its analysis."""
    results = synthetic.read(root, synthetic.make_design(claims=ARMS, **design))
    return results, analyse(results, resamples=RESAMPLES)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    root = tmp_path_factory.mktemp("store")
    synthetic.write_cells(root, synthetic.make_design())
    return measure(root)


def judge_all(measured, one: Claim, **design):
    """The verdicts on one claim; `design` changes what the study says of itself."""
    results, analysis = measured
    changed = results.design.model_copy(update={"claims": (one,), **design})
    return judge(replace(results, design=changed), analysis)


@pytest.fixture(scope="module")
def verdict(whole):
    """Judge one claim on the synthetic study."""

    def judged(one: Claim, measured=whole, **design):
        (found,) = judge_all(measured, one, **design)
        return found

    return judged


# True gains on tatoeba: nli +14, squad +9, pos -7. Intervals at 200 items reach about 3 points to each side.
BOUNDS = [
    ("nli", {"at_least": 5.0}, "supported"),
    ("nli", {"at_least": 25.0}, "contradicted"),
    ("nli", {"at_least": 14.0}, "inconclusive"),
    ("pos", {"at_most": 0.0}, "supported"),
    ("nli", {"at_most": 0.0}, "contradicted"),
    ("pos", {"at_most": -7.0}, "inconclusive"),
    ("nli", {"at_least": 5.0, "at_most": 25.0}, "supported"),
    ("nli", {"at_least": 14.0, "at_most": 30.0}, "inconclusive"),
    ("nli", {"at_least": -1.0, "at_most": 1.0}, "contradicted"),
    ("pos", {"at_least": -1.0, "at_most": 1.0}, "contradicted"),
]


@pytest.mark.parametrize(("intermediate", "bounds", "level"), BOUNDS)
def test_bounds_decide_on_the_side_that_they_bound(verdict, intermediate, bounds, level):
    found = verdict(claim(intermediate, **bounds))
    low, high = found.measured.interval.low, found.measured.interval.high
    at_least, at_most = bounds.get("at_least", -np.inf), bounds.get("at_most", np.inf)
    assert found.level == level
    assert (level == "supported") == (at_least <= low and high <= at_most)
    assert (level == "contradicted") == (high < at_least or low > at_most)
    assert bounds_text(found.claim) in found.reason and f"measured {found.measured.value:+.1f}" in found.reason


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({"at_least": 0.0}, "at least 0"),
        ({"at_least": -1.5}, "at least -1.5"),
        ({"at_most": 2.0}, "at most +2"),
        ({"at_least": -1.0, "at_most": 1.0}, "-1 to +1"),
    ],
)
def test_bounds_in_words(bounds, said):
    assert bounds_text(claim(**bounds)) == said


def test_a_group_is_the_mean_of_its_targets_gains(verdict, whole):
    analysis = whole[1]
    names = ("xnli", "udpos", "xquad")
    for scope in (ZERO_SHOT, ALL):
        found = verdict(claim("pos", group="all without retrieval", scope=scope))
        gains = [analysis.gain("mini", "pos", name, scope) for name in names]
        assert found.measured.value == pytest.approx(np.mean([gain.value for gain in gains]))
        for at, (_, value) in enumerate(found.measured.seeds):
            assert value == pytest.approx(np.mean([gain.seeds[at][1] for gain in gains]))
        average = next(
            one
            for one in analysis.average_gains
            if (one.model, one.intermediate, one.scope, one.retrieval) == ("mini", "pos", scope, False)
        )
        assert (found.measured.interval, found.covered) == (average.interval, names)
        assert "local protocol on udpos" in found.caveats


@pytest.mark.parametrize(
    ("group", "covered"),
    [
        ("retrieval", ("tatoeba",)),
        ("pair classification", ("xnli",)),
        ("structured prediction", ("udpos",)),
        ("question answering", ("xquad",)),
        ("all", ("xnli", "udpos", "xquad", "tatoeba")),
    ],
)
def test_groups_name_their_targets(verdict, group, covered):
    found = verdict(claim("pos", group=group))
    assert found.covered == covered and found.level != "not comparable"


def test_a_group_in_one_language_is_of_the_targets_that_have_it(verdict):
    assert verdict(claim("pos", group="all", scope="en")).covered == ("xnli", "udpos", "xquad")
    nothing = verdict(claim("pos", group="retrieval", scope="en"))
    assert (nothing.level, nothing.measured) == ("not comparable", None) and "evaluated in en" in nothing.why


def test_scopes_are_other_numbers(verdict):
    # English gains half of what the others gain: +3 of the mean's +6 on xnli
    values = {
        scope: verdict(claim("nli", "xnli", scope=scope, accept=("same data",))).measured.value
        for scope in (ZERO_SHOT, ALL, "en", "sw")
    }
    assert values[ALL] == pytest.approx((values["en"] + 4 * values[ZERO_SHOT]) / 5)
    assert values["sw"] != values[ZERO_SHOT] and values["en"] < values[ZERO_SHOT]


def test_the_difference_of_two_arms_is_paired_and_is_what_was_put_in(verdict, whole):
    ours, theirs = (whole[1].gain("mini", name, "tatoeba", ZERO_SHOT) for name in ("nli", "squad"))
    found = verdict(claim("nli", against="squad"))
    assert found.measured.value == pytest.approx(ours.value - theirs.value)
    for (_, one), (_, two), (_, difference) in zip(ours.seeds, theirs.seeds, found.measured.seeds, strict=True):
        assert difference == pytest.approx(one - two)
    assert found.measured.interval.low < 14.0 - 9.0 < found.measured.interval.high
    reverse = verdict(claim("squad", against="nli"))
    assert reverse.measured.value == pytest.approx(-found.measured.value)


def test_a_group_against_another_arm_and_against_the_longer_control(verdict):
    # pos minus squad: 0 - 1, 1.5 - 0, 0 - 5 points where the metrics are linear in items; tatoeba -7 - 9
    everything = verdict(claim("pos", group="all", against="squad", accept=("same data",)))
    tatoeba = verdict(claim("pos", "tatoeba", against="squad"))
    assert everything.measured.value < 0 and tatoeba.measured.interval.low < -16.0 < tatoeba.measured.interval.high
    longer = verdict(claim("pos", "xnli", against=LONGER))
    assert longer.measured.base == ("mini", LONGER)
    assert longer.measured.interval.low < 0.0 - 0.8 < longer.measured.interval.high
    without = verdict(claim("pos", "tatoeba", against=LONGER))
    assert without.level == "not comparable" and "tatoeba has none" in without.why


def test_same_data_bars_a_verdict_unless_the_claim_accepts_it(verdict):
    barred = verdict(claim("nli", "xnli"))
    assert barred.level == "not comparable" and "same data" in barred.why and barred.measured is not None
    accepted = verdict(claim("nli", "xnli", accept=("same data",)))
    assert accepted.level == "supported" and any("same data" in text for text in accepted.caveats)
    group = verdict(claim("nli", group="all"))
    assert group.level == "not comparable" and "same data on xnli" in group.why


def test_same_data_on_both_sides_is_a_fair_comparison(verdict):
    design = synthetic.make_design()
    cells = tuple(
        cell.model_copy(update={"same_data": cell.target == "xnli" and cell.intermediate in ("nli", "pos")})
        for cell in design.cells
    )
    assert verdict(claim("nli", "xnli", against="pos"), cells=cells).level != "not comparable"
    assert verdict(claim("nli", "xnli", against="squad"), cells=cells).level == "not comparable"
    assert verdict(claim("squad", "xnli", against="nli"), cells=cells).level == "not comparable"


def test_an_incomplete_group_names_what_is_missing(verdict, tmp_path):
    asked = {"models": ("mini",), "seeds": (1, 2)}
    synthetic.write_cells(tmp_path, synthetic.make_design(**asked), num_items=40)
    shutil.rmtree(tmp_path / "ev-mini-pos-xquad-2")
    for seed in (1, 2):
        shutil.rmtree(tmp_path / f"ev-mini-pos-udpos-{seed}")
    partial = measure(tmp_path, **asked)
    found = verdict(claim("pos", group="all"), partial)
    assert found.level == "not comparable" and "udpos, xquad missing" in found.why
    assert found.covered == ("xnli", "tatoeba")
    accepted = verdict(claim("pos", group="all", accept=("missing targets",)), partial)
    assert accepted.level != "not comparable" and any("udpos, xquad missing" in text for text in accepted.caveats)
    assert accepted.measured.value == found.measured.value
    alone = verdict(claim("pos", "xquad"), partial)
    assert alone.level != "not comparable"
    assert alone.caveats == ("without seed 2", "one seed: the interval covers items only")
    nothing = verdict(claim("pos", "udpos"), partial)
    assert (nothing.level, nothing.measured) == ("not comparable", None)
    assert "no finished cell measures pos on udpos with mini" in nothing.why


def test_the_model_is_an_alias_or_the_one_that_the_claim_is_about(verdict):
    models = {"mini": "FacebookAI/xlm-roberta-base", "random": "random"}
    assert verdict(claim(model="random"), models=models).model == "random"
    named = verdict(claim(model="FacebookAI/xlm-roberta-base"), models=models)
    assert (named.model, named.level) == ("mini", "supported")
    other = verdict(claim(model="FacebookAI/xlm-roberta-large"), models=models)
    assert (other.model, other.level) == ("", "not comparable")
    assert "'FacebookAI/xlm-roberta-large'" in other.why and "mini (FacebookAI/xlm-roberta-base)" in other.why


def test_every_model_but_the_controls_is_judged(whole):
    assert [one.model for one in judge_all(whole, claim())] == ["mini"]
    assert [one.model for one in judge_all(whole, claim(), controls=())] == ["mini", "random"]
    (nothing,) = judge_all(whole, claim(), controls=("mini", "random"))
    assert (nothing.model, nothing.level) == ("", "not comparable") and "about no control" in nothing.why


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (claim("hellaswag"), "intermediate 'hellaswag' is not in this study"),
        (claim(against="hellaswag"), "intermediate 'hellaswag' is not in this study"),
        (claim(target="xcopa"), "target 'xcopa' is not in this study"),
    ],
)
def test_what_the_study_lacks_is_not_comparable(verdict, one, said):
    found = verdict(one)
    assert found.level == "not comparable" and said in found.reason and found.measured is None


def test_an_arm_that_a_model_skips_is_told(verdict):
    cells = tuple(cell for cell in synthetic.make_design().cells if (cell.model, cell.intermediate) != ("mini", "pos"))
    found = verdict(claim("pos"), cells=cells)
    assert found.level == "not comparable" and found.why == "mini does not go through pos in this study"


def test_a_smoke_run_judges_nothing(verdict):
    found = verdict(claim(), smoke=True)
    assert (found.level, found.measured) == ("not comparable", None) and "smoke run" in found.why


def test_a_claim_is_about_gains_over_direct_unless_it_says_otherwise():
    assert claim().against == DIRECT and claim().scope == ZERO_SHOT and claim().at_least == 0.0


def test_the_selected_row_may_be_claimed_about(whole, verdict):
    """On tatoeba nli is the best arm, with a true gain of 14, and is what every half chooses."""
    one = verdict(claim("selected", at_least=5.0))
    assert one.level == "supported" and one.measured == whole[1].selected.gain(one.model, "tatoeba", ZERO_SHOT)
    group = verdict(claim("selected", group="all", scope=ALL, at_least=0.0, accept=("same data",)))
    (row,) = [
        row
        for row in whole[1].selected.average_gains
        if (row.model, row.scope, row.retrieval) == (group.model, ALL, True)
    ]
    assert group.measured is not None and group.measured.value == pytest.approx(row.value)
    assert group.level == "supported"
