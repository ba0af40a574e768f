"""Runs `xstilts score` in this process and reads gold answers from released files without the package's readers."""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

DATA = Path(os.environ.get("XSTILTS_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="no data folder")


@dataclass
class Ran:
    code: int
    out: str
    err: str


class Cli:
    """Calls the command line's entry point; keeps its exit code and what it printed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *arguments: object) -> Ran:
        from xstilts.cli.app import execute

        self.monkeypatch.setattr(sys, "argv", ["xstilts", *map(str, arguments)])
        try:
            execute()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        shown = self.capsys.readouterr()
        return Ran(code, shown.out, shown.err)

    def score(self, task: str, language: str, gold: Path, predictions: Path) -> dict:
        ran = self("score", task, "--language", language, "--gold", gold, "--predictions", predictions, "--json")
        assert (ran.code, ran.err) == (0, ""), ran.err
        return json.loads(ran.out)

    def refused(self, task: str, language: str, gold: Path, predictions: Path) -> str:
        """The one message of a refusal: exit code 2, nothing printed, no traceback."""
        ran = self("score", task, "--language", language, "--gold", gold, "--predictions", predictions)
        assert (ran.code, ran.out) == (2, ""), ran
        assert ran.err.startswith("xstilts: ") and "Traceback" not in ran.err
        return ran.err


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    return Cli(monkeypatch, capsys)


def lines_of(name: str) -> list[str]:
    return gzip.decompress((DATA / name).read_bytes()).decode("utf-8").removesuffix("\n").split("\n")


def column(name: str, wanted: str) -> list[str]:
    header, *rows = (line.split("\t") for line in lines_of(name))
    return [row[header.index(wanted)] for row in rows]


def two_columns(name: str) -> list[list[str]]:
    """The last column, sentence by sentence."""
    sentences: list[list[str]] = [[]]
    for line in lines_of(name):
        if line:
            sentences[-1].append(line.split("\t")[-1])
        else:
            sentences.append([])
    return [sentence for sentence in sentences if sentence]


def treebank(name: str, order: Sequence[str]) -> list[list[str]]:
    """UPOS tags; a fused token has the first tag of `order` among its parts, which it replaces."""
    sentences: list[list[str]] = [[]]
    fused: list[str] = []
    until = 0
    for line in [*lines_of(name), ""]:
        cells = line.split("\t")
        if not line:
            sentences.append([])
            until = 0
        elif line.startswith("#") or "." in cells[0]:
            continue
        elif "-" in cells[0]:
            until, fused = int(cells[0].split("-")[1]), []
        elif int(cells[0]) <= until:
            fused.append(cells[3])
            if int(cells[0]) == until:
                sentences[-1].append(next(tag for tag in order if tag in fused))
        else:
            sentences[-1].append(cells[3])
    return [sentence for sentence in sentences if sentence]


def squad(name: str) -> list[tuple[str, str]]:
    """(id, first answer) of every question."""
    articles = json.loads("\n".join(lines_of(name)))["data"]
    return [
        (item["id"], item["answers"][0]["text"])
        for article in articles
        for paragraph in article["paragraphs"]
        for item in paragraph["qas"]
    ]


def tagged(sentences: Sequence[Sequence[str]]) -> str:
    return "\n\n".join("\n".join(sentence) for sentence in sentences) + "\n"


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
