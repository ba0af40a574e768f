"""Aligned start embeddings: translations land together, lengths survive LayerNorm."""

import numpy as np

from xstilts.train.aligned import POSITION_SCALE, _from_lines, align, waves


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


def directions(rows: np.ndarray) -> np.ndarray:
    """Unit vectors of the dimensions that hold content (the last two hold missing length)."""
    content = rows[:, :-2]
    return content / np.linalg.norm(content, axis=1, keepdims=True)


def test_a_token_without_translation_takes_the_direction_of_its_lines() -> None:
    """Token 120 is in no parallel sentence; its lines hold 3, 4 and 65 (the translation of 5)."""
    mates = [3, 4, 65]
    before = align(world(), vocabulary=122, hidden=48, seed=1)
    after = align(world(), vocabulary=122, hidden=48, seed=1, text=[[120, *mates], [4, 3, 120, 65], [3, 70]])
    assert not before.covered[120] and after.covered[120]
    assert not after.covered[121], "no line has it"
    content = before.embeddings[:, :-2].astype(np.float64)
    expected = content[mates].mean(0)
    cosine = directions(after.embeddings)[120] @ expected / np.linalg.norm(expected)
    assert cosine > 0.999
    far = directions(after.embeddings)[[20, 30, 40]] @ directions(after.embeddings)[120]
    assert far.max() < 0.6, "other words are elsewhere"


def test_text_leaves_frequent_tokens_where_they_are() -> None:
    before = align(world(), vocabulary=121, hidden=48, seed=1)
    after = align(world(), vocabulary=121, hidden=48, seed=1, text=[[120, 3, 4], [7, 8, 9]])
    np.testing.assert_allclose(directions(after.embeddings[:120]), directions(before.embeddings[:120]), atol=1e-5)
    none = align(world(), vocabulary=121, hidden=48, seed=1, text=[[7, 8, 9], [10]])
    assert np.array_equal(none.embeddings, before.embeddings)


def test_vectors_from_lines_worked_out_by_hand() -> None:
    # Tokens 0-2 are usual and of lengths 1, 2 and 4 (median 2); 3-6 are rare.
    content = np.array([[1.0, 0.0], [0.0, 2.0], [0.0, -4.0], [9.0, 9.0], [0.0, 0.0], [7.0, 7.0], [0.0, 1.0]])
    rare = np.arange(7) > 2
    text = [[3, 0, 3], [1, 1, 3], [4, 5], [4, 6, 0, 0, 2], []]
    found = _from_lines(content, rare, text)
    assert found.tolist() == [3, 4, 6], "token 5 stands with rare ones alone"
    np.testing.assert_allclose(content[:3], [[1, 0], [0, 2], [0, -4]])
    np.testing.assert_allclose(content[5], [7, 7])
    mean = np.array([1.0, 2.0])  # of its two lines; a repetition in a line counts once
    np.testing.assert_allclose(content[3], 2 * mean / np.linalg.norm(mean))
    mean = np.array([2.0, -4.0])  # of 0, 0 and 2: a mate counts as often as it stands there
    np.testing.assert_allclose(content[[4, 6]], [2 * mean / np.linalg.norm(mean)] * 2)


def test_waves_are_the_papers_sines_and_cosines() -> None:
    table = waves(50, 16) / POSITION_SCALE
    assert table.dtype == np.float32 and table.shape == (50, 16)
    assert table[0, :14].tolist() == [0.0, 1.0] * 7
    assert not table[:, -2:].any(), "these hold the missing lengths of word vectors"
    for position, wave in ((1, 0), (7, 2), (49, 6)):
        angle = position / 10000 ** (2 * wave / 16)
        np.testing.assert_allclose(table[position, 2 * wave : 2 * wave + 2], [np.sin(angle), np.cos(angle)], atol=1e-6)


def test_one_linear_map_takes_every_position_to_the_next() -> None:
    table = waves(200, 32)[:, :-2].astype(np.float64)
    left = np.linalg.lstsq(table[:-1], table[1:], rcond=None)[0]
    assert np.abs(table[:-1] @ left - table[1:]).max() < 1e-6
    random = np.random.default_rng(0).normal(0, 0.04, size=table.shape)
    other = np.linalg.lstsq(random[:-1], random[1:], rcond=None)[0]
    assert np.abs(random[:-1] @ other - random[1:]).max() > 0.05, "random positions have no such map"


def test_an_odd_width_has_waves_too() -> None:
    table = waves(5, 9)
    assert table.shape == (5, 9) and not table[:, -2:].any() and table[0, 1] == np.float32(POSITION_SCALE)
