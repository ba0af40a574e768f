"""Named points at which a test can kill the process or make a write fail.

`XSTILTS_FAULT` holds `action@point:count`, where action is `kill` (SIGKILL to the whole process group), `enospc`
(OSError: no space left) or `ioerror`, and count says at which visit (1-based) of the point in this process it
happens. Points end with a free suffix (`write:model.safetensors`); a fault whose point ends with `*` matches by
prefix. Without the variable `reach` costs one dictionary look-up.
"""

from __future__ import annotations

import errno
import os
import signal

_visits: dict[str, int] = {}


def reach(point: str) -> None:
    """Say that execution is at `point`; acts only when `XSTILTS_FAULT` names it."""
    fault = os.environ.get("XSTILTS_FAULT")
    if not fault:
        return
    action, _, rest = fault.partition("@")
    wanted, _, count = rest.rpartition(":")
    if not (point == wanted or (wanted.endswith("*") and point.startswith(wanted[:-1]))):
        return
    _visits[wanted] = _visits.get(wanted, 0) + 1
    if _visits[wanted] != int(count):
        return
    log = os.environ.get("XSTILTS_FAULT_LOG")
    if log:
        with open(log, "a", encoding="utf-8") as handle:  # noqa: PTH123 - must not import pathlib on a hot path
            handle.write(f"{action}@{point}\n")
    if action == "kill":
        os.killpg(os.getpgid(0), signal.SIGKILL)
    if action == "enospc":
        raise OSError(errno.ENOSPC, "No space left on device", point)
    if action == "ioerror":
        raise OSError(errno.EIO, "Input/output error", point)
