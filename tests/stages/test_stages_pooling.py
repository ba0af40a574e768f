"""`pooling: parts` from the recipe to heads.json, and through evaluation and a further training."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest
import torch
from safetensors.torch import load_file
from stages_tiny import COLOURS, LABELS, METRIC, fake_load, item, outputs, read, ref, run, spec

from xstilts.core.errors import ModelError
from xstilts.models.export import export
from xstilts.stages import data as stage_data
from xstilts.stages.specs import EvaluateSpec, Recipe, Upstream, stage_key

pytestmark = pytest.mark.usefixtures("data_without_files")


@pytest.fixture(scope="module")
def pooled(backbone, tmp_path_factory):
    """A training of all kinds, long enough that classification is learnt."""
    patch = pytest.MonkeyPatch()
    patch.setattr(stage_data, "load", fake_load)
    torch.set_num_threads(1)
    recipe = {"pooling": "parts", "epochs": 6, "dropout": 0.0}
    what = spec(backbone, item("classify", 150), item("choose", 20), item("tag", 8), item("extract", 8), recipe=recipe)
    yield run(what, tmp_path_factory.mktemp("pooled"))
    patch.undo()


def evaluation(backbone, kind, part="model"):
    return EvaluateSpec(
        backbone=backbone,
        model=Upstream(stage="k", part=part),
        kind=kind,
        head=kind,
        labels=LABELS.get(kind),
        metric=METRIC[kind],
        test=ref(f"{kind}_12", "dev"),
        max_length=32,
    )


def test_heads_that_classify_or_choose_pool_and_the_others_do_not(pooled):
    heads = read(pooled, "heads.json")["heads"]
    assert {name: head["pooling"] for name, head in heads.items()} == {
        "classify": "parts",
        "choose": "parts",
        "tag": "first",
        "extract": "first",
    }
    tensors = load_file(pooled / "heads.safetensors")
    assert tensors["classify.dense.weight"].shape == tensors["choose.dense.weight"].shape == (16, 5 * 16)


@pytest.mark.parametrize("kind", ["classify", "choose", "tag", "extract"])
def test_evaluation_reads_the_head_that_was_trained(backbone, pooled, tmp_path, kind):
    work = run(evaluation(backbone, kind), tmp_path, upstream={"k": pooled})
    scores = next(iter(read(work, "scores.json")["languages"].values()))
    dev = read(pooled, "summary.json")["best_dev"]["parts"]
    (same,) = [value for name, value in dev.items() if name.startswith(kind)]
    assert scores["value"] == pytest.approx(same), "the test data here is the dev data of the training"
    assert pq.read_table(work / "predictions.parquet").num_rows == 12


def test_a_pooled_head_learns_and_its_score_is_that_of_its_predictions(backbone, pooled, tmp_path):
    """Whether the first word is a colour: counted here from the stored predictions and the texts themselves."""
    losses = [point["loss"] for point in read(pooled, "curve.json")["losses"]["classify_150"]]
    assert sum(losses[-20:]) < 0.9 * sum(losses[:20])
    work = run(evaluation(backbone, "classify"), tmp_path, upstream={"k": pooled})
    table = pq.read_table(work / "predictions.parquet")
    found = dict(zip(table["example_id"].to_pylist(), table["prediction"].to_pylist()))
    examples = fake_load(ref("classify_12", "dev"), None)
    gold = ["yes" if example.text.split()[0] in COLOURS else "no" for example in examples]
    right = sum(found[example.id] == label for example, label in zip(examples, gold))
    scores = next(iter(read(work, "scores.json")["languages"].values()))
    assert scores["value"] == pytest.approx(100 * right / 12)


def test_a_further_training_keeps_a_pooled_head_and_refuses_another(backbone, pooled, tmp_path):
    init = Upstream(stage="k", part="model")
    again = spec(backbone, item("classify"), init=init, recipe={"pooling": "parts", "max_steps": 1})
    before = read(run(again, tmp_path / "same", upstream={"k": pooled}), "summary.json")["checksums_before"]
    assert before["head:classify"] == read(pooled, "summary.json")["checksums_after"]["head:classify"]
    other = spec(backbone, item("classify"), init=init, recipe={"max_steps": 1})
    with pytest.raises(ModelError, match=r"\(parts\); the task needs label of size 2 \(first\)"):
        run(other, tmp_path / "other", upstream={"k": pooled})


def test_export_refuses_the_pooled_head_and_takes_the_other(backbone, pooled, tmp_path):
    with pytest.raises(ModelError, match="train with `pooling: first`"):
        export(pooled, backbone, "classify", tmp_path / "out")
    assert (export(pooled, backbone, "tag", tmp_path / "tags") / "config.json").is_file()


def test_the_first_token_is_the_default(backbone, tmp_path):
    assert Recipe().pooling == "first"
    quick = {"max_steps": 1}
    work = run(spec(backbone, item("classify"), recipe=quick), tmp_path / "a")
    named = run(spec(backbone, item("classify"), recipe=quick | {"pooling": "first"}), tmp_path / "b")
    assert outputs(work) == outputs(named)
    assert load_file(work / "heads.safetensors")["classify.dense.weight"].shape == (16, 16)
    parts = spec(backbone, item("classify"), recipe=quick | {"pooling": "parts"})
    assert stage_key(parts) != stage_key(spec(backbone, item("classify"), recipe=quick))
