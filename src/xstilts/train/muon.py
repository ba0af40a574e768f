"""Muon: steps along the orthogonalised momentum of a matrix (Jordan et al. 2024; Liu et al. 2025, arXiv:2502.16982).

torch has it from 2.9 on, but orthogonalises in bf16 whatever the device: on a processor without bf16 products one step
of the built-in backbone takes ten seconds there. This one does so in bf16 where the device has it, with the bits of
torch's, and in fp32 elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from xstilts.models.arithmetic import computed

MOMENTUM = 0.95
ITERATIONS = 5
COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""Of the quintic Newton-Schulz iteration (Jordan et al.): steepest at zero, singular values end at about 0.7 to 1.2."""
RMS = 0.2
"""Root mean square of an update as a share of the rate, which is AdamW's (Liu et al., section 2.2)."""


class Muon(torch.optim.Optimizer):
    """Nesterov momentum, orthogonalised, over matrices; decoupled weight decay. Rates are of AdamW's size."""

    def __init__(self, matrices: Iterable[nn.Parameter], *, rate: float, weight_decay: float) -> None:
        super().__init__(list(matrices), {"lr": rate, "initial_lr": rate, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """One step of every matrix that has a gradient."""
        assert closure is None, "the loop computes gradients itself"
        for group in self.param_groups:
            for matrix in group["params"]:
                if matrix.grad is not None:
                    self._move(matrix, float(group["lr"]), float(group["weight_decay"]))

    def _move(self, matrix: nn.Parameter, rate: float, weight_decay: float) -> None:
        assert matrix.grad is not None
        state = self.state[matrix]
        if "momentum_buffer" not in state:
            state["momentum_buffer"] = torch.zeros_like(matrix.grad, memory_format=torch.preserve_format)
        momentum = state["momentum_buffer"].lerp_(matrix.grad, 1 - MOMENTUM)
        update = orthogonal(matrix.grad.lerp(momentum, MOMENTUM))
        matrix.mul_(1 - rate * weight_decay)
        matrix.add_(update, alpha=-rate * RMS * max(matrix.shape) ** 0.5)


def orthogonal(matrix: Tensor) -> Tensor:
    """About U V' of a matrix U S V' [R, C], by the Newton-Schulz iteration; in bf16 where the device has it."""
    wide = matrix.bfloat16() if computed("bf16", matrix.device) == "bf16" else matrix.float().clone()
    if matrix.shape[0] > matrix.shape[1]:
        wide = wide.T
    wide.div_(wide.norm().clamp(min=1e-7))
    a, b, c = COEFFICIENTS
    for _ in range(ITERATIONS):
        gram = wide @ wide.T
        wide = torch.addmm(wide, torch.addmm(gram, gram, gram, beta=b, alpha=c), wide, beta=a)
    return wide.T if matrix.shape[0] > matrix.shape[1] else wide
