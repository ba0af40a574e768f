"""Exact nearest neighbours by cosine, in tiles: retrieval (k = 1) and ratio-margin mining (k = 4, both directions).
`flat.py` has the same two searches by faiss.

Sources of the rules: XTREME's retrieval scripts (L2-normalise, inner product, English queries) and Artetxe and Schwenk
2019 (ratio margin, "max" retrieval), as used for BUCC 2018.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

TILE = 1024
SPARSE = 32
"""Looking at single entries of a product is cheaper than ordering its rows when fewer than one in so many count."""
Floats = NDArray[np.float32]
Nearest = tuple[Floats, NDArray[np.int64]]
"""Similarities and rows [N, k], best first."""
Both = Callable[[Floats, Floats, int], tuple[Nearest, Nearest]]
"""What `nearest_both` is: the k nearest of either side in the other."""


def normalise(vectors: Floats, middle: Floats | None = None) -> Floats:
    """Rows less `middle` [H] to unit length; a zero row stays zero. Needs no memory of that size but the result's."""
    result = np.empty(vectors.shape, np.float32)
    for low, high in _tiles(len(vectors), TILE):
        rows = vectors[low:high] if middle is None else vectors[low:high] - middle
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        np.divide(rows, np.maximum(length, 1e-12), out=result[low:high])
    return result


def nearest(queries: Floats, index: Floats, k: int = 1, *, tile: int = TILE) -> Nearest:
    """The k rows of `index` closest to each query by inner product, best first; ties go to the lower row.

    Similarities are BLAS's fp32 products, so their last bits are BLAS's, and equal vectors need not be exact ties:
    OpenBLAS was seen to give them the same bits in tiles of 64 rows and more on Intel, but not with its AVX2 kernels.

    Args:
        queries: float32 [N, H], normalised. index: float32 [M, H], normalised. k: at most M are returned.
        tile: rows of either side (up to twice as many) in one product.

    Returns:
        similarities float32 [N, k] and rows int64 [N, k]. Memory beside them: a few times (2 * tile)^2 floats.
    """
    found = _Best(len(queries), min(k, len(index)))
    for low, high in _tiles(len(queries), tile):
        for start, stop in _tiles(len(index), tile):
            found.see(queries[low:high] @ index[start:stop].T, low, start)
    return found.scores, found.rows


def nearest_both(left: Floats, right: Floats, k: int = 1, *, tile: int = TILE) -> tuple[Nearest, Nearest]:
    """`nearest(left, right, k)` and `nearest(right, left, k)` from the same products: half the work of two searches."""
    forwards, backwards = _Best(len(left), min(k, len(right))), _Best(len(right), min(k, len(left)))
    for low, high in _tiles(len(left), tile):
        for start, stop in _tiles(len(right), tile):
            block = left[low:high] @ right[start:stop].T
            forwards.see(block, low, start)
            backwards.see(block.T, start, low)
    return (forwards.scores, forwards.rows), (backwards.scores, backwards.rows)


def _tiles(length: int, tile: int) -> list[tuple[int, int]]:
    """Ranges of `tile` rows or (evenly) some more, never fewer unless there are fewer: remainders of a few rows would
    take other kernels of BLAS, with other last bits, so that equal vectors would be no ties."""
    edges = np.linspace(0, length, max(length // tile, 1) + 1).astype(int).tolist()
    return [(low, high) for low, high in pairwise(edges) if low < high]


class _Best:
    """The k best columns [N, k] of a matrix whose blocks are seen in any order of rows, each row's from the left."""

    def __init__(self, length: int, k: int) -> None:
        self.scores = np.full((length, k), -np.inf, np.float32)
        self.rows = np.zeros((length, k), np.int64)

    def see(self, block: Floats, low: int, start: int) -> None:
        """Take in the block [n, m] at row `low`, column `start`. Only entries above a row's k-th best are looked at:
        after a few blocks hardly any are, so comparing is nearly all there is to do."""
        k = self.scores.shape[1]
        bar = self.scores[low : low + len(block), -1]
        above = block > bar[:, None]
        if np.count_nonzero(above) * SPARSE > above.size:
            np.greater(block, np.fmax(bar, _just_below(block, k))[:, None], out=above)
        if above.flags.c_contiguous:
            row, column = np.divmod(np.flatnonzero(above), block.shape[1])
        else:
            column, row = np.divmod(np.flatnonzero(above.T), block.shape[0])
        if len(row):
            self._merge(row + low, column + start, block[row, column])

    def _merge(self, row: NDArray[np.int64], column: NDArray[np.int64], score: Floats) -> None:
        """Put entries among the best; a row's columns come rising and are higher than those that it has."""
        k = self.scores.shape[1]
        touched, owner, count = np.unique(row, return_inverse=True, return_counts=True)
        scores = np.concatenate([self.scores[touched].reshape(-1), score])
        columns = np.concatenate([self.rows[touched].reshape(-1), column])
        order = np.lexsort((-scores, np.concatenate([np.repeat(np.arange(len(touched)), k), owner])))
        first = np.cumsum(count + k) - (count + k)
        best = order[first[:, None] + np.arange(k)]
        self.scores[touched], self.rows[touched] = scores[best], columns[best]


def _just_below(block: Floats, k: int) -> Floats:
    """The largest numbers [n] that are less than the k-th best of their row of [n, m] (or than the worst)."""
    if k == 1:
        kth = np.fmax.reduce(block, axis=1)
    else:
        last = min(k, block.shape[1]) - 1
        kth = -np.partition(np.negative(block, order="C"), last, axis=1)[:, last]
    return np.asarray(np.nextafter(kth, np.float32(-np.inf)))


def margin_candidates(
    foreign: Floats, english: Floats, *, k: int = 4, search: Both = nearest_both
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Candidate translation pairs with ratio-margin scores, each sentence used at most once.

    score(x, y) = cos(x, y) / ((mean of x's k best cosines + mean of y's k best cosines) / 2). The best candidate of
    every sentence in both directions is pooled, sorted by score, and pairs are taken greedily ("max" retrieval).

    Args:
        foreign: float32 [N, H]. english: float32 [M, H]. Neither need be normalised.
        k: neighbourhood size. search: finds the neighbours.

    Returns:
        foreign rows, english rows (int64) and scores (float64), by falling score.
    """
    return margin_pairs(*search(normalise(foreign), normalise(english), k))


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
    order = np.lexsort((right, left, -score))
    used_left, used_right = bytearray(int(left.max(initial=-1)) + 1), bytearray(int(right.max(initial=-1)) + 1)
    kept = []
    for row, a, b in zip(order.tolist(), left[order].tolist(), right[order].tolist()):
        if not used_left[a] and not used_right[b]:
            used_left[a] = used_right[b] = 1
            kept.append(row)
    keep = np.array(kept, dtype=np.int64)
    return left[keep], right[keep], score[keep]
