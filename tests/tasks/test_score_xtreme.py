"""`xstilts score xtreme`: a submission folder against label files and released data, and a table of scores."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scoring import DATA, Cli, cli, needs_data

__all__ = ["cli"]
GOLD = {
    "xnli/test-sw.tsv": "neutral\nentailment\n",
    "bucc2018/test-zh.tsv": "zh-1\ten-1\n",
    "udpos/test-de.tsv": "NOUN\n\nVERB\n",
    "mlqa/test-de.json": json.dumps({"data": [{"paragraphs": [{"qas": [{"id": "a", "answers": [{"text": "x y"}]}]}]}]}),
}
PREDICTIONS = {**GOLD, "xnli/test-sw.tsv": "neutral\nneutral\n", "mlqa/test-de.json": '{"a": "x"}'}


def fill(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_a_submission_folder(cli: Cli, tmp_path: Path) -> None:
    gold, predictions = fill(tmp_path / "gold", GOLD), fill(tmp_path / "predictions", PREDICTIONS)
    ran = cli("score", "xtreme", "--gold", gold, "--predictions", predictions, "--json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert {(one["task"], one["language"]): one["value"] for one in found["scores"]} == {
        ("xnli", "sw"): 50.0,
        ("udpos", "de"): 100.0,
        ("mlqa", "de"): pytest.approx(200 / 3),
        ("bucc", "zh"): 100.0,
    }
    tasks = found["tasks"]["all languages"]
    assert tasks["xnli"]["value"] is None and tasks["xnli"]["partial"] == 50.0 and len(tasks["xnli"]["missing"]) == 14
    assert tasks["mlqa"]["partial"] == pytest.approx(100 / 3)  # exact match 0, F1 2/3
    assert found["means"]["all languages"]["overall"]["value"] is None


def test_what_is_missing_is_named(cli: Cli, tmp_path: Path) -> None:
    scores = tmp_path / "scores.csv"
    scores.write_text("task,score\nxnli,79.2\nbucc,66\ntatoeba,57\n")
    ran = cli("score", "xtreme", "--scores", scores)
    assert ran.code == 0, ran.err
    assert "missing: pawsx\n" in ran.out and "overall            " in ran.out
    assert "overall: not given, tasks are missing; mean of xnli, bucc, tatoeba: 67.40 (no XTREME score)" in ran.out


def test_lines_of_single_scores_are_a_table(cli: Cli, tmp_path: Path) -> None:
    gold = fill(tmp_path / "gold", GOLD)
    lines = [
        cli("score", task, "--language", language, "--gold", gold / name, "--predictions", gold / name, "--json").out
        for task, language, name in (("xnli", "sw", "xnli/test-sw.tsv"), ("udpos", "de", "udpos/test-de.tsv"))
    ]
    (tmp_path / "scores.jsonl").write_text("".join(lines))
    found = json.loads(cli("score", "xtreme", "--scores", tmp_path / "scores.jsonl", "--json").out)
    assert found["tasks"]["all languages"]["xnli"]["partial"] == 100.0


@needs_data
def test_gold_in_the_released_layout(cli: Cli, tmp_path: Path) -> None:
    predictions = fill(tmp_path / "p", {"xnli/test-sw.tsv": "neutral\n" * 5010})
    ran = cli("score", "xtreme", "--gold", DATA, "--predictions", predictions, "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["scores"][0]["value"] == pytest.approx(100 / 3)  # XNLI is balanced


def test_wrong_calls(cli: Cli, tmp_path: Path) -> None:
    gold, empty = fill(tmp_path / "gold", GOLD), tmp_path / "empty"
    empty.mkdir()
    predictions = fill(tmp_path / "p", {"xnli/test-ur.tsv": "neutral\n"})
    for arguments, words in (
        ((), "needs --scores FILE, or both"),
        (("--gold", gold), "needs --scores FILE, or both"),
        (("--scores", gold, "--gold", gold), "needs --scores FILE, or both"),
        (("--language", "sw", "--scores", gold), "remove --language"),
        (("--gold", gold, "--predictions", empty), "no predictions in it"),
        (("--gold", gold, "--predictions", gold / "xnli" / "test-sw.tsv"), "not a folder"),
        (("--gold", gold, "--predictions", predictions), "no gold file for xnli in ur"),
        (("--scores", tmp_path), "is a directory"),
    ):
        ran = cli("score", "xtreme", *arguments)
        assert ran.code == 2 and words in ran.err and "Traceback" not in ran.err, (arguments, ran)
    ran = cli("score", "xnli", "--scores", gold)
    assert ran.code == 2 and "--scores is for" in ran.err
