"""Commands under `torchrun`, which starts them several times over: the first process works, the others wait for it.

Ranks of a training are started by a worker (`team.py`), which knows its stages and survives their failures, so the
processes that torchrun started would only fight over the store. The first one runs the command, with as many ranks as
torchrun has processes, and leaves its exit status in torchrun's own key-value store; the others end with it.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from xstilts.core.errors import XstiltsError

_STATUS = "xstilts/exit"
_POLL_SECONDS = 0.2
_YIELD_SECONDS = 20.0
_INTERRUPTED = 130
_PLACE = ("RANK", "WORLD_SIZE", "LOCAL_RANK")
_VARIABLES = (*_PLACE, "LOCAL_WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")
_PREFIXES = ("TORCHELASTIC_", "GROUP_", "ROLE_")


def processes() -> int:
    """How many processes a launcher started this command in; 1 without one."""
    if any(name not in os.environ for name in _PLACE):
        return 1
    return int(os.environ["WORLD_SIZE"])


def ranks_of(asked: int | None) -> int:
    """How many ranks share a training: as many as asked for, else as many as there are processes.

    Raises:
        XstiltsError: torchrun started another number.
    """
    started = processes()
    if started > 1 and asked not in (None, started):
        raise XstiltsError(f"--ranks {asked} under torchrun with {started} processes: leave out one of the two")
    return started if asked is None else asked


def devices_of(device: str) -> str:
    """`--device`: where torchrun started one process per GPU, `cuda` means as many."""
    started = processes()
    return ",".join(f"cuda:{number}" for number in range(started)) if device == "cuda" and started > 1 else device


def without_place(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment without what a launcher says of this process, for children that are ranks of their own kind."""
    return {
        name: value
        for name, value in environment.items()
        if processes() == 1 or not (name in _VARIABLES or name.startswith(_PREFIXES))
    }


@contextmanager
def once() -> Iterator[None]:
    """Let only the first of a launcher's processes go on; its exit status (a SystemExit) becomes that of all.

    Raises:
        SystemExit: this is another process, and the first has ended.
        XstiltsError: they are on several machines, or the launcher is another one; of the first process alone.
    """
    started = processes()
    if started == 1:
        yield
        return
    leads = os.environ["RANK"] == "0"
    if reason := _refused(started):
        raise XstiltsError(reason) if leads else SystemExit(2)
    if not leads:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first one is told too, and ends at its checkpoint
        raise SystemExit(_status(_store()))
    store, status = _store(), 1
    try:
        yield
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
        raise
    finally:
        store.set(_STATUS, str(status))


def _refused(started: int) -> str:
    here = int(os.environ.get("LOCAL_WORLD_SIZE", started))
    if here != started:
        return (
            f"torchrun started {started} processes on several machines ({here} here), but one training runs on one "
            f"machine; use on one of them: xstilts run STUDY --ranks {here}"
        )
    if os.environ.get("TORCHELASTIC_USE_AGENT_STORE") != "True":
        return f"RANK and WORLD_SIZE ask for {started} processes; use: xstilts run STUDY --ranks {started}"
    return ""


def _store() -> Any:
    from torch import distributed

    store, _, _ = next(cast(Any, distributed).rendezvous("env://"))
    return store


def _status(store: Any) -> int:
    """Wait for the first process; 1 if torchrun is gone.

    A failure is the first process's to report, upon which torchrun ends the others: they let it go ahead. After an
    interruption torchrun waits for all.
    """
    try:
        while not store.check([_STATUS]):
            time.sleep(_POLL_SECONDS)
        status = int(store.get(_STATUS))
    except RuntimeError:
        return 1
    time.sleep(0.0 if status in (0, _INTERRUPTED) else _YIELD_SECONDS)
    return status
