"""Entity counts against seqeval 1.2.2 itself, and golden cases for each of its quirks on bare tags."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xstilts.core.errors import DataError
from xstilts.tasks.metrics import SEQEVAL, TOKEN_ACCURACY
from xstilts.tasks.scorers.tagging import entity_counts

UPOS = [
    "ADJ",
    "ADP",
    "ADV",
    "AUX",
    "CCONJ",
    "DET",
    "INTJ",
    "NOUN",
    "NUM",
    "PART",
    "PRON",
    "PROPN",
    "PUNCT",
    "SCONJ",
    "SYM",
    "VERB",
    "X",
]
IOB2 = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
ODD = ["E-PER", "S-LOC", "I", "B", "_", ".", "NN-X", "OTHER", "O-PER", "PER-B"]


def f1(gold: list[list[str]], predicted: list[list[str]]) -> float:
    return float(SEQEVAL.value(entity_counts(gold, predicted).sum(axis=0)))


def pairs(tags: list[str]) -> st.SearchStrategy[list[list[tuple[str, str]]]]:
    tag = st.sampled_from(tags)
    return st.lists(st.lists(st.tuples(tag, tag), min_size=1, max_size=8), min_size=1, max_size=6)


@settings(max_examples=400, deadline=None)
@given(st.one_of(pairs(UPOS), pairs(["X", "NOUN", "VERB"]), pairs(IOB2), pairs([*UPOS, *IOB2, *ODD])))
def test_equals_seqeval(sentences: list[list[tuple[str, str]]]) -> None:
    from seqeval.metrics import accuracy_score, f1_score, precision_score, recall_score

    gold = [[right for right, _ in sentence] for sentence in sentences]
    predicted = [[guess for _, guess in sentence] for sentence in sentences]
    total = entity_counts(gold, predicted).sum(axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = [score(gold, predicted) * 100 for score in (f1_score, precision_score, recall_score)]
        accuracy = accuracy_score(gold, predicted) * 100
    found = [float(SEQEVAL.value(total)), *(float(SEQEVAL.extras[n](total)) for n in ("precision", "recall"))]
    assert found == pytest.approx(expected, abs=1e-9)
    assert float(SEQEVAL.extras["token_accuracy"](total)) == pytest.approx(accuracy, abs=1e-9)


def test_equal_neighbours_are_one_chunk() -> None:
    gold = [["NOUN", "NOUN", "VERB", "ADP", "NOUN", "PUNCT"]]
    predicted = [["NOUN", "VERB", "VERB", "ADP", "NOUN", "PUNCT"]]
    # gold chunks: NN V A N P = 5; predicted: N VV A N P = 5; the same: A N P = 3; F1 = 60
    assert entity_counts(gold, predicted).tolist() == [[3, 5, 5, 5, 6]]
    # one wrong token that makes a chunk more: 4 of 5 and 6: F1 = 8/11
    predicted = [["NOUN", "NOUN", "VERB", "ADP", "ADJ", "PUNCT"]]
    assert f1(gold, predicted) == pytest.approx(80.0)
    gold = [["NOUN", "NOUN", "VERB", "ADP", "NOUN", "PUNCT"]]
    predicted = [["NOUN", "ADJ", "VERB", "ADP", "NOUN", "PUNCT"]]
    counts = entity_counts(gold, predicted)
    assert counts.tolist() == [[4, 6, 5, 5, 6]]
    assert float(SEQEVAL.value(counts.sum(axis=0))) == pytest.approx(72.7, abs=0.05)
    assert float(SEQEVAL.extras["token_accuracy"](counts.sum(axis=0))) == pytest.approx(83.3, abs=0.05)


def test_the_two_conjunction_tags_share_a_type() -> None:
    # one SCONJ chunk of type CONJ on either side: confusing the two tags costs nothing in F1
    assert entity_counts([["NOUN", "SCONJ"]], [["NOUN", "CCONJ"]]).tolist() == [[2, 2, 2, 1, 2]]


def test_x_is_dropped_at_the_end_and_counted_inside() -> None:
    assert entity_counts([["X"]], [["X"]]).tolist() == [[0, 0, 0, 1, 1]]
    assert entity_counts([["NOUN", "X"]], [["NOUN", "X"]]).tolist() == [[1, 1, 1, 2, 2]]
    assert entity_counts([["NOUN", "X", "VERB"]], [["NOUN", "X", "VERB"]]).tolist() == [[3, 3, 3, 3, 3]]


def test_x_at_the_start_begins_in_the_sentence_before() -> None:
    gold = [["NOUN"], ["X", "NOUN"]]
    # (OUN 0-0), (_ 0-2), (OUN 3-3): the chunk belongs to the sentence in which it ends
    assert entity_counts(gold, gold).tolist() == [[1, 1, 1, 1, 1], [2, 2, 2, 2, 2]]


def test_iob2_entities_by_hand() -> None:
    gold = [["B-PER", "I-PER", "O", "B-LOC"], ["O", "B-LOC"]]
    predicted = [["B-PER", "O", "O", "B-LOC"], ["I-LOC", "B-LOC"]]
    # right: LOC, LOC; predicted: PER (too short), LOC, LOC (an I that starts), LOC; gold: PER LOC LOC
    assert entity_counts(gold, predicted).tolist() == [[1, 2, 2, 3, 4], [1, 2, 1, 1, 2]]


def test_token_accuracy_and_empty_sums() -> None:
    assert float(TOKEN_ACCURACY.value(np.array([3.0, 4.0]))) == 75.0
    assert np.isnan(TOKEN_ACCURACY.value(np.array([0.0, 0.0])))
    assert float(SEQEVAL.value(np.zeros(5))) == 0.0


def test_wrong_shapes_are_refused() -> None:
    with pytest.raises(DataError, match="1 predicted sentences for 2"):
        entity_counts([["O"], ["O"]], [["O"]])
    with pytest.raises(DataError, match="sentence 2: 2 predicted tags for 1"):
        entity_counts([["O"], ["O"]], [["O"], ["O", "O"]])
    with pytest.raises(DataError, match="blanked"):
        entity_counts([[""]], [["O"]])
