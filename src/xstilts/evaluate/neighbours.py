"""Exact nearest neighbours by cosine, in tiles: retrieval (k = 1) and ratio-margin mining (k = 4, both directions).

Sources of the rules: XTREME's retrieval scripts (L2-normalise, inner product, English queries) and Artetxe and Schwenk
2019 (ratio margin, "max" retrieval), as used for BUCC 2018.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

TILE = 2048
Floats = NDArray[np.float32]


def normalise(vectors: Floats) -> Floats:
    """Rows to unit length; a zero row stays zero."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12), dtype=np.float32)


def nearest(queries: Floats, index: Floats, k: int = 1, *, tile: int = TILE) -> tuple[Floats, NDArray[np.int64]]:
    """The k rows of `index` closest to each query by inner product, best first; ties go to the lower row.

    Args:
        queries: float32 [N, H], normalised. index: float32 [M, H], normalised. k: at most M are returned.

    Returns:
        similarities float32 [N, k] and rows int64 [N, k]. Memory is bounded by tile * (tile + k) floats.
    """
    k = min(k, len(index))
    scores = np.full((len(queries), k), -np.inf, np.float32)
    rows = np.zeros((len(queries), k), np.int64)
    for low in range(0, len(queries), tile):
        block = queries[low : low + tile]
        best, where = scores[low : low + tile], rows[low : low + tile]
        for start in range(0, len(index), tile):
            part = block @ index[start : start + tile].T
            width = min(k, part.shape[1])
            chosen = np.argpartition(-part, width - 1, axis=1)[:, :width] if width < part.shape[1] else None
            local = np.tile(np.arange(part.shape[1]), (len(part), 1)) if chosen is None else chosen
            both = np.concatenate([best, np.take_along_axis(part, local, 1)], 1)
            names = np.concatenate([where, local + start], 1)
            order = np.lexsort((names, -both), axis=1)[:, :k]
            best[:], where[:] = np.take_along_axis(both, order, 1), np.take_along_axis(names, order, 1)
    return scores, rows


def margin_candidates(
    foreign: Floats, english: Floats, *, k: int = 4
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Candidate translation pairs with ratio-margin scores, each sentence used at most once.

    score(x, y) = cos(x, y) / ((mean of x's k best cosines + mean of y's k best cosines) / 2). The best candidate of
    every sentence in both directions is pooled, sorted by score, and pairs are taken greedily ("max" retrieval).

    Args:
        foreign: float32 [N, H]. english: float32 [M, H]. Neither need be normalised.

    Returns:
        foreign rows, english rows (int64) and scores (float64), by falling score.
    """
    foreign, english = normalise(foreign), normalise(english)
    return margin_pairs(nearest(foreign, english, k), nearest(english, foreign, k))


def margin_pairs(
    forwards: tuple[NDArray[Any], NDArray[np.int64]], backwards: tuple[NDArray[Any], NDArray[np.int64]]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """`margin_candidates` from the k nearest (similarities, rows) of every foreign and of every English sentence.

    A sentence that is like nothing on the other side (possible only for vectors that share no dimension) has margin 0.
    """
    (forward, forward_rows), (backward, backward_rows) = forwards, backwards
    mean_foreign, mean_english = forward.mean(1), backward.mean(1)
    forward_margin = _ratio(2 * forward, mean_foreign[:, None] + mean_english[forward_rows])
    backward_margin = _ratio(2 * backward, mean_english[:, None] + mean_foreign[backward_rows])
    best_forward, best_backward = forward_margin.argmax(1), backward_margin.argmax(1)
    every_foreign, every_english = np.arange(len(forward)), np.arange(len(backward))
    left = np.concatenate([every_foreign, backward_rows[every_english, best_backward]])
    right = np.concatenate([forward_rows[every_foreign, best_forward], every_english])
    score = np.concatenate(
        [forward_margin[every_foreign, best_forward], backward_margin[every_english, best_backward]]
    ).astype(np.float64)
    return _greedy(left, right, score)


def _ratio(above: NDArray[Any], below: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.divide(above, below, out=np.zeros_like(above), where=below != 0))


def _greedy(
    left: NDArray[np.int64], right: NDArray[np.int64], score: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Pairs by falling score (ties: lower rows first) whose two sides are both still unused."""
    used_left: set[int] = set()
    used_right: set[int] = set()
    kept = []
    for row in np.lexsort((right, left, -score)):
        a, b = int(left[row]), int(right[row])
        if a not in used_left and b not in used_right:
            used_left.add(a)
            used_right.add(b)
            kept.append(row)
    keep = np.array(kept, dtype=np.int64)
    return left[keep], right[keep], score[keep]
