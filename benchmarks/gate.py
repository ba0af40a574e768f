"""Blocks of work between which a contender stands still, so that contenders take turns."""

from __future__ import annotations

import json
import os
import resource
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Seconds: CPU time of this process and its finished children, and wall time."""

    cpu: float
    wall: float


def clocks() -> Clocks:
    """Now."""
    used = os.times()
    children = used.children_user + used.children_system
    return Clocks(cpu=time.process_time() + children, wall=time.perf_counter())


def peak_bytes() -> int:
    """The most memory that this process has held (resident)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Gate:
    """Counts `per_block` steps to a block; before each block it waits for a line, after each it reports the cost."""

    def __init__(self, per_block: int, commands: TextIO, reports: TextIO) -> None:
        self.per_block = per_block
        self.commands, self.reports = commands, reports
        self.passed = 0
        self.began: Clocks | None = None

    def step(self) -> None:
        """Call before every step."""
        if self.passed % self.per_block == 0:
            self._close()
            self.commands.readline()
            self.began = clocks()
        self.passed += 1

    def finish(self) -> int:
        """Call after the last step; returns the peak memory so far in bytes."""
        self._close()
        return peak_bytes()

    def tell(self, report: dict[str, Any]) -> None:
        """One line to whoever holds the other end."""
        self.reports.write(json.dumps(report) + "\n")
        self.reports.flush()

    def _close(self) -> None:
        if self.began is None:
            self.tell({"ready": True})
            return
        now = clocks()
        self.tell(asdict(Clocks(cpu=now.cpu - self.began.cpu, wall=now.wall - self.began.wall)))
