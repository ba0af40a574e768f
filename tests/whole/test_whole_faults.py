"""Disks that refuse, damaged files, two drivers, failed stages, Ctrl-C: one clear message, nothing lost."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest
import yaml
from killing import result_digests, run_with_fault
from whole_study import (
    call,
    half_written,
    kill_study,
    load_json,
    run_command,
    snapshot,
    stage_folders,
    write_study,
)

from xstilts.stages.tokens import SUFFIX

TRAINING = (
    "attempt.json",
    "training.safetensors",
    "config.json",
    "model.safetensors",
    "heads.json",
    "heads.safetensors",
    "curve.json",
    "timing.json",
    "summary.json",
    "spec.json",
    "provenance.json",
    "manifest.json",
)
"""What the driver and a training write, in the order of writing."""
STUDY = ("format.json", "lease.json", "study.yaml", "design.json")
EVALUATION = ("scores.json", "predictions.parquet")
REPORT = ("report.html", "report.md", "tables.tex", "results.json", "results.parquet")
NOT_SAFE_BY_RENAME = {"index.sqlite", ".lease.lock", "collected.json"}


def test_every_file_of_a_store_has_its_fault(small):
    """The list above is complete: a new kind of file must join it."""
    known = {*TRAINING, *STUDY, *EVALUATION, *REPORT, *NOT_SAFE_BY_RENAME, "training.safetensors"}
    found = {path.name for path in small.store.rglob("*") if path.is_file()}
    other = {name for name in found - known if not name.endswith((SUFFIX, ".log"))}
    assert other <= {"checked.json", "counts.json", "digests.json"}, other


def test_a_write_that_fails_anywhere_loses_nothing(small, kill_file, tmp_path, capsys):
    """One start per place; what a start could not finish is left for the next, so all places are met."""
    store, log = tmp_path / "store", tmp_path / "hits"
    command = run_command(kill_file, store, workers=1)
    tried = 0
    for name in (*STUDY, *TRAINING, _evaluation_tokens(small.store), *EVALUATION, *REPORT):
        if name.endswith(SUFFIX):
            for path in (store / "cache" / "tokens").iterdir():
                path.unlink()
        fault = f"{('enospc@write', 'ioerror@rename')[tried % 2 and name != 'lease.json']}:{name}:1"
        ended = run_with_fault(command, fault, log=log)
        assert ended.hits, f"{fault} was never met:\n{ended.output}"
        assert ended.code in (1, 2), ended.output
        assert "Traceback" not in ended.output
        assert re.search("[Nn]o space left|Input/output error", ended.output), ended.output
        assert half_written(store) == []
        tried += 1
    last = run_with_fault(command, "", log=log)
    assert last.code == 0, last.output
    assert result_digests(store) == result_digests(small.store)
    with capsys.disabled():
        print(f"\n{tried} places at which a write failed, one message each, results equal")


def _evaluation_tokens(store: Path) -> str:
    """The cached encoding that was written last: the evaluation's."""
    return max((store / "cache" / "tokens").iterdir(), key=lambda path: path.stat().st_mtime_ns).name


@pytest.mark.parametrize(
    "name", ["predictions.parquet", "scores.json", "spec.json", "provenance.json", "manifest.json"]
)
def test_a_flipped_byte_in_a_result_is_noticed_and_named(small, copy_of, cli, name):
    store = copy_of(small)
    path = stage_folders(store, "evaluate-pos-")[0] / name
    _flip(path)
    said = cli("run", small.study, "--store", store)
    assert said.code == 1, said.err
    assert str(path.relative_to(store)) in said.err
    assert "is damaged" in said.err and "xstilts rerun" in said.err
    assert "1 cells are missing" in said.out
    reported = cli("report", "tiny", "--store", store)
    assert "1 cells are missing" in reported.out and name in reported.out


@pytest.mark.parametrize("name", ["curve.json", "summary.json", "heads.json", "encoder/config.json"])
def test_a_flipped_byte_beside_the_weights_is_noticed_and_named(small, copy_of, cli, name):
    store = copy_of(small)
    path = stage_folders(store, "train-pos-lab_nli-")[0] / name
    _flip(path)
    said = cli("run", small.study, "--store", store)
    assert (said.code, str(path.relative_to(store)) in said.err) == (1, True), said.err


@pytest.mark.parametrize("name", ["encoder/model.safetensors", "heads.safetensors"])
def test_flipped_weights_are_noticed_before_anything_reads_them(small, copy_of, cli, tmp_path, name):
    store = copy_of(small)
    path = stage_folders(store, "train-pos-lab_nli-")[0] / name
    _flip(path)
    exported = cli("export", "tiny", tmp_path / "out", "--cell", "tiny/pos/lab_nli/1", "--store", store)
    assert exported.code == 2 and str(path) in exported.err
    assert not (tmp_path / "out").exists()
    assert cli("rerun", stage_folders(store, "evaluate-pos-")[0].name, "--store", store).code == 0
    said = cli("run", small.study, "--store", store)
    assert said.code == 1, said.err
    assert str(path.relative_to(store)) in said.err and "sha256 expected" in said.err


def test_a_damaged_stage_is_made_again_on_request(small, copy_of, cli):
    store = copy_of(small)
    damaged = stage_folders(store, "evaluate-pos-")[0]
    _flip(damaged / "scores.json")
    assert cli("rerun", damaged.name, "--store", store).out == f"removed {damaged.name}\n"
    assert cli("run", small.study, "--store", store).code == 0
    assert result_digests(store) == result_digests(small.store)


def test_a_second_driver_is_refused_and_overwrites_nothing(small, backbone, tmp_path):
    store = tmp_path / "store"
    study = write_study(tmp_path / "first", kill_study(backbone))
    other = write_study(tmp_path / "second", kill_study(backbone) | {"question": "Another?"})
    first = _start(run_command(study, store))
    try:
        _wait_for(lambda: (store / "studies" / "tiny" / "design.json").exists(), first)
        os.kill(first.pid, signal.SIGSTOP)
        before = snapshot(store / "studies")
        second = call("run", other, "--store", store)
        assert snapshot(store / "studies") == before
    finally:
        os.kill(first.pid, signal.SIGCONT)
    out, _ = first.communicate(timeout=1200)
    assert second.code == 2
    assert f"is held by process {first.pid} " in second.err
    assert second.err.count("\n") == 1
    assert first.returncode == 0, out
    assert load_json(store / "studies" / "tiny" / "design.json")["question"] == kill_study(backbone)["question"]
    assert result_digests(store) == result_digests(small.store)


def test_one_failed_stage_stops_nothing_else(backbone, tmp_path):
    study = kill_study(backbone)
    study["intermediates"] = {"pos": ["lab_pos"], "choice": ["lab_choice"]}
    study["recipe"]["tasks"] = {"pos": {"learning_rate": 1.0, "warmup": 0.0, "weight_decay": 10.0}}
    store = tmp_path / "store"
    said = call("run", write_study(tmp_path, study), "--store", store, "--workers", "2")
    assert said.code == 1
    assert "Traceback" not in said.err
    message = re.search(r"training failed at step (\d+) of 8 on lab_pos: .*last good loss ([\d.]+)", said.err)
    assert message, said.err
    assert 1 <= int(message[1]) <= 8 and 1 < float(message[2]) < 10
    assert {path.name.rpartition("-")[0] for path in stage_folders(store, "evaluate-")} == {
        "evaluate-lab_nli-tiny-s1",
        "evaluate-choice-lab_nli-tiny-s1",
    }
    results = load_json(store / "studies" / "tiny" / "report" / "results.json")
    assert [(one["intermediate"], one["target"]) for one in results["missing"]] == [("pos", "lab_nli")]
    for place in (
        said.out,
        results["missing"][0]["reason"],
        _text(store, "report.md"),
        _text(store, "report.html"),
    ):
        assert "training failed at step" in place
    again = call("run", write_study(tmp_path, study), "--store", store, "--workers", "2")
    assert again.code == 1, "a deterministic failure is tried again and said again"


def test_ctrl_c_ends_resumable_and_the_rest_is_identical(small, kill_file, tmp_path):
    store = tmp_path / "store"
    running = _start(run_command(kill_file, store))
    _wait_for(lambda: any(store.glob("work/*/checkpoint/training.safetensors")), running)
    os.killpg(running.pid, signal.SIGINT)
    out, _ = running.communicate(timeout=600)
    assert running.returncode == 130, out
    assert "Traceback" not in out
    assert "stopped; it resumes from its checkpoint" in out
    assert half_written(store) == []
    assert not (store / "lease.json").exists()
    status = call("status", "tiny", "--store", store)
    assert "in progress" in status.out and "none is running" in status.out
    resumed = call("run", kill_file, "--store", store, "--workers", "2")
    assert resumed.code == 0, resumed.err
    assert "resumed from its checkpoint" in resumed.err
    assert result_digests(store) == result_digests(small.store)


@pytest.mark.parametrize("arguments", [["run"], ["plan"], ["status"], ["report"]])
def test_a_store_of_a_newer_version_is_left_alone(small, copy_of, cli, arguments):
    store = copy_of(small)
    (store / "format.json").write_text(json.dumps({"version": 99}))
    before = snapshot(store)
    said = cli(*arguments, small.study, "--store", store)
    assert said.code == 2
    assert "format version 99" in said.err and "upgrade xstilts" in said.err
    assert snapshot(store) == before


def test_checkpoint_steps_move_no_key(small, cli, tmp_path):
    """The checkpoint interval is not part of a stage's identity, and zero of them is refused."""
    said = cli("run", small.study, "--store", small.store, "--checkpoint-steps", "7")
    assert (said.code, "5 reused" in said.err) == (0, True), said.err
    refused = cli("run", small.study, "--store", tmp_path / "new", "--checkpoint-steps", "0")
    assert refused.code == 2 and "--checkpoint-steps 0" in refused.err
    assert not (tmp_path / "new").exists()
    assert yaml.safe_load(_text(small.store, "../study.yaml"))["study"] == "tiny"


def _flip(path: Path) -> None:
    """Turn one bit in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def _text(store: Path, name: str) -> str:
    return (store / "studies" / "tiny" / "report" / name).read_text(encoding="utf-8")


def _start(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


def _wait_for(condition, process: subprocess.Popen[str], seconds: float = 600.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
