"""Claims to verdicts. A claim says that a paired difference in points (an intermediate minus `direct` or another
intermediate; on one target, or on the mean over a group) lies within bounds; the measured interval decides, or says
that it cannot.

Supported: the whole 95% interval lies within the bounds. Contradicted: all of it lies on the wrong side of one.
Else inconclusive. Not comparable: a slot differs (model, intermediate, target, data) or was not measured.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from xstilts.analysis.analyse import Analysis
from xstilts.analysis.collect import Results
from xstilts.analysis.gains import AverageGain, Gain, mean_gain
from xstilts.analysis.intervals import Interval
from xstilts.analysis.results import DIRECT, LONGER, SELECTED, Accepted, Claim, Level, group_members
from xstilts.analysis.scores import ALL, ZERO_SHOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One claim judged on one model (empty when the study does not run the claim's).

    `why` gives the verdict's reason in words and numbers, `caveats` what else must be known to believe it. `measured`
    is None where nothing was; it is kept where a number exists but does not decide the claim. `covered` are the targets
    that it is a mean over.
    """

    claim: Claim
    model: str
    level: Level
    why: str
    caveats: tuple[str, ...] = ()
    measured: Gain | AverageGain | None = None
    covered: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """Everything in one line: the claimed and the measured value, why, and the caveats."""
        parts = [self.why, *self.caveats]
        if self.measured is not None:
            found = self.measured.interval
            parts.insert(
                0,
                f"claimed {bounds_text(self.claim)}, measured {self.measured.value:+.1f} points, 95% interval "
                f"{found.low:+.1f} to {found.high:+.1f} ({found.covers})",
            )
        return "; ".join(parts)


def bounds_text(claim: Claim) -> str:
    """The claimed values: `at least +1`, `at most 0`, `-1 to +1`."""
    low, high = claim.at_least, claim.at_most
    if low is not None and high is not None:
        return f"{_bound(low)} to {_bound(high)}"
    return f"at least {_bound(low or 0)}" if low is not None else f"at most {_bound(high or 0)}"


def _bound(value: float) -> str:
    return f"{value:+g}" if value else "0"


def judge(results: Results, analysis: Analysis) -> tuple[Verdict, ...]:
    """Judge every claim of the study, on its own model or on every model that is not a control."""
    return tuple(
        _judge_one(results, analysis, claim, model)
        for claim in results.design.claims
        for model in _models(results, claim)
    )


def _models(results: Results, claim: Claim) -> list[str]:
    """The study's models that a claim is judged on; [""] when it is about one that the study does not run."""
    models = results.design.models
    if claim.model is None:
        return [name for name in models if name not in results.design.controls] or [""]
    if claim.model in models:
        return [claim.model]
    return [name for name, source in models.items() if source == claim.model] or [""]


def _judge_one(results: Results, analysis: Analysis, claim: Claim, model: str) -> Verdict:
    members = _members(results, claim)
    obstacle = _obstacle(results, claim, model, members)
    if obstacle:
        return Verdict(claim=claim, model=model, level="not comparable", why=obstacle)
    found = _measure(results, analysis, claim, model, members)
    if found is None:
        return Verdict(
            claim=claim, model=model, level="not comparable", why=_unmeasured(results, claim, model, members)
        )
    covered = found.covered if isinstance(found, AverageGain) else members
    missing = tuple(name for name in members if name not in covered)
    marked = results.design.same_data | analysis.selected.same_data
    same = _same_data(marked, claim, model, covered)
    barred, caveats = _spoilt(claim, missing, same)
    level, why = _decide(claim, found.interval)
    return Verdict(
        claim=claim,
        model=model,
        level="not comparable" if barred else level,
        why=barred or why,
        caveats=(*caveats, *_caveats(results, found, members, covered)),
        measured=found,
        covered=covered,
    )


def _members(results: Results, claim: Claim) -> tuple[str, ...]:
    """The targets that a claim is about: those of its group that are evaluated in its scope, or its one target."""
    if claim.group is None:
        return (claim.target or "",)
    names = group_members(claim.group, {one.name: (one.group, one.kind) for one in results.design.targets})
    wide = claim.scope in (ALL, ZERO_SHOT)
    return tuple(name for name in names if wide or claim.scope in results.target(name).languages)


def _obstacle(results: Results, claim: Claim, model: str, members: Sequence[str]) -> str:
    """Why a claim cannot be held against this study at all."""
    design = results.design
    if not model:
        runs = ", ".join(f"{name} ({source})" for name, source in design.models.items())
        about = f"the claim is about the model {claim.model!r}" if claim.model else "the claim is about no control"
        return f"{about}; this study runs {runs}"
    slots = (
        ("intermediate", claim.intermediate, (*design.intermediates, SELECTED)),
        ("intermediate", claim.against, tuple(design.intermediates)),
        *(("target", name, tuple(target.name for target in design.targets)) for name in members),
    )
    for noun, name, known in slots:
        if name not in known:
            return f"the {noun} {name!r} is not in this study (it has {', '.join(known)})"
    if not members:
        return f"no target of the group {claim.group!r} is evaluated in {claim.scope}"
    for name in (claim.intermediate, claim.against):
        if name != SELECTED and name not in design.arms(model):
            return f"{model} does not go through {name} in this study"
    return "this is a smoke run: its sizes and steps are cut" if design.smoke else ""


def _measure(
    results: Results, analysis: Analysis, claim: Claim, model: str, members: Sequence[str]
) -> Gain | AverageGain | None:
    if claim.group is not None:
        gains = analysis.over(claim.against) + (analysis.selected.gains if claim.intermediate == SELECTED else ())
        return mean_gain(results, gains, (model, claim.intermediate), claim.scope, members)
    wanted = (model, claim.intermediate, members[0], claim.scope)
    if claim.against == DIRECT:
        return analysis.gain(*wanted)
    there = ((one, (one.model, one.intermediate, one.target, one.scope)) for one in analysis.over(claim.against))
    return next((one for one, slots in there if slots == wanted), None)


def _unmeasured(results: Results, claim: Claim, model: str, members: Sequence[str]) -> str:
    sides = claim.intermediate if claim.against == DIRECT else f"both {claim.intermediate} and {claim.against}"
    if LONGER in (claim.against, claim.intermediate) and not any(results.target(name).trained for name in members):
        return f"{LONGER} is a longer phase 3, and {', '.join(members)} has none"
    seeds = " with every seed" if claim.group is not None else ""
    return f"no finished cell measures {sides} on {', '.join(members)} with {model}{seeds}"


def _same_data(
    marked: Collection[tuple[str, str, str]], claim: Claim, model: str, covered: Sequence[str]
) -> tuple[str, ...]:
    """Targets whose training data only one side of the difference also saw in phase 2. Where both did, the
    difference is fair.
    """
    sides = (claim.intermediate, claim.against)
    return tuple(name for name in covered if len({(model, side, name) in marked for side in sides}) > 1)


def _spoilt(claim: Claim, missing: Sequence[str], same: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """What bars a verdict, and what the claim accepts."""
    found: list[tuple[Accepted, str]] = []
    if missing:
        found.append(("missing targets", f"{', '.join(missing)} missing (no result with every seed)"))
    if same and claim.group is None:
        found.append(("same data", "phases 2 and 3 read the same data here: longer training, not transfer"))
    elif same:
        found.append(("same data", f"phases 2 and 3 read the same data on {', '.join(same)}"))
    barred = "; ".join(text for name, text in found if name not in claim.accept)
    return barred, tuple(text for name, text in found if name in claim.accept)


def _decide(claim: Claim, found: Interval) -> tuple[Level, str]:
    """The verdict of an interval on the claim's bounds, and why."""
    low, high = claim.at_least, claim.at_most
    if low is not None and found.high < low:
        return "contradicted", f"the interval's upper end {found.high:+.2f} stays below {_bound(low)}"
    if high is not None and found.low > high:
        return "contradicted", f"the interval's lower end {found.low:+.2f} stays above {_bound(high)}"
    inside = []
    if low is not None and found.low >= low:
        inside.append(f"the interval's lower end {found.low:+.2f} reaches {_bound(low)}")
    if high is not None and found.high <= high:
        inside.append(f"the interval's upper end {found.high:+.2f} stays at or below {_bound(high)}")
    asked = [bound for bound in (low, high) if bound is not None]
    if len(inside) == len(asked):
        return "supported", "; ".join(inside)
    crossed = " and ".join(_bound(bound) for bound in asked if found.low <= bound <= found.high)
    return "inconclusive", f"the interval {found.low:+.2f} to {found.high:+.2f} lies on both sides of {crossed}"


def _caveats(
    results: Results, found: Gain | AverageGain, members: Sequence[str], covered: Sequence[str]
) -> tuple[str, ...]:
    """What must be said beside a number."""
    local = [name for name in covered if results.target(name).protocol != "published"]
    said = []
    if local:
        said.append("local protocol" if local == list(members) else f"local protocol on {', '.join(local)}")
    if isinstance(found, Gain) and found.missing_seeds:
        said.append(f"without seed {', '.join(map(str, found.missing_seeds))}")
    if len(found.seeds) == 1:
        said.append("one seed: the interval covers items only")
    return tuple(said)
