"""Nearest neighbours and margin mining against brute force and hand-computed answers."""

import numpy as np
import pytest

from xstilts.evaluate.neighbours import margin_candidates, nearest, normalise


@pytest.mark.parametrize("tile", [1, 3, 7, 1000])
@pytest.mark.parametrize("k", [1, 4])
def test_nearest_equals_brute_force(tile: int, k: int) -> None:
    rng = np.random.default_rng(0)
    queries, index = rng.normal(size=(23, 8)).astype(np.float32), rng.normal(size=(31, 8)).astype(np.float32)
    scores, rows = nearest(queries, index, k, tile=tile)
    full = queries @ index.T
    expected = np.argsort(-full, axis=1, kind="stable")[:, :k]
    assert (rows == expected).all()
    np.testing.assert_allclose(scores, np.take_along_axis(full, expected, 1), rtol=1e-5)


def test_nearest_with_fewer_rows_than_k() -> None:
    scores, rows = nearest(np.eye(2, dtype=np.float32), np.eye(2, dtype=np.float32), 4)
    assert scores.shape == rows.shape == (2, 2)
    assert rows[:, 0].tolist() == [0, 1]


def test_normalise_keeps_zero_rows() -> None:
    out = normalise(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32))
    np.testing.assert_allclose(out, [[0.6, 0.8], [0.0, 0.0]], rtol=1e-6)


def test_ratio_margin_by_hand() -> None:
    # Two unit vectors a side, k = 2. Cosines: [[1, 0], [0, 1]]: every mean is 0.5, so the margin of a true pair is 2.
    left, right, score = margin_candidates(np.eye(2, dtype=np.float32), np.eye(2, dtype=np.float32), k=2)
    assert sorted(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 0), (1, 1)]
    np.testing.assert_allclose(score, [2.0, 2.0], rtol=1e-6)


def test_each_sentence_is_used_once() -> None:
    rng = np.random.default_rng(1)
    left, right, score = margin_candidates(
        rng.normal(size=(40, 6)).astype(np.float32), rng.normal(size=(25, 6)).astype(np.float32)
    )
    assert len(set(left.tolist())) == len(left) and len(set(right.tolist())) == len(right)
    assert (np.diff(score) <= 0).all()
