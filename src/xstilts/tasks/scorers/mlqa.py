"""MLQA scoring: articles per language, Unicode punctuation, single characters for Chinese.

Differs from SQuAD (`squad.py`) on purpose; sharing one scorer gives wrong numbers for both.

Source: the official `mlqa_evaluation_v1.py` (Lewis et al., arXiv:1910.07475), including its Arabic rule,
which blanks the two letters of the article wherever they stand, also inside words.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Sequence
from functools import cache

from xstilts.core.errors import DataError
from xstilts.tasks.scorers.squad import overlap_f1

ARTICLES: dict[str, str | None] = {
    "en": r"\b(a|an|the)\b",
    "es": r"\b(un|una|unos|unas|el|la|los|las)\b",
    "vi": r"\b(của|là|cái|chiếc|những)\b",
    "de": r"\b(ein|eine|einen|einem|eines|einer|der|die|das|den|dem|des)\b",
    "ar": "ال",
    "hi": None,
    "zh": None,
}
"""Language -> what counts as an article (None: the language has none). The keys are the languages of MLQA."""

_HAN = re.compile("([\u4e00-\u9fa5])")


@cache
def _is_punctuation(character: str) -> bool:
    return character in string.punctuation or unicodedata.category(character).startswith("P")


def normalise(text: str, language: str) -> str:
    """Lower case, no punctuation, no articles of the language, single spaces; Chinese characters stand alone.

    Raises:
        DataError: the language is not one of MLQA's seven.
    """
    if language not in ARTICLES:
        raise DataError(
            f"the MLQA scorer has no rules for language {language!r}; it knows "
            f"{', '.join(sorted(ARTICLES))}; "
            "score other languages with the metric `squad`"
        )
    text = "".join(character for character in text.lower() if not _is_punctuation(character))
    pattern = ARTICLES[language]
    if pattern is not None:
        text = re.sub(pattern, " ", text)
    if language == "zh":
        text = _HAN.sub(r" \1 ", text)
    return " ".join(text.split())


def score(prediction: str, golds: Sequence[str], language: str) -> tuple[float, float]:
    """(exact match, F1) in [0, 1], each the best over the gold answers."""
    predicted = normalise(prediction, language)
    references = [normalise(gold, language) for gold in golds]
    exact = max(float(predicted == reference) for reference in references)
    f1 = max(overlap_f1(predicted.split(), reference.split()) for reference in references)
    return exact, f1
