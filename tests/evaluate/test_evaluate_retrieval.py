"""Retrieval and mining decisions on vectors whose answers are known by construction."""

import numpy as np

from xstilts.evaluate.retrieval import mine_candidates, retrieve
from xstilts.tasks.records import MineExample, RetrieveExample


def pair(language: str, number: int) -> RetrieveExample:
    return RetrieveExample(id=f"{language}{number}", group=f"{number}", language=language, text="t", english="e")


def test_english_queries_search_the_foreign_side_within_a_language() -> None:
    examples = [pair("de", 0), pair("de", 1), pair("sw", 0), pair("sw", 1)]
    basis = np.eye(4, dtype=np.float32)
    foreign = basis[[0, 1, 2, 3]]
    # German translations are right; the second Swahili query points at the first Swahili sentence.
    english = basis[[0, 1, 2, 2]]
    states = np.stack([np.concatenate([foreign, english]), np.concatenate([foreign, foreign])])

    found = retrieve(examples, lambda rows: states[:, rows], layer=0)
    assert found.found.tolist() == [0, 1, 2, 2]
    assert found.curves(examples, centred=False) == {"de": [100.0, 100.0], "sw": [50.0, 100.0]}
    assert found.hits.tolist() == [[True, True, True, False], [True] * 4]


def test_what_all_sentences_share_hides_alignment_that_centring_shows() -> None:
    # Each English vector is its translation's with the roles of two foreign sentences swapped by a common shift.
    examples = [pair("de", 0), pair("de", 1)]
    foreign = np.array([[1.0, 0.2], [1.0, -0.2]], np.float32)
    english = foreign + np.array([0.0, 3.0], np.float32)
    found = retrieve(examples, lambda rows: np.concatenate([foreign, english])[None, rows], layer=0)
    assert found.hits.tolist() == [[True, False]]
    assert found.centred.tolist() == [[True, True]]


def test_direction_matters() -> None:
    # Both foreign sentences are nearest to English 0, but each English sentence finds its own translation.
    examples = [pair("de", 0), pair("de", 1)]
    foreign = np.array([[1.0, 0.0], [0.8, 0.6]], np.float32)
    english = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    states = np.concatenate([foreign, english])[None]
    assert retrieve(examples, lambda rows: states[:, rows], layer=0).found.tolist() == [0, 1]
    assert (foreign @ english.T).argmax(1).tolist() == [0, 0]


def test_a_hit_on_another_row_with_the_same_sentence_is_an_error() -> None:
    """The official scripts compare the index that is found with the query's own, so of two rows with one and the same
    foreign sentence at most one is right for either query."""
    examples = [pair("de", 0), pair("de", 1), pair("de", 2)]
    foreign = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]], np.float32)
    states = np.concatenate([foreign, foreign])[None]
    found = retrieve(examples, lambda rows: states[:, rows], layer=0)
    assert found.found.tolist() == [0, 0, 2]
    assert found.hits.tolist() == [[True, False, True]]


def sentence(side: str, number: int, text: str, matches: tuple[str, ...] = ()) -> MineExample:
    return MineExample(id=f"{side[0]}{number}", group=f"{number}", language="zh", side=side, text=text, matches=matches)


def test_mining_pairs_translations_and_drops_repeated_sentences() -> None:
    examples = [
        sentence("foreign", 0, "a", ("e0",)),
        sentence("foreign", 1, "b", ("e1",)),
        sentence("foreign", 2, "c"),
        sentence("foreign", 3, "c"),  # repeated: its id is not determined, so it joins no pair
        sentence("english", 0, "A"),
        sentence("english", 1, "B"),
        sentence("english", 2, "C"),
    ]
    basis = np.eye(3, dtype=np.float32)
    states = basis[[0, 1, 2, 2, 0, 1, 2]][None]
    pairs = mine_candidates(examples, lambda rows: states[:, rows], layer=0, k=2)
    assert sorted(zip(pairs.foreign_index.tolist(), pairs.english_index.tolist(), strict=True)) == [(0, 4), (1, 5)]


def test_a_repeated_sentence_counts_by_its_place() -> None:
    # The second and third foreign sentence are the same text: the tie goes to the lower row, so that the query of the
    # other is wrong, as it is by index in the official script.
    examples = [pair("de", number) for number in range(3)]
    foreign = np.eye(2, dtype=np.float32)[[0, 1, 1]]
    found = retrieve(examples, lambda rows: np.concatenate([foreign, foreign])[None, rows], layer=0)
    assert found.found.tolist() == [0, 1, 1]
    assert found.hits.tolist() == [[True, True, False]]


def test_english_order_is_undone_by_the_permutation() -> None:
    # English sentences as XTREME sorts them: query 0 is the translation of sentence 2, 1 of 0, 2 of 1. Predictions are
    # indices of foreign sentences, so that they equal the permutation, which is the label file.
    foreign = np.eye(3, dtype=np.float32)
    english = foreign[[2, 0, 1]]
    examples = [pair("de", number) for number in range(3)]
    found = retrieve(examples, lambda rows: np.concatenate([foreign, english])[None, rows], layer=0)
    assert found.found.tolist() == [2, 0, 1]


def test_mining_drops_a_repeated_sentence_on_the_english_side_too() -> None:
    # XTREME keeps one embedding and no id of such a sentence; expanding it to every id (jiant) would give e0 and e1.
    examples = [
        sentence("foreign", 0, "a", ("e0",)),
        sentence("foreign", 1, "b", ("e2",)),
        sentence("english", 0, "A"),
        sentence("english", 1, "A"),
        sentence("english", 2, "B"),
    ]
    states = np.eye(2, dtype=np.float32)[[0, 1, 0, 0, 1]][None]
    pairs = mine_candidates(examples, lambda rows: states[:, rows], layer=0, k=2)
    assert list(zip(pairs.foreign_index.tolist(), pairs.english_index.tolist(), strict=True)) == [(1, 4)]
