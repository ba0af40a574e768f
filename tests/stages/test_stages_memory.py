"""Memory of stages, measured as the peak of a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from xstilts.models.backbones import FOLDER, can_map
from xstilts.models.reference import BackboneRef

SCRIPT = Path(__file__).with_name("memory_script.py")
TABLE = 4 * 256 * 80_000
"""Bytes of the word embeddings."""
linux = pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")


def run(*arguments: object) -> dict:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@linux
def test_evaluation_leaves_words_that_no_sentence_has_in_their_file(tmp_path):
    copied, mapped = run("evaluate", tmp_path, "copied"), run("evaluate", tmp_path, "mapped")
    assert mapped["written"] == copied["written"] and {"scores.json", "layers.parquet"} <= set(mapped["written"])
    assert copied["peak"] - mapped["peak"] > 0.5 * TABLE


@linux
def test_the_estimated_memory_of_a_training_is_near_what_it_takes(tmp_path):
    """Sequences are full and a third of the vocabulary is live, as the estimate has it. It may be a quarter too low
    at most, so that stages side by side fit, and half as much again too high (it allows for larger tokenizers)."""
    found = run("train", tmp_path, "train")
    assert 0.75 * found["peak"] < found["estimate"] < 1.5 * found["peak"]


def test_words_stay_in_a_file_that_nobody_overwrites():
    hub = BackboneRef(source="owner/name", fingerprint="f", family="xlm-roberta", location="/there")
    folder = hub.model_copy(update={"source": FOLDER})
    assert can_map(hub, from_stage=False) and can_map(folder, from_stage=True)
    assert not can_map(folder, from_stage=False)
    assert not can_map(hub.model_copy(update={"family": "distilbert"}), from_stage=True)
    assert not can_map(hub.model_copy(update={"source": "random", "init_seed": 1}), from_stage=False)
