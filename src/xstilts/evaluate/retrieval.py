"""Retrieval and mining over the languages of a target: sentence vectors in, decisions and layer curves out.

Rules (XTREME's scripts; Artetxe and Schwenk 2019): the English side queries and the other side is searched; mining
removes repeated sentences before the search, and a sentence whose text stands more than once on its side joins no pair,
because its id is not determined (XTREME's handling of BUCC; jiant expands it to every id instead).

A query counts as right when the row that is found is its own: the official scripts compare indices, so a hit on another
row with the very same text is an error there and here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xstilts.evaluate import flat, neighbours
from xstilts.evaluate.neighbours import margin_candidates, normalise
from xstilts.tasks.records import MineExample, RetrieveExample
from xstilts.tasks.scorers.mining import MinedPairs

Floats = NDArray[np.float32]
Vectors = Callable[[NDArray[np.int64]], Iterable[Floats]]
"""Rows of sequences -> float32 [rows, H] of each layer in turn, so that not all need be in memory at once."""
Search = Literal["exact", "faiss"]
"""Which search finds the neighbours: that of `neighbours.py` or that of `flat.py`."""
Candidates = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]
"""Foreign rows, English rows and scores of candidate pairs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """`found` int64 [N]: per example, the example whose foreign text is nearest to its English text at the layer.

    `hits` bool [layers, N]: whether that is the example itself, at every layer. `centred`: the same after the mean of
    each side of the language is taken from its vectors, which removes what all sentences share (a direction that
    training adds to every sentence looks like lost alignment without it).
    """

    found: NDArray[np.int64]
    hits: NDArray[np.bool_]
    centred: NDArray[np.bool_]

    def curves(self, examples: Sequence[RetrieveExample], *, centred: bool) -> dict[str, list[float]]:
        """Per language the accuracy in percent at every layer."""
        hits = self.centred if centred else self.hits
        rows = rows_by_language(examples)
        return {language: (100.0 * hits[:, here].mean(axis=1)).tolist() for language, here in rows.items()}


def rows_by_language(
    examples: Sequence[RetrieveExample] | Sequence[MineExample],
) -> dict[str, NDArray[np.int64]]:
    """Example indices of each language, languages in order of first appearance."""
    rows: dict[str, list[int]] = {}
    for index, example in enumerate(examples):
        rows.setdefault(example.language, []).append(index)
    return {language: np.array(indices, dtype=np.int64) for language, indices in rows.items()}


def retrieve(examples: Sequence[RetrieveExample], vectors: Vectors, layer: int, search: Search = "exact") -> Retrieved:
    """Nearest neighbours within each language at every layer.

    Args:
        examples: N of them; sequence i is the foreign side of example i, sequence N + i its English side.
        vectors: gives the vectors of some sequences at all layers.
        layer: the layer whose neighbours count. search: finds them.
    """
    found = np.zeros(len(examples), np.int64)
    plain: list[NDArray[np.bool_]] = []
    centred: list[NDArray[np.bool_]] = []
    for rows in rows_by_language(examples).values():
        for number, states in enumerate(vectors(np.concatenate([rows, rows + len(examples)]))):
            if number == len(plain):
                plain.append(np.zeros(len(examples), bool))
                centred.append(np.zeros(len(examples), bool))
            foreign, english = states[: len(rows)], states[len(rows) :]
            best = _translations(normalise(foreign), normalise(english), search)
            plain[number][rows] = best == np.arange(len(rows))
            middle = [normalise(side, side.mean(axis=0)) for side in (foreign, english)]
            without = _translations(middle[0], middle[1], search)
            centred[number][rows] = without == np.arange(len(rows))
            if number == layer:
                found[rows] = rows[best]
    return Retrieved(found=found, hits=np.array(plain, bool), centred=np.array(centred, bool))


def _translations(foreign: Floats, english: Floats, search: Search) -> NDArray[np.int64]:
    """Per English row, the foreign row nearest by inner product."""
    nearest = flat.nearest if search == "faiss" else neighbours.nearest
    return nearest(english, foreign)[1][:, 0]


def mine_candidates(
    examples: Sequence[MineExample], vectors: Vectors, layer: int, k: int, search: Search = "exact"
) -> MinedPairs:
    """Candidate pairs of every language with ratio-margin scores, indices into `examples`.

    Args:
        examples: sentences of both sides; an English sentence belongs to the corpus of its `language`.
        vectors: gives the vectors of some sequences at all layers (sequence i is example i).
        layer: the layer that counts. k: neighbourhood size of the margin. search: finds the neighbours.
    """
    both = flat.nearest_both if search == "faiss" else neighbours.nearest_both

    def candidates(foreign: NDArray[np.int64], english: NDArray[np.int64]) -> Candidates:
        states = next(islice(vectors(np.concatenate([foreign, english])), layer, None))
        return margin_candidates(states[: len(foreign)], states[len(foreign) :], k=k, search=both)

    return mine_by(examples, candidates)


def mine_by(
    examples: Sequence[MineExample], search: Callable[[NDArray[np.int64], NDArray[np.int64]], Candidates]
) -> MinedPairs:
    """Candidate pairs of every language from a search over example indices of its foreign and its English sentences,
    which gives rows of either and scores."""
    parts = []
    for rows in rows_by_language(examples).values():
        foreign = _once([row for row in rows.tolist() if examples[row].side == "foreign"], examples)
        english = _once([row for row in rows.tolist() if examples[row].side == "english"], examples)
        left, right, score = search(foreign, english)
        single = _single(examples, foreign, english, rows)
        keep = np.array([a in single and b in single for a, b in zip(foreign[left].tolist(), english[right].tolist())])
        parts.append((foreign[left][keep], english[right][keep], score[keep]))
    return MinedPairs(
        foreign_index=np.concatenate([part[0] for part in parts]),
        english_index=np.concatenate([part[1] for part in parts]),
        score=np.concatenate([part[2] for part in parts]),
    )


def _once(rows: Sequence[int], examples: Sequence[MineExample]) -> NDArray[np.int64]:
    """The first row of every distinct text."""
    first: dict[str, int] = {}
    for row in rows:
        first.setdefault(examples[row].text, row)
    return np.array(list(first.values()), dtype=np.int64)


def _single(
    examples: Sequence[MineExample],
    foreign: NDArray[np.int64],
    english: NDArray[np.int64],
    rows: NDArray[np.int64],
) -> set[int]:
    """Rows whose text stands once on its side."""
    times = Counter((examples[row].side, examples[row].text) for row in rows.tolist())
    return {
        row for row in [*foreign.tolist(), *english.tolist()] if times[(examples[row].side, examples[row].text)] == 1
    }
