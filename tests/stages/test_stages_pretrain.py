"""The pretrain stage on a little lab text: a complete backbone folder, aligned when asked, trained when asked.

Killed at a step or in a checkpoint and begun again, it ends with the same bytes.
"""

import json
import math
import os
import signal
import subprocess
import sys
from collections import Counter

import numpy as np

from xstilts.core.files import read_json
from xstilts.models.backbones import resolve
from xstilts.models.tokenizer import load_tokenizer
from xstilts.stages.context import StageContext
from xstilts.stages.pretrain import run
from xstilts.stages.specs import PretrainSpec
from xstilts.tasks.records import Portion, Roots
from xstilts.tasks.sources import load, reference

TEXT = reference(Portion(dataset="lab_text", split="train"), ["en", "de"], roots=Roots(), limit=150)
SHAPE = {"vocabulary": 600, "hidden": 32, "layers": 1, "heads": 2, "intermediate": 64, "max_positions": 66}


def pretrained(folder, **choices):
    spec = PretrainSpec(text=(TEXT,), parallel=(TEXT,), max_length=32, batch_size=8, **{**SHAPE, **choices})
    folder.mkdir()
    run(spec, StageContext(work_dir=folder, upstream={}, cache_dir=folder / "cache"))
    return folder / "encoder"


def retrieval(folder) -> float:
    """Percent of English lines whose German line is nearest by mean word vectors."""
    from safetensors.torch import load_file

    table = load_file(folder / "model.safetensors")["embeddings.word_embeddings.weight"].float().numpy()
    tokenizer = load_tokenizer(folder)
    sides = []
    for language in ("en", "de"):
        texts = [example.text for example in load(TEXT, Roots()) if example.language == language][:60]
        vectors = np.stack([table[ids][:, :-2].mean(0) for ids, _ in tokenizer.encode(texts)])
        sides.append(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    return 100.0 * float(((sides[0] @ sides[1].T).argmax(1) == np.arange(len(sides[0]))).mean())


def test_a_complete_backbone_that_transformers_loads(tmp_path):
    from transformers import AutoModel, AutoTokenizer

    folder = pretrained(tmp_path / "a")
    assert resolve(str(folder)).family == "xlm-roberta"
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert len(set(modes.values())) == 1, f"others may read some of a model's files and not all: {modes}"
    words = AutoTokenizer.from_pretrained(folder)("a red clock", "eine Uhr", return_tensors="pt")
    tokenizer = load_tokenizer(folder)
    ids = [list(tokenizer.encode([text])[0][0]) for text in ("a red clock", "eine Uhr")]
    assert words["input_ids"][0].tolist() == [0, *ids[0], 2, 2, *ids[1], 2]
    assert AutoModel.from_pretrained(folder)(**words).last_hidden_state.shape[-1] == 32


def test_translations_are_near_only_with_the_aligned_start(tmp_path):
    assert retrieval(pretrained(tmp_path / "aligned")) > 60
    assert retrieval(pretrained(tmp_path / "random", start="random")) < 25


def entropy(folder, language) -> float:
    """Entropy in nats of the tokens of a language's lines: the loss of knowing how frequent each is, and no more."""
    texts = [example.text for example in load(TEXT, Roots()) if example.language == language]
    counts = Counter(token for ids, _ in load_tokenizer(folder).encode(texts) for token in ids)
    share = np.array(list(counts.values())) / counts.total()
    return float(-(share * np.log(share)).sum())


def test_training_steps_are_done_and_measured(tmp_path):
    pretrained(tmp_path / "trained", steps=4, eval_steps=2, start="random")
    summary = read_json(tmp_path / "trained" / "summary.json")
    assert summary["steps"] == 4
    assert (tmp_path / "trained" / "curve.json").is_file()
    held = read_json(tmp_path / "trained" / "held_out.json")
    assert [one["step"] for one in held["evaluations"]] == [0, 2, 4]
    start = held["evaluations"][0]
    assert set(start["masked"]) <= {"en", "de"} and start["masked"]
    # An untrained model knows how frequent words are, and nothing else. A held-out line has only a few masks.
    known = {language: entropy(tmp_path / "trained" / "encoder", language) for language in ("en", "de")}
    nothing = math.log(summary["vocabulary"])
    assert max(known.values()) < nothing - 1.0
    assert abs(start["translation"] - np.mean(list(known.values()))) < 0.6 and start["translation"] < nothing - 0.6
    assert all(abs(loss - known[language]) < 2.0 for language, loss in start["masked"].items())
    assert list(start["alignment"]) == ["de"]
    assert len(start["alignment"]["de"]) == 2, "embeddings and one layer"
    assert summary["held_out_lines"]["parallel"] == 2 * held["sentences"]["de"]


def test_steps_teach_something_about_held_out_text(tmp_path):
    pretrained(tmp_path / "trained", steps=40, eval_steps=40, learning_rate=3e-3, embedding_learning_rate=3e-3)
    first, last = read_json(tmp_path / "trained" / "held_out.json")["evaluations"]
    assert np.mean(list(last["masked"].values())) < np.mean(list(first["masked"].values())) - 0.5
    assert last["translation"] < first["translation"] - 0.5


PROGRAM = """
import json, sys
from pathlib import Path
from xstilts.stages.context import StageContext
from xstilts.stages.pretrain import run
from xstilts.stages.specs import PretrainSpec
folder = Path(sys.argv[1])
folder.mkdir(exist_ok=True)
context = StageContext(work_dir=folder, upstream={}, cache_dir=folder / "cache")
run(PretrainSpec.model_validate_json(sys.argv[2]), context)
"""


def in_process(folder, fault="", hash_seed="1"):
    """Run the stage in a process of its own, killed at `fault`; returns its exit code."""
    spec = PretrainSpec(
        text=(TEXT,), parallel=(TEXT,), max_length=32, batch_size=4, steps=6, eval_steps=2, checkpoint_steps=1, **SHAPE
    )
    environment = {**os.environ, "XSTILTS_FAULT": fault, "PYTHONHASHSEED": hash_seed, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", PROGRAM, str(folder), json.dumps(spec.model_dump(mode="json"))]
    return subprocess.run(command, env=environment, start_new_session=True, check=False).returncode


def left(folder):
    """What a stage leaves: the bytes of its files, the checkpoint aside."""
    files = [path for path in folder.rglob("*") if path.is_file() and "checkpoint" not in path.parts]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files if not path.name.endswith(".tmp")}


def test_killed_and_begun_again_or_in_another_process_the_bytes_are_the_same(tmp_path):
    assert in_process(tmp_path / "whole") == 0
    expected = left(tmp_path / "whole")
    assert {"encoder/model.safetensors", "encoder/tokenizer.json", "held_out.json", "curve.json"} <= set(expected)
    killed = tmp_path / "killed"
    for fault in ("write:tokenizer.json:1", "step:3", "checkpoint:2"):
        assert in_process(killed, f"kill@{fault}", hash_seed="2") == -signal.SIGKILL, fault
    assert (killed / "checkpoint").is_dir()
    assert in_process(killed, hash_seed="3") == 0
    found = left(killed)
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []
