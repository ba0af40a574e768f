"""Claims and their verdicts as rows that every format prints, a small picture of each, and lines for the terminal."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Container, Sequence
from typing import Any, get_args

from xstilts.analysis.intervals import Interval
from xstilts.analysis.results import EVERY_TARGET, NO_RETRIEVAL, Claim, Level
from xstilts.evidence.claims import Verdict, bounds_text
from xstilts.report.heat import CUT, SAME_DATA
from xstilts.report.numbers import MINUS, ascii_signs, bounds, listed, points

WIDTH, HEIGHT, MARGIN = 170, 22, 6
"""Of a picture, in pixels."""


def claim_rows(
    verdicts: Sequence[Verdict], same_data: Container[tuple[str, str, str]] = frozenset()
) -> list[dict[str, Any]]:
    """One row per verdict: the claim, what it was tested on, the claimed and the measured values, and why.

    Targets are marked where (model, intermediate, target) is among `same_data`.
    """
    return [_row(one, same_data) for one in verdicts]


def claim_summary(verdicts: Sequence[Verdict]) -> str:
    """How many claims are supported, contradicted, inconclusive, not comparable: `2 supported, 1 contradicted`."""
    counts = Counter(one.level for one in verdicts)
    return ", ".join(f"{counts[level]} {level}" for level in get_args(Level) if counts[level])


def claim_lines(verdicts: Sequence[Verdict], *, width: int = 100) -> list[str]:
    """The claims for a terminal, plain text: the verdict, the claim, then the numbers and the reason below."""
    if not verdicts:
        return []
    lines = [f"claims: {claim_summary(verdicts)}"]
    for verdict, row in zip(verdicts, claim_rows(verdicts), strict=True):
        source = f" ({verdict.claim.source})" if verdict.claim.source else ""
        measured = f"measured {row['measured']} ({row['interval']}); " if row["measured"] else ""
        model = f"{row['model']}: " if row["model"] else ""
        tested = f"{model}{row['what']}, {verdict.claim.scope}: claimed {row['claimed']}"
        about = f"{tested}; {measured}{'; '.join([row['why'], *row['caveats']])}"
        for index, text in enumerate((f"{verdict.level.upper()}: {verdict.claim.says}{source}", about)):
            lead = "  " * (index + 1)
            lines += textwrap.wrap(
                ascii_signs(text), max(width, 60), initial_indent=lead, subsequent_indent=lead + "  "
            )
    return lines


def _row(verdict: Verdict, same_data: Container[tuple[str, str, str]]) -> dict[str, Any]:
    found, claim = verdict.measured, verdict.claim
    about = verdict.covered or (str(claim.target),)
    same = [target for target in about if (verdict.model, claim.intermediate, target) in same_data]
    return {
        "claim": claim,
        "what": compared(claim, verdict.covered, marked=same),
        "model": verdict.model,
        "claimed": _signs(bounds_text(claim)),
        "measured": points(found.value) if found else "",
        "marks": CUT if found and found.interval.cut else "",
        "interval": bounds(found.interval) if found else "",
        "seeds": ", ".join(points(value) for _, value in found.seeds) if found else "",
        "covers": found.interval.covers if found else "",
        "level": verdict.level,
        "why": _signs(verdict.why),
        "caveats": [_signs(text) for text in verdict.caveats],
        "picture": picture(claim, found.value, found.interval) if found else "",
    }


def compared(claim: Claim, covered: Sequence[str] = (), *, marked: Sequence[str] = ()) -> str:
    """What a claim is about in words: `nli minus direct on the mean of retrieval (bucc and tatoeba)`; behind the
    `marked` targets stands the mark of same data.
    """
    shown = [name + (SAME_DATA if name in marked else "") for name in covered]
    if claim.group is None:
        where = f"{claim.target}{SAME_DATA if claim.target in marked else ''}"
    else:
        group = {EVERY_TARGET: "all targets", NO_RETRIEVAL: "all targets without retrieval"}.get(
            claim.group, claim.group
        )
        where = f"the mean of {group}" + (f" ({listed(shown)})" if covered else "")
    return f"{claim.intermediate} minus {claim.against} on {where}"


def picture(claim: Claim, value: float, found: Interval) -> str:
    """The claimed region (shaded), zero (thin line) and the measured interval (bar and dot) on one axis, as SVG. The
    numbers stand beside it, so it is hidden from screen readers.
    """
    marks = [bound for bound in (claim.at_least, claim.at_most) if bound is not None]
    low, high = min(0.0, found.low, *marks), max(0.0, found.high, *marks)
    spare = 0.12 * (high - low or 1.0)
    low, high = low - spare, high + spare

    def place(points: float) -> float:
        return round(MARGIN + (WIDTH - 2 * MARGIN) * (points - low) / (high - low), 1)

    left = place(claim.at_least) if claim.at_least is not None else MARGIN
    right = place(claim.at_most) if claim.at_most is not None else WIDTH - MARGIN
    middle = HEIGHT / 2
    edges = "".join(f'<path d="M{place(mark)} 1V{HEIGHT - 1}" stroke="#8fb3cf"/>' for mark in marks)
    return (
        f'<svg aria-hidden="true" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect x="{left}" y="1" width="{round(right - left, 1)}" height="{HEIGHT - 2}" fill="#dce9f3"/>{edges}'
        f'<path d="M{place(0.0)} 0V{HEIGHT}" stroke="#9aa0a8" stroke-dasharray="2 2"/>'
        f'<path d="M{place(found.low)} {middle}H{place(found.high)}" stroke="#1d2126" stroke-width="2.5"/>'
        f'<circle cx="{place(value)}" cy="{middle}" r="4" fill="#1d2126"/></svg>'
    )


def _signs(text: str) -> str:
    """Minus signs of numbers as they are printed."""
    return re.sub(r"(?<![\w.])-(?=\d)", MINUS, text)
