"""Claims to verdicts. A claim says that a gain is at least a value; the measured interval decides, or says
that it cannot.

Supported: the interval's lower bound reaches the claimed value. Contradicted: its upper bound stays below.
    Else inconclusive. Not comparable: a slot differs (model, intermediate, target, data) or was not measured.
"""

from __future__ import annotations

from dataclasses import dataclass

from xstilts.analysis.analyse import Analysis
from xstilts.analysis.collect import Results
from xstilts.analysis.gains import Gain
from xstilts.analysis.results import Claim, Level
from xstilts.analysis.scores import ZERO_SHOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One claim judged on one model (empty when no model could be judged)."""

    claim: Claim
    model: str
    level: Level
    reason: str


def judge(results: Results, analysis: Analysis) -> tuple[Verdict, ...]:
    """Judge every claim of the study, on its own model or on every model that is not a control."""
    verdicts: list[Verdict] = []
    for claim in results.design.claims:
        models = (
            [claim.model] if claim.model else [m for m in results.design.models if m not in results.design.controls]
        )
        verdicts.extend(_judge_one(results, analysis, claim, model) for model in models)
    return tuple(verdicts)


def _judge_one(results: Results, analysis: Analysis, claim: Claim, model: str) -> Verdict:
    def verdict(level: Level, reason: str) -> Verdict:
        return Verdict(claim=claim, model=model, level=level, reason=reason)

    obstacle = _obstacle(results, claim, model)
    if obstacle:
        return verdict("not comparable", obstacle)
    gain = analysis.gain(model, claim.intermediate, claim.target, ZERO_SHOT)
    if gain is None:
        return verdict(
            "not comparable", f"no finished cell measures {claim.intermediate} on {claim.target} with {model}"
        )
    if gain.same_data:
        return verdict("not comparable", "phases 2 and 3 read the same data here: longer training, not transfer")
    return verdict(_level(gain, claim.at_least), _reason(results, gain, claim.at_least))


def _obstacle(results: Results, claim: Claim, model: str) -> str:
    design = results.design
    slots = (
        ("model", model, tuple(design.models)),
        ("intermediate", claim.intermediate, tuple(design.intermediates)),
        ("target", claim.target, tuple(target.name for target in design.targets)),
    )
    for noun, name, known in slots:
        if name not in known:
            return f"the {noun} {name!r} is not in this study (it has {', '.join(known)})"
    return "this is a smoke run" if design.smoke else ""


def _level(gain: Gain, at_least: float) -> Level:
    if gain.interval.low >= at_least:
        return "supported"
    if gain.interval.high < at_least:
        return "contradicted"
    return "inconclusive"


def _reason(results: Results, gain: Gain, at_least: float) -> str:
    found = gain.interval
    text = (
        f"measured {gain.value:+.1f} points, 95% interval {found.low:+.1f} to {found.high:+.1f} "
        f"({found.covers}), claimed at least {at_least:+g}"
    )
    if results.target(gain.target).protocol != "published":
        text += "; local protocol"
    if gain.missing_seeds:
        text += f"; without seed {', '.join(str(seed) for seed in gain.missing_seeds)}"
    return text
