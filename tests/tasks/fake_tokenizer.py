"""A tokenizer small enough to reason about: tokens are runs of at most `size` characters, no white space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class FakeTokenizer:
    """`abcdef` with size 4 gives `abcd`, `ef`; ids are given out in order of first sight, from 10."""

    size: int = 100
    pair_separators: int = 2
    segment_types: bool = False
    fingerprint: str = "fake"
    vocab_size: int = 10000
    cls_id: int = 0
    sep_id: int = 2
    pad_id: int = 1
    mask_id: int | None = 4
    unk_id: int = 3
    table: dict[str, int] = field(default_factory=dict)

    def id_of(self, piece: str) -> int:
        return self.table.setdefault(piece, 10 + len(self.table))

    def text_of(self, ids: Sequence[int]) -> str:
        names = {number: piece for piece, number in self.table.items()}
        names |= {self.cls_id: "<s>", self.sep_id: "</s>", self.unk_id: "<unk>"}
        return " ".join(names[int(number)] for number in ids)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        return [self._pieces(text)[0] for text in texts]

    def encode(self, texts: Sequence[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
        return [self._pieces(text) for text in texts]

    def encode_words(self, sentences: Sequence[Sequence[str]]) -> list[tuple[list[int], list[int]]]:
        result = []
        for sentence in sentences:
            ids: list[int] = []
            words: list[int] = []
            for index, word in enumerate(sentence):
                pieces = self._pieces(word)[0] or [self.unk_id]
                ids += pieces
                words += [index] * len(pieces)
            result.append((ids, words))
        return result

    def _pieces(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        ids: list[int] = []
        spans: list[tuple[int, int]] = []
        begin = 0
        for word in text.split():
            begin = text.index(word, begin)
            for offset in range(0, len(word), self.size):
                piece = word[offset : offset + self.size]
                ids.append(self.id_of(piece))
                spans.append((begin + offset, begin + offset + len(piece)))
            begin += len(word)
        return ids, spans
