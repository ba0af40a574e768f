"""How a worker process computes: threads, and the fast fp32 matrix product where it is as exact as the slow
one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import torch

EXACT = 5e-6
"""Largest relative error at which a product still counts as fp32: bf16's is about 4e-3, fp32's under 1e-6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numerics:
    """What was set: threads, device, and whether fp32 products on the CPU take the oneDNN route.

    `attention` names the attention of a stage's model in `training` and `evaluation`, as of `models.attention.used`.
    """

    threads: int
    device: str
    fast_fp32: bool
    attention: Mapping[str, str] = field(default_factory=dict)


def prepare(threads: int, device: str) -> Numerics:
    """Set this process's threads and matrix product route; call once before a stage's work.

    On CPUs without matrix units, float32 precision "medium" computes true fp32 through oneDNN, which is about
    1.7 times as fast as MKL on some processors; on CPUs with them it would compute in bf16. So one product is
    tried against float64, and the route is taken only if its error is fp32's. On a GPU, deterministic
    algorithms are asked for where torch has them.
    """
    torch.set_num_threads(threads)
    if device.startswith("cuda"):
        torch.cuda.set_device(torch.device(device).index or 0)  # whose generator a checkpoint holds
        torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]
        torch.use_deterministic_algorithms(True, warn_only=True)
        return Numerics(threads=threads, device=device, fast_fp32=False)
    torch.set_float32_matmul_precision("medium")
    fast = _relative_error() < EXACT
    if not fast:
        torch.set_float32_matmul_precision("highest")
    return Numerics(threads=threads, device=device, fast_fp32=fast)


def _relative_error() -> float:
    """Largest error of one fp32 product, relative to the largest value of the exact one."""
    random = torch.Generator().manual_seed(0)
    left = torch.randn(256, 512, generator=random)
    right = torch.randn(512, 256, generator=random)
    exact = left.double() @ right.double()
    return float((left @ right - exact).abs().max() / exact.abs().max())
