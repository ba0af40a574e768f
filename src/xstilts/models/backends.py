"""Which attention a device runs: the choice, and what is installed for it.

The rule on dropout: it is never left out. torch's own variable-length kernel takes none, so it serves where the rate
is 0 or nothing is trained; with dropout in training and without the package flash-attn, runs of equal length go
through `scaled_dot_product_attention`, which is exact at any rate but launches once for every length of a batch.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from typing import Any, Literal

import torch

Backend = Literal["padded", "flash", "varlen", "runs"]
"""`padded` is ours for the CPU. `flash` (flash-attn) and `varlen` (torch's own, from 2.10) take all sequences in one
launch; `runs` is torch's scaled dot product attention, a launch for each length."""

KERNELS = {
    "flash": ("flash_attn", "flash_attn_varlen_func"),
    "varlen": ("torch.nn.attention.varlen", "varlen_attn"),
}
CAPABILITY = (8, 0)
"""Both kernels are built for NVIDIA's Ampere and later."""
LARGEST_HEAD = 256


def choose(device: str, dtype: torch.dtype, size: int, rate: float, installed: frozenset[str]) -> Backend:
    """The attention for a type of device, values of a type, heads of a size, and a dropout rate (0 outside training).

    Args:
        installed: which of `KERNELS` can be used on the device, as of `kernels`.
    """
    if device == "cpu":
        return "padded"
    fits = dtype in (torch.bfloat16, torch.float16) and size % 8 == 0 and size <= LARGEST_HEAD
    if fits and "flash" in installed:
        return "flash"
    if fits and "varlen" in installed and rate == 0.0:
        return "varlen"
    return "runs"


@lru_cache
def kernels(device: torch.device) -> frozenset[str]:
    """Which of `KERNELS` a device can run; looked up once."""
    if device.type != "cuda" or torch.cuda.get_device_capability(device) < CAPABILITY:
        return frozenset()
    return frozenset(name for name in KERNELS if kernel(name) is not None)


@lru_cache
def kernel(name: str) -> Callable[..., Any] | None:
    """The function of one of `KERNELS`, None if it is not installed or was built for another torch."""
    module, function = KERNELS[name]
    try:
        found: Callable[..., Any] = getattr(import_module(module), function)
    except (ImportError, AttributeError, OSError):
        return None
    return found
