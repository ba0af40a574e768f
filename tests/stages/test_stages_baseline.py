"""The baseline stage, translation pairs in the train stage, and results at every layer in the evaluate stage."""

import pyarrow.parquet as pq
import pytest
import torch
from stages_tiny import LABELS, METRIC, fake_load, item, read, ref, run, spec

from xstilts.core.errors import StageFailed
from xstilts.stages import data as stage_data
from xstilts.stages.specs import BaselineSpec, EvaluateSpec, RetrievalSetting, TranslationShare, Upstream, stage_key
from xstilts.tasks.records import RetrieveExample, TextExample


@pytest.fixture(autouse=True)
def data_without_files(monkeypatch):
    torch.set_num_threads(1)
    monkeypatch.setattr(stage_data, "load", with_retrieval)


def with_retrieval(ref, roots):
    kind, count = ref.dataset.split("_")
    texts = fake_load(ref.model_copy(update={"dataset": f"text_{count}"}), roots)
    if kind == "retrieve":
        return [
            RetrieveExample(id=f"r{i}", group=f"{i}", language="de", text=one.text, english=one.text)
            for i, one in enumerate(texts)
        ]
    if kind == "parallel":
        return [
            TextExample(id=f"{language}{i}", group=f"{i}", language=language, text=one.text)
            for language in ("en", "de")
            for i, one in enumerate(texts)
        ]
    return fake_load(ref, roots)


def baseline(backbone, kind, **fields):
    trained = {"train": (ref(f"{kind}_200"),)} if kind in ("classify", "tag") else {}
    return BaselineSpec(
        backbone=backbone,
        kind=kind,
        head=kind,
        labels=LABELS.get(kind),
        metric=METRIC.get(kind, "retrieval_accuracy"),
        test=ref(f"{kind}_12", "dev"),
        max_length=32,
        **{**trained, **fields},
    )


@pytest.mark.parametrize("kind", ["classify", "tag", "choose", "retrieve"])
def test_predictions_have_the_schema_of_every_evaluation(backbone, tmp_path, kind):
    what = baseline(backbone, kind)
    work = run(what, tmp_path)
    table = pq.read_table(work / "predictions.parquet")
    assert table.num_rows == 12 and set(table["stage"].to_pylist()) == {stage_key(what)}
    assert table["seed"].null_count == 12
    value = next(iter(read(work, "scores.json")["languages"].values()))["value"]
    # A word's tag follows from the word alone, and equal sentences share all their words.
    assert value == 100 if kind in ("tag", "retrieve") else 0 <= value <= 100


def test_extraction_has_no_baseline(backbone, tmp_path):
    with pytest.raises(StageFailed, match="no overlap baseline for 'extract'"):
        run(baseline(backbone, "extract"), tmp_path)


def test_translation_pairs_are_learnt_from_and_leave_an_encoder_alone(backbone, tmp_path):
    share = TranslationShare(share=0.5, text=(ref("parallel_20"),), max_length=32, pairs=2)
    work = run(spec(backbone, item("classify"), mlm=share), tmp_path / "first")
    summary = read(work, "summary.json")
    assert summary["sizes"]["parallel_20"]["groups"] == 40  # 20 sentences, 2 pairs each
    assert summary["planned_steps"] == 20  # 40 * 2 / 8 of the task, as many of pairs
    losses = read(work, "curve.json")["losses"]["parallel_20"]
    assert len(losses) > 0
    then = spec(backbone, item("classify"), init=Upstream(stage="k", part="encoder"))
    later = run(then, tmp_path / "then", upstream={"k": work})
    assert set(read(later, "heads.json")["heads"]) == {"classify"}  # the masked LM head is gone


def test_retrieval_keeps_every_item_at_every_layer(backbone, tmp_path):
    what = EvaluateSpec(
        backbone=backbone,
        kind="retrieve",
        head="embedding",
        metric="retrieval_accuracy",
        test=ref("retrieve_12", "dev"),
        retrieval=RetrievalSetting(layer=1),
        max_length=32,
        seed=1,
    )
    work = run(what, tmp_path)
    table, scores = pq.read_table(work / "layers.parquet"), read(work, "scores.json")
    assert table.column_names == ["example_id", "language", "plain", "centred"]
    hits = table["plain"].to_pylist()
    assert [len(row) for row in hits] == [3] * 12  # embeddings and two layers
    parts = pq.read_table(work / "predictions.parquet")["parts"].to_pylist()
    assert [row[1] for row in hits] == [bool(part[0]) for part in parts]
    for name, key in (("plain", "layers"), ("centred", "layers_centred")):
        rows = table[name].to_pylist()
        assert scores[key]["de"] == pytest.approx([100 * sum(row[k] for row in rows) / 12 for k in range(3)])
