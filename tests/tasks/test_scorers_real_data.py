"""The scorers on real files: gold scores 100, seqeval agrees on treebanks, answers stand where they say."""

from __future__ import annotations

import gzip
import json
import os
import random
import warnings
from pathlib import Path

import pytest
from fake_tokenizer import FakeTokenizer

from xstilts.core.errors import DataError
from xstilts.tasks.encoded import Shape
from xstilts.tasks.kinds import KINDS
from xstilts.tasks.metrics import SEQEVAL
from xstilts.tasks.records import ExtractExample
from xstilts.tasks.score import Scoring, score_files
from xstilts.tasks.scorers.tagging import entity_counts

DATA = Path(os.environ.get("XSTILTS_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no data folder")

QUESTIONS = [
    *(("squad", f"xquad/xquad.{language}.json.gz", language) for language in ("ar", "en", "zh")),
    *(("mlqa", f"mlqa/dev-context-{x}-question-{x}.json.gz", x) for x in ("ar", "hi", "vi", "zh")),
    *(("squad", f"tydiqa_goldp/tydiqa.goldp.{language}.train.json.gz", language) for language in ("ko", "sw")),
]


def examples_of(path: Path, language: str) -> list[ExtractExample]:
    articles = json.loads(gzip.decompress(path.read_bytes()))["data"]
    return [
        ExtractExample(
            id=item["id"],
            group=item["id"],
            language=language,
            question=item["question"],
            context=paragraph["context"],
            answers=tuple((answer["text"], answer["answer_start"]) for answer in item["answers"]),
        )
        for article in articles
        for paragraph in article["paragraphs"]
        for item in paragraph["qas"]
    ]


@pytest.mark.parametrize(("metric", "name", "language"), [row for row in QUESTIONS if "tydiqa" not in row[1]])
def test_gold_answers_score_100(metric: str, name: str, language: str, tmp_path: Path) -> None:
    examples = examples_of(DATA / name, language)
    predictions = tmp_path / "predictions.json"
    predictions.write_text(json.dumps({example.id: example.answers[0][0] for example in examples}))
    scoring = Scoring(kind="extract", metric=metric, language=language)
    result = score_files(scoring, DATA / name, predictions)
    assert result.n == len(examples) > 400 and result.missing == 0
    assert result.extras["exact_match"] == 100.0
    # v1.1 rules: an answer that is an article or ASCII punctuation alone shares no token with itself
    assert result.value is not None and result.value > 99.5


@pytest.mark.parametrize(("metric", "name", "language"), QUESTIONS)
def test_spans_round_trip_through_windows(metric: str, name: str, language: str) -> None:
    examples = examples_of(DATA / name, language)[:150]
    encoded = KINDS["extract"].encode(examples, FakeTokenizer(size=1), None, Shape(max_length=300))
    found = set()
    for window, (start, end) in enumerate(encoded.targets.tolist()):
        if (start, end) == (0, 0):
            continue
        begin = int(encoded.offsets[window])
        example = examples[int(encoded.example[window])]
        text = example.context[encoded.spans[begin + start, 0] : encoded.spans[begin + end, 1]]
        assert text == example.answers[0][0].strip()
        found.add(int(encoded.example[window]))
    assert len(found) > 0.9 * len(examples)  # an answer longer than the overlap may fit no window


def test_predictions_by_a_repeated_question_id_are_refused(tmp_path: Path) -> None:
    # this copy of TyDiQA gives several questions the id 0, so a prediction by it would be ambiguous
    gold = DATA / "tydiqa_goldp" / "tydiqa.goldp.ko.train.json.gz"
    predictions = tmp_path / "predictions.json"
    predictions.write_text('{"0": "text"}')
    with pytest.raises(DataError, match="a file whose ids repeat counts its questions from 1"):
        score_files(Scoring(kind="extract", metric="squad", language="ko"), gold, predictions)


@pytest.mark.parametrize("path", ["UD_German-GSD/de_gsd-ud-dev", "UD_Chinese-GSD/zh_gsd-ud-test"])
def test_treebank_tags_equal_seqeval(path: str) -> None:
    from seqeval.metrics import f1_score

    lines = gzip.decompress((DATA / "ud_pos" / f"{path}.conllu.gz").read_bytes()).decode().split("\n")
    gold: list[list[str]] = [[]]
    for line in lines:
        fields = line.split("\t")
        if len(fields) == 10 and fields[0].isdigit():
            gold[-1].append(fields[3])
        elif not line.strip() and gold[-1]:
            gold.append([])
    gold = [sentence for sentence in gold if sentence][:300]
    tags = sorted({tag for sentence in gold for tag in sentence} | {"X"})
    drawn = random.Random(0)
    guesses = [[drawn.choice(tags) if drawn.random() < 0.3 else tag for tag in sentence] for sentence in gold]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = f1_score(gold, guesses) * 100
    assert float(SEQEVAL.value(entity_counts(gold, guesses).sum(axis=0))) == pytest.approx(expected, abs=1e-9)


def test_bucc_gold_scores_100(tmp_path: Path) -> None:
    gold = DATA / "bucc2018" / "zh-en.dev.gold.tsv.gz"
    predictions = tmp_path / "predictions"
    predictions.write_bytes(gzip.decompress(gold.read_bytes()))
    result = score_files(Scoring(kind="mine", metric="bucc_f1", language="zh"), gold, predictions)
    assert (result.value, result.n) == (100.0, 257)
