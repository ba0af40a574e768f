"""How numbers are written, the same everywhere: one decimal for points and percent, signs on gains, p as a
bound.
"""

from __future__ import annotations

from xstilts.analysis.gains import Gain
from xstilts.analysis.intervals import Interval

MINUS = "\u2212"
MISSING = "\u2013"


def score(value: float | None) -> str:
    """A score in percent: `52.4`; an en dash when missing."""
    return MISSING if value is None else _minus(f"{_round(value):.1f}")


def points(value: float | None) -> str:
    """A signed difference in points: `+3.1`, a true minus sign for losses."""
    return MISSING if value is None else _minus(f"{_round(value):+.1f}")


def bounds(interval: Interval) -> str:
    """The two ends of a 95% interval of a difference."""
    return f"{points(interval.low)} to {points(interval.high)}"


def p_value(value: float | None) -> str:
    """A p value: three decimals, or `< 0.001`."""
    if value is None:
        return ""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def count(value: int) -> str:
    """A whole number with thin groups of three: `12,400`."""
    return f"{value:,}"


def gain_text(gain: Gain) -> str:
    """`+3.1 (+1.0 to +5.2)`."""
    return f"{points(gain.value)} ({bounds(gain.interval)})"


def ascii_signs(text: str) -> str:
    """The same text with ASCII minus signs and dashes, for LaTeX, plain terminals and Markdown."""
    return text.replace(MINUS, "-").replace(MISSING, "--")


def _round(value: float) -> float:
    return round(value, 1) + 0.0  # turns -0.0 into 0.0


def _minus(text: str) -> str:
    return text.replace("-", MINUS)


def listed(names: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
