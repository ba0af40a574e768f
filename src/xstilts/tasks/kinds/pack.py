"""Laying out sequences: specials, token types, truncation, and the packed arrays of `Encoded`."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from xstilts.core.errors import DataError
from xstilts.tasks.encoded import Encoded, Tokenizer

Ids = NDArray[np.int32]
SPECIAL = b"\1"
"""A special token's place in `Encoded.special`, as a byte."""
PART = 2000
"""Texts that are tokenised together: Python lists stay few."""


class Packer:
    """Builds an `Encoded` sequence by sequence: `sequence(...)` one or more times, then
    `close_group(example)`.

    A single text is `<cls> A <sep>`; a pair is `<cls> A <sep>{pair_separators} B <sep>`, where BERT gives B
    and its separator token type 1. Flat typed arrays keep a large training set at a few bytes a token.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._cls, self._sep = _bytes([tokenizer.cls_id]), _bytes([tokenizer.sep_id])
        self._ids, self._types, self._special = array("i"), array("b"), array("b")
        self._offsets, self._groups, self._example = array("q", [0]), array("q", [0]), array("i")

    @property
    def sequences(self) -> int:
        """Sequences so far."""
        return len(self._offsets) - 1

    def room(self, max_length: int, *, pair: bool) -> int:
        """Tokens that fit beside the specials.

        Raises:
            DataError: not one token fits.
        """
        specials = self.specials(pair=pair)
        if max_length <= specials:
            raise DataError(
                f"max_length {max_length} leaves no room for text beside {specials} special tokens; raise max_length"
            )
        return max_length - specials

    def specials(self, *, pair: bool) -> int:
        """How many special tokens a sequence has."""
        return 2 + (self._tokenizer.pair_separators if pair else 0)

    def sequence(self, first: Ids | Sequence[int], second: Ids | Sequence[int] | None = None) -> None:
        """Append one sequence (its tokens already truncated)."""
        count = len(first)
        if second is None:
            self._ids.frombytes(self._cls + _bytes(first) + self._sep)
            self._types.frombytes(bytes(count + 2))
            self._special.frombytes(SPECIAL + bytes(count) + SPECIAL)
        else:
            between, segment = self._tokenizer.pair_separators, bytes([self._tokenizer.segment_types])
            self._ids.frombytes(self._cls + _bytes(first) + self._sep * between + _bytes(second) + self._sep)
            self._types.frombytes(bytes(1 + count + between) + segment * (len(second) + 1))
            self._special.frombytes(SPECIAL + bytes(count) + SPECIAL * between + bytes(len(second)) + SPECIAL)
        self._offsets.append(len(self._ids))

    def close_group(self, example: int) -> None:
        """End a group: the sequences since the last call belong together and to this example."""
        self._groups.append(self.sequences)
        self._example.append(example)

    def finish(
        self,
        targets: NDArray[np.int64] | Sequence[int],
        *,
        words: Sequence[int] = (),
        spans: NDArray[np.int32] | None = None,
    ) -> Encoded:
        """The packed arrays; `targets`, `words` and `spans` as `Encoded` documents them."""
        return Encoded(
            ids=np.array(self._ids, np.int32),
            types=np.array(self._types, np.int8),
            offsets=np.array(self._offsets, np.int64),
            groups=np.array(self._groups, np.int64),
            example=np.array(self._example, np.int32),
            targets=np.array(targets, np.int64),
            special=np.array(self._special, np.bool_),
            words=np.array(words, np.int32),
            spans=np.zeros((0, 2), np.int32) if spans is None else spans,
        )


def _bytes(ids: Ids | Sequence[int]) -> bytes:
    return np.asarray(ids, np.int32).tobytes()


def pair_lengths(first: int, second: int, room: int) -> tuple[int, int]:
    """How many tokens of either side stay when both must fit in `room`: the longer side gives way first.

    Equal to dropping one token at a time from the longer side, from the second when they are equal (BERT's
    rule).
    """
    if first + second <= room:
        return first, second
    if second <= room // 2:
        return room - second, second
    if first <= room // 2:
        return first, room - first
    return room - room // 2, room // 2


def token_ids(texts: Sequence[str], tokenizer: Tokenizer) -> dict[str, Ids]:
    """Each different text with its tokens, int32 [n], without specials."""
    parts = ((part, tokenizer.ids(part)) for part in _parts(texts))
    return {text: np.array(ids, np.int32) for part, found in parts for text, ids in zip(part, found, strict=True)}


def tokens_and_spans(texts: Sequence[str], tokenizer: Tokenizer) -> dict[str, tuple[Ids, NDArray[np.int32]]]:
    """Each different text with its tokens, int32 [n], and their characters, int32 [n, 2]."""
    parts = ((part, tokenizer.encode(part)) for part in _parts(texts))
    return {
        text: (np.array(ids, np.int32), np.array(spans, np.int32).reshape(-1, 2))
        for part, found in parts
        for text, (ids, spans) in zip(part, found, strict=True)
    }


def _parts(texts: Sequence[str]) -> Iterator[list[str]]:
    """Every different text once (many questions share a context), some at a time."""
    unique = list(dict.fromkeys(texts))
    for begin in range(0, len(unique), PART):
        yield unique[begin : begin + PART]
