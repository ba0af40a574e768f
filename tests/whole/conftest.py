"""Finished tiny studies, made once for all tests of the whole."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from whole_study import Said, call, full_study, kill_study, make_backbone, write_questions, write_study

sys.path.append(str(Path(__file__).resolve().parents[1] / "runs"))  # the harness that kills commands


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A study that was run without trouble: its file, its store, what the command printed."""

    study: Path
    store: Path
    out: str
    err: str


@pytest.fixture(scope="session")
def backbone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_backbone(tmp_path_factory.mktemp("backbone") / "tiny")


@pytest.fixture(scope="session")
def kill_file(backbone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the smallest study."""
    return write_study(tmp_path_factory.mktemp("small"), kill_study(backbone))


@pytest.fixture(scope="session")
def small(kill_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The smallest study, run without interruption. Read only: take `copy_of` to change it."""
    return _run(kill_file, tmp_path_factory.mktemp("small-store") / "store")


@pytest.fixture(scope="session")
def full(backbone: Path, tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """A study with every kind of the lab, run without interruption. Read only: take `copy_of` to change it."""
    folder = tmp_path_factory.mktemp("full")
    questions = write_questions(folder / "questions.jsonl")
    return _run(write_study(folder, full_study(backbone, questions)), folder / "store")


@pytest.fixture
def copy_of(tmp_path: Path) -> Callable[[Finished], Path]:
    """A store of one's own that holds what a finished one does."""

    def copied(finished: Finished) -> Path:
        return Path(shutil.copytree(finished.store, tmp_path / "copied"))

    return copied


def _run(study: Path, store: Path) -> Finished:
    said = call("run", study, "--store", store, "--workers", "2")
    assert said.code == 0, said.err
    return Finished(study=study, store=store, out=said.out, err=said.err)


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run a command inside this process, which saves the start of Python; an escaped exception fails the test."""
    from xstilts.cli.app import execute

    def run(*arguments: str | Path) -> Said:
        monkeypatch.setattr(sys, "argv", ["xstilts", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            execute()
        printed = capfd.readouterr()
        return Said(code=int(ended.value.code or 0), out=printed.out, err=printed.err)

    return run
