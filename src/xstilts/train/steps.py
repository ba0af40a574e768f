"""How many optimizer steps a training takes, and how often a mixture draws each task. No torch here.

Planning (cost, the matched-compute control) and training call the same functions, so they cannot disagree.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol


class SamplingRule(Protocol):
    """What is read of a mixture's sampling (`stages.specs.Sampling`)."""

    @property
    def rule(self) -> str:
        """`proportional`, `capped`, `temperature` or `uniform`."""
        ...

    @property
    def cap(self) -> int | None:
        """No task counts for more than this many examples."""
        ...

    @property
    def temperature(self) -> float:
        """Weights are raised to 1/temperature: 1 is proportional, large is uniform."""
        ...


class StepRecipe(Protocol):
    """What is read of a recipe (`stages.specs.Recipe`) to count steps."""

    @property
    def epochs(self) -> float:
        """Passes over the (capped) data."""
        ...

    @property
    def max_steps(self) -> int | None:
        """A number of steps that replaces the one derived from epochs."""
        ...

    @property
    def stretch(self) -> float:
        """Factor on the number of steps (the matched-compute control)."""
        ...

    @property
    def batch_size(self) -> int:
        """Groups per optimizer step."""
        ...


def counted_sizes(sizes: Sequence[int], sampling: SamplingRule) -> list[int]:
    """Sizes as the mixture counts them: min(n, cap) where a cap is set."""
    return [size if sampling.cap is None else min(size, sampling.cap) for size in sizes]


def task_weights(sizes: Sequence[int], sampling: SamplingRule) -> list[float]:
    """The probability of each task; sums to 1.

    Weights are n (`proportional`), min(n, cap) (`capped`), min(n, cap) ** (1 / temperature) (`temperature`)
    or equal (`uniform`). These are jiant's samplers, its default being proportional (Phang et al. 2020,
    arXiv:2005.13013).
    """
    if sampling.rule == "uniform":
        raw = [1.0] * len(sizes)
    else:
        exponent = 1.0 / sampling.temperature if sampling.rule == "temperature" else 1.0
        raw = [float(size) ** exponent for size in counted_sizes(sizes, sampling)]
    total = sum(raw)
    return [weight / total for weight in raw]


def planned_steps(sizes: Sequence[int], sampling: SamplingRule, recipe: StepRecipe, mlm_share: float = 0.0) -> int:
    """Optimizer steps of a training, masked LM included.

    The tasks get ceil(sum of (capped) sizes * epochs / batch_size) steps, or `max_steps`, times `stretch`. A
    masked LM share is added on top, such that it is that share of all steps: mixing it in does not take
    training from the tasks.

    Args:
        sizes: groups (examples; windows for `extract`) of each task, in the order of the mixture.
        mlm_share: share of all steps that are masked LM, in [0, 1).

    Returns:
        At least 1.
    """
    assert 0.0 <= mlm_share < 1.0, f"the masked LM share {mlm_share} is outside [0, 1)"
    base = recipe.max_steps
    if base is None:
        base = _ceil(sum(counted_sizes(sizes, sampling)) * recipe.epochs / recipe.batch_size)
    return max(1, _ceil(_ceil(base * recipe.stretch) / (1.0 - mlm_share)))


def _ceil(value: float) -> int:
    """The ceiling, forgiving rounding errors: (0.1 + 0.2) * 10 is three steps, not four."""
    return math.ceil(value - 1e-9 * max(1.0, abs(value)))
