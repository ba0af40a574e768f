"""AdamW with the field's parameter groups, Muon for matrices, the warm-up schedule, freezing, and gradient clipping."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from xstilts.core.errors import ModelError
from xstilts.train.muon import Muon
from xstilts.train.shard import whole


def make_optimizer(
    model: nn.Module,
    *,
    learning_rate: float,
    rates: Mapping[str, float] | None = None,
    weight_decay: float = 0.01,
    betas: tuple[float, float] = (0.9, 0.999),
    epsilon: float = 1e-8,
) -> torch.optim.AdamW:
    """AdamW over the parameters that require a gradient, in named order.

    Vectors (biases, LayerNorm) are not decayed, as in every BERT fine-tuning script. The fused implementation
    is used where the device has it: the plain loop costs more than a small model's forward pass.

    Args:
        rates: learning rates for parameters whose name starts with a prefix (`heads.`), else `learning_rate`.
    """
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            found = [rate for prefix, rate in (rates or {}).items() if name.startswith(prefix)]
            rate = found[0] if found else learning_rate
            decay = weight_decay if parameter.ndim > 1 else 0.0
            groups.setdefault((rate, decay), []).append(parameter)
    settings: list[dict[str, Any]] = [
        {"params": parameters, "lr": rate, "initial_lr": rate, "weight_decay": decay}
        for (rate, decay), parameters in groups.items()
    ]
    if not settings:
        raise ModelError("every parameter is frozen, so there is nothing to train; shorten `freeze` in the recipe")
    return torch.optim.AdamW(settings, lr=learning_rate, betas=betas, eps=epsilon, fused=True)


class Joined(torch.optim.Optimizer):
    """Several optimizers over different parameters as one: one state, one list of groups, one step."""

    def __init__(self, parts: Sequence[torch.optim.Optimizer]) -> None:
        super().__init__([parameter for part in parts for parameter in _parameters(part)], {})
        self.parts = tuple(parts)
        self.param_groups = [group for part in parts for group in part.param_groups]
        for part in parts:
            part.state = self.state

    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """One step of each."""
        assert closure is None, "the loop computes gradients itself"
        for part in self.parts:
            part.step()


def add_muon(adam: torch.optim.AdamW, model: nn.Module, rate: float) -> Joined:
    """Give the matrices inside the layers to Muon and leave everything else to AdamW.

    Muon (Jordan et al. 2024; Liu et al. 2025, arXiv:2502.16982) steps along the orthogonalised momentum. From random
    layers it needs far fewer steps than AdamW: see the card of the built-in backbone. With the second paper's scaling,
    so that `rate` is of AdamW's size.

    Args:
        rate: the learning rate of the matrices; weight decay is that of AdamW's matrices.

    Raises:
        ModelError: no such matrix is trained.
    """
    inside = {
        id(value): value
        for name, value in model.named_parameters()
        if value.requires_grad and value.ndim == 2 and re.search(r"\.layers?\.\d+\.", name)
    }
    if not inside:
        raise ModelError(
            "`matrix_learning_rate` needs matrices in the model's layers, and none is trained: "
            "unfreeze a layer, or set it to 0"
        )
    decay = max(float(group["weight_decay"]) for group in adam.param_groups)
    for group in adam.param_groups:
        group["params"] = [value for value in group["params"] if id(value) not in inside]
    adam.param_groups[:] = [group for group in adam.param_groups if group["params"]]
    return Joined([adam, Muon(inside.values(), rate=rate, weight_decay=decay)])


def _parameters(optimizer: torch.optim.Optimizer) -> list[nn.Parameter]:
    return [value for group in optimizer.param_groups for value in group["params"]]


def rate_factor(step: int, total: int, warmup: float) -> float:
    """Linear warm-up over the first `warmup` share of the steps, then linear decay to just above zero.

    `step` counts from 0. Unlike Hugging Face's schedule, the first step has the rate 1/warm-up steps and not
    0, so that no step of a short training is spent without effect.
    """
    rising = min(total - 1, round(total * warmup))
    if step < rising:
        return (step + 1) / rising
    return (total - step) / (total - rising)


def decay_factors(rate: float, decay: float, *, steps: int, total: int, warmup: float) -> NDArray[np.float32]:
    """fp32 [steps]: what AdamW multiplies a decayed parameter by in each of the first steps of a schedule."""
    factors = [1 - rate * rate_factor(step, total, warmup) * decay for step in range(steps)]
    return np.asarray(factors, np.float32)


def set_rate(optimizer: torch.optim.Optimizer, factor: float) -> float:
    """Set every group's learning rate to its initial rate times `factor`; returns the first group's."""
    for group in optimizer.param_groups:
        group["lr"] = group["initial_lr"] * factor
    return float(optimizer.param_groups[0]["lr"])


def freeze(model: nn.Module, parts: Sequence[str]) -> list[str]:
    """Stop the gradients of parts of `model.encoder`: `embeddings`, or `layers:N` for the lowest N layers.

    Returns:
        Names of the frozen parameters. The token embeddings that a masked LM head is tied to freeze with it.

    Raises:
        ModelError: a part is not one of these, or the model has no such parameters.
    """
    frozen: list[str] = []
    named = [(name, value) for name, value in model.named_parameters() if name.startswith("encoder.")]
    for part in parts:
        kind, _, number = part.partition(":")
        if not ((kind == "embeddings" and not number) or (kind == "layers" and number.isdigit())):
            raise ModelError(f"cannot freeze {part!r}; allowed: `embeddings`, or `layers:N` for the lowest N layers")
        before = len(frozen)
        for name, parameter in named:
            layer = re.search(r"\.layers?\.(\d+)\.", name)
            below = layer is not None and number.isdigit() and int(layer.group(1)) < int(number)
            if below if kind == "layers" else ".embeddings." in name:
                parameter.requires_grad_(False)
                frozen.append(name)
        if len(frozen) == before and part != "layers:0":
            raise ModelError(f"freezing {part!r} found no such parameters in this model's encoder")
    return frozen


def clip(parameters: Sequence[nn.Parameter], limit: float) -> float:
    """Scale gradients so that their norm is at most `limit` (0 = no clipping); returns the norm before."""
    bound = limit if limit > 0 else float("inf")
    return float(whole(torch.nn.utils.clip_grad_norm_(parameters, bound, foreach=True)))
