"""Where a training stands: everything that changes from step to step besides weights, and what becomes of it.

`TrainState` is JSON-native so that a checkpoint holds all of it; `curve` and `Outcome` are what a stage
stores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

CURVE_POINTS = 200
DIVERGED = 10.0
SMOOTHING = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class DevScore:
    """One evaluation on English dev data: the score that selects (in percent), and each task's own."""

    value: float
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class TrainState:
    """The position of a training.

    `step` counts finished optimizer steps. `losses` holds every step's loss and `tasks` its task; `dev` the
    evaluations as {step, score, parts}. `first` is each task's first loss and `ratio` the smoothed loss
    relative to it. `best_step` is None until a dev evaluation has been made; `failures` counts evaluations
    since the best.
    """

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    losses: list[float] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)
    dev: list[dict[str, Any]] = field(default_factory=list)
    first: dict[str, float] = field(default_factory=dict)
    ratio: float = 1.0
    best_step: int | None = None
    best_score: float | None = None
    failures: int = 0
    finished: bool = False

    def add_loss(self, task: int, loss: float, tokens: int) -> None:
        """Count one finished step and update the smoothed ratio of losses to each task's first."""
        first = self.first.setdefault(str(task), max(loss, 1.0))
        self.ratio = SMOOTHING * self.ratio + (1.0 - SMOOTHING) * loss / first
        self.losses.append(loss)
        self.tasks.append(task)
        self.tokens += tokens
        self.step += 1

    @property
    def diverged(self) -> bool:
        """Whether the smoothed loss stands at ten times where its tasks began (at least 1): no way back from
        there.
        """
        return self.ratio > DIVERGED

    def add_dev(self, score: DevScore) -> bool:
        """Record an evaluation; True if it is the best so far (the first of equal ones)."""
        self.dev.append({"step": self.step, "score": score.value, "parts": dict(score.parts)})
        if self.best_score is None or score.value > self.best_score:
            self.best_step, self.best_score, self.failures = self.step, score.value, 0
            return True
        self.failures += 1
        return False

    def recent_loss(self, window: int = 20) -> float | None:
        """Mean loss of the last steps, or None before the first."""
        recent = self.losses[-window:]
        return sum(recent) / len(recent) if recent else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a training ended: `kept_step` is the step whose weights the model now holds."""

    state: TrainState
    kept_step: int
    planned_steps: int


def curve(
    state: TrainState, task_names: Sequence[str], planned_steps: int, *, kept_step: int | None = None
) -> dict[str, Any]:
    """The learning curve as JSON: mean losses over equal runs of steps (at most 200), and all dev scores.

    Args:
        kept_step: the step whose weights were kept, where that need not be the best one (`select="last"`).

    Returns:
        {"planned_steps", "steps", "loss": [{"step", "loss"}], "losses": {task: [{"step", "loss"}]} where several
        tasks are trained, "dev": [{"step", "score", "parts"}], "best_step"}. A point's `step` is the last of its
        run. `best_step` is the step of the best dev score if its weights were kept, else None.
    """
    steps = list(range(1, len(state.losses) + 1))
    value: dict[str, Any] = {
        "planned_steps": planned_steps,
        "steps": state.step,
        "loss": thinned(steps, state.losses),
        "dev": state.dev,
        "best_step": state.best_step if kept_step in (None, state.best_step) else None,
    }
    if len(task_names) > 1:
        value["losses"] = {}
        for task, name in enumerate(task_names):
            places = [place for place, drawn in enumerate(state.tasks) if drawn == task]
            value["losses"][name] = thinned([steps[p] for p in places], [state.losses[p] for p in places])
    return value


def thinned(steps: Sequence[int], losses: Sequence[float], points: int = CURVE_POINTS) -> list[dict[str, Any]]:
    """Mean losses over runs of equal length (the last may be shorter), at most `points` of them."""
    length = max(1, -(-len(steps) // points))
    runs = [range(start, min(start + length, len(steps))) for start in range(0, len(steps), length)]
    return [{"step": steps[run[-1]], "loss": sum(losses[i] for i in run) / len(run)} for run in runs]
