"""The train stage on a tiny drawn backbone: what it writes, resuming, mixtures, upstream encoders; `execute`."""

from __future__ import annotations

import json
import shutil

import pytest
from pydantic import ValidationError
from stages_tiny import classify, fake_load, item, outputs, read, ref, run, spec

from xstilts.core.errors import DataError, Interrupted, StageFailed
from xstilts.stages import data as stage_data
from xstilts.stages import train as train_stage
from xstilts.stages.execute import execute, parse_spec
from xstilts.stages.specs import MlmShare, TrainItem, Upstream, stage_key
from xstilts.train.state import Outcome, TrainState

pytestmark = pytest.mark.usefixtures("data_without_files")


@pytest.fixture(scope="module")
def trained(backbone, tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setattr(stage_data, "load", fake_load)
    yield run(spec(backbone, item("classify")), tmp_path_factory.mktemp("trained"))
    patch.undo()


def test_a_stage_writes_its_model_and_what_happened(trained):
    summary, curve = read(trained, "summary.json"), read(trained, "curve.json")
    assert set(outputs(trained)) == {
        "encoder/config.json",
        "encoder/model.safetensors",
        "heads.json",
        "heads.safetensors",
        "summary.json",
        "curve.json",
    }
    assert summary["planned_steps"] == summary["steps"] == 10  # 40 * 2 / 8
    assert summary["sizes"]["classify_40"]["examples"] == 40
    assert summary["sizes"]["classify_40"]["dev_examples"] == 12
    assert summary["sizes"]["classify_40"]["tokens"] == sum(len(e.text.split()) + 2 for e in classify("", 40, 0))
    assert summary["tokens"] == 2 * summary["sizes"]["classify_40"]["tokens"]
    assert [point["step"] for point in curve["dev"]] == [5, 10]
    assert summary["best_dev"]["score"] == max(point["score"] for point in curve["dev"])
    assert summary["kept_step"] == summary["best_dev"]["step"]
    assert len(curve["loss"]) == 10
    assert read(trained, "timing.json")["tokens_per_second"] > 0


def test_the_encoder_moved_and_so_did_the_head(trained):
    before, after = (
        read(trained, "summary.json")["checksums_before"],
        read(trained, "summary.json")["checksums_after"],
    )
    assert before.keys() == after.keys() == {"encoder", "head:classify"}
    assert all(before[part] != after[part] for part in before)


def test_it_learns_what_can_be_learnt(backbone, tmp_path):
    what = spec(backbone, item("classify", 300), recipe={"epochs": 12, "dropout": 0.0})
    summary = read(run(what, tmp_path), "summary.json")
    assert summary["loss_last"] < 0.3 * summary["loss_first"]
    assert summary["best_dev"]["score"] >= 90


@pytest.mark.parametrize("polls", [0, 4, 9])
def test_interrupted_and_resumed_gives_the_same_bytes(backbone, trained, tmp_path, polls):
    asked = iter(range(1000))
    with pytest.raises(Interrupted):
        run(spec(backbone, item("classify")), tmp_path, stopped=lambda: next(asked) >= polls)
    assert not (tmp_path / "work" / "summary.json").exists()
    assert outputs(run(spec(backbone, item("classify")), tmp_path)) == outputs(trained)


def test_names_change_nothing(backbone, trained, tmp_path):
    named = spec(backbone, item("classify", task="an alias"), title="a title")
    assert stage_key(named) == stage_key(spec(backbone, item("classify")))
    assert outputs(run(named, tmp_path)) == outputs(trained)


def test_seed_changes_the_result(backbone, trained, tmp_path):
    other = outputs(run(spec(backbone, item("classify"), seed=2), tmp_path))
    assert other["encoder/model.safetensors"] != outputs(trained)["encoder/model.safetensors"]


def test_all_kinds_and_masked_text_in_one_mixture(backbone, tmp_path):
    what = spec(
        backbone,
        item("classify"),
        item("tag"),
        item("choose", 20),
        item("extract", 20),
        mlm=MlmShare(share=0.25, text=(ref("text_30"),), max_length=16),
    )
    work = run(what, tmp_path)
    summary, curve = read(work, "summary.json"), read(work, "curve.json")
    assert summary["planned_steps"] == 40  # 120 * 2 / 8 = 30 of tasks, a quarter more of all
    assert set(curve["losses"]) == {"classify_40", "tag_40", "choose_20", "extract_20", "text_30"}
    parts = summary["best_dev"]["parts"]
    assert set(parts) == {"classify_40", "tag_40", "choose_20", "extract_20"}
    assert summary["best_dev"]["score"] == pytest.approx(sum(parts.values()) / 4)
    assert set(read(work, "heads.json")["heads"]) == {"classify", "tag", "choose", "extract", "mlm"}


def test_a_fresh_head_does_not_depend_on_what_else_is_trained(backbone, trained, tmp_path):
    mixed = read(run(spec(backbone, item("tag"), item("classify")), tmp_path), "summary.json")
    alone = read(trained, "summary.json")
    assert mixed["checksums_before"]["head:classify"] == alone["checksums_before"]["head:classify"]


def test_an_upstream_encoder_is_taken_and_its_head_is_not(backbone, trained, tmp_path):
    what = spec(backbone, item("classify"), init=Upstream(stage="k", part="encoder"))
    after = read(trained, "summary.json")["checksums_after"]
    before = read(run(what, tmp_path, upstream={"k": trained}), "summary.json")["checksums_before"]
    assert before["encoder"] == after["encoder"]
    assert before["head:classify"] == read(trained, "summary.json")["checksums_before"]["head:classify"]
    assert before["head:classify"] != after["head:classify"]


def test_an_upstream_model_keeps_its_head(backbone, trained, tmp_path):
    what = spec(backbone, item("classify"), init=Upstream(stage="k", part="model"))
    before = read(run(what, tmp_path, upstream={"k": trained}), "summary.json")["checksums_before"]
    assert before == read(trained, "summary.json")["checksums_after"]


def test_without_dev_data_the_last_step_is_kept(backbone, tmp_path):
    blind = item("classify").model_copy(update={"dev": ()})
    summary = read(run(spec(backbone, blind), tmp_path), "summary.json")
    assert (summary["selected_by"], summary["kept_step"], summary["best_dev"]) == ("last step", 10, None)


def test_tasks_that_share_a_head_must_share_its_labels(backbone, tmp_path):
    other = item("classify", 41).model_copy(update={"labels": ("yes", "no")})
    with pytest.raises(StageFailed, match="share the head 'classify'"):
        run(spec(backbone, item("classify"), other), tmp_path)
    both = read(run(spec(backbone, item("classify"), item("classify", 41)), tmp_path), "heads.json")
    assert set(both["heads"]) == {"classify"}


def test_frozen_parts_stay(backbone, tmp_path):
    what = spec(backbone, item("classify"), recipe={"freeze": ("embeddings", "layers:2")})
    sums = read(run(what, tmp_path), "summary.json")
    assert sums["checksums_before"]["encoder"] == sums["checksums_after"]["encoder"]
    assert sums["checksums_before"]["head:classify"] != sums["checksums_after"]["head:classify"]


def test_empty_data_is_named(backbone, tmp_path):
    with pytest.raises(DataError, match="classify_0/train"):
        run(spec(backbone, item("classify", 0)), tmp_path)


# --- execute


def test_specs_survive_json(backbone):
    what = spec(backbone, item("classify"), mlm=MlmShare(share=0.5, text=(ref("text_9"),)))
    assert parse_spec(what.model_dump_json()) == what
    assert parse_spec(json.loads(what.model_dump_json())) == what
    assert stage_key(parse_spec(what.model_dump_json())) == stage_key(what)


def test_what_is_no_spec_is_named():
    with pytest.raises(StageFailed, match="not a stage spec"):
        parse_spec({"type": "dance"})
    with pytest.raises(StageFailed, match="backbone"):
        parse_spec({"type": "train"})


def test_an_unknown_stage_type_is_named(backbone):
    class Odd:
        type = "dance"

    with pytest.raises(StageFailed, match="'dance'; allowed: train"):
        execute(Odd(), None)  # type: ignore[arg-type]


def test_masked_lm_shares_the_encoder_and_predicts_with_its_embeddings(tmp_path, backbone):
    """Alone, as the control does it, and beside a task: the embeddings learn, and no table but them is kept."""
    from safetensors.numpy import load_file

    text = TrainItem(kind="mlm", head="mlm", metric="", train=(ref("text_30"),))
    share = MlmShare(share=0.5, text=(ref("text_30"),), max_length=16)
    for name, what in {"alone": spec(backbone, text), "beside": spec(backbone, item("classify"), mlm=share)}.items():
        work = run(what, tmp_path / name)
        sums = read(work, "summary.json")
        assert sums["checksums_before"]["encoder"] != sums["checksums_after"]["encoder"]
        heads = load_file(work / "heads.safetensors")
        vocabulary, width = load_file(work / "encoder" / "model.safetensors")["embeddings.word_embeddings.weight"].shape
        masked = {key: value.shape for key, value in heads.items() if "mlm" in key}
        assert (vocabulary, width) not in masked.values() and (vocabulary,) in masked.values()  # a bias, no table


# --- begins where it should, and goes anywhere


def test_a_training_that_moves_nothing_fails(backbone, tmp_path, monkeypatch):
    monkeypatch.setattr(
        train_stage, "train", lambda *_, **__: Outcome(state=TrainState(), kept_step=4, planned_steps=4)
    )
    with pytest.raises(StageFailed, match="did not move in 4 steps though it is not frozen"):
        run(spec(backbone, item("classify")), tmp_path)
    assert not (tmp_path / "work" / "encoder").exists()


def test_a_frozen_encoder_that_moves_fails(backbone, tmp_path, monkeypatch):
    plain = train_stage.train

    def train(model, *rest, **named):
        outcome = plain(model, *rest, **named)
        next(model.encoder.parameters()).data.add_(1)
        return outcome

    monkeypatch.setattr(train_stage, "train", train)
    with pytest.raises(StageFailed, match="moved though it is frozen"):
        run(spec(backbone, item("classify"), recipe={"freeze": ("embeddings", "layers:2")}), tmp_path)


def test_a_head_that_outlives_its_phase_fails(backbone, trained, tmp_path, monkeypatch):
    plain = train_stage.load_model
    monkeypatch.setattr(
        train_stage, "load_model", lambda ref, **how: plain(ref, **{**how, "heads_dir": trained, "mapped": False})
    )
    with pytest.raises(StageFailed, match="head:classify is the trained one of the stage before"):
        run(
            spec(backbone, item("classify"), init=Upstream(stage="k", part="encoder")),
            tmp_path,
            upstream={"k": trained},
        )


def test_an_encoder_that_is_not_the_upstreams_fails(backbone, trained, tmp_path):
    other = run(spec(backbone, item("tag")), tmp_path / "other")
    mixed = tmp_path / "mixed"
    shutil.copytree(trained, mixed)
    shutil.copytree(other / "encoder", mixed / "encoder", dirs_exist_ok=True)
    what = spec(backbone, item("classify"), init=Upstream(stage="k", part="encoder"))
    with pytest.raises(StageFailed, match="is not the one that was trained there"):
        run(what, tmp_path, upstream={"k": mixed})


def test_selection_is_in_english_or_no_spec_at_all(backbone):
    german = ref("classify_12", "dev").model_copy(update={"languages": ("en", "de")})
    value = item("classify").model_dump(mode="json") | {"dev": [german.model_dump(mode="json")]}
    with pytest.raises(ValidationError, match="would select in de: English alone may"):
        TrainItem.model_validate(value)
    what = spec(backbone, item("classify")).model_dump(mode="json")
    what["items"][0]["dev"][0]["languages"] = ["sw"]
    with pytest.raises(StageFailed, match="would select in sw"):
        parse_spec(what)
