"""The packed engine itself: batches, attention, dropout, mixed precision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from models_fakes import packed

from xstilts.core.errors import ModelError
from xstilts.models.attention import packed_attention
from xstilts.models.backbones import resolve
from xstilts.models.batch import Plan, Run, make_batch, round_up, run_shapes
from xstilts.models.dropout import Dropout, dropout
from xstilts.models.model import load_model
from xstilts.tasks.encoded import HeadSpec

Make = Callable[..., Path]


def plan_of(lengths: list[int]) -> Plan:
    """The plan of some sequences; their tokens are already in its order if the lengths ascend."""
    data = packed([[length] for length in lengths], family="bert", shape="label")
    return make_batch(data, np.arange(len(lengths))).plan


def test_a_batch_gathers_groups_in_the_order_asked_for() -> None:
    data = packed([[2, 3], [4], [3, 2]], family="bert", shape="label")
    batch = make_batch(data, np.array([2, 0]))
    assert batch.ids.tolist() == [*data.ids[9:14], *data.ids[0:5]]
    assert batch.offsets.tolist() == [0, 3, 5, 7, 10] and batch.groups.tolist() == [0, 2, 4]
    assert batch.local.tolist() == [0, 1, 2, 0, 1, 0, 1, 0, 1, 2]
    assert batch.targets.tolist() == [data.targets[2], data.targets[0]]
    assert batch.plan.order[:10].tolist() == [3, 4, 5, 6, 0, 1, 2, 7, 8, 9]
    assert batch.plan.order[batch.plan.place].tolist() == list(range(10))
    assert batch.plan.runs == (Run(0, 4, 8),)
    padding = batch.plan.padding
    assert padding is not None
    assert padding.place.tolist() == [0, 1, 8, 9, 16, 17, 18, 24, 25, 26, 32]
    assert padding.source[padding.place[:10]].tolist() == list(range(10))
    (bias,) = padding.biases
    assert bias is not None and (bias == 0).sum(-1).flatten().tolist() == [2, 2, 3, 3]
    assert torch.isneginf(bias[bias != 0]).all()
    assert not batch.plan.inside and make_batch(data, np.array([0, 1])).plan.inside
    assert (batch.longest, batch.widest, batch.tokens) == (3, 2, 10)


@pytest.mark.parametrize("shape", ["token", "span", "embedding"])
def test_targets_follow_tokens_or_sequences(shape: str) -> None:
    data = packed([[2, 3], [4]], family="bert", shape=shape)
    expected = {"token": data.targets[5:], "span": data.targets[2:], "embedding": []}[shape]
    assert make_batch(data, np.array([1])).targets.tolist() == np.asarray(expected).tolist()


def test_on_other_devices_runs_have_equal_lengths_and_no_padding() -> None:
    data = packed([[2, 3], [4], [3, 2]], family="bert", shape="label")
    plan = make_batch(data, np.array([2, 0]), "meta").plan
    assert plan.runs == (Run(0, 2, 2), Run(4, 2, 3)) and plan.padding is None
    assert len(plan.order) == 10


@pytest.mark.parametrize(
    ("lengths", "shapes"),
    [
        ([5], [(1, 8)]),
        ([5, 6, 7], [(1, 8), (2, 8)]),
        ([7, 9], [(1, 8), (1, 16)]),
        ([64, 65], [(2, 80)]),  # multiples of 16 above 64
        ([90, 96, 128], [(1, 96), (2, 128)]),  # 90 is less than three quarters of 128
        ([256] * 5, [(1, 256), (4, 256)]),  # at most 1024 tokens
        ([2000], [(1, 2000)]),
    ],
)
def test_padded_runs_are_powers_of_two_of_similar_lengths(lengths: list[int], shapes: list[tuple[int, int]]) -> None:
    assert run_shapes(lengths) == shapes


@given(st.lists(st.integers(1, 600), min_size=1, max_size=80))
def test_padded_runs_hold_every_sequence_in_order(lengths: list[int]) -> None:
    lengths = sorted(lengths)
    shapes = run_shapes(lengths)
    room = [length for count, length in shapes for _ in range(count)]
    assert len(room) == len(lengths)
    assert all(0 <= wide - size <= max(8, wide // 4) for size, wide in zip(lengths, room))
    assert all(count & (count - 1) == 0 and length % (8 if length <= 64 else 16) == 0 for count, length in shapes)


@given(st.integers(1, 10**7))
def test_rounding_up_wastes_a_thirty_second_and_has_few_values(count: int) -> None:
    rounded = round_up(count)
    assert count <= rounded <= count * (1 + 1 / 32)
    assert rounded.bit_length() <= 6 or rounded % (1 << rounded.bit_length() - 6) == 0


def attention_of_one(rows: torch.Tensor, heads: int) -> torch.Tensor:
    """The definition: softmax(Q K' / sqrt(d)) V of one sequence, [L, 3H] to [L, H]."""
    query, key, value = (part.unflatten(1, (heads, -1)).transpose(0, 1) for part in rows.chunk(3, 1))
    weights = torch.softmax(query @ key.transpose(1, 2) / query.shape[-1] ** 0.5, -1)
    return (weights @ value).transpose(0, 1).flatten(1)


@pytest.mark.parametrize("lengths", [[3, 3, 5], [16, 16], [2, 3, 7, 8, 16, 16, 17, 30, 31, 40]])
def test_attention_and_its_gradient_equal_the_definition(lengths: list[int]) -> None:
    plan, tokens = plan_of(lengths), sum(lengths)
    qkv = torch.randn(len(plan.order), 24, requires_grad=True)
    upper = torch.randn(tokens, 8)
    ours = packed_attention(qkv, plan, 2, 0.0)[:tokens]
    expected = torch.cat([attention_of_one(rows, 2) for rows in qkv[:tokens].split(lengths)])
    torch.testing.assert_close(ours, expected)
    (one,) = torch.autograd.grad(ours, qkv, upper)
    (two,) = torch.autograd.grad(expected, qkv, upper)
    torch.testing.assert_close(one, two, rtol=1e-5, atol=1e-6)


def test_attention_does_not_depend_on_what_fillers_hold() -> None:
    plan = plan_of([3, 9])
    qkv = torch.randn(len(plan.order), 24)
    other = qkv.clone()
    other[12:] = 1e4
    assert len(plan.order) > 12
    assert torch.equal(packed_attention(qkv, plan, 2, 0.0)[:12], packed_attention(other, plan, 2, 0.0)[:12])


def test_attention_gradient_with_dropout_equals_finite_differences() -> None:
    plan = plan_of([3, 3, 5])
    qkv = torch.randn(len(plan.order), 24, dtype=torch.float64, requires_grad=True)

    def run(values: torch.Tensor) -> torch.Tensor:
        torch.manual_seed(5)
        return packed_attention(values, plan, 2, 0.3)[:11]

    assert torch.autograd.gradcheck(run, (qkv,))
    assert not torch.equal(run(qkv), packed_attention(qkv, plan, 2, 0.0)[:11])


def test_dropout_keeps_the_right_share_and_the_mean() -> None:
    torch.manual_seed(0)
    values = torch.ones(400_001, requires_grad=True)
    dropped = dropout(values, 0.1, True)
    kept = dropped.detach() != 0
    assert abs(float(kept.float().mean()) - 0.9) < 0.003  # six standard errors
    assert abs(float(dropped.detach().mean()) - 1.0) < 0.003
    assert torch.unique(dropped[kept]).tolist() == pytest.approx([1 / 0.9], rel=1e-4)
    dropped.sum().backward()
    assert values.grad is not None and torch.equal(values.grad, dropped.detach())
    pairs = (kept[1:] & kept[:-1]).float().mean()
    assert abs(float(pairs) - 0.81) < 0.005  # neighbours share a random word, yet are independent


def test_dropout_follows_the_generator_and_stops_at_evaluation() -> None:
    module, values = Dropout(0.5), torch.ones(999)
    torch.manual_seed(3)
    first = module(values)
    assert not torch.equal(first, module(values))
    torch.manual_seed(3)
    assert torch.equal(first, module(values))
    assert torch.equal(module.eval()(values), values)
    assert torch.equal(dropout(values, 0.0, True), values)


def test_training_with_dropout_repeats_under_a_seed(make_backbone: Make) -> None:
    model = load_model(
        resolve(str(make_backbone("xlm-roberta"))),
        heads={"nli": HeadSpec(shape="label", size=3)},
        seed=0,
        dropout=0.2,
    )
    batch = make_batch(packed([[9], [5], [9]], family="xlm-roberta", shape="label"), np.arange(3))

    def loss() -> float:
        torch.manual_seed(1)
        return float(model.loss(batch, "nli")[0].detach())

    assert loss() == loss()
    with_dropout = loss()
    assert with_dropout != float(model.eval().loss(batch, "nli")[0].detach())


@pytest.mark.parametrize("shape", ["label", "token", "span", "score", "lm"])
def test_bf16_autocast_stays_near_fp32(shape: str, make_backbone: Make) -> None:
    sizes = {"label": 3, "token": 5}
    spec = HeadSpec(shape=shape, size=sizes.get(shape, 1))  # type: ignore[arg-type]
    model = load_model(resolve(str(make_backbone("xlm-roberta"))), heads={"h": spec}, seed=0).eval()
    data = packed([[9, 4], [5, 5], [30, 9]], family="xlm-roberta", shape=shape)
    batch = make_batch(data, np.arange(3))
    exact, _ = model.loss(batch, "h")
    with torch.autocast("cpu", dtype=torch.bfloat16):
        rough, _ = model.loss(batch, "h")
    rough.backward()
    assert rough.dtype == torch.float32
    assert float(rough.detach()) == pytest.approx(float(exact.detach()), rel=0.05)
    assert all(torch.isfinite(value.grad).all() for value in model.parameters() if value.grad is not None)


def test_nothing_scored_is_a_zero_loss_with_a_graph(make_backbone: Make) -> None:
    spec = HeadSpec(shape="token", size=5)
    model = load_model(resolve(str(make_backbone("xlm-roberta"))), heads={"pos": spec}, seed=0)
    data = packed([[9]], family="xlm-roberta", shape="token")
    batch = make_batch(replace(data, targets=np.full_like(data.targets, -100)), np.array([0]))
    loss, count = model.loss(batch, "pos")
    loss.backward()
    assert (float(loss.detach()), count) == (0.0, 0)


def test_misuse_is_a_model_error(make_backbone: Make) -> None:
    model = load_model(resolve(str(make_backbone("bert"))), heads={}, seed=0).eval()
    short = make_batch(packed([[9]], family="bert", shape="embedding"), np.array([0]))
    with pytest.raises(ModelError, match="0 \\(embeddings\\) to 3"):
        model.hidden(short, [4])
    with pytest.raises(ModelError, match="no head 'nli'"):
        model.outputs(short, "nli")
    long = make_batch(packed([[65]], family="bert", shape="embedding"), np.array([0]))
    with pytest.raises(ModelError, match="at most 64"):
        model.hidden(long)
    with pytest.raises(ModelError, match="outside the model's vocabulary of 90"):
        model.hidden(replace(short, ids=short.ids + 90))
