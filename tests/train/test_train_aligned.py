"""Aligned start embeddings: translations land together, lengths survive LayerNorm."""

import numpy as np

from xstilts.train.aligned import align


def world(seed: int = 0, words: int = 60, sentences: int = 400) -> list[list[list[int]]]:
    """Two languages whose word i is token i and token words + i; token 0 and `words` are in every sentence."""
    rng = np.random.default_rng(seed)
    left = [[0, *rng.choice(np.arange(1, words), 5, replace=False).tolist()] for _ in range(sentences)]
    right = [[words + token for token in sentence] for sentence in left]
    return [left, right]


def layer_norm(rows: np.ndarray, weight: np.ndarray) -> np.ndarray:
    rows = rows - rows.mean(1, keepdims=True)
    return rows / np.sqrt((rows**2).mean(1, keepdims=True)) * weight


def test_translations_are_nearest_neighbours() -> None:
    aligned = align(world(), vocabulary=121, hidden=48, seed=1)
    rows = layer_norm(aligned.embeddings[:120], aligned.norm_weight)
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    nearest = (rows[1:60] @ rows[61:120].T).argmax(1)
    assert (nearest == np.arange(59)).mean() > 0.95


def test_frequent_tokens_are_short_after_layer_norm() -> None:
    aligned = align(world(), vocabulary=121, hidden=48, seed=1)
    rows = layer_norm(aligned.embeddings, aligned.norm_weight)
    length = np.linalg.norm(rows, axis=1)
    assert length[0] < 0.5 * np.median(length[1:60])


def test_uncovered_tokens_and_determinism() -> None:
    first, second = (align(world(), vocabulary=121, hidden=48, seed=1) for _ in range(2))
    assert not first.covered[120] and first.covered[:120].all()
    assert np.array_equal(first.embeddings, second.embeddings)
    np.testing.assert_allclose(np.linalg.norm(first.embeddings[:120], axis=1), 2.0, rtol=1e-5)
