"""Fifty steps of our training loop beside a plain loop over a transformers model: the losses stay together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from models_fakes import packed
from models_plain import HEAD, SPECS, Make, Pair, make_pair, plain_run

from xstilts.tasks.encoded import IGNORE, Encoded
from xstilts.train.loop import Settings, Surroundings, TaskData, group_units, train
from xstilts.train.mixture import Mixture
from xstilts.train.optimizer import make_optimizer

STEPS, WARMUP, BATCH, RATE, DECAY, CLIP = 50, 10, 8, 3e-4, 0.1, 1.0
FP32, BF16 = 1e-5, 1e-2
"""Largest difference of two losses of one step (losses are of 1 to 6)."""


pytestmark = pytest.mark.usefixtures("exact_products")


def draws(groups: int) -> Mixture:
    return Mixture(np.zeros(STEPS, np.int64), sizes=[groups], batch_sizes=[BATCH], seed=2)


def data_of(family: str, shape: str) -> Encoded:
    random = np.random.default_rng(4)
    lengths = np.clip(random.lognormal(2.5, 0.7, 80).astype(int), 3, 60).tolist()
    step = 2 if shape == "score" else 1
    return packed([lengths[start : start + step] for start in range(0, 80, step)], family=family, shape=shape)


def our_losses(pair: Pair, data: Encoded, folder: Path, precision: Any) -> list[float]:
    units = group_units(data, "token" if pair.shape == "lm" else pair.shape)  # its targets are drawn already
    task = TaskData(name="data", head=HEAD, encoded=data, units=units)
    settings = Settings(key="k", seed=0, warmup=WARMUP / STEPS, clip=CLIP, precision=precision, micro_tokens=90)
    optimizer = make_optimizer(pair.ours, learning_rate=RATE, weight_decay=DECAY)
    around = Surroundings(checkpoint_dir=folder / "checkpoint")
    return train(pair.ours, optimizer, [task], draws(len(data.groups) - 1), settings, around).state.losses


def plain_losses(pair: Pair, data: Encoded, precision: str) -> list[float]:
    """AdamW, no decay of biases and LayerNorm, linear warm-up (from 1/10) and decay (to 1/40), clipping."""
    trained = [(name, value) for name, _, value in pair.parameters()]
    still = ("bias", "LayerNorm.weight", "layer_norm.weight")
    groups = [
        {"params": [value for name, value in trained if not name.endswith(still)], "weight_decay": DECAY},
        {"params": [value for name, value in trained if name.endswith(still)], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.999), eps=1e-8)
    mixture, losses = draws(len(data.groups) - 1), []
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = RATE * min((step + 1) / WARMUP, (STEPS - step) / (STEPS - WARMUP))
        chosen = mixture.draw(step).groups.tolist()
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16"):
            _, total = plain_run(pair, data, chosen)
        loss = total / units_of(data, chosen, pair.shape)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([value for _, value in trained], CLIP)
        optimizer.step()
        losses.append(loss.item())
    return losses


def units_of(data: Encoded, groups: list[int], shape: str) -> int:
    if shape not in ("token", "lm"):
        return len(groups)
    return sum(int((data.targets[data.offsets[group] : data.offsets[group + 1]] != IGNORE).sum()) for group in groups)


@pytest.mark.parametrize(
    ("family", "shape", "precision"),
    [
        *(("xlm-roberta", shape, "fp32") for shape in SPECS),
        ("roberta", "label", "fp32"),
        ("bert", "span", "fp32"),
        ("xlm-roberta", "lm", "bf16"),
        ("roberta", "label", "bf16"),
        ("bert", "span", "bf16"),
    ],
)
def test_fifty_steps_keep_to_the_plain_loop(
    family: str, shape: str, precision: str, make_backbone: Make, tmp_path: Path
) -> None:
    pair = make_pair(make_backbone, tmp_path, family, shape, num_hidden_layers=2, initializer_range=0.05)
    data = data_of(family, shape)
    expected = np.array(plain_losses(pair, data, precision))
    found = np.array(our_losses(pair, data, tmp_path, precision))
    assert len(found) == STEPS
    assert abs(expected - expected[0]).max() > 0.1, "nothing was trained"
    assert abs(found - expected).max() <= (FP32 if precision == "fp32" else BF16)
