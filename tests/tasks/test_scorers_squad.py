"""SQuAD and MLQA scoring, computed by hand from the official rules; one test per quirk."""

from __future__ import annotations

import numpy as np
import pytest

from xstilts.core.errors import DataError
from xstilts.tasks.scorers import mlqa, squad


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The  Cat, a dog!", "cat dog"),
        ("U.S.A.", "usa"),
        ("well-known", "wellknown"),
        ("theatre", "theatre"),
        ("a.the", "athe"),  # punctuation goes first, so no article is left
        (
            "La maison; \u00abici\u00bb",
            "la maison \u00abici\u00bb",
        ),  # neither French articles nor Unicode punctuation
        ("\u5317\u4eac\u3002", "\u5317\u4eac\u3002"),  # the Chinese full stop stays
        ("", ""),
    ],
)
def test_squad_normaliser(text: str, expected: str) -> None:
    assert squad.normalise(text) == expected


def test_squad_f1_is_bag_of_tokens_and_best_over_golds() -> None:
    # predicted {red, red, car}, gold {red, car, fast, car}: 2 in common, P = 2/3, R = 2/4, F1 = 4/7
    exact, f1 = squad.score_v1("red red car", ["nothing", "The red car, fast car"])
    assert exact == 0 and f1 == pytest.approx(4 / 7)
    assert squad.score_v1("an Apple", ["pear", "apple."]) == (1.0, 1.0)


def test_squad_chinese_is_all_or_nothing() -> None:
    assert squad.score_v1("\u5317\u4eac\u5e02", ["\u5317\u4eac"]) == (0.0, 0.0)


def test_squad_v1_two_empty_texts_match_exactly_but_share_nothing() -> None:
    assert squad.score_v1("the", ["a"]) == (1.0, 0.0)


def test_squad_v2_no_answer() -> None:
    assert squad.score_v2("", []) == (1.0, 1.0)
    assert squad.score_v2("x", []) == (0.0, 0.0)
    assert squad.score_v2("", ["x"]) == (0.0, 0.0)
    assert squad.score_v2("the", []) == (1.0, 1.0)  # normalises to nothing
    assert squad.score_v2("x y", ["the", "y"]) == (0.0, pytest.approx(2 / 3))  # gold `the` is dropped


def test_best_no_answer_threshold_by_enumeration() -> None:
    differences = np.array([-3.0, -1.0, 0.5, 0.5, 2.0])
    answered = np.array([1.0, 0.2, 1.0, 0.0, 0.0])
    unanswerable = np.array([False, True, False, True, True])
    # answering those up to t: none 3; -3 -> 4; -1 -> 3; both at 0.5 -> 3 + 1 - 1 = 3; all -> 2
    assert squad.best_no_answer_threshold(differences, answered, unanswerable) == (-3.0, pytest.approx(4 / 5))


def test_best_no_answer_threshold_may_be_silence_or_everything() -> None:
    silent = squad.best_no_answer_threshold(np.array([1.0]), np.array([0.0]), np.array([True]))
    assert silent == (float("-inf"), 1.0)
    everything = squad.best_no_answer_threshold(np.array([1.0, 9.0]), np.ones(2), np.zeros(2, bool))
    assert everything == (9.0, 1.0)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The \u201ccat\u201d", "cat"),
        ("es", "El gato y la luna", "gato y luna"),
        ("de", "Das Haus des Mannes", "haus mannes"),
        ("vi", "những con m\u00e8o", "con m\u00e8o"),
        (
            "hi",
            "\u090f\u0915 \u0926\u093f\u0928\u0964",
            "\u090f\u0915 \u0926\u093f\u0928",
        ),  # danda is punctuation
        ("ar", "\u0627\u0644\u0642\u0637", "\u0642\u0637"),
        (
            "ar",
            "\u0628\u0627\u0644\u0642\u0637",
            "\u0628 \u0642\u0637",
        ),  # the article inside a word splits it
        ("zh", "\u5728GitHub \u4e0a\u3002", "\u5728 github \u4e0a"),
    ],
)
def test_mlqa_normaliser(language: str, text: str, expected: str) -> None:
    assert mlqa.normalise(text, language) == expected


def test_mlqa_scores_chinese_by_character_where_squad_does_not() -> None:
    # 2 of 3 predicted characters are right, all of the gold: F1 = 2 * (2/3) / (2/3 + 1) = 0.8
    exact, f1 = mlqa.score("\u5317\u4eac\u5e02", ["\u5317\u4eac"], "zh")
    assert exact == 0 and f1 == pytest.approx(0.8)


def test_mlqa_and_squad_differ_on_articles() -> None:
    assert mlqa.score("el gato", ["gato"], "es")[0] == 1
    assert squad.score_v1("el gato", ["gato"])[0] == 0


def test_mlqa_refuses_other_languages() -> None:
    with pytest.raises(DataError, match=r"'ko'.*ar, de, en, es, hi, vi, zh"):
        mlqa.normalise("x", "ko")
