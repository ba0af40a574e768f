"""Every malformed file is one clear message and exit code 2, whatever the task; what is only unusual is accepted."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from scoring import Cli, cli, write

__all__ = ["cli"]
QUESTIONS = json.dumps({"data": [{"paragraphs": [{"context": "x y", "qas": [
    {"id": "a", "question": "?", "answers": [{"text": "x", "answer_start": 0}]}]}]}]})  # fmt: skip
TASKS = {  # task: language, gold, right predictions
    "xnli": ("sw", "neutral\nentailment\n", "neutral\nentailment\n"),
    "pawsx": ("de", "0\n1\n", "0\n1\n"),
    "xcopa": ("id", "0\n1\n", "0\n1\n"),
    "udpos": ("de", "NOUN\nX\n\nVERB\n", "NOUN\nX\n\nVERB\n"),
    "panx": ("de", "B-PER\nO\n\nB-LOC\n", "B-PER\nO\n\nB-LOC\n"),
    "xquad": ("zh", QUESTIONS, '{"a": "x"}'),
    "mlqa": ("zh", QUESTIONS, '{"a": "x"}'),
    "tydiqa": ("ko", QUESTIONS, '{"a": "x"}'),
    "tatoeba": ("jv", "1\n0\n", "1\n0\n"),
    "bucc": ("zh", "zh-1\ten-1\nzh-2\ten-2\n", "zh-1\ten-1\nzh-2\ten-2\n"),
}


@pytest.mark.parametrize("task", TASKS)
def test_unusual_but_right(cli: Cli, tmp_path: Path, task: str) -> None:
    language, gold, right = TASKS[task]
    plain = write(tmp_path, "gold", gold)
    forms = {
        "plain": right.encode(),
        "bom": b"\xef\xbb\xbf" + right.encode(),
        "crlf": right.replace("\n", "\r\n").encode(),
        "no line end": right.rstrip("\n").encode(),
        "p.gz": gzip.compress(right.encode()),
    }
    for name, content in forms.items():
        assert cli.score(task, language, plain, write(tmp_path, name, content))["value"] == 100.0, name
    for name, content in {"bom": b"\xef\xbb\xbf" + gold.encode(), "crlf": gold.replace("\n", "\r\n").encode()}.items():
        path = write(tmp_path, f"gold {name}", content)
        assert cli.score(task, language, path, tmp_path / "plain")["value"] == 100.0, name


@pytest.mark.parametrize("side", ["gold", "predictions"])
@pytest.mark.parametrize("task", TASKS)
def test_files_that_cannot_be_read(cli: Cli, tmp_path: Path, task: str, side: str) -> None:
    language, gold, right = TASKS[task]
    good = {"gold": write(tmp_path, "gold", gold), "predictions": write(tmp_path, "right", right)}
    text = good[side].read_text()
    bad = {
        "empty": (b"", "is empty"),
        "blank": (b"\n\n", "is empty"),
        "utf-16": (text.encode("utf-16"), "not UTF-8"),
        "utf-16-le": (text.encode("utf-16-le"), "UTF-16"),
        "latin-1": (text.encode() + "\xe9\n".encode("latin-1"), "not UTF-8"),
        "cut.gz": (gzip.compress(text.encode() * 50)[:-9], "damaged gzip"),
    }
    for name, (content, words) in bad.items():
        path = write(tmp_path, name, content)
        message = cli.refused(task, language, *{**good, side: path}.values())
        assert words in message and str(path) in message, (name, message)
    for path, words in ((tmp_path, "is a directory"), (tmp_path / "nowhere", "no such file")):
        assert words in cli.refused(task, language, *{**good, side: path}.values())


@pytest.mark.parametrize(
    ("task", "predictions", "words"),
    [
        ("xnli", "neutral\n", "1 lines, but"),
        ("xnli", "neutral\nneutral\nneutral\n", "3 lines, but"),
        ("xnli", "neutral\nneutrl\n", "p:2: label 'neutrl'*did you mean 'neutral'"),
        ("xnli", "0\n1\n", "label '0' is not in the label space; allowed: entailment, neutral, contradiction"),
        ("pawsx", "0\n2\n", "p:2: label '2'*allowed: different, paraphrase, 0, 1"),
        ("xcopa", "0\n2\n", "p:2: '2' is not the index of a choice; allowed: 0 to 1"),
        ("xcopa", "0\none\n", "p:2: 'one' is not the index"),
        ("udpos", "NOUN\nX\n", "1 predicted sentences for 2"),
        ("udpos", "NOUN\n\nVERB\n", "sentence 1: 1 predicted tags for 2 words"),
        ("udpos", "NOUN\nNN\n\nVERB\n", "sentence 1: tag 'NN' is not in the label space"),
        ("panx", "B-PER\nB-MISC\n\nO\n", "tag 'B-MISC' is not in the label space"),
        ("xquad", '{"a": "x", "b": "y"}', "1 unknown question id(s), the first 'b'"),
        ("xquad", '{"a": "x", "a": "y"}', "the id 'a' occurs twice"),
        ("xquad", '{"a": "x"', "p:1: not valid JSON"),
        ("mlqa", '{"a": null}', "one JSON object of texts"),
        ("tydiqa", "{}", "no predictions in it"),
        ("mlqa", "[" * 100_000, "not valid JSON"),
        ("tatoeba", "1\n2\n", "p:2: unknown id '2'"),
        ("tatoeba", "1\n", "1 lines, but"),
        ("bucc", "zh-1 en-1\n", "p:1: 'zh-1 en-1' is not two ids"),
        ("bucc", "en-1\tzh-1\n", "unknown id 'en-1' on the foreign side"),
        ("bucc", "fr-1\ten-1\n", "unknown id 'fr-1' on the foreign side"),
    ],
)
def test_malformed_predictions(cli: Cli, tmp_path: Path, task: str, predictions: str, words: str) -> None:
    language, gold, _ = TASKS[task]
    message = cli.refused(task, language, write(tmp_path, "gold", gold), write(tmp_path, "p", predictions))
    assert all(part in message for part in words.split("*")), message


@pytest.mark.parametrize(
    ("task", "gold"),
    [
        ("xnli", "\n".join(["-"] * 2)),
        ("xcopa", "?\n?\n"),
        ("udpos", "_\n_\n\n_\n"),
        ("xquad", QUESTIONS.replace('"text": "x"', '"text": ""')),
        ("mlqa", QUESTIONS.replace('[{"text": "x", "answer_start": 0}]', "[]")),
    ],
)
def test_blanked_gold_labels(cli: Cli, tmp_path: Path, task: str, gold: str) -> None:
    language, _, right = TASKS[task]
    assert "blanked labels" in cli.refused(task, language, write(tmp_path, "gold", gold), write(tmp_path, "p", right))


def test_unknown_names(cli: Cli, tmp_path: Path) -> None:
    path = write(tmp_path, "p", "neutral\n")
    assert "did you mean 'sw'" in cli.refused("xnli", "swa", path, path)
    assert "did you mean 'xnli'" in cli.refused("xnly", "sw", path, path)
    ran = cli("score", "xnli", "--gold", path)
    assert ran.code == 2 and ran.err == "xstilts: xstilts score xnli needs --language, --predictions\n"


def test_scoring_loads_no_torch(tmp_path: Path) -> None:
    for task in ("xnli", "udpos", "xquad", "bucc"):
        language, gold, right = TASKS[task]
        files = ["--gold", str(write(tmp_path, "gold", gold)), "--predictions", str(write(tmp_path, "p", right))]
        code = (
            f"import sys; sys.argv = ['xstilts', 'score', {task!r}, '--language', {language!r}, *{files!r}]\n"
            "from xstilts.cli.app import execute\n"
            "try:\n    execute()\nexcept SystemExit as stop:\n    assert not stop.code\n"
            "loaded = {'torch', 'transformers', 'datasets', 'seqeval', 'pandas'} & set(sys.modules)\n"
            "assert not loaded, loaded"
        )
        done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith(f"{task} ({language}): 100.00")
