"""faiss' flat search as an option: the neighbours and similarities of our own search, up to ties and rounding."""

from __future__ import annotations

import numpy as np
import pytest

from xstilts.evaluate import flat, neighbours
from xstilts.evaluate.retrieval import mine_candidates, retrieve
from xstilts.tasks.records import MineExample, RetrieveExample

pytest.importorskip("faiss", reason="the option needs faiss (pip install faiss-cpu)")


def vectors(length: int, seed: int, width: int = 24) -> np.ndarray:
    found = np.random.default_rng(seed).normal(size=(length, width)).astype(np.float32)
    return neighbours.normalise(found)


@pytest.mark.parametrize("k", [1, 4])
@pytest.mark.parametrize(("left", "right"), [(300, 231), (3, 200), (200, 3), (1, 1)])
def test_neighbours_and_similarities_are_those_of_our_search(left: int, right: int, k: int) -> None:
    ours, theirs = vectors(left, 1), vectors(right, 2)
    for found, expected in zip(
        flat.nearest_both(ours, theirs, k), neighbours.nearest_both(ours, theirs, k), strict=True
    ):
        assert np.array_equal(found[1], expected[1])  # random directions: no two are equally near
        np.testing.assert_allclose(found[0], expected[0], atol=1e-6)
        assert found[1].dtype == np.int64 and found[0].dtype == np.float32
    assert np.array_equal(flat.nearest(ours, theirs, k)[1], neighbours.nearest(ours, theirs, k)[1])


def test_ties_differ_in_the_row_alone() -> None:
    """Whole numbers, so that products are exact: similarities are the same, and every row found has the similarity
    that is said, whichever of the equal ones it is. Equal ones stand in the order of their rows."""
    whole = [np.random.default_rng(seed).integers(-1, 2, size=(150, 5)).astype(np.float32) for seed in (3, 4)]
    for found, expected, (one, two) in zip(
        flat.nearest_both(*whole, 4), neighbours.nearest_both(*whole, 4), (whole, whole[::-1]), strict=True
    ):
        assert np.array_equal(found[0], expected[0])
        assert np.array_equal(np.take_along_axis(one @ two.T, found[1], 1), found[0])
        assert ((np.diff(found[1]) > 0) | (np.diff(found[0]) < 0)).all()


def test_decisions_are_the_same_by_either_search() -> None:
    count = 60
    states = np.concatenate([vectors(count, 5), vectors(count, 6)])
    states[count:] += 0.9 * states[:count]
    pairs = [RetrieveExample(id=f"{i}", group=f"{i}", language="de", text="t", english="e") for i in range(count)]
    exact, faiss = (retrieve(pairs, lambda rows: states[None, rows], 0, search) for search in ("exact", "faiss"))
    assert 0 < exact.hits.sum() < count
    assert np.array_equal(exact.found, faiss.found) and np.array_equal(exact.centred, faiss.centred)
    sides = ["foreign"] * count + ["english"] * count
    corpus = [
        MineExample(id=f"{i}", group=f"{i}", language="de", side=side, text=f"{i}") for i, side in enumerate(sides)
    ]
    mined = [mine_candidates(corpus, lambda rows: states[None, rows], 0, 4, search) for search in ("exact", "faiss")]
    assert np.array_equal(mined[0].foreign_index, mined[1].foreign_index)
    assert np.array_equal(mined[0].english_index, mined[1].english_index)
    np.testing.assert_allclose(mined[0].score, mined[1].score, rtol=1e-5)
