"""Golden tests of official quirks that the other scorer tests leave out; each computed by hand from the rule."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from scoring import Cli, cli, write

from xstilts.core.errors import DataError
from xstilts.stages.specs import RetrievalSetting
from xstilts.tasks.catalogue import TARGETS
from xstilts.tasks.kinds.extract import answer_parts
from xstilts.tasks.metrics import METRICS, SQUAD, SQUAD_V2
from xstilts.tasks.records import ExtractExample
from xstilts.tasks.score import score
from xstilts.tasks.scorers import mlqa, squad

__all__ = ["cli"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\u0627\u0644\u0642\u0637", "\u0627\u0644\u0642\u0637"),  # the Arabic article stays, which MLQA blanks
        ("der Hund", "der hund"),  # so do German ones
        ("\u0e41\u0e21\u0e27\u0e14\u0e33", "\u0e41\u0e21\u0e27\u0e14\u0e33"),  # Thai is one token
        ("\uc11c\uc6b8, \ud55c\uad6d.", "\uc11c\uc6b8 \ud55c\uad6d"),
        ("a \u043a\u043e\u0442", "\u043a\u043e\u0442"),  # a Latin `a` is an article wherever it stands
    ],
)
def test_the_english_rules_hold_in_every_language_of_xquad_and_tydiqa(text: str, expected: str) -> None:
    assert squad.normalise(text) == expected
    for task in ("xquad", "tydiqa"):
        assert METRICS[TARGETS[task].metric] is SQUAD
        for language in TARGETS[task].languages:
            example = ExtractExample(
                id="a", group="a", language=language, question="", context="", answers=((expected, 0),)
            )
            assert answer_parts(example, text, TARGETS[task].metric)[0] == 1.0


def test_xquad_and_mlqa_score_the_same_chinese_files_differently(cli: Cli, tmp_path: Path) -> None:
    gold = write(
        tmp_path, "g", '{"data": [{"paragraphs": [{"qas": [{"id": "a", "answers": [{"text": "\u5317\u4eac"}]}]}]}]}'
    )
    guess = write(tmp_path, "p", '{"a": "\u5317\u4eac\u5e02\u3002"}')
    assert cli.score("xquad", "zh", gold, guess)["value"] == 0.0
    # MLQA: three characters, the full stop gone; two are right: P 2/3, R 1
    assert cli.score("mlqa", "zh", gold, guess)["value"] == pytest.approx(80.0)


def test_mlqa_keeps_latin_words_and_numbers_whole_in_chinese() -> None:
    assert mlqa.normalise("2019\u5e74iPhone 11\uff0c\u597d", "zh").split() == [
        "2019",
        "\u5e74",
        "iphone",
        "11",
        "\u597d",
    ]


def test_squad_v2_has_a_best_threshold_for_f1_and_one_for_exact_match() -> None:
    # null minus span score; the first question has no answer, the second is half right, the third wholly
    differences, unanswerable = np.array([0.5, 0.0, -1.0]), np.array([True, False, False])
    f1, exact = np.array([0.0, 0.5, 1.0]), np.array([0.0, 0.0, 1.0])
    # answered up to the threshold: none 1; -1: 2; 0: 2.5 (F1) or 2 (exact, no better, so -1 stays); 0.5: less
    assert squad.best_no_answer_threshold(differences, f1, unanswerable) == (0.0, pytest.approx(2.5 / 3))
    assert squad.best_no_answer_threshold(differences, exact, unanswerable) == (-1.0, pytest.approx(2 / 3))


def test_squad_v2_counts_silence_and_answers_apart() -> None:
    rows = [
        answer_parts(
            ExtractExample(id="a", group="a", language="en", question="", context="", answers=answers), text, "squad_v2"
        )
        for answers, text in ((((("red car"), 0),), "car"), ((), ""), ((), "car"))
    ]
    total = np.sum(rows, axis=0)
    # F1: 2/3, 1, 0; exact: 0, 1, 0
    assert float(SQUAD_V2.value(total)) == pytest.approx(100 * (2 / 3 + 1) / 3)
    assert float(SQUAD_V2.extras["exact_match"](total)) == pytest.approx(100 / 3)
    assert float(SQUAD_V2.extras["answerable_f1"](total)) == pytest.approx(200 / 3)
    assert float(SQUAD_V2.extras["no_answer_accuracy"](total)) == 50.0


def test_the_pinned_seqeval_is_the_one_whose_counts_are_ours() -> None:
    installed = version("seqeval")
    assert installed == "1.2.2" and f"seqeval-{installed}" in METRICS["seqeval"].version
    assert all(TARGETS[task].metric == "seqeval" for task in ("udpos", "panx"))


def test_mining_looks_at_four_neighbours() -> None:
    assert RetrievalSetting().neighbours == 4


@pytest.mark.parametrize(
    ("task", "name", "language"),
    [
        ("xnli", "test-sw.tsv", "de"),
        ("xquad", "xquad.zh.json.gz", "de"),
        ("mlqa", "test-context-zh-question-zh.json", "de"),
        ("tatoeba", "deu-eng.tsv", "sw"),
        ("xcopa", "test.it.jsonl.gz", "sw"),
        ("bucc", "zh-en.dev.gold.tsv.gz", "de"),
    ],
)
def test_a_released_file_of_another_language_is_refused(task: str, name: str, language: str, tmp_path: Path) -> None:
    gold = tmp_path / name
    gold.write_text("never read", encoding="utf-8")
    with pytest.raises(DataError, match=f"by its name this is .* asked for is '{language}'"):
        score(task, language=language, gold=gold, predictions=gold)


def test_mined_ids_say_which_language_they_are_of(tmp_path: Path) -> None:
    gold = tmp_path / "gold.tsv"
    gold.write_text("zh-000000057\ten-000008530\n", encoding="utf-8")
    assert score("bucc", language="zh", gold=gold, predictions=gold).value == 100.0
    with pytest.raises(DataError, match="its ids are of 'zh', but the language asked for is 'de'"):
        score("bucc", language="de", gold=gold, predictions=gold)
    sentences = tmp_path / "sentences.tsv"
    sentences.write_text("zh-000000057\t她来自中国\n", encoding="utf-8")
    with pytest.raises(DataError, match="a file of sentences is no list of pairs"):
        score("bucc", language="zh", gold=sentences, predictions=gold)
