"""Loss and gradients against plain transformers: every head, batch composition and mix of lengths; both fp32 product
routes; bfloat16. Distances are relative to the norm of what is compared with.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch
from models_fakes import FAMILIES, packed
from models_plain import HEAD, SPECS, Make, Pair, make_pair, plain_run

from xstilts.models.batch import make_batch
from xstilts.tasks.encoded import Encoded
from xstilts.train.numerics import prepare

WHOLE = 1e-6
"""Between the two losses, and between the two gradients of all parameters as one vector."""
ONE = 5e-6
"""Between the two gradients of one parameter: plain transformers' own are up to 3e-6 from theirs in float64."""
ROUNDING = 1e-4
"""The share of the whole gradient below which one parameter's is rounding (a key's bias, or a bias before a softmax,
whose true gradient is 0): its difference counts against the whole norm alone."""
ROUTES = 2e-5
"""Between the routes of fp32 products, of losses and of all parameters' gradients."""
BF16_LOSS, BF16_GRADIENT = 5e-3, 1.5e-2
"""bfloat16 (8 bits: 4e-3 a rounding) from fp32, of a loss and of all parameters' gradients."""
SHAPE = {"max_position_embeddings": 400, "num_hidden_layers": 2, "initializer_range": 0.05}
Gradients = dict[str, torch.Tensor]


def lognormal(mean: float, longest: int, count: int) -> list[int]:
    """Lengths as real texts have them."""
    drawn = np.random.default_rng(0).lognormal(np.log(mean) - 0.18, 0.6, count)
    return np.clip(drawn.astype(int), 3, longest).tolist()


MIXES = {
    "equal": [24] * 12,
    "one long": [8] * 11 + [384],
    "powers of two": [4, 8, 16, 32, 64, 128, 256, 4, 8, 16, 32, 64],
    "nli": lognormal(35, 128, 24),
    "qa": lognormal(170, 384, 8),
}


pytestmark = pytest.mark.usefixtures("exact_products")


def data_of(lengths: Sequence[int], pair: Pair) -> Encoded:
    step = 2 if pair.shape == "score" else 1
    groups = [list(lengths[start : start + step]) for start in range(0, len(lengths), step)]
    return packed(groups, family=pair.family, shape=pair.shape)


def ours(pair: Pair, data: Encoded, parts: Sequence[Sequence[int]], *, bf16: bool = False) -> tuple[float, Gradients]:
    """The loss and the gradients summed over micro-batches."""
    pair.ours.zero_grad()
    total = 0.0
    for part in parts:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            loss, _ = pair.ours.loss(make_batch(data, np.array(part)), HEAD)
        loss.backward()
        total += loss.item()
    return total, {name: value.grad.double() for name, value, _ in pair.parameters() if value.grad is not None}


def theirs(pair: Pair, data: Encoded, groups: Sequence[int], *, bf16: bool = False) -> tuple[float, Gradients]:
    pair.plain.zero_grad()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
        _, loss = plain_run(pair, data, groups)
    loss.backward()
    return loss.item(), {name: value.grad.double() for name, _, value in pair.parameters() if value.grad is not None}


def norm(gradients: Gradients) -> float:
    return float(sum(value.square().sum() for value in gradients.values()) ** 0.5)


def difference(left: Gradients, right: Gradients) -> Gradients:
    """Parameters that one side never touches count as 0 there."""
    zero = torch.zeros(())
    return {name: left.get(name, zero) - right.get(name, zero) for name in left.keys() | right.keys()}


def distance(found: Gradients, expected: Gradients) -> float:
    return norm(difference(found, expected)) / norm(expected)


def check(found: tuple[float, Gradients], expected: tuple[float, Gradients], what: str) -> None:
    assert found[0] == pytest.approx(expected[0], rel=WHOLE), what
    assert distance(found[1], expected[1]) <= WHOLE, what
    whole, compared = norm(expected[1]), 0
    for name, value in difference(found[1], expected[1]).items():
        size = float(expected[1].get(name, torch.zeros(())).norm())
        if size > ROUNDING * whole:
            compared += 1
            assert float(value.norm()) <= ONE * size, f"{what}: {name}"
    assert compared > 20


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("shape", list(SPECS))
def test_loss_and_gradients_equal_transformers(family: str, shape: str, make_backbone: Make, tmp_path: Path) -> None:
    pair = make_pair(make_backbone, tmp_path, family, shape, **SHAPE)
    for mix, lengths in MIXES.items():
        data = data_of(lengths, pair)
        order = np.random.default_rng(1).permutation(len(data.groups) - 1).tolist()
        expected = theirs(pair, data, order)
        for size in (len(order), 3):
            parts = [order[start : start + size] for start in range(0, len(order), size)]
            check(ours(pair, data, parts), expected, f"{mix}, {len(parts)} micro-batches")
    some = [order[0], order[2], order[0]]
    check(ours(pair, data, [some]), theirs(pair, data, some), "some groups, one of them twice")


@pytest.mark.parametrize("shape", list(SPECS))
def test_the_fast_product_route_is_taken_only_where_it_is_exact(
    shape: str, make_backbone: Make, tmp_path: Path
) -> None:
    pair = make_pair(make_backbone, tmp_path, "xlm-roberta", shape, hidden_size=64, **SHAPE)
    data = data_of(MIXES["nli"], pair)
    order = list(range(len(data.groups) - 1))
    loss, exact = ours(pair, data, [order])
    fast = prepare(1, "cpu").fast_fp32
    assert torch.get_float32_matmul_precision() == ("medium" if fast else "highest")
    taken, gradients = ours(pair, data, [order])
    assert taken == pytest.approx(loss, rel=ROUTES)
    assert distance(gradients, exact) <= ROUTES
    if not fast:  # refused rightly, and the bound sees it
        torch.set_float32_matmul_precision("medium")
        assert distance(ours(pair, data, [order])[1], exact) > ROUTES


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("shape", list(SPECS))
def test_bfloat16_is_as_near_to_fp32_as_transformers(
    family: str, shape: str, make_backbone: Make, tmp_path: Path
) -> None:
    pair = make_pair(make_backbone, tmp_path, family, shape, **SHAPE)
    for mix in ("nli", "qa"):
        data = data_of(MIXES[mix], pair)
        order = list(range(len(data.groups) - 1))
        loss, exact = theirs(pair, data, order)
        _, peer = theirs(pair, data, order, bf16=True)
        found_loss, found = ours(pair, data, [order], bf16=True)
        assert found_loss == pytest.approx(loss, rel=BF16_LOSS), mix
        assert distance(found, exact) <= min(BF16_GRADIENT, 1.5 * distance(peer, exact)), mix
