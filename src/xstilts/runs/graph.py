"""Nodes of a plan: a stage's key, its spec, a readable name and an estimate of what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from xstilts.stages.specs import upstream_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a stage will cost: real tokens through the model, FLOPs, seconds on this machine, bytes on disk.

    `memory`: bytes of its process at its peak, 0 when unknown. A sum of estimates has the larger one: they need not run
    side by side.
    """

    tokens: int = 0
    flops: float = 0.0
    seconds: float = 0.0
    bytes: int = 0
    memory: int = 0

    def __add__(self, other: Estimate) -> Estimate:
        return Estimate(
            tokens=self.tokens + other.tokens,
            flops=self.flops + other.flops,
            seconds=self.seconds + other.seconds,
            bytes=self.bytes + other.bytes,
            memory=max(self.memory, other.memory),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StageNode:
    """One stage of a plan. `name` is the display-only prefix of its folder (`train-xnli-mini-s1`)."""

    key: str
    spec: Any
    name: str
    estimate: Estimate = Estimate()

    @property
    def upstream(self) -> tuple[str, ...]:
        """Keys this stage reads."""
        return upstream_keys(self.spec)
