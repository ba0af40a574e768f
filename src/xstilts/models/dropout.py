"""Dropout that costs little on a CPU: sixteen random bits per element instead of one double.

Measured on one core: drawing and applying a mask takes about a quarter to a third of the time of torch's own dropout,
which is up to a tenth of a training step of a small encoder. The rate is rounded to 1/65536 and the scale
uses the rounded rate, so the expectation is exact. Bits come from torch's generator: a saved RNG state
reproduces them.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def keep_mask(values: Tensor, rate: float) -> tuple[Tensor, float]:
    """A mask like `values` (CPU), 1 with probability 1 - rate and else 0, and the scale of the elements kept.

    In the type of the values from the start: converting a mask costs as much as comparing.
    """
    count = values.numel()
    dropped = round(rate * 65536)
    words = torch.empty((count + 3) // 4, dtype=torch.int64).random_(-(2**63), None)
    bits = words.view(torch.int16)[:count]
    mask = torch.empty_like(values, memory_format=torch.contiguous_format)
    torch.ge(bits.view(values.shape), dropped - 32768, out=mask)
    return mask, 65536 / (65536 - dropped)


class _CheapDropout(torch.autograd.Function):
    """y = x * mask, where the mask holds 0 or the scale in x's own type."""

    @staticmethod
    def forward(ctx: Any, values: Tensor, rate: float) -> Tensor:
        mask, scale = keep_mask(values, rate)
        factor = mask.mul_(scale)
        ctx.save_for_backward(factor)
        return values * factor

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, None]:
        (factor,) = ctx.saved_tensors
        return grads[0] * factor, None


def dropout(values: Tensor, rate: float, training: bool) -> Tensor:
    """Inverted dropout; the identity when not training or the rate is 0. Rates are in [0, 1)."""
    if not training or rate <= 0.0:
        return values
    if values.device.type != "cpu":
        return F.dropout(values, rate, True)
    result: Tensor = _CheapDropout.apply(values, rate)  # type: ignore[no-untyped-call]
    return result


class Dropout(nn.Module):
    """`dropout` as a module."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, values: Tensor) -> Tensor:
        """Any shape in, the same shape out."""
        return dropout(values, self.rate, self.training)
