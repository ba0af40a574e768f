"""Encoded examples: packed flat arrays plus offsets, and the small interfaces kinds are written against.

Everything is numpy. T tokens in S sequences in G groups: a group is one example's sequences (the choices of a `choose`
item) and the unit of sampling; `extract` windows are groups of their own. No padding anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from xstilts.tasks.records import Example, LabelSpace, Prediction

IGNORE = -100


class Tokenizer(Protocol):
    """What a kind needs of a tokenizer. Implemented by `models/tokenizer.py`."""

    fingerprint: str
    vocab_size: int
    cls_id: int
    sep_id: int
    pad_id: int
    mask_id: int | None
    unk_id: int
    pair_separators: int
    """Separators between the two segments: 2 for RoBERTa and XLM-R (`<s> A </s></s> B </s>`), 1 for BERT."""
    segment_types: bool
    """Whether the second segment has token type 1 (BERT)."""

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Per text: token ids without specials."""
        ...

    def encode(self, texts: Sequence[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
        """Per text: token ids without specials, and each token's (start, end) characters in the text."""
        ...

    def encode_words(self, sentences: Sequence[Sequence[str]]) -> list[tuple[list[int], list[int]]]:
        """Per sentence of words: token ids without specials, and each token's word index.

        Every word has at least one token (`unk_id` when it tokenises to nothing).
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Length limits of a task: `max_length` tokens with specials, window step and question limit of `extract`."""

    max_length: int = 256
    doc_stride: int = 128
    max_query: int = 64
    train: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadSpec:
    """The head a kind wants; `models/heads.py` implements it.

    `label`: [G, size] logits from the first token (dense, tanh, projection). `score`: one scalar per sequence, softmax
    inside the group. With `pooling` "parts" both read u, v (means over the tokens of the first and the second text),
    |u - v| and u * v beside the first token. `token`: [T, size] logits. `span`: [T, 2] start and end logits, softmax
    inside the sequence. `embedding`: hidden states only, no parameters. `lm`: vocabulary logits tied to the embeddings.
    """

    shape: Literal["label", "score", "token", "span", "embedding", "lm"]
    size: int = 1
    pooling: Literal["first", "parts"] = "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A packed set of examples of one kind.

    Attributes:
        ids: int32 [T] token ids with specials.
        types: int8 [T] token types (all 0 unless the tokenizer has segments).
        offsets: int64 [S + 1] sequence boundaries in T.
        groups: int64 [G + 1] group boundaries in S.
        example: int32 [G] index into the list of examples.
        targets: by head shape: label int64 [G]; score int64 [G] (index of the right choice); token int64 [T] (IGNORE
            where not scored); span int64 [S, 2] positions relative to the sequence start (0, 0 = no answer);
            embedding and lm: empty int64 [0].
        words: int32 [T] word index (tag), -1 elsewhere; empty when unused.
        spans: int32 [T, 2] character span in the context (extract), -1 outside the context; empty when unused.
        special: bool [T] whether the token is a special (cls, sep).
        languages: int16 [T] index of each token's language in a list that the maker keeps (pretraining); else empty.
    """

    ids: NDArray[np.int32]
    types: NDArray[np.int8]
    offsets: NDArray[np.int64]
    groups: NDArray[np.int64]
    example: NDArray[np.int32]
    targets: NDArray[np.int64]
    special: NDArray[np.bool_]
    words: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    spans: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 2), np.int32))
    languages: NDArray[np.int16] = field(default_factory=lambda: np.zeros(0, np.int16))

    def group_tokens(self) -> NDArray[np.int64]:
        """int64 [G]: tokens of each group (for batching by a token budget)."""
        boundaries = self.offsets[self.groups]
        return np.diff(boundaries)


Outputs = NDArray[np.float32]
"""What a head gives: label [G, size], score [S], token int [T] argmax, span [T, 2], embedding [S, H]."""


class Kind(Protocol):
    """The form of a task: template, label space, decoding and metric, once for all tasks of the kind. Numpy only."""

    name: str
    example_type: type[Example]

    def head(self, space: LabelSpace | None) -> HeadSpec:
        """The head this kind wants for a label space."""
        ...

    def encode(
        self, examples: Sequence[Example], tokenizer: Tokenizer, space: LabelSpace | None, shape: Shape
    ) -> Encoded:
        """Examples to packed arrays. Raises DataError for a label outside the space or a span outside its context."""
        ...

    def decode(
        self,
        examples: Sequence[Example],
        encoded: Encoded,
        outputs: NDArray[np.generic],
        space: LabelSpace | None,
        metric: str,
    ) -> list[Prediction]:
        """Outputs to one prediction per example, in order, with the metric's additive parts."""
        ...
