"""Checks of what a study asks beforehand: primary comparisons and typed claims."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from xstilts.analysis.results import DIRECT, Claim, Comparison
from xstilts.study import checks
from xstilts.study.checks import Findings
from xstilts.study.document import Path


def comparisons(findings: Findings, value: Any, names: Mapping[str, Collection[str]]) -> tuple[Comparison, ...]:
    """The `primary` comparisons. `names` gives the study's `intermediate`, `target` and `model` names."""
    entries = checks.sequence(findings, value, ("primary",), "comparisons") if value is not None else []
    checks.distinct(findings, entries, ("primary",), "comparison")
    read = [_slots(findings, entry, ("primary", index), names, ()) for index, entry in enumerate(entries)]
    return tuple(Comparison(**slots) for slots in read if slots is not None)


def claims(findings: Findings, value: Any, names: Mapping[str, Collection[str]]) -> tuple[Claim, ...]:
    """The claims to be judged: a sentence, its source, and the gain that it asserts (percentage points)."""
    found = []
    for index, raw in enumerate(checks.sequence(findings, value, ("claims",), "claims") if value is not None else []):
        path: Path = ("claims", index)
        entry = checks.mapping(findings, raw, path, ("says", "source", "gain"))
        says = checks.text(findings, entry.get("says"), (*path, "says"), "the claim in words")
        gain = _slots(findings, entry.get("gain"), (*path, "gain"), names, ("at_least",))
        if gain is None or says is None:
            continue
        least = checks.number(findings, gain.pop("at_least", 0.0), (*path, "gain", "at_least"))
        found.append(Claim(says=says, source=str(entry.get("source") or ""), at_least=least or 0.0, **gain))
    return tuple(found)


def _slots(
    findings: Findings, value: Any, path: Path, names: Mapping[str, Collection[str]], more: tuple[str, ...]
) -> dict[str, Any] | None:
    before = len(findings.problems)
    entry = checks.mapping(findings, value, path, (*names, *more))
    for slot in ("intermediate", "target"):
        if slot not in entry:
            findings.add(path, f"no {slot} is named", allowed=checks.listed(names[slot]))
    for slot, known in names.items():
        if slot in entry:
            checks.known_name(findings, slot, entry[slot], known, (*path, slot))
    if entry.get("intermediate") == DIRECT:
        findings.add(
            (*path, "intermediate"),
            f"{DIRECT!r} is what every gain is measured from: its gain is zero",
            allowed=checks.listed([name for name in names["intermediate"] if name != DIRECT]),
        )
    return entry if len(findings.problems) == before else None
