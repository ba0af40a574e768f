"""Collecting problems of a study file: small readers that check one value each and never stop at the first
fault.

Every reader returns a usable value (or None) whatever it met, and records a Problem with the line, the
value seen, what is allowed and what to do next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from xstilts.core.errors import Problem, suggestion
from xstilts.study.document import Document, Path, dotted

MOST_SHOWN = 24
"""Names listed in `allowed` before the rest is counted."""


@dataclass(slots=True)
class Findings:
    """The problems and notes of one study file so far."""

    document: Document
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, path: Path, message: str, *, allowed: str = "", hint: str = "") -> None:
        """Record a problem at a path of the file."""
        self.problems.append(
            Problem(message=message, where=dotted(path), line=self.document.line(path), allowed=allowed, hint=hint)
        )


def listed(names: Iterable[str]) -> str:
    """Names for a message, in their order, cut after MOST_SHOWN."""
    shown = list(names)
    text = ", ".join(shown[:MOST_SHOWN])
    return text + (f" and {len(shown) - MOST_SHOWN} more" if len(shown) > MOST_SHOWN else "")


def seen(value: Any) -> str:
    """A value as a message shows it."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else repr(value)


def mapping(findings: Findings, value: Any, path: Path, keys: Collection[str] | None = None) -> dict[str, Any]:
    """A mapping; with `keys`, only these keys. Anything else is a problem and reads as empty (or without
    the key)."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        findings.add(path, f"expected a mapping, found {seen(value)}", allowed=listed(keys) if keys else "")
        return {}
    if keys is None:
        return dict(value)
    for key in value:
        if key not in keys:
            unknown(findings, "key", key, keys, (*path, key))
    return {key: item for key, item in value.items() if key in keys}


def unknown(findings: Findings, noun: str, name: Any, known: Iterable[str], path: Path) -> None:
    """Record an unknown name, with the closest known ones."""
    names = list(known)
    close = suggestion(str(name), names)
    findings.add(path, f"unknown {noun} {name!r}", allowed=listed(names), hint=close)


def known_name(findings: Findings, noun: str, value: Any, known: Collection[str], path: Path) -> str | None:
    """A name out of a table."""
    if not isinstance(value, str):
        findings.add(path, f"expected the name of a {noun}, found {seen(value)}", allowed=listed(known))
        return None
    if value not in known:
        unknown(findings, noun, value, known, path)
        return None
    return value


def text(findings: Findings, value: Any, path: Path, what: str) -> str | None:
    """A text that is not empty. Numbers are taken as they are written."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or not str(value).strip():
        findings.add(path, f"expected {what}, found {seen(value)}", hint="write it as text")
        return None
    return str(value)


def integer(findings: Findings, value: Any, path: Path, *, low: int = 0) -> int | None:
    """A whole number of at least `low` that 63 bits hold: what seeds and counts are kept in."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value < 2**63:
        allowed = f"a whole number of at least {low}"
        if isinstance(value, int) and value >= 2**63:
            allowed += f", below 2**63 ({2**63:,})"
        findings.add(path, f"found {seen(value)}", allowed=allowed)
        return None
    return value


def number(
    findings: Findings, value: Any, path: Path, *, above: float | None = None, below: float | None = None
) -> float | None:
    """A number, with open bounds."""
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    fits = fits and (above is None or value > above) and (below is None or value < below)
    if not fits:
        bounds = [
            f"above {above:g}" if above is not None else "",
            f"below {below:g}" if below is not None else "",
        ]
        allowed = " ".join(["a number", " and ".join(bound for bound in bounds if bound)]).strip()
        findings.add(path, f"found {seen(value)}", allowed=allowed)
        return None
    return float(value)


def flag(findings: Findings, value: Any, path: Path) -> bool | None:
    """True or false."""
    if not isinstance(value, bool):
        findings.add(path, f"found {seen(value)}", allowed="true, false")
        return None
    return value


def sequence(findings: Findings, value: Any, path: Path, what: str) -> list[Any]:
    """A list; anything else is a problem and reads as empty."""
    if not isinstance(value, list):
        findings.add(path, f"expected a list of {what}, found {seen(value)}", hint=f"write [{what}, ...]")
        return []
    return value


def one_of(findings: Findings, value: Any, path: Path, noun: str, choices: Collection[str], default: str) -> str:
    """One of a few words; `default` when absent or wrong."""
    if value is None:
        return default
    return known_name(findings, noun, value, choices, path) or default


def distinct(findings: Findings, values: Iterable[Any], path: Path, noun: str) -> None:
    """Record every value that stands more than once in a list."""
    before: dict[str, int] = {}
    for index, value in enumerate(values):
        first = before.setdefault(repr(value), index)
        if first != index:
            findings.add((*path, index), f"the {noun} {value!r} stands twice", hint="remove one of them")
