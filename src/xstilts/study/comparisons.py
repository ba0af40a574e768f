"""Checks of what a study asks beforehand: primary comparisons and typed claims."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from xstilts.analysis.results import (
    ALL,
    CLAIM_GROUPS,
    DIRECT,
    SELECTED,
    ZERO_SHOT,
    Accepted,
    Claim,
    Comparison,
    group_members,
)
from xstilts.core.errors import suggestion
from xstilts.study import checks
from xstilts.study.checks import Findings
from xstilts.study.document import Path
from xstilts.study.schema import Tables, TargetChoice

MOST_POINTS = 100.0
"""Scores are percentages, so no difference reaches this many points."""

GAIN_KEYS = (
    "intermediate",
    "against",
    "target",
    "group",
    "model",
    "scope",
    "at_least",
    "at_most",
    "accept",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the study measures, as far as a claim can name it."""

    names: Mapping[str, Collection[str]]
    """The study's `intermediate`, `target` and `model` names."""
    targets: Mapping[str, tuple[str, str]]
    """Target -> (group, kind), as `analysis.results.group_members` takes them."""
    languages: Mapping[str, tuple[str, ...]]
    """Target -> languages evaluated."""


def asked(names: Mapping[str, Collection[str]], targets: Collection[TargetChoice], tables: Tables) -> Asked:
    """What a checked grid measures."""
    records = {target.name: tables.targets[target.name] for target in targets}
    return Asked(
        names=names,
        targets={name: (record.group, record.kind) for name, record in records.items()},
        languages={target.name: target.languages for target in targets},
    )


def comparisons(findings: Findings, value: Any, names: Mapping[str, Collection[str]]) -> tuple[Comparison, ...]:
    """The `primary` comparisons. `names` gives the study's `intermediate`, `target` and `model` names."""
    entries = checks.sequence(findings, value, ("primary",), "comparisons") if value is not None else []
    checks.distinct(findings, entries, ("primary",), "comparison")
    found = []
    for index, raw in enumerate(entries):
        path: Path = ("primary", index)
        before = len(findings.problems)
        entry = checks.mapping(findings, raw, path, tuple(names))
        for slot in names:
            _name(findings, entry, slot, names, path, needed=slot != "model")
        if len(findings.problems) == before:
            found.append(Comparison(**entry))
    return tuple(found)


def claims(findings: Findings, value: Any, study: Asked) -> tuple[Claim, ...]:
    """The claims to be judged: a sentence, its source, and the difference that it asserts (percentage points)."""
    found = []
    for index, raw in enumerate(checks.sequence(findings, value, ("claims",), "claims") if value is not None else []):
        path: Path = ("claims", index)
        before = len(findings.problems)
        entry = checks.mapping(findings, raw, path, ("says", "source", "gain"))
        says = checks.text(findings, entry.get("says"), (*path, "says"), "the claim in words")
        source = checks.text(findings, entry["source"], (*path, "source"), "a source") if "source" in entry else ""
        if "gain" not in entry:
            findings.add(path, "no gain is claimed", hint="write gain: {intermediate: ..., target: ..., at_least: ...}")
            continue
        gain = _gain(findings, entry["gain"], (*path, "gain"), study)
        if len(findings.problems) == before:
            found.append(Claim(says=says or "", source=source or "", **gain))
    return tuple(found)


def _gain(findings: Findings, value: Any, path: Path, study: Asked) -> dict[str, Any]:
    """The checked slots of a claim, with its bounds."""
    entry = checks.mapping(findings, value, path, GAIN_KEYS)
    names = {**study.names, "intermediate": (*study.names["intermediate"], SELECTED)}
    for slot in ("intermediate", "target"):
        _name(findings, entry, slot, names, path, needed=slot == "intermediate")
    _against(findings, entry, path, study)
    _model(findings, entry, path, study)
    members = _members(findings, entry, path, study)
    _scope(findings, entry, path, study, members)
    accepted = _accepted(findings, entry, path)
    return {**entry, **_bounds(findings, entry, path), "accept": accepted}


def _name(
    findings: Findings,
    entry: Mapping[str, Any],
    slot: str,
    names: Mapping[str, Collection[str]],
    path: Path,
    *,
    needed: bool,
) -> None:
    """One named slot of a comparison; `direct` is no intermediate that gains anything."""
    if slot not in entry:
        if needed:
            findings.add(path, f"no {slot} is named", allowed=checks.listed(names[slot]))
        return
    checks.known_name(findings, slot, entry[slot], names[slot], (*path, slot))
    if slot == "intermediate" and entry[slot] == DIRECT:
        findings.add(
            (*path, slot),
            f"{DIRECT!r} is what every gain is measured from: its gain is zero",
            allowed=checks.listed([name for name in names[slot] if name != DIRECT]),
        )


def _against(findings: Findings, entry: Mapping[str, Any], path: Path, study: Asked) -> None:
    """The other side of the difference."""
    if "against" not in entry:
        return
    known = (DIRECT,) if entry.get("intermediate") == SELECTED else study.names["intermediate"]
    base = checks.known_name(findings, "intermediate", entry["against"], known, (*path, "against"))
    if base is not None and base == entry.get("intermediate"):
        findings.add(
            (*path, "against"),
            f"{base!r} is compared with itself: the difference is zero",
            allowed=checks.listed([name for name in known if name != base]),
            hint=f"name another intermediate, or remove `against` to compare with {DIRECT!r}",
        )


def _model(findings: Findings, entry: Mapping[str, Any], path: Path, study: Asked) -> None:
    """An alias of the study, or a hub id: a claim about a model that this study may not run (it is then not
    comparable).
    """
    if "model" not in entry:
        return
    known = study.names["model"]
    name = entry["model"]
    owner, slash, rest = name.partition("/") if isinstance(name, str) else ("", "", "")
    if name in known or (slash and owner.strip(".~") and rest and "/" not in rest):
        return
    allowed = checks.listed([*known, "the hub id (owner/name) of the model that the claim is about"])
    close = suggestion(str(name), known)
    findings.add((*path, "model"), f"unknown model {checks.seen(name)}", allowed=allowed, hint=close)


def _members(findings: Findings, entry: Mapping[str, Any], path: Path, study: Asked) -> tuple[str, ...]:
    """The targets that a claim is about; none where that cannot be said."""
    if ("target" in entry) == ("group" in entry):
        said = "both a target and a group are named" if "target" in entry else "neither a target nor a group is named"
        targets, groups = checks.listed(study.names["target"]), checks.listed(CLAIM_GROUPS)
        findings.add(path, said, allowed=f"one of them; targets: {targets}; groups: {groups}")
        return ()
    if "target" in entry:
        return tuple(name for name in study.targets if name == entry["target"])
    group = checks.known_name(findings, "group", entry["group"], CLAIM_GROUPS, (*path, "group"))
    if group is None or _grid_is_wrong(findings):
        return ()
    members = group_members(group, study.targets)
    if not members:
        there = [name for name in CLAIM_GROUPS if group_members(name, study.targets)]
        message = f"no target of this study is in the group {group!r}"
        findings.add((*path, "group"), message, allowed=checks.listed(there), hint="or add such a target")
    return members


def _scope(findings: Findings, entry: Mapping[str, Any], path: Path, study: Asked, members: tuple[str, ...]) -> None:
    """Zero-shot, all languages, or a language that the claim's targets are evaluated in."""
    if "scope" not in entry:
        return
    if not members:  # another problem is told already; any language could be right
        return
    known = (ZERO_SHOT, ALL, *dict.fromkeys(language for name in members for language in study.languages[name]))
    checks.known_name(findings, "scope", entry["scope"], known, (*path, "scope"))


def _grid_is_wrong(findings: Findings) -> bool:
    """Whether targets are missing from the grid because of a problem of their own."""
    return any(problem.where.startswith(("targets", "languages", "tasks")) for problem in findings.problems)


def _bounds(findings: Findings, entry: Mapping[str, Any], path: Path) -> dict[str, float | None]:
    """`at_least` and `at_most` in points; at least zero where neither is given."""
    found: dict[str, float | None] = {
        name: checks.number(findings, entry[name], (*path, name), above=-MOST_POINTS, below=MOST_POINTS)
        for name in ("at_least", "at_most")
        if name in entry
    }
    if not found:
        return {"at_least": 0.0, "at_most": None}
    low, high = found.get("at_least"), found.get("at_most")
    if low is not None and high is not None and low >= high:
        findings.add(
            (*path, "at_most"),
            f"no interval fits between at_least {low:g} and at_most {high:g}",
            allowed=f"a number above at_least ({low:g})",
            hint="swap the two, or remove one of them",
        )
    return {"at_least": low, "at_most": high}


def _accepted(findings: Findings, entry: Mapping[str, Any], path: Path) -> tuple[str, ...]:
    """What the claim is judged in spite of."""
    if "accept" not in entry:
        return ()
    known = get_args(Accepted)
    place = (*path, "accept")
    values = checks.sequence(findings, entry["accept"], place, " or ".join(known))
    checks.distinct(findings, values, place, "entry")
    for index, value in enumerate(values):
        checks.known_name(findings, "thing to accept", value, known, (*place, index))
    return tuple(values)
