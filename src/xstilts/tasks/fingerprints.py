"""Texts as 64-bit numbers, to find equal ones among millions in bounded memory.

A text is reduced to its letters, marks and digits in one case (NFKC, casefold), so that quotation marks, spacing and
capitals do not hide that two texts are the same. Two different texts share a number with a chance of 5e-20.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable

SHINGLE_WORDS = 13
"""Words in a row that count as copied: GPT-3's contamination analysis (Brown et al. 2020, appendix C) uses 13."""
SHINGLE_CHARACTERS = 40
"""The same for scripts without spaces: about 13 words of Chinese, Japanese (two to three characters) or Thai (four)."""
SPACELESS = frozenset({"zh", "ja", "th", "my", "km", "lo"})
"""Languages that are written without spaces between words."""


class _Kept(dict[int, str | None]):
    """A translation table that learns which characters to keep: letters, combining marks, numbers."""

    def __init__(self, gap: str | None) -> None:
        super().__init__()
        self._gap = gap

    def __missing__(self, code: int) -> str | None:
        self[code] = chr(code) if unicodedata.category(chr(code))[0] in "LMN" else self._gap
        return self[code]


def reducer(gap: str | None = None) -> Callable[[str], str]:
    """A function that reduces texts; what is not a letter, mark or digit becomes `gap` (None: goes)."""
    table = _Kept(gap)

    def reduce(text: str) -> str:
        return unicodedata.normalize("NFKC", text).casefold().translate(table)

    return reduce


def number(reduced: str) -> int:
    """The 64-bit number of a reduced text."""
    return int.from_bytes(hashlib.blake2b(reduced.encode("utf-8"), digest_size=8).digest(), "big")


def shingles(spaced: str, language: str) -> list[int]:
    """Numbers of all runs of 13 words (40 characters where there are no spaces) of a text.

    Args:
        spaced: the text, reduced with spaces for gaps.
    """
    words = spaced.split()
    if language in SPACELESS:
        joined = "".join(words)
        return [number(joined[i : i + SHINGLE_CHARACTERS]) for i in range(len(joined) - SHINGLE_CHARACTERS + 1)]
    line = " ".join(words)
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)
    return [number(line[first : last - 1]) for first, last in zip(starts, starts[SHINGLE_WORDS:])]
