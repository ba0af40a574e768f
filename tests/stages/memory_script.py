"""One stage in a process of its own: `memory_script.py evaluate FOLDER mapped|copied` or `train FOLDER NAME`. Prints
JSON: the peak of resident memory in bytes (Linux), digests of what was written, and (train) the estimate."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import stages_tiny
import torch
from safetensors.torch import save_file

from xstilts.models import backbones
from xstilts.models.config import parse_config
from xstilts.models.encoder import PackedEncoder
from xstilts.models.heads import draw_parameters
from xstilts.stages import data, evaluate, train
from xstilts.stages.context import StageContext
from xstilts.stages.specs import BackboneRef, EvaluateSpec
from xstilts.study import estimate
from xstilts.tasks.records import RetrieveExample

SPARE, LENGTH, BATCH, STEPS = 80_000, 96, 32, 3
SHAPE = {
    "hidden_size": 256,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 1024,
    "max_position_embeddings": LENGTH + 2,
}


def backbone(folder: Path) -> BackboneRef:
    """A model whose word table (82 MB) is nearly all of it, with its weights in a file."""
    if not (folder / "model.safetensors").is_file():
        stages_tiny.tiny_backbone(folder, SPARE)
        raw = json.loads((folder / "config.json").read_text()) | SHAPE
        (folder / "config.json").write_text(json.dumps(raw))
        encoder = PackedEncoder(parse_config(raw))
        draw_parameters(encoder, seed=1, deviation=0.02)
        save_file(
            {name: value.contiguous() for name, value in encoder.state_dict().items()}, folder / "model.safetensors"
        )
    return BackboneRef(source=backbones.FOLDER, fingerprint="m", family="xlm-roberta", location=str(folder))


def pairs(ref, roots):
    sides = zip(stages_tiny.sentences(200, 0), stages_tiny.sentences(200, 1), strict=True)
    return [
        RetrieveExample(id=f"{i}", group=f"{i}", language="de", text=" ".join(a), english=" ".join(b))
        for i, (a, b) in enumerate(sides)
    ]


def full_texts(ref, roots):
    """Texts that fill the sequences, of a third of the vocabulary."""
    random = np.random.default_rng(0)
    return [
        replace(row, text=" ".join([row.text, *(f"x{i}" for i in random.integers(0, 0.3 * SPARE, LENGTH))]))
        for row in stages_tiny.fake_load(ref, roots)
    ]


def peak() -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


def main(what: str, folder: Path, how: str) -> None:
    torch.set_num_threads(1)
    ref, said = backbone(folder), {}
    Path("/proc/self/clear_refs").write_text("5")  # making the model must not count
    context = StageContext(work_dir=folder / f"work-{how}", upstream={}, cache_dir=folder / f"cache-{how}")
    if what == "evaluate":
        data.load = pairs
        evaluate.can_map = lambda ref, *, from_stage: how == "mapped"
        test = stages_tiny.ref("retrieve_200", "dev")
        spec = EvaluateSpec(backbone=ref, kind="retrieve", head="embedding", metric="retrieval_accuracy", test=test)
        evaluate.run(spec, context)
    else:
        data.load = full_texts
        recipe = {"epochs": 1, "batch_size": BATCH, "max_length": LENGTH}
        spec = stages_tiny.spec(ref, stages_tiny.item("classify", BATCH * STEPS), recipe=recipe)
        train.run(spec, context)
        cost = estimate.training(spec, steps=STEPS, dev_size=12, shape=backbones.describe(ref))
        said = {"estimate": cost.memory}
    written = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in context.work_dir.glob("*.*")}
    print(json.dumps({"peak": peak(), "written": written, **said}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
