"""`xstilts score`: files in, official score out; every kind of malformed file is one clear error."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from xstilts.core.errors import DataError, XstiltsError
from xstilts.tasks.records import LabelSpace
from xstilts.tasks.score import Scoring, score, score_files

NLI = LabelSpace(name="nli", labels=("entailment", "neutral", "contradiction"))
LABELS = Scoring(kind="classify", metric="accuracy", language="sw", labels=NLI, task="xnli", chance=33.3)
TAGS = Scoring(kind="tag", metric="seqeval", language="de")
ANSWERS = Scoring(kind="extract", metric="squad", language="zh")
PAIRS = Scoring(kind="mine", metric="bucc_f1", language="zh")


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def squad(answers: dict[str, list[str]]) -> str:
    questions = [{"id": name, "answers": [{"text": t} for t in texts]} for name, texts in answers.items()]
    return json.dumps({"data": [{"paragraphs": [{"qas": questions}]}]})


def test_labels(tmp_path: Path) -> None:
    gold = write(tmp_path, "gold", "neutral\nentailment\nneutral\n")
    predictions = write(tmp_path, "predictions", b"\xef\xbb\xbfneutral\r\nneutral\r\nneutral")
    result = score_files(LABELS, gold, predictions)
    assert result.n == 3 and result.value == pytest.approx(200 / 3)
    assert json.loads(json.dumps(result.as_json()))["metric"] == "accuracy"


def test_tags_with_words_and_packed_gold(tmp_path: Path) -> None:
    gold = write(tmp_path, "gold.gz", gzip.compress(b"Anna\tB-PER\nSmith\tI-PER\n\n\nBonn\tB-LOC\n"))
    predictions = write(tmp_path, "predictions", "B-PER\nO\n\nB-LOC\n")
    result = score_files(TAGS, gold, predictions)
    assert result.value == pytest.approx(50.0) and result.n == 2
    assert result.extras["token_accuracy"] == pytest.approx(200 / 3)


def test_answers_and_missing_questions(tmp_path: Path) -> None:
    gold = write(tmp_path, "gold.json", squad({"a": ["the cat", "cat"], "b": ["dog"]}))
    result = score_files(ANSWERS, gold, write(tmp_path, "p.json", json.dumps({"a": "A cat!"})))
    assert (result.value, result.extras["exact_match"], result.n, result.missing) == (50.0, 50.0, 2, 1)


def test_a_missing_answer_is_not_silence_under_v2(tmp_path: Path) -> None:
    gold = write(tmp_path, "gold.json", squad({"a": [], "b": []}))
    scoring = Scoring(kind="extract", metric="squad_v2", language="en")
    result = score_files(scoring, gold, write(tmp_path, "p.json", json.dumps({"a": ""})))
    assert result.value == 50.0 and result.extras["no_answer_accuracy"] == 50.0
    assert result.extras["answerable_f1"] is None


def test_pairs(tmp_path: Path) -> None:
    gold = write(tmp_path, "gold", "z1\te1\nz2\te2\n")
    result = score_files(PAIRS, gold, write(tmp_path, "p", "z1\te1\nz1\te1\nz2\te3\nz3\te3\n"))
    # a set: z1-e1 counts once; 1 right of 3 predicted and 2 gold
    assert result.value == pytest.approx(40.0) and result.n == 2


GOLD_LABELS, GOLD_TAGS, GOLD_JSON = "neutral\nneutral\n", "O\nO\n\nO\n", squad({"a": ["x"]})


@pytest.mark.parametrize(
    ("scoring", "gold", "predictions", "words"),
    [
        (LABELS, GOLD_LABELS, "neutral\n", "1 lines, but .* has 2 examples"),
        (LABELS, GOLD_LABELS, "neutral\n\nneutral\n", "predictions:2: an empty line"),
        (LABELS, "neutral\n\nneutral", GOLD_LABELS, "gold:2: .*blanked labels"),
        (LABELS, "-\n-\n", GOLD_LABELS, "gold:1: blanked labels"),
        (LABELS, GOLD_LABELS, "neutral\nneutrl\n", "predictions:2: label 'neutrl'.*did you mean 'neutral'"),
        (LABELS, GOLD_LABELS, "", "is empty"),
        (LABELS, GOLD_LABELS, "neutral\n".encode("utf-16"), "not UTF-8"),
        (LABELS, GOLD_LABELS, b"neutral\nneutr\xe4l\n", "not UTF-8"),
        (
            Scoring(kind="choose", metric="accuracy", language="et"),
            "0\n",
            "first\n",
            "not the index of a choice",
        ),
        (TAGS, GOLD_TAGS, "O\nO\n", "1 predicted sentences for 2"),
        (TAGS, GOLD_TAGS, "O\n\nO\n", "sentence 1: 1 predicted tags for 2 words"),
        (TAGS, GOLD_TAGS, "\n\n", "is empty"),
        (ANSWERS, GOLD_JSON, '{"a": "x", "zz": "y"}', "1 unknown question id.*'zz'"),
        (ANSWERS, GOLD_JSON, '{"a": "x"', "predictions:1: not valid JSON"),
        (ANSWERS, GOLD_JSON, '["x"]', "one JSON object of texts"),
        (ANSWERS, GOLD_JSON, '{"a": 3}', "one JSON object of texts"),
        (ANSWERS, '{"version": 1}', "{}", "not SQuAD JSON"),
        (ANSWERS, squad({"a": []}), '{"a": "x"}', "blanked labels"),
        (PAIRS, "z1\te1\n", "z1 e1\n", "predictions:1: 'z1 e1' is not two ids"),
        (PAIRS, "", "z1\te1\n", "gold: the file is empty"),
        (PAIRS, "z1\te1\n", "", "predictions: the file is empty"),
    ],
)
def test_malformed_files(tmp_path: Path, scoring: Scoring, gold: str, predictions: str | bytes, words: str) -> None:
    with pytest.raises(DataError, match=words):
        score_files(scoring, write(tmp_path, "gold", gold), write(tmp_path, "predictions", predictions))


def test_missing_and_damaged_files(tmp_path: Path) -> None:
    gold = write(tmp_path, "gold", GOLD_LABELS)
    with pytest.raises(DataError, match="nowhere: no such file"):
        score_files(LABELS, gold, tmp_path / "nowhere")
    packed = gzip.compress(GOLD_LABELS.encode() * 100)
    with pytest.raises(DataError, match="damaged gzip"):
        score_files(LABELS, gold, write(tmp_path, "cut.gz", packed[:-12]))
    with pytest.raises(DataError, match="is a directory"):
        score_files(LABELS, gold, tmp_path)


def test_scoring_loads_no_torch() -> None:
    heavy = "('torch', 'transformers', 'seqeval')"
    code = f"import sys, xstilts.tasks.score; sys.exit(any(m in sys.modules for m in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_scoring_by_target_name(tmp_path: Path) -> None:
    gold = write(tmp_path, "gold", "neutral\nentailment\n")
    predictions = write(tmp_path, "predictions", "neutral\nneutral\n")
    result = score("xnli", language="sw", gold=gold, predictions=predictions)
    assert (result.task, result.value, result.n) == ("xnli", 50.0, 2)
    assert result.chance == pytest.approx(100 / 3)
    with pytest.raises(DataError, match=r"'xnli' has no language 'swa'.*did you mean 'sw'"):
        score("xnli", language="swa", gold=gold, predictions=predictions)
    with pytest.raises(XstiltsError, match="did you mean 'xnli'"):
        score("xnly", language="sw", gold=gold, predictions=predictions)
