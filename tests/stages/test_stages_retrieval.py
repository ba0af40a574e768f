"""Retrieval as a stage: layers taken a few at a time give what all at once give, and progress ends at the total."""

from __future__ import annotations

import torch
from stages_tiny import outputs, read, ref, run, sentences

from xstilts.stages import data as stage_data
from xstilts.stages import evaluate
from xstilts.stages.specs import EvaluateSpec
from xstilts.tasks.records import RetrieveExample


def load(ref, roots):
    sides = zip(sentences(12, 0), sentences(12, 1))
    return [
        RetrieveExample(
            id=f"{i}", group=f"{i}", language="de" if i % 3 else "sw", text=" ".join(a), english=" ".join(b)
        )
        for i, (a, b) in enumerate(sides)
    ]


def test_layers_a_few_at_a_time(backbone, tmp_path, monkeypatch):
    torch.set_num_threads(1)
    monkeypatch.setattr(stage_data, "load", load)
    spec = EvaluateSpec(
        backbone=backbone, kind="retrieve", head="retrieve", metric="retrieval_accuracy", test=ref("retrieve_12", "dev")
    )
    asked, embed = [], evaluate.embed
    monkeypatch.setattr(
        evaluate, "embed", lambda model, rows, some, **how: asked.append(some) or embed(model, rows, some, **how)
    )
    events = []
    together = run(spec, tmp_path / "together", report=events.append)
    assert asked == [[0, 1, 2]] * 2
    asked.clear()
    monkeypatch.setattr(evaluate, "VECTOR_BYTES", 1)
    apart = run(spec, tmp_path / "apart", report=events.append)
    assert asked == [[0], [1], [2]] * 2
    assert len(read(together, "scores.json")["layers"]["de"]) == 3
    assert outputs(together) == outputs(apart)
    assert abs(events[-1].step - events[-1].total) <= len(asked)
