"""Retrieval as a stage: layers taken a few at a time give what all at once give, and progress ends at the total."""

from __future__ import annotations

import pytest
import torch
from stages_tiny import WORDS, outputs, read, ref, run, sentences

from xstilts.stages import data as stage_data
from xstilts.stages import evaluate
from xstilts.stages.specs import EvaluateSpec, RetrievalSetting
from xstilts.tasks.records import MineExample, RetrieveExample


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


def corpus(ref, roots):
    """Sentences of two sides, the first half of which are each other's translations (the same words)."""
    rows = sentences(20, 0)
    sides = [("foreign", rows), ("english", [*rows[:10], *sentences(10, 3)])]
    return [
        MineExample(
            id=f"{side[0]}{i}",
            group=f"{i}",
            language="de",
            side=side,
            text=" ".join([*words, WORDS[i % 14], WORDS[i % 5]]),
            matches=(f"e{i}",) if side == "foreign" and i < 10 else (),
        )
        for side, texts in sides
        for i, words in enumerate(texts)
    ]


def mined(backbone, folder, monkeypatch, tune):
    monkeypatch.setattr(stage_data, "load", corpus)
    spec = EvaluateSpec(
        backbone=backbone, kind="mine", head="mine", metric="bucc_f1", test=ref("bucc_20", "test"), tune=tune
    )
    return read(run(spec, folder), "scores.json")


def test_a_threshold_from_dev_is_applied_and_one_from_test_is_marked(backbone, tmp_path, monkeypatch):
    torch.set_num_threads(1)
    asked = []
    plain = evaluate.above_each
    monkeypatch.setattr(evaluate, "above_each", lambda *given: asked.append(given[2]) or plain(*given))
    honest = mined(backbone, tmp_path / "dev", monkeypatch, ref("bucc_20", "dev"))
    assert honest["threshold_from"] == "bucc_20 dev, per language" and "optimistic" not in honest
    assert asked[0] == honest["thresholds"] and set(asked[0]) == {"de"}
    own = mined(backbone, tmp_path / "test", monkeypatch, ref("bucc_20", "test"))
    assert own["optimistic"] and "the very data that is scored: optimistic" in own["threshold_from"]
    halves = mined(backbone, tmp_path / "halves", monkeypatch, None)
    assert "optimistic" not in halves and "cross-fitted" in halves["threshold_from"]


def test_faiss_finds_what_our_search_finds(backbone, tmp_path, monkeypatch):
    pytest.importorskip("faiss", reason="the option needs faiss (pip install faiss-cpu)")
    torch.set_num_threads(1)
    monkeypatch.setattr(stage_data, "load", load)
    found = {}
    for search in ("exact", "faiss"):
        spec = EvaluateSpec(
            backbone=backbone,
            kind="retrieve",
            head="retrieve",
            metric="retrieval_accuracy",
            test=ref("retrieve_12", "dev"),
            retrieval=RetrievalSetting(layer=2, search=search),
        )
        found[search] = read(run(spec, tmp_path / search), "scores.json")
    assert found["faiss"].pop("retrieval") == {**found["exact"].pop("retrieval"), "search": "faiss"}
    assert found["faiss"] == found["exact"]
