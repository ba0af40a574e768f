"""Rates and remaining time, computed from what was observed. Pure state; the clock is passed in."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from xstilts.core.progress import Progress

_WINDOW = 30


@dataclass(slots=True)
class StagePace:
    """One running stage: tokens per second over the last reports, and its remaining seconds."""

    started: float
    last: Progress | None = None
    _seen: deque[tuple[float, int, int]] = field(default_factory=lambda: deque(maxlen=_WINDOW))

    def update(self, event: Progress, moment: float) -> None:
        """Take in one report."""
        if self._seen and event.step < self._seen[-1][1]:
            self._seen.clear()  # another phase of the stage counts from zero
        self.last = event
        self._seen.append((moment, event.step, event.tokens))

    @property
    def tokens_per_second(self) -> float | None:
        """Real tokens per second, None until two reports say."""
        (first, _, early), (last, _, late) = self._ends()
        return (late - early) / (last - first) if last > first and late > early else None

    @property
    def remaining(self) -> float | None:
        """Seconds until the stage ends, None when its total or its rate is unknown."""
        (first, low, _), (last, high, _) = self._ends()
        if self.last is None or not self.last.total or last <= first or high <= low:
            return None
        return max(self.last.total - self.last.step, 0) * (last - first) / (high - low)

    def _ends(self) -> tuple[tuple[float, int, int], tuple[float, int, int]]:
        nothing = (0.0, 0, 0)
        return (self._seen[0], self._seen[-1]) if self._seen else (nothing, nothing)


@dataclass(slots=True)
class StudyPace:
    """The whole run: remaining seconds from estimates, corrected by how long finished stages really took.

    Without estimates every stage counts as much as the mean of those that finished.
    """

    workers: int
    estimated: dict[str, float]
    _done_estimated: float = 0.0
    _done_seconds: float = 0.0
    _done: int = 0

    def finished(self, key: str, seconds: float) -> None:
        """A stage ran to its end."""
        self._done_estimated += self.estimated.pop(key, 0.0)
        self._done_seconds += seconds
        self._done += 1

    def dropped(self, key: str) -> None:
        """A stage will not run after all: reused, failed or skipped."""
        self.estimated.pop(key, None)

    def remaining(self) -> float | None:
        """Seconds until the run ends, None while nothing is known."""
        if not self.estimated:
            return 0.0
        work = sum(self.estimated.values())
        if work <= 0:
            if not self._done:
                return None
            work = self._done_seconds / self._done * len(self.estimated)
        elif self._done_estimated > 0:
            work *= self._done_seconds / self._done_estimated
        return work / max(min(self.workers, len(self.estimated)), 1)


def readable_seconds(seconds: float | None) -> str:
    """`7s`, `3m05s`, `2h10m`; `?` when unknown."""
    if seconds is None:
        return "?"
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02d}s"
    return f"{whole // 3600}h{whole % 3600 // 60:02d}m"
