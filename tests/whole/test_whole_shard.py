"""`xstilts run --ranks 2 --shard`: the study of one process up to rounding, whole or killed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from killing import kill_until_done, result_digests
from safetensors.numpy import load_file
from whole_study import call, command, kill_study, load_json, stage_folders, write_questions, write_study

SHARDED = ("--ranks", "2", "--shard")
FAULTS = ["kill@step:3", "kill@checkpoint:1", "kill@step:6", "kill@checkpoint:2"]
FREE = ("key.bias", "span.out_proj.bias")
"""Softmax does not see what is added to all, so these have no gradient but rounding, which Adam steps along."""


@pytest.fixture(scope="module")
def study(backbone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inference (a label head), answers (spans), and a mixture of two heads, in fp32 without dropout."""
    folder = tmp_path_factory.mktemp("sharded")
    questions = write_questions(folder / "questions.jsonl")
    document = kill_study(backbone)
    document["intermediates"] = {"both": [{"mix": ["lab_nli", "lab_pos"]}]}
    document["targets"] = ["lab_nli", "mine"]
    document["languages"] = ["en"]
    document["tasks"] = {"mine": {"kind": "extract", "train": str(questions), "test": {"en": str(questions)}}}
    recipe = document["recipe"]["phase2"] | {"dropout": 0.0, "evals": 2}
    document["recipe"] = {"phase2": recipe, "phase3": recipe | {"max_query": 12, "doc_stride": 16}}
    return write_study(folder, document)


def line(study: Path, store: Path, *more: str) -> list[str]:
    return ["run", str(study), "--store", str(store), "--workers", "1", "--threads", "1", *more]


@pytest.fixture(scope="module")
def sharded(study: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the study, run sharded without interruption."""
    store = tmp_path_factory.mktemp("sharded-store") / "store"
    said = call(*line(study, store, *SHARDED))
    assert said.code == 0, said.err
    return store


def test_losses_and_weights_are_those_of_one_process(sharded, study, tmp_path):
    said = call(*line(study, tmp_path / "store"))
    assert said.code == 0, said.err
    trainings = stage_folders(tmp_path / "store", "train-")
    assert len(trainings) == 5  # the mixture, and two targets with and without it
    for one in trainings:
        two = sharded / "stages" / one.name
        alone, together = load_json(one / "curve.json"), load_json(two / "curve.json")
        losses = [[point["loss"] for point in each["loss"]] for each in (alone, together)]
        np.testing.assert_allclose(losses[1], losses[0], rtol=1e-5, err_msg=one.name)
        for file in ("encoder/model.safetensors", "heads.safetensors"):
            weights, other = load_file(one / file), load_file(two / file)
            assert weights.keys() == other.keys()
            for part, value in weights.items():
                if not part.endswith(FREE):
                    np.testing.assert_allclose(other[part], value, rtol=0, atol=1e-4, err_msg=f"{one.name} {part}")


def test_provenance_says_who_held_what(sharded):
    records = [load_json(path) for path in sorted((sharded / "stages").glob("*/provenance.json"))]
    found = {(record["name"].split("-")[0], record["ranks"], record["numerics"]["shard"]) for record in records}
    assert {(ranks, shard) for _, ranks, shard in found} == {(2, True), (1, False)}
    for record in records:
        assert all(attempt["shard"] is record["numerics"]["shard"] for attempt in record["attempts"])


def test_killed_and_resumed_the_bits_are_the_same(sharded, study, tmp_path):
    store = tmp_path / "store"
    whole = command(*line(study, store, *SHARDED, "--checkpoint-steps", "2"))
    hits, ended = kill_until_done(whole, FAULTS, store=store, log=tmp_path / "hits")
    assert ended.code == 0, ended.output
    assert hits.total() >= len(FAULTS)
    assert result_digests(store) == result_digests(sharded)


def test_what_cannot_be_sharded_is_refused_before_anything_runs(cli, backbone, tmp_path):
    document = kill_study(backbone)
    document["recipe"]["phase2"] |= {"matrix_learning_rate": 1e-2}
    file = write_study(tmp_path, document)
    alone = cli("run", file, "--store", tmp_path / "store", "--shard")
    muon = cli("run", file, "--store", tmp_path / "store", *SHARDED)
    assert (alone.code, muon.code) == (2, 2)
    assert "--shard with --ranks 1: there is nobody to share with; add --ranks 2" in alone.err
    assert "has a `matrix_learning_rate`, and Muon needs whole matrices" in muon.err
    assert not (tmp_path / "store").exists()
