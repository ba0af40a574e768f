"""What this machine has: processors and memory that this process may use."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

_RESERVE = 0.9
_CGROUP = Path("/sys/fs/cgroup")


def processors() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def free_memory() -> int:
    """Bytes that new processes may take without anything being swapped out: nine tenths of what is available.

    On Linux the smaller of the kernel's MemAvailable and what a container's limit leaves; elsewhere, where only the
    physical memory is known, half of it. A very large number where nothing is known.
    """
    found = [value for value in (_available(), _container()) if value is not None]
    if found:
        return int(_RESERVE * min(found))
    with suppress(ValueError, OSError, AttributeError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    return sys.maxsize


def _available() -> int | None:
    with suppress(OSError, ValueError):
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            name, _, value = line.partition(":")
            if name == "MemAvailable":
                return 1024 * int(value.split()[0])
    return None


def _container() -> int | None:
    """What a control group's limit leaves; page cache counts as free, since the kernel gives it back."""
    with suppress(OSError, ValueError):
        limit = (_CGROUP / "memory.max").read_text(encoding="ascii").strip()
        if limit != "max":
            used = int((_CGROUP / "memory.current").read_text(encoding="ascii"))
            stat = dict(line.split() for line in (_CGROUP / "memory.stat").read_text(encoding="ascii").splitlines())
            return int(limit) - used + int(stat.get("inactive_file", 0))
    return None
