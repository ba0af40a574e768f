# ruff: noqa: D102 - the methods of the displays are documented once, in `Display`
"""What a run shows while it works: a live table on a terminal, plain lines with times elsewhere."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from xstilts.core.progress import Progress
from xstilts.runs.graph import StageNode
from xstilts.runs.pace import StagePace, StudyPace, readable_seconds

_PLAIN_SECONDS = 10.0
_LIVE_PER_SECOND = 4.0


class Display(Protocol):
    """What the scheduler tells whoever shows it. Times are seconds."""

    def begin(self, *, total: int, workers: int, estimated: Mapping[str, float]) -> None:
        """A run of `total` stages starts.

        `estimated` holds the expected seconds of those that are known to run.
        """

    def reused(self, node: StageNode) -> None:
        """A stage was finished before."""

    def started(self, node: StageNode, *, resumed: bool, attempt: int) -> None:
        """A stage starts, perhaps from its checkpoint."""

    def progress(self, node: StageNode, event: Progress) -> None:
        """A running stage reports."""

    def finished(self, node: StageNode, seconds: float) -> None:
        """A stage is in the store."""

    def failed(self, node: StageNode, reason: str) -> None:
        """A stage failed for good."""

    def skipped(self, node: StageNode, because: StageNode) -> None:
        """A stage cannot run because `because` failed."""

    def stopped(self, node: StageNode) -> None:
        """A stage wrote its checkpoint and gave up, since the user asked."""

    def note(self, text: str) -> None:
        """Something worth a line."""

    def tick(self) -> None:
        """Called several times a second."""

    def end(self) -> None:
        """The run is over, however it ended. Called exactly once."""


class Silent:
    """Shows nothing."""

    def begin(self, *, total: int, workers: int, estimated: Mapping[str, float]) -> None: ...
    def reused(self, node: StageNode) -> None: ...
    def started(self, node: StageNode, *, resumed: bool, attempt: int) -> None: ...
    def progress(self, node: StageNode, event: Progress) -> None: ...
    def finished(self, node: StageNode, seconds: float) -> None: ...
    def failed(self, node: StageNode, reason: str) -> None: ...
    def skipped(self, node: StageNode, because: StageNode) -> None: ...
    def stopped(self, node: StageNode) -> None: ...
    def note(self, text: str) -> None: ...
    def tick(self) -> None: ...
    def end(self) -> None: ...


class Board:
    """Counts, rates and remaining time of a run: what both displays show."""

    def __init__(self) -> None:
        self.total = 0
        self.counts = {"done": 0, "reused": 0, "failed": 0, "skipped": 0}
        self.running: dict[str, tuple[StageNode, StagePace]] = {}
        self.study = StudyPace(workers=1, estimated={})
        self.began = time.monotonic()

    def begin(self, total: int, workers: int, estimated: Mapping[str, float]) -> None:
        """Start counting."""
        self.total = total
        self.study = StudyPace(workers=workers, estimated=dict(estimated))
        self.began = time.monotonic()

    def start(self, node: StageNode) -> None:
        """A stage runs."""
        self.running[node.key] = (node, StagePace(started=time.monotonic()))

    def report(self, node: StageNode, event: Progress) -> StagePace:
        """A stage reports; returns its pace."""
        _, pace = self.running[node.key]
        pace.update(event, time.monotonic())
        return pace

    def leave(self, node: StageNode, how: str, seconds: float | None = None) -> None:
        """A stage is out of the way: `done`, `reused`, `failed`, `skipped`."""
        self.running.pop(node.key, None)
        self.counts[how] += 1
        if seconds is not None:
            self.study.finished(node.key, seconds)
        else:
            self.study.dropped(node.key)

    def summary(self) -> str:
        """`12/40 stages (5 reused, 1 failed), 2m10s, remaining about 8m`."""
        parts = [f"{self.counts[name]} {name}" for name in ("reused", "failed", "skipped") if self.counts[name]]
        over = sum(self.counts.values())
        text = f"{over}/{self.total} stages" + (f" ({', '.join(parts)})" if parts else "")
        text += f", {readable_seconds(time.monotonic() - self.began)}"
        remaining = self.study.remaining()
        return text if over == self.total or remaining is None else text + f", ETA {readable_seconds(remaining)}"


class PlainDisplay:
    """Lines with times, for logs and pipes. A running stage speaks about every ten seconds."""

    def __init__(self, console: Console | None = None, *, every: float = _PLAIN_SECONDS) -> None:
        self._console = console or Console(stderr=True)
        self._every = every
        self._board = Board()
        self._spoke: dict[str, float] = {}

    def begin(self, *, total: int, workers: int, estimated: Mapping[str, float]) -> None:
        self._board.begin(total, workers, estimated)
        self._line(f"{total} stages, {len(estimated)} to run, {workers} at a time")

    def reused(self, node: StageNode) -> None:
        self._board.leave(node, "reused")

    def started(self, node: StageNode, *, resumed: bool, attempt: int) -> None:
        self._board.start(node)
        self._spoke[node.key] = time.monotonic()
        self._line(f"{node.name}: {'resumed from its checkpoint' if resumed else 'started'}")

    def progress(self, node: StageNode, event: Progress) -> None:
        pace = self._board.report(node, event)
        if time.monotonic() - self._spoke[node.key] >= self._every:
            self._spoke[node.key] = time.monotonic()
            self._line(f"{node.name}: {', '.join(progress_words(event, pace))}")

    def finished(self, node: StageNode, seconds: float) -> None:
        self._board.leave(node, "done", seconds)
        self._line(f"{node.name}: finished in {seconds:.1f} s; {self._board.summary()}")

    def failed(self, node: StageNode, reason: str) -> None:
        self._board.leave(node, "failed")
        self._line(f"{node.name}: FAILED: {reason}")

    def skipped(self, node: StageNode, because: StageNode) -> None:
        self._board.leave(node, "skipped")
        self._line(f"{node.name}: skipped, because {because.name} failed")

    def stopped(self, node: StageNode) -> None:
        self._board.running.pop(node.key, None)
        self._line(f"{node.name}: stopped; it resumes from its checkpoint")

    def note(self, text: str) -> None:
        self._line(text)

    def tick(self) -> None: ...

    def end(self) -> None:
        self._line(self._board.summary())

    def _line(self, text: str) -> None:
        stamp = datetime.now().strftime("%H:%M:%S")
        self._console.print(f"{stamp} {text}", markup=False, highlight=False, soft_wrap=True)


class LiveDisplay:
    """A table of the running stages that redraws itself; failures stay above it."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(stderr=True)
        self._board = Board()
        self._drawn = 0.0
        self._live = Live(console=self._console, auto_refresh=False, transient=True)

    def begin(self, *, total: int, workers: int, estimated: Mapping[str, float]) -> None:
        self._board.begin(total, workers, estimated)
        self._live.start()

    def reused(self, node: StageNode) -> None:
        self._board.leave(node, "reused")

    def started(self, node: StageNode, *, resumed: bool, attempt: int) -> None:
        self._board.start(node)

    def progress(self, node: StageNode, event: Progress) -> None:
        self._board.report(node, event)

    def finished(self, node: StageNode, seconds: float) -> None:
        self._board.leave(node, "done", seconds)

    def failed(self, node: StageNode, reason: str) -> None:
        self._board.leave(node, "failed")
        self._print(f"{node.name}: FAILED: {reason}", "red")

    def skipped(self, node: StageNode, because: StageNode) -> None:
        self._board.leave(node, "skipped")
        self._print(f"{node.name}: skipped, because {because.name} failed", "yellow")

    def stopped(self, node: StageNode) -> None:
        self._board.running.pop(node.key, None)

    def note(self, text: str) -> None:
        self._print(text, "yellow")

    def tick(self) -> None:
        moment = time.monotonic()
        if moment - self._drawn >= 1 / _LIVE_PER_SECOND:
            self._drawn = moment
            self._live.update(self._table(), refresh=True)

    def end(self) -> None:
        self._live.stop()
        self._print(self._board.summary(), "bold")

    def _table(self) -> Group:
        table = Table(box=None, pad_edge=False, header_style="dim")
        table.add_column("stage", no_wrap=True, overflow="ellipsis", ratio=1)
        for name in ("step", "tokens/s", "loss", "ETA"):
            table.add_column(name, justify="right", no_wrap=True)
        table.add_column("", no_wrap=True, overflow="ellipsis")
        for node, pace in self._board.running.values():
            event, rate = pace.last or Progress(step=0, total=0), pace.tokens_per_second
            table.add_row(
                node.name,
                f"{event.step}/{event.total or '?'}" if pace.last else "starting",
                f"{rate:,.0f}" if rate else "",
                "" if event.loss is None else f"{event.loss:.3f}",
                readable_seconds(pace.remaining) if pace.remaining is not None else "",
                Text(event.note),
            )
        return Group(table, Text(self._board.summary(), style="bold"))

    def _print(self, text: str, style: str) -> None:
        self._live.console.print(Text(text, style=style), soft_wrap=True)


def progress_words(event: Progress, pace: StagePace) -> list[str]:
    """One report as words: `step 40/200`, `5,120 tokens/s`, `loss 0.512`, `ETA 1m10s`, and the stage's own
    note.
    """
    words = [f"step {event.step}/{event.total}" if event.total else f"step {event.step}"]
    if pace.tokens_per_second:
        words.append(f"{pace.tokens_per_second:,.0f} tokens/s")
    if event.loss is not None:
        words.append(f"loss {event.loss:.3f}")
    if pace.remaining is not None:
        words.append(f"ETA {readable_seconds(pace.remaining)}")
    return [*words, event.note] if event.note else words


def choose_display(console: Console | None = None) -> Display:
    """The live table when the console is a terminal, else plain lines (standard error by default)."""
    console = console or Console(stderr=True)
    return LiveDisplay(console) if console.is_terminal and not console.is_dumb_terminal else PlainDisplay(console)
