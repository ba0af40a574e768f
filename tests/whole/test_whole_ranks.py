"""`xstilts run --ranks 2`: the study of one process, whole or killed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from killing import kill_until_done, result_digests
from whole_study import call, command, kill_study, load_json, stage_folders, write_study

FAULTS = ["kill@step:3", "kill@checkpoint:1", "kill@step:6"]


@pytest.fixture(scope="module")
def shared_file(backbone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study whose phase 2 is a mixture of two heads and masked LM, of 20 steps, with dropout or without."""
    study = kill_study(backbone)
    study["intermediates"] = {
        "both": [{"mix": ["lab_nli", "lab_pos"], "mlm": {"share": 0.25, "text": ["lab_text"], "languages": ["en"]}}]
    }
    study["recipe"]["phase2"] = study["recipe"]["phase2"] | {"max_steps": 15, "dropout": 0.0}
    return write_study(tmp_path_factory.mktemp("shared"), study)


def ranks(study: Path, store: Path, count: int, *more: str) -> list[str]:
    return command("run", study, "--store", store, "--workers", "1", "--threads", "1", "--ranks", str(count), *more)[3:]


@pytest.fixture(scope="module")
def shared(shared_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the study, run with two ranks without interruption."""
    store = tmp_path_factory.mktemp("shared-store") / "store"
    said = call(*ranks(shared_file, store, 2))
    assert said.code == 0, said.err
    return store


def test_the_losses_are_those_of_one_process(shared, shared_file, tmp_path):
    said = call(*ranks(shared_file, tmp_path / "store", 1))
    assert said.code == 0, said.err
    (one,), (two,) = (stage_folders(store, "train-both-tiny-") for store in (tmp_path / "store", shared))
    alone, together = load_json(one / "curve.json"), load_json(two / "curve.json")
    assert set(alone["losses"]) == {"lab_nli", "lab_pos", "lab_text"}
    assert alone["steps"] == 20
    losses = [[point["loss"] for point in each["loss"]] for each in (alone, together)]
    np.testing.assert_allclose(losses[1], losses[0], rtol=0, atol=1e-5)
    assert losses[0] != losses[1]  # sums of other parts: the other store was not trained by one process
    assert load_json(one / "provenance.json")["numerics"]["ranks"] == 1


def test_provenance_says_who_shared(shared):
    records = [load_json(path) for path in sorted((shared / "stages").glob("*/provenance.json"))]
    kinds = {
        record["key"]: load_json(path.with_name("spec.json"))["spec"]["type"]
        for record, path in zip(records, sorted((shared / "stages").glob("*/provenance.json")))
    }
    assert {(kinds[record["key"]], record["ranks"], record["numerics"]["ranks"]) for record in records} == {
        ("train", 2, 2),
        ("evaluate", 1, 1),
    }


def test_killed_and_resumed_the_bits_are_the_same(shared, shared_file, tmp_path):
    store = tmp_path / "store"
    line = command(*ranks(shared_file, store, 2, "--checkpoint-steps", "2"))
    hits, ended = kill_until_done(line, FAULTS, store=store, log=tmp_path / "hits")
    assert ended.code == 0, ended.output
    assert hits.total() >= len(FAULTS)
    assert result_digests(store) == result_digests(shared)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--ranks", "0"), "--ranks 0: allowed is a whole number"),
        (("--ranks", "2", "--device", "cpu,cpu"), "name 2 GPUs"),
    ],
)
def test_bad_ranks_are_refused_before_anything_runs(cli, shared_file, tmp_path, arguments, message):
    said = cli("run", shared_file, "--store", tmp_path / "store", *arguments)
    assert said.code == 2
    assert message in said.err
    assert not (tmp_path / "store").exists()
