"""Loading and saving: round trips, fresh heads, refusals of anything partial."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from models_fakes import packed
from safetensors.torch import load_file, save_file

from xstilts.core.errors import ModelError
from xstilts.models import backbones
from xstilts.models.backbones import resolve
from xstilts.models.batch import make_batch
from xstilts.models.export import export
from xstilts.models.layout import parameter_checksum, read_head_specs, save_model
from xstilts.models.model import load_model
from xstilts.models.tokenizer import load_tokenizer
from xstilts.tasks.encoded import HeadSpec

Make = Callable[..., Path]
LABEL, TOKEN = HeadSpec(shape="label", size=3), HeadSpec(shape="token", size=5)


def test_a_saved_model_gives_the_same_outputs_and_checksums(make_backbone: Make, tmp_path: Path) -> None:
    ref = resolve(str(make_backbone("xlm-roberta")))
    model = load_model(ref, heads={"nli": LABEL, "pos.ud": TOKEN, "items": LABEL}, seed=1).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.01)
    save_model(model, ref, {"nli": ("a", "b", "c"), "pos.ud": None}, tmp_path)
    assert read_head_specs(tmp_path) == {"nli": LABEL, "pos.ud": TOKEN, "items": LABEL}
    again = load_model(
        ref, heads=read_head_specs(tmp_path), encoder_dir=tmp_path / "encoder", heads_dir=tmp_path, seed=2
    ).eval()
    assert parameter_checksum(again) == parameter_checksum(model)
    batch = make_batch(packed([[9], [5]], family="xlm-roberta", shape="label"), np.array([1, 0]))
    assert torch.equal(again.outputs(batch, "nli"), model.outputs(batch, "nli"))
    assert str(ref.location) not in (tmp_path / "heads.json").read_text()


def test_the_saved_encoder_loads_with_automodel(make_backbone: Make, tmp_path: Path) -> None:
    from transformers import AutoModel

    ref = resolve(str(make_backbone("bert")))
    model = load_model(ref, heads={}, seed=1).eval()
    save_model(model, ref, {}, tmp_path)
    plain, info = AutoModel.from_pretrained(tmp_path / "encoder", output_loading_info=True)
    assert all("pooler" in name for name in info["missing_keys"]) and not info["unexpected_keys"]
    batch = make_batch(packed([[9]], family="bert", shape="label"), np.array([0]))
    expected = plain.eval()(input_ids=batch.ids[None], token_type_ids=batch.types[None]).last_hidden_state[0]
    torch.testing.assert_close(model.hidden(batch), expected, rtol=1e-5, atol=1e-5)


def test_fresh_heads_depend_on_seed_and_name_alone(make_backbone: Make) -> None:
    ref = resolve(str(make_backbone("xlm-roberta")))

    def head(seed: int, name: str, **others: HeadSpec) -> str:
        return parameter_checksum(load_model(ref, heads={**others, name: LABEL}, seed=seed).head(name))

    assert head(1, "nli") == head(1, "nli", pos=TOKEN)
    assert head(1, "nli") != head(2, "nli")
    assert head(1, "nli") != head(1, "rte")


def test_encoder_moved_and_head_fresh_are_visible_in_checksums(make_backbone: Make, tmp_path: Path) -> None:
    ref = resolve(str(make_backbone("xlm-roberta")))
    model = load_model(ref, heads={"nli": LABEL}, seed=1)
    encoder, head = parameter_checksum(model.encoder), parameter_checksum(model.head("nli"))
    batch = make_batch(packed([[9], [5]], family="xlm-roberta", shape="label"), np.array([1, 0]))
    model.loss(batch, "nli")[0].backward()
    torch.optim.SGD(model.parameters(), lr=0.1).step()
    assert parameter_checksum(model.encoder) != encoder
    save_model(model, ref, {"nli": None}, tmp_path)
    later = load_model(ref, heads={"nli": LABEL}, encoder_dir=tmp_path / "encoder", seed=1)
    assert parameter_checksum(later.encoder) == parameter_checksum(model.encoder)
    assert parameter_checksum(later.head("nli")) == head


def test_fresh_weights_are_drawn_as_transformers_does(make_backbone: Make) -> None:
    ref = resolve(str(make_backbone("xlm-roberta", initializer_range=0.02)))
    head = load_model(ref, heads={"nli": LABEL}, seed=1).head("nli")
    values = dict(head.named_parameters())
    assert 0.015 < float(values["dense.weight"].detach().std()) < 0.025
    assert not values["dense.bias"].any() and not values["out_proj.bias"].any()


def test_random_backbone_is_drawn_from_its_seed_not_from_stored_weights(
    make_backbone: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_backbone("xlm-roberta")
    monkeypatch.setattr(backbones, "builtin_folder", lambda: folder)
    first, second = resolve("random", seed=1), resolve("random", seed=2)
    before = parameter_checksum(load_model(first, heads={}, seed=5).encoder)
    assert before == parameter_checksum(load_model(first, heads={}, seed=6).encoder)
    assert before != parameter_checksum(load_model(second, heads={}, seed=5).encoder)
    assert before != parameter_checksum(load_model(resolve("mini"), heads={}, seed=5).encoder)
    mini = resolve("mini").fingerprint
    tensors = load_file(folder / "model.safetensors")
    save_file({name: tensor + 1 for name, tensor in tensors.items()}, folder / "model.safetensors")
    assert resolve("random", seed=1) == first
    assert resolve("mini").fingerprint != mini
    assert parameter_checksum(load_model(first, heads={}, seed=5).encoder) == before
    with pytest.raises(ModelError, match="needs a seed"):
        resolve("random")


def test_fp16_weights_load_as_fp32(make_backbone: Make) -> None:
    folder = make_backbone("xlm-roberta")
    tensors = load_file(folder / "model.safetensors")
    save_file({name: tensor.half() for name, tensor in tensors.items()}, folder / "model.safetensors")
    encoder = load_model(resolve(str(folder)), heads={}, seed=1).encoder
    assert {parameter.dtype for parameter in encoder.parameters()} == {torch.float32}
    stored = tensors["roberta.embeddings.word_embeddings.weight"].half().float()
    assert torch.equal(encoder.get_parameter("embeddings.word_embeddings.weight").detach(), stored)


@pytest.mark.parametrize("family", ["xlm-roberta", "bert"])
def test_masked_lm_head_comes_from_the_backbone(family: str, make_backbone: Make) -> None:
    folder = make_backbone(family)
    ref = resolve(str(folder))
    heads = {"mlm": HeadSpec(shape="lm")}
    bias = load_model(ref, heads=heads, seed=1).head("mlm").get_parameter("bias")
    name = "cls.predictions.bias" if family == "bert" else "lm_head.bias"
    assert torch.equal(bias.detach(), load_file(folder / "model.safetensors")[name])


def test_partial_loads_are_refused_and_named(make_backbone: Make) -> None:
    folder = make_backbone("xlm-roberta")
    path = folder / "model.safetensors"
    whole = load_file(path)
    key = "roberta.encoder.layer.1.output.dense.weight"

    def load_with(tensors: dict[str, torch.Tensor]) -> None:
        save_file(tensors, path)
        load_model(resolve(str(folder)), heads={}, seed=1)

    with pytest.raises(ModelError, match=r"lacks encoder\.layer\.1\.output\.dense\.weight"):
        load_with({name: tensor for name, tensor in whole.items() if name != key})
    with pytest.raises(ModelError, match=r"layer\.1\.output\.dense\.weight \(32, 32\) instead of \(32, 64\)"):
        load_with({**whole, key: torch.zeros(32, 32)})
    with pytest.raises(ModelError, match=r"no place for: encoder\.layer\.3\.output\.dense\.weight"):
        load_with({**whole, "roberta.encoder.layer.3.output.dense.weight": torch.zeros(32, 64)})
    path.write_bytes(b"not weights")
    with pytest.raises(ModelError, match="cannot be read"):
        load_model(resolve(str(folder)), heads={}, seed=1)


def test_heads_that_do_not_fit_are_refused(make_backbone: Make, tmp_path: Path) -> None:
    ref = resolve(str(make_backbone("xlm-roberta")))
    save_model(load_model(ref, heads={"nli": LABEL}, seed=1), ref, {}, tmp_path)
    with pytest.raises(ModelError, match="has no head 'rte'; it has: nli"):
        load_model(ref, heads={"rte": LABEL}, heads_dir=tmp_path, seed=1)
    with pytest.raises(ModelError, match=r"label of size 3 \(first\); the task needs label of size 2 \(first\)"):
        load_model(ref, heads={"nli": HeadSpec(shape="label", size=2)}, heads_dir=tmp_path, seed=1)
    with pytest.raises(ModelError, match="cannot be read"):
        load_model(ref, heads={"nli": LABEL}, heads_dir=tmp_path / "nowhere", seed=1)


def test_bad_configurations_are_refused(make_backbone: Make) -> None:
    folder = make_backbone("bert")
    config = json.loads((folder / "config.json").read_text())

    def load_with(**changes: object) -> None:
        (folder / "config.json").write_text(json.dumps({**config, **changes}))
        load_model(resolve(str(folder)), heads={}, seed=1)

    with pytest.raises(ModelError, match="relative_key"):
        load_with(position_embedding_type="relative_key")
    with pytest.raises(ModelError, match="'mish' is not supported"):
        load_with(hidden_act="mish")
    with pytest.raises(ModelError, match="not a multiple of 5"):
        load_with(num_attention_heads=5)


def test_export_refuses_a_folder_with_files_and_an_unknown_head(make_backbone: Make, tmp_path: Path) -> None:
    ref = resolve(str(make_backbone("bert")))
    save_model(load_model(ref, heads={"nli": LABEL, "pos": TOKEN}, seed=1), ref, {}, tmp_path / "stage")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "precious.txt").write_text("mine")
    with pytest.raises(ModelError, match="not an empty folder"):
        export(tmp_path / "stage", ref, "nli", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["precious.txt"]
    with pytest.raises(ModelError, match="nli, pos; not 'ner'"):
        export(tmp_path / "stage", ref, "ner", tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_export_is_a_whole_folder_with_labels_and_tokenizer(make_backbone: Make, tmp_path: Path) -> None:
    from transformers import AutoConfig, AutoTokenizer

    folder = make_backbone("xlm-roberta")
    ref = resolve(str(folder))
    save_model(load_model(ref, heads={"nli": LABEL}, seed=1), ref, {"nli": ("e", "n", "c")}, tmp_path / "stage")
    export(tmp_path / "stage", ref, None, tmp_path / "out")
    config = AutoConfig.from_pretrained(tmp_path / "out")
    assert config.architectures == ["XLMRobertaForSequenceClassification"]
    assert config.id2label == {0: "e", 1: "n", 2: "c"} and config.label2id == {"e": 0, "n": 1, "c": 2}
    assert (tmp_path / "out" / "tokenizer.json").read_bytes() == (folder / "tokenizer.json").read_bytes()
    plain = AutoTokenizer.from_pretrained(tmp_path / "out")
    expected = load_tokenizer(folder).encode(["the cat sat"])[0][0]
    assert plain("the cat sat", add_special_tokens=False)["input_ids"] == expected
    assert (plain.cls_token_id, plain.mask_token_id, plain.pad_token_id) == (0, 4, 1)
