"""Laying out sequences: specials, token types, truncation, and the packed arrays of `Encoded`."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from xstilts.core.errors import DataError
from xstilts.tasks.encoded import Encoded, Tokenizer

Ids = NDArray[np.int32]


class Packer:
    """Builds an `Encoded` sequence by sequence: `sequence(...)` one or more times, then
    `close_group(example)`.

    A single text is `<cls> A <sep>`; a pair is `<cls> A <sep>{pair_separators} B <sep>`, where BERT gives B
    and its separator token type 1. Flat typed arrays keep a large training set at a few bytes a token.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
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
        tokenizer = self._tokenizer
        self._append([tokenizer.cls_id], 0, True)
        self._append(first, 0, False)
        if second is None:
            self._append([tokenizer.sep_id], 0, True)
        else:
            segment = int(tokenizer.segment_types)
            self._append([tokenizer.sep_id] * tokenizer.pair_separators, 0, True)
            self._append(second, segment, False)
            self._append([tokenizer.sep_id], segment, True)
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

    def _append(self, ids: Ids | Sequence[int], segment: int, special: bool) -> None:
        self._ids.frombytes(np.asarray(ids, np.int32).tobytes())
        self._types.frombytes(bytes([segment]) * len(ids))
        self._special.frombytes(bytes([special]) * len(ids))


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
    return {text: np.array(ids, np.int32) for text, ids, _ in _encode_unique(texts, tokenizer)}


def tokens_and_spans(texts: Sequence[str], tokenizer: Tokenizer) -> dict[str, tuple[Ids, NDArray[np.int32]]]:
    """Each different text with its tokens, int32 [n], and their characters, int32 [n, 2]."""
    return {
        text: (np.array(ids, np.int32), np.array(spans, np.int32).reshape(-1, 2))
        for text, ids, spans in _encode_unique(texts, tokenizer)
    }


def _encode_unique(
    texts: Sequence[str], tokenizer: Tokenizer, part: int = 2000
) -> Iterator[tuple[str, list[int], list[tuple[int, int]]]]:
    """Every different text once (many questions share a context), in parts, so that Python lists stay few."""
    unique = list(dict.fromkeys(texts))
    for begin in range(0, len(unique), part):
        some = unique[begin : begin + part]
        for text, (ids, spans) in zip(some, tokenizer.encode(some), strict=True):
            yield text, ids, spans
