"""Heads that read the parts of a text: against a loop over sequences, in both layouts, saved, loaded and refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from models_fakes import FAMILIES, VOCAB

from xstilts.core.errors import ModelError
from xstilts.models.backbones import resolve
from xstilts.models.batch import make_batch
from xstilts.models.export import export
from xstilts.models.layout import parameter_checksum, read_head_info, read_head_specs, save_model
from xstilts.models.model import load_model, parts_of
from xstilts.tasks.encoded import Encoded, HeadSpec
from xstilts.tasks.kinds.pack import Packer

Make = Callable[..., Path]
PARTS = HeadSpec(shape="label", size=3, pooling="parts")
CHOICES = HeadSpec(shape="score", pooling="parts")


@dataclass
class Marks:
    """What `Packer` needs of a tokenizer."""

    pair_separators: int
    segment_types: bool
    cls_id: int = 0
    sep_id: int = 2


LAYOUTS = {"xlm-roberta": Marks(2, False), "roberta": Marks(2, False), "bert": Marks(1, True)}
TEXTS = [  # groups of sequences of (first, second); None is a single text
    [(range(10, 14), range(20, 27))],
    [(range(30, 33), None)],
    [(range(40, 41), range(50, 60))],
    [([], range(5, 9))],  # an empty first text
    [(range(60, 69), [])],
    [(range(70, 75), None)],
]
GROUPS = [[(range(10, 14), range(20, 27)), (range(10, 14), range(50, 52))], [(range(30, 33), range(60, 70))] * 3]


def encode(family: str, groups, targets) -> Encoded:
    packer = Packer(LAYOUTS[family])  # type: ignore[arg-type]
    for number, group in enumerate(groups):
        for first, second in group:
            packer.sequence(list(first), None if second is None else list(second))
        packer.close_group(number)
    return packer.finish(targets)


def by_hand(states: torch.Tensor, groups, separators: int) -> torch.Tensor:
    """The features of each sequence from the lengths of its texts alone."""
    rows, start = [], 0
    for first, second in (pair for group in groups for pair in group):
        begin = start + 1
        u = states[begin : begin + len(first)].mean(0) if len(first) else torch.zeros(states.shape[1])
        v, size = torch.zeros(states.shape[1]), len(first) + 2
        if second is not None:
            begin += len(first) + separators
            v = states[begin : begin + len(second)].mean(0) if len(second) else v
            size += separators + len(second)
        rows.append(torch.cat([states[start], u, v, (u - v).abs(), u * v]))
        start += size
    assert start == len(states)
    return torch.stack(rows)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("groups", [TEXTS, GROUPS])
def test_parts_equal_a_loop_over_sequences(family: str, groups) -> None:
    batch = make_batch(encode(family, groups, []), np.arange(len(groups)))
    states = torch.randn(batch.tokens, 6, dtype=torch.float64)
    expected = by_hand(states.float(), groups, LAYOUTS[family].pair_separators)
    torch.testing.assert_close(parts_of(states.float(), batch), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_text_is_read_the_same_in_any_batch(family: str, make_backbone: Make) -> None:
    model = load_model(resolve(str(make_backbone(family))), heads={"nli": PARTS}, seed=0).eval()
    data = encode(family, TEXTS, [0, 1, 2, 0, 1, 2])
    together = model.outputs(make_batch(data, np.arange(6)), "nli")
    order = np.array([4, 0, 3])
    torch.testing.assert_close(model.outputs(make_batch(data, order), "nli"), together[order], rtol=1e-5, atol=1e-6)
    for index in range(6):
        alone = model.outputs(make_batch(data, np.array([index])), "nli")[0]
        torch.testing.assert_close(alone, together[index], rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("family", FAMILIES)
def test_outputs_are_the_head_on_these_features(family: str, make_backbone: Make) -> None:
    """Each feature normalised by itself, then dense, tanh, projection; the loss is their cross-entropy."""
    model = load_model(resolve(str(make_backbone(family))), heads={"nli": PARTS, "copa": CHOICES}, seed=0).eval()
    texts = make_batch(encode(family, TEXTS, [0, 1, 2, 0, 1, 2]), np.arange(6))
    choices = make_batch(encode(family, GROUPS, [1, 2]), np.arange(2))
    found = {}
    for name, batch, groups in (("nli", texts, TEXTS), ("copa", choices, GROUPS)):
        rows = by_hand(model.hidden(batch), groups, LAYOUTS[family].pair_separators)
        weights = dict(model.head(name).named_parameters())
        assert weights["dense.weight"].shape == (32, 5 * 32)
        parts = rows.view(-1, 5, 32)  # layer norms are drawn as 1 and 0
        deviation = parts.var(-1, unbiased=False, keepdim=True) + 1e-5
        rows = ((parts - parts.mean(-1, keepdim=True)) / deviation.sqrt()).flatten(1)
        middle = torch.tanh(rows @ weights["dense.weight"].T + weights["dense.bias"])
        found[name] = middle @ weights["out_proj.weight"].T + weights["out_proj.bias"]
    torch.testing.assert_close(model.outputs(texts, "nli"), found["nli"], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(model.outputs(choices, "copa"), found["copa"][:, 0], rtol=1e-4, atol=1e-5)
    loss, count = model.loss(texts, "nli")
    expected = -torch.log_softmax(found["nli"], 1)[range(6), [0, 1, 2, 0, 1, 2]].sum()
    torch.testing.assert_close(loss, expected, rtol=1e-4, atol=1e-5)
    scores = found["copa"][:, 0]
    expected = -torch.log_softmax(scores[:2], 0)[1] - torch.log_softmax(scores[2:], 0)[2]
    torch.testing.assert_close(model.loss(choices, "copa")[0], expected, rtol=1e-4, atol=1e-5)
    assert (count, model.loss(choices, "copa")[1]) == (6, 2)


@pytest.mark.parametrize("pooling", ["first", "parts"])
def test_a_label_reads_the_first_sequence_of_its_group(pooling, make_backbone: Make) -> None:
    spec = HeadSpec(shape="label", size=3, pooling=pooling)
    model = load_model(resolve(str(make_backbone("xlm-roberta"))), heads={"h": spec}, seed=0).eval()
    several = model.outputs(make_batch(encode("xlm-roberta", GROUPS, [0, 1]), np.arange(2)), "h")
    first = encode("xlm-roberta", [group[:1] for group in GROUPS], [0, 1])
    alone = model.outputs(make_batch(first, np.arange(2)), "h")
    assert several.shape == (2, 3)
    torch.testing.assert_close(several, alone, rtol=1e-5, atol=1e-6)


def test_gradients_reach_both_texts_and_stay_finite_with_empty_ones(make_backbone: Make) -> None:
    model = load_model(resolve(str(make_backbone("xlm-roberta"))), heads={"nli": PARTS}, seed=0).eval()
    batch = make_batch(encode("xlm-roberta", TEXTS, [0, 1, 2, 0, 1, 2]), np.arange(6))
    states = torch.randn(batch.tokens, 4, requires_grad=True)
    (parts_of(states, batch) ** 2).sum().backward()
    assert states.grad is not None and torch.isfinite(states.grad).all()
    first = set(batch.offsets[:-1].tolist())
    reached = {index for index, row in enumerate(states.grad) if row.any()}
    assert reached == {index for index in range(batch.tokens) if index in first or not batch.special[index]}
    model.loss(batch, "nli")[0].backward()
    assert all(torch.isfinite(value.grad).all() for value in model.parameters() if value.grad is not None)


def saved(make_backbone: Make, tmp_path: Path, spec: HeadSpec):
    ref = resolve(str(make_backbone("xlm-roberta")))
    model = load_model(ref, heads={"nli": spec}, seed=1).eval()
    save_model(model, ref, {"nli": ("a", "b", "c")}, tmp_path / "stage")
    return ref, model


def test_pooling_is_saved_and_read(make_backbone: Make, tmp_path: Path) -> None:
    ref, model = saved(make_backbone, tmp_path, PARTS)
    assert json.loads((tmp_path / "stage" / "heads.json").read_text())["heads"]["nli"]["pooling"] == "parts"
    specs = read_head_specs(tmp_path / "stage")
    assert specs == {"nli": PARTS}
    again = load_model(
        ref, heads=specs, encoder_dir=tmp_path / "stage" / "encoder", heads_dir=tmp_path / "stage", seed=2
    ).eval()
    assert parameter_checksum(again) == parameter_checksum(model)
    batch = make_batch(encode("xlm-roberta", TEXTS, [0] * 6), np.arange(6))
    assert torch.equal(again.outputs(batch, "nli"), model.outputs(batch, "nli"))


def test_a_head_of_another_pooling_is_refused(make_backbone: Make, tmp_path: Path) -> None:
    ref, _ = saved(make_backbone, tmp_path, PARTS)
    with pytest.raises(ModelError, match=r"size 3 \(parts\); the task needs label of size 3 \(first\)"):
        load_model(ref, heads={"nli": HeadSpec(shape="label", size=3)}, heads_dir=tmp_path / "stage", seed=1)


def test_heads_written_before_there_was_pooling_read_the_first_token(make_backbone: Make, tmp_path: Path) -> None:
    first = HeadSpec(shape="label", size=3)
    saved(make_backbone, tmp_path, first)
    path = tmp_path / "stage" / "heads.json"
    record = json.loads(path.read_text())
    assert record["heads"]["nli"].pop("pooling") == "first"
    path.write_text(json.dumps(record))
    assert read_head_specs(tmp_path / "stage") == {"nli": first}
    assert "pooling" not in read_head_info(tmp_path / "stage")["nli"]


def test_export_of_a_pooled_head_says_what_to_do(make_backbone: Make, tmp_path: Path) -> None:
    ref, _ = saved(make_backbone, tmp_path, PARTS)
    with pytest.raises(ModelError, match="train with `pooling: first` to export it; encoder/ itself loads"):
        export(tmp_path / "stage", ref, "nli", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_default_head_reads_the_first_token_alone(make_backbone: Make) -> None:
    assert HeadSpec(shape="label").pooling == "first"
    model = load_model(resolve(str(make_backbone("bert"))), heads={"h": HeadSpec(shape="label", size=3)}, seed=0)
    assert model.head("h").dense.weight.shape == (32, 32)  # type: ignore[union-attr]
    assert max(token for group in TEXTS for pair in group for text in pair if text for token in text) < VOCAB
