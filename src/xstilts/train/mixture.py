"""Which examples each optimizer step reads: a pure function of (seed, step), so that it can be resumed
anywhere.

Every step draws one task (jiant's rule for multi-task training; one task per micro-batch follows) and takes
that task's next `batch_size` examples in an epoch order of its own. Nothing depends on how often or where a
run was interrupted, and a task's order does not depend on what it is mixed with beyond its place in the
mixture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts.core.seeds import generator
from xstilts.train.steps import SamplingRule, task_weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What one optimizer step reads: the task's index, and its group indices (int64, in drawn order)."""

    task: int
    groups: NDArray[np.int64]


class Mixture:
    """The schedule of a whole training. `draw(step)` may be called for any step, in any order.

    Attributes:
        steps: length of the schedule.
        schedule: int64 [steps], the task of each step.
        position: int64 [steps], how many steps of the same task came before.
    """

    def __init__(
        self, schedule: NDArray[np.int64], *, sizes: Sequence[int], batch_sizes: Sequence[int], seed: int
    ) -> None:
        assert min(sizes) > 0, f"an empty task in a mixture: sizes {list(sizes)}"
        self.steps = len(schedule)
        self.schedule = schedule
        self.position = _earlier(schedule)
        self._sizes = tuple(sizes)
        self._batch_sizes = tuple(batch_sizes)
        self._seed = seed
        self._orders: dict[int, tuple[int, NDArray[np.int64]]] = {}

    def draw(self, step: int) -> Draw:
        """The task and groups of one step (0-based). A batch may reach over the end of an epoch into the
        next.
        """
        task = int(self.schedule[step])
        size, batch_size = self._sizes[task], self._batch_sizes[task]
        first = int(self.position[step]) * batch_size
        parts: list[NDArray[np.int64]] = []
        while batch_size > 0:
            epoch, start = divmod(first, size)
            part = self._order(task, epoch)[start : start + batch_size]
            parts.append(part)
            first, batch_size = first + len(part), batch_size - len(part)
        return Draw(task=task, groups=np.concatenate(parts))

    def _order(self, task: int, epoch: int) -> NDArray[np.int64]:
        kept = self._orders.get(task)
        if kept is None or kept[0] != epoch:
            order = generator(self._seed, "order", task, epoch).permutation(self._sizes[task]).astype(np.int64)
            kept = self._orders[task] = (epoch, order)
        return kept[1]


def make_mixture(
    sizes: Sequence[int],
    sampling: SamplingRule,
    *,
    steps: int,
    batch_size: int,
    seed: int,
    mlm_size: int = 0,
    mlm_share: float = 0.0,
) -> Mixture:
    """The schedule of a mixture of tasks, with an optional interleaved masked LM (task index len(sizes)).

    Masked LM steps are spaced evenly (`floor((step + 1) * share)` of the first steps are masked LM), so their
    share is exact; the task of every other step is drawn independently with `task_weights`.
    """
    weights = task_weights(sizes, sampling)
    drawn = generator(seed, "order", "tasks").choice(len(sizes), size=steps, p=weights)
    schedule: NDArray[np.int64] = np.asarray(drawn, np.int64)
    all_sizes = list(sizes)
    if mlm_share > 0.0:
        passed = np.floor(np.arange(steps + 1) * mlm_share + 1e-9)
        schedule = np.where(np.diff(passed) > 0, len(sizes), schedule)
        all_sizes.append(mlm_size)
    return Mixture(schedule, sizes=all_sizes, batch_sizes=[batch_size] * len(all_sizes), seed=seed)


def _earlier(schedule: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each step, the number of earlier steps of the same task."""
    position = np.zeros(len(schedule), np.int64)
    for task in np.unique(schedule):
        places = np.flatnonzero(schedule == task)
        position[places] = np.arange(len(places))
    return position
