"""BUCC 2018: set-based scores of mined sentence pairs, the threshold from dev gold, and cross-fitting without
a dev set.

Source: Zweigenbaum, Sharoff and Rapp 2018 (set F1 over id pairs); the threshold sweep follows `bucc.py` of
LASER, which XTREME uses: sort by score, cut where F1 on dev gold is best, threshold half way to the next
score. Two differences, both where that code cannot be right: the last pair may be the best cut, and pairs of
equal score are never separated (no threshold separates them).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts.core.seeds import subset_rank
from xstilts.tasks.records import MineExample


@dataclass(frozen=True, slots=True, kw_only=True)
class MinedPairs:
    """Candidate or mined pairs: int64 [P] indices into one list of examples, float [P] scores."""

    foreign_index: NDArray[np.int64]
    english_index: NDArray[np.int64]
    score: NDArray[np.floating]

    def where(self, keep: NDArray[np.bool_]) -> MinedPairs:
        """The pairs for which `keep` (bool [P]) is True."""
        return MinedPairs(
            foreign_index=self.foreign_index[keep],
            english_index=self.english_index[keep],
            score=self.score[keep],
        )


def correct_pairs(pairs: MinedPairs, examples: Sequence[MineExample]) -> NDArray[np.bool_]:
    """bool [P]: whether the English sentence is among the foreign one's `matches`."""
    matches = [frozenset(example.matches) for example in examples]
    ids = [example.id for example in examples]
    found = zip(pairs.foreign_index.tolist(), pairs.english_index.tolist(), strict=True)
    return np.fromiter((ids[english] in matches[foreign] for foreign, english in found), bool, len(pairs.score))


def best_threshold(scores: NDArray[np.floating], correct: NDArray[np.bool_], num_gold: int) -> float:
    """The threshold (keep score >= threshold) of the best F1; infinity when no candidate is right.

    Args:
        scores: [P] scores of the candidate pairs.
        correct: [P] whether each is a gold pair.
        num_gold: gold pairs in all, also those that are not among the candidates.
    """
    order = np.argsort(-scores, kind="stable")
    ranked = np.asarray(scores, np.float64)[order]
    right = np.cumsum(correct[order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + num_gold)
    last_of_score = np.append(ranked[:-1] != ranked[1:], True)[: len(order)]
    f1 = np.where(last_of_score, f1, 0.0)
    if len(order) == 0 or f1.max() == 0:
        return float("inf")
    cut = int(np.argmax(f1))
    return float(ranked[cut] if cut + 1 == len(order) else (ranked[cut] + ranked[cut + 1]) / 2)


def tune_each(pairs: MinedPairs, examples: Sequence[MineExample]) -> dict[str, float]:
    """Language -> its best threshold: the official sweep is per language."""
    spoken = np.array([example.language for example in examples])[pairs.foreign_index]
    gold = Counter({example.language: 0 for example in examples})
    for example in examples:
        gold[example.language] += len(example.matches)
    correct = correct_pairs(pairs, examples)
    return {
        language: best_threshold(pairs.score[spoken == language], correct[spoken == language], count)
        for language, count in gold.items()
    }


def above_each(pairs: MinedPairs, examples: Sequence[MineExample], thresholds: Mapping[str, float]) -> MinedPairs:
    """The pairs whose score reaches the threshold of their language."""
    limits = np.array([thresholds[examples[index].language] for index in pairs.foreign_index.tolist()])
    return pairs.where(pairs.score.astype(np.float64) >= limits)


def half(example: MineExample, seed: int) -> int:
    """0 or 1: the half of the cross-fit that an example is in; depends on its group and the seed alone."""
    return subset_rank(seed, example.group) % 2


def cross_fit(
    pairs: MinedPairs, examples: Sequence[MineExample], seed: int = 0
) -> tuple[MinedPairs, tuple[float, ...]]:
    """Mined pairs without a dev set: each half of the foreign sentences uses the other half's threshold.

    Candidates are found over the whole corpus, so the search is as hard as it would be with a dev threshold;
    only the threshold is fitted on one half and applied to the other, within each language. This is a local
    protocol, not XTREME's.

    Returns:
        The pairs that are kept, and the thresholds applied to half 0 and half 1 of each language in turn.
    """
    sides = np.array([half(example, seed) for example in examples], np.int64)
    languages = np.array([example.language for example in examples])
    matches = np.array([len(example.matches) for example in examples], np.int64)
    side, spoken = sides[pairs.foreign_index], languages[pairs.foreign_index]
    correct = correct_pairs(pairs, examples)
    limits, applied = np.full(len(side), np.inf), []
    for language in dict.fromkeys(languages.tolist()):
        for number in (0, 1):
            fit = (spoken == language) & (side == 1 - number)
            gold = int(matches[(languages == language) & (sides == 1 - number)].sum())
            applied.append(best_threshold(pairs.score[fit], correct[fit], gold))
            limits[(spoken == language) & (side == number)] = applied[-1]
    return pairs.where(pairs.score.astype(np.float64) >= limits), tuple(applied)


def pair_counts(pairs: MinedPairs, examples: Sequence[MineExample]) -> NDArray[np.int64]:
    """int64 [N, 3]: pairs right, predicted and gold of each foreign sentence; English ones have zeros."""
    counts = np.zeros((len(examples), 3), np.int64)
    np.add.at(counts[:, 0], pairs.foreign_index, correct_pairs(pairs, examples))
    np.add.at(counts[:, 1], pairs.foreign_index, 1)
    counts[:, 2] = [len(example.matches) for example in examples]
    return counts
