"""Nearest neighbours and margin mining against brute force and hand-computed answers."""

import tracemalloc

import numpy as np
import pytest

from xstilts.evaluate.neighbours import _greedy, margin_candidates, margin_pairs, nearest, nearest_both, normalise


def tied(length: int, seed: int) -> np.ndarray:
    """Whole numbers, so that products are exact in any order of adding, and every similarity occurs many times."""
    return np.random.default_rng(seed).integers(-1, 2, size=(length, 5)).astype(np.float32)


def by_brute_force(queries: np.ndarray, index: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    full = queries @ index.T
    rows = np.argsort(-full, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(full, rows, 1), rows


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


@pytest.mark.parametrize("tile", [3, 16, 64, 1000])
@pytest.mark.parametrize("k", [1, 4, 7])
@pytest.mark.parametrize(("left", "right"), [(60, 83), (3, 83), (83, 3), (1, 40), (40, 1)])
def test_both_directions_equal_brute_force_with_ties(left: int, right: int, k: int, tile: int) -> None:
    ours, theirs = tied(left, 1), tied(right, 2)
    ours[::3] = 0
    forwards, backwards = nearest_both(ours, theirs, k, tile=tile)
    for found, expected in (
        (forwards, by_brute_force(ours, theirs, k)),
        (backwards, by_brute_force(theirs, ours, k)),
        (nearest(ours, theirs, k, tile=tile), by_brute_force(ours, theirs, k)),
    ):
        assert np.array_equal(found[1], expected[1])
        assert np.array_equal(found[0], expected[0])


@pytest.mark.parametrize("order", [1, -1])
def test_index_in_order_of_similarity(order: int) -> None:
    queries, index = np.ones((9, 1), np.float32), np.arange(300, dtype=np.float32)[::order, None].copy()
    scores, rows = nearest(queries, index, 3, tile=16)
    assert scores.tolist() == [[299, 298, 297]] * 9
    assert rows.tolist() == [[299, 298, 297] if order > 0 else [0, 1, 2]] * 9


def test_tile_size_changes_no_neighbour() -> None:
    rng = np.random.default_rng(5)
    left, right = (normalise(rng.normal(size=(length, 48)).astype(np.float32)) for length in (300, 231))
    for k in (1, 4):
        first = nearest_both(left, right, k, tile=64)
        for tile in (16, 100, 230, 4096):
            for expected, found in zip(first, nearest_both(left, right, k, tile=tile), strict=True):
                assert np.array_equal(found[1], expected[1])
                np.testing.assert_allclose(found[0], expected[0], atol=1e-6)


def test_equal_vectors_are_ties_up_to_the_last_bits() -> None:
    """Wherever they stand: exact ties go to the lower row, and what is not one differs in its last bits alone."""
    rng = np.random.default_rng(6)
    vector = normalise(rng.normal(size=(1, 768)).astype(np.float32))
    index = np.repeat(vector, 2049, axis=0)
    scores, rows = nearest(normalise(rng.normal(size=(5, 768)).astype(np.float32)), index, 4)
    np.testing.assert_allclose(scores, np.broadcast_to(scores[:, :1], scores.shape), rtol=1e-5)
    assert ((np.diff(rows) > 0) | (np.diff(scores) < 0)).all()


def test_memory_does_not_grow_with_the_product() -> None:
    left, right = (np.random.default_rng(seed).normal(size=(8_000, 4)).astype(np.float32) for seed in (3, 4))
    tracemalloc.start()
    nearest_both(left, right, 4)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * 2**20, "the whole product has 244 MiB"


def test_normalise_needs_the_memory_of_its_result() -> None:
    vectors = np.random.default_rng(3).normal(size=(20_000, 64)).astype(np.float32)
    middle = vectors.mean(axis=0)
    tracemalloc.start()
    found = normalise(vectors, middle)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1.4 * vectors.nbytes
    centred = vectors - middle
    assert np.array_equal(found, centred / np.linalg.norm(centred, axis=1, keepdims=True))


def test_normalise_keeps_zero_rows() -> None:
    out = normalise(np.array([[3.0, 4.0], [0.0, 0.0]], np.float32))
    np.testing.assert_allclose(out, [[0.6, 0.8], [0.0, 0.0]], rtol=1e-6)


def test_ratio_margin_by_hand() -> None:
    # Two unit vectors a side, k = 2. Cosines: [[1, 0], [0, 1]]: every mean is 0.5, so the margin of a true pair is 2.
    left, right, score = margin_candidates(np.eye(2, dtype=np.float32), np.eye(2, dtype=np.float32), k=2)
    assert sorted(zip(left.tolist(), right.tolist(), strict=True)) == [(0, 0), (1, 1)]
    np.testing.assert_allclose(score, [2.0, 2.0], rtol=1e-6)


def test_zero_vectors_have_margin_zero() -> None:
    left, right, score = margin_candidates(np.zeros((3, 4), np.float32), np.zeros((2, 4), np.float32))
    assert (left.tolist(), right.tolist(), score.tolist()) == ([0], [0], [0.0])


def test_mining_is_margins_over_two_searches() -> None:
    rng = np.random.default_rng(2)
    foreign, english = (normalise(rng.normal(size=(length, 8)).astype(np.float32)) for length in (90, 70))
    expected = margin_pairs(by_brute_force(foreign, english, 4), by_brute_force(english, foreign, 4))
    for ours, theirs in zip(margin_candidates(foreign, english), expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5)


def test_one_sentence_each_is_a_pair() -> None:
    left, right, score = margin_candidates(np.array([[3.0, 4.0]], np.float32), np.array([[4.0, 3.0]], np.float32))
    assert (left.tolist(), right.tolist()) == ([0], [0])
    np.testing.assert_allclose(score, [1.0], rtol=1e-6)


def test_each_sentence_is_used_once() -> None:
    rng = np.random.default_rng(1)
    left, right, score = margin_candidates(
        rng.normal(size=(40, 6)).astype(np.float32), rng.normal(size=(25, 6)).astype(np.float32)
    )
    assert len(set(left.tolist())) == len(left) and len(set(right.tolist())) == len(right)
    assert (np.diff(score) <= 0).all()


def test_max_retrieval_by_hand() -> None:
    # Margins of forward best: f0-e0 1.5, f1-e0 1.2, f2-e1 1.1; backward best: e0-f0 1.5, e1-f1 1.3.
    # By falling score: f0-e0 stays; e1-f1 1.3 stays; f1-e0 and f2-e1 find a side used.
    left, right = np.array([0, 1, 2, 0, 1]), np.array([0, 0, 1, 0, 1])
    kept = _greedy(left, right, np.array([1.5, 1.2, 1.1, 1.5, 1.3]))
    assert [one.tolist() for one in kept] == [[0, 1], [0, 1], [1.5, 1.3]]


def test_the_margin_divides_by_the_mean_of_both_neighbourhoods() -> None:
    # One foreign sentence with cosines 0.8 and 0.6 to two English ones; k = 4 takes all there are.
    # mean of the foreign side 0.7; of e0 0.8, of e1 0.6: margins 0.8 / 0.75 and 0.6 / 0.65
    left, right, score = margin_candidates(
        np.array([[1.0, 0.0]], np.float32), np.array([[0.8, 0.6], [0.6, 0.8]], np.float32)
    )
    assert (left.tolist(), right.tolist()) == ([0], [0])
    np.testing.assert_allclose(score, [0.8 / 0.75], rtol=1e-6)
