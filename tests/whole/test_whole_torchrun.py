"""`torchrun -m xstilts.cli run STUDY`: one driver, whose ranks are its own workers, and processes that wait for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from whole_study import Said, kill_study, load_json, stage_folders, write_study


@contextmanager
def torchrun(*arguments: str | Path, processes: int = 2) -> Iterator[subprocess.Popen[str]]:
    """A command started by torchrun, in a process group of its own."""
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    process = subprocess.Popen(
        [*launcher, "-m", "xstilts.cli", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def ended(process: subprocess.Popen[str]) -> Said:
    out, err = process.communicate(timeout=600)
    return Said(code=process.returncode, out=out, err=err)


@pytest.fixture(scope="module")
def study(backbone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    document = kill_study(backbone)
    document["languages"] = ["en"]
    return write_study(tmp_path_factory.mktemp("torchrun"), document)


def flags(store: Path) -> tuple[str | Path, ...]:
    return ("--store", store, "--workers", "1", "--threads", "1")


def test_a_study_is_run_once_with_as_many_ranks_as_processes(study, tmp_path):
    with torchrun("run", study, *flags(tmp_path / "store")) as process:
        said = ended(process)
    assert said.code == 0, said.err
    assert said.out.count("report.html") == 1  # one process printed
    trained = stage_folders(tmp_path / "store", "train-")
    assert trained
    assert [load_json(folder / "provenance.json")["ranks"] for folder in trained] == [2] * len(trained)


def test_an_error_is_said_once_and_ends_all(tmp_path):
    with torchrun("run", "no-such-study.yaml", *flags(tmp_path / "store")) as process:
        said = ended(process)
    assert said.code != 0
    assert said.err.count("xstilts: ") == 1
    assert "exitcode  : 2" in said.err  # torchrun's summary of the first process
    assert not (tmp_path / "store").exists()


def test_an_interrupted_study_ends_at_a_checkpoint(study, tmp_path):
    arguments = ("run", study, *flags(tmp_path / "store"), "--checkpoint-steps", "2")
    with torchrun(*arguments) as process:
        until = time.monotonic() + 300
        while not list((tmp_path / "store").glob("work/*/checkpoint/training.safetensors")):
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.05)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        said = ended(process)
    assert said.code != 0
    assert "it resumes from its checkpoint" in said.err
    assert "KeyboardInterrupt" not in said.err
    assert not (tmp_path / "store" / "lease.json").exists()
    assert time.monotonic() - began < 20  # torchrun kills what is there after 30 seconds


REFUSED = [
    ({"LOCAL_WORLD_SIZE": "2"}, "4 processes on several machines (2 here)", "xstilts run STUDY --ranks 2"),
    ({"TORCHELASTIC_USE_AGENT_STORE": "False"}, "RANK and WORLD_SIZE ask for 4", "xstilts run STUDY --ranks 4"),
]


@pytest.mark.parametrize(("place", "reason", "advice"), REFUSED)
def test_what_cannot_be_led_is_refused_by_the_first_alone(cli, monkeypatch, study, tmp_path, place, reason, advice):
    usual = {"WORLD_SIZE": "4", "LOCAL_RANK": "0", "LOCAL_WORLD_SIZE": "4", "TORCHELASTIC_USE_AGENT_STORE": "True"}
    for name, value in (usual | place).items():
        monkeypatch.setenv(name, value)
    said = []
    for rank in ("0", "1"):
        monkeypatch.setenv("RANK", rank)
        said.append(cli("run", study, *flags(tmp_path / "store")))
    assert [one.code for one in said] == [2, 2]
    assert reason in said[0].err and advice in said[0].err and said[1].err == ""
    assert not (tmp_path / "store").exists()
