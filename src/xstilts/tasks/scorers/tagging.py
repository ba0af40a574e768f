"""Entity counts equal to seqeval 1.2.2's default mode, kept per sentence so that any resampling is cheap.

seqeval reads the first character of a tag as its position letter and the rest as its type; this is right for
IOB2 (`B-PER`) and has side effects on bare part-of-speech tags, which XTREME's published POS numbers contain:

- `NOUN` is of type `OUN`; equal neighbours merge into one chunk, which is right or wrong as a whole;
- `CCONJ` and `SCONJ` share the type `CONJ`, so confusing them may cost nothing; `S...` tags are chunks of one
  word;
- `X` has the empty type `_`, which `O` has too: at the end of a sentence it is dropped, at its start it makes
  a chunk that begins where the last chunk of the *previous* sentence began.

The last point makes counts depend on the order of sentences. They are therefore computed over one whole
list, and a chunk belongs to the sentence in which it ends: the sums over the list are exactly seqeval's.
Source: seqeval 1.2.2, `metrics/sequence_labeling.py` (`get_entities`), itself after `conlleval.pl`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from xstilts.core.errors import DataError

Sentence = Sequence[str]


def parse(tag: str) -> tuple[str, str]:
    """A tag's position letter and type: `B-PER` -> (B, PER), `NOUN` -> (N, OUN), `X` -> (X, _)."""
    return tag[0], tag[1:].split("-", maxsplit=1)[-1] or "_"


def _ends(last: tuple[str, str], this: tuple[str, str]) -> bool:
    if last[0] in "ES" or (last[0] in "BI" and this[0] in "BSO"):
        return True
    return last[0] not in "O." and last[1] != this[1]


def _starts(last: tuple[str, str], this: tuple[str, str]) -> bool:
    if this[0] in "BS" or (last[0] in "ESO" and this[0] in "EI"):
        return True
    return this[0] not in "O." and last[1] != this[1]


def chunks(sentences: Sequence[Sentence]) -> Iterator[tuple[int, tuple[str, int, int]]]:
    """(sentence index, (type, first, last)) of every chunk; positions count words and one separator per
    sentence.

    The sentence index is that of the chunk's last word.
    """
    last = ("O", "")
    begin = position = 0
    for index, sentence in enumerate(sentences):
        for tag in (*sentence, "O"):
            this = parse(tag)
            if _ends(last, this):
                yield index, (last[1], begin, position - 1)
            if _starts(last, this):
                begin = position
            last = this
            position += 1


def entity_counts(gold: Sequence[Sentence], predicted: Sequence[Sentence]) -> NDArray[np.int64]:
    """int64 [N, 5]: chunks right, predicted and gold, words right, words, for each sentence of one language,
    in order.

    Raises:
        DataError: numbers of sentences or words differ, or a tag is empty.
    """
    if len(gold) != len(predicted):
        raise DataError(f"{len(predicted)} predicted sentences for {len(gold)} gold sentences; they must be equal")
    counts = np.zeros((len(gold), 5), np.int64)
    for index, (right, guess) in enumerate(zip(gold, predicted, strict=True)):
        if len(right) != len(guess):
            raise DataError(f"sentence {index + 1}: {len(guess)} predicted tags for {len(right)} words")
        if not all(right) or not all(guess):
            raise DataError(f"sentence {index + 1}: an empty tag; blanked labels cannot be scored")
        counts[index, 3:] = sum(a == b for a, b in zip(right, guess, strict=True)), len(right)
    gold_chunks = {chunk for _, chunk in chunks(gold)}
    for index, _ in chunks(gold):
        counts[index, 2] += 1
    for index, chunk in chunks(predicted):
        counts[index, 1] += 1
        counts[index, 0] += chunk in gold_chunks
    return counts
