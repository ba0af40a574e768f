"""One worker process: runs one stage after another for a driver, talking JSON lines over pipes.

The driver's commands come on standard input: `run` (a job), `stop` (the running stage writes a checkpoint and
gives up). Events go to what was standard output: `progress`, `done`, `failed`, `interrupted`. The stage's own
prints go to the worker's log. A worker ignores Ctrl-C (the driver tells it), and dies with its driver: by
parent-death signal on Linux and by end of file on standard input everywhere. A training that several processes share
is given to one worker, which starts the others (`team.py`): they are workers too, and it is their driver.

Start it as `python -m xstilts.runs.worker module:function`; the function takes (spec, StageContext).
"""

from __future__ import annotations

import ctypes
import faulthandler
import gc
import json
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from pydantic import TypeAdapter

from xstilts.core.errors import Interrupted, XstiltsError
from xstilts.core.memory import trim
from xstilts.core.progress import Progress
from xstilts.runs.disk import NO_SPACE, REFUSED, explain
from xstilts.runs.numerics import fingerprint
from xstilts.runs.team import Loss, Team
from xstilts.stages.context import StageContext
from xstilts.stages.specs import StageSpec
from xstilts.tasks.records import Roots
from xstilts.train.ranks import RankLost

StageFunction = Callable[[Any, StageContext], object]

_PROGRESS_SECONDS = 0.2
_PR_SET_PDEATHSIG = 1


class Channel:
    """The way to the driver: one JSON value per line. A driver that is gone ends the process."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def send(self, event: str, **values: Any) -> None:
        """Send one event."""
        try:
            with self._lock:
                self._stream.write(json.dumps({"event": event, **values}) + "\n")
                self._stream.flush()
        except BrokenPipeError:
            os._exit(1)


def main() -> None:
    """Serve jobs until the driver closes the pipe."""
    _die_with_parent()
    _ignore_interrupts()
    faulthandler.enable()
    channel = Channel(_take_standard_output())
    jobs: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    stop = threading.Event()
    threading.Thread(target=_listen, args=(jobs, stop), daemon=True).start()
    function = sys.argv[1]
    team = Team(function, lambda key, loss: _give_up(key, loss, channel))
    while True:
        job = jobs.get()
        run_job(job, function, channel, stop, team)
        _give_back_memory()


def run_job(job: dict[str, Any], function: str, channel: Channel, stop: threading.Event, team: Team) -> None:
    """Run one stage, or one rank's share of it, and report how it ended."""
    key = job["key"]
    started = time.monotonic()
    try:
        spec = TypeAdapter[Any](StageSpec).validate_python(job["spec"])
        ranks = team.begin(job)
        context = StageContext(
            work_dir=Path(job["work_dir"]),
            upstream={name: Path(folder) for name, folder in job["upstream"].items()},
            cache_dir=Path(job["cache_dir"]),
            roots=_roots(job["roots"]),
            device=job["device"],
            threads=job["threads"],
            report=_reporter(key, channel),
            stopped=stop.is_set,
            ranks=ranks,
        )
        _stage_function(function)(spec, context)
        team.end()
    except Interrupted:
        team.close()
        channel.send("interrupted", key=key)
    except RankLost as error:
        if "rank" in job:  # rank 0 knows, or is gone
            channel.send("lost", key=key)
        else:
            reason = f"the ranks of the training lost each other: {error}"
            _give_up(key, team.loss() or Loss(kind="died", data={"reason": reason}), channel)
    except Exception as error:
        team.close()
        channel.send("failed", key=key, **describe(error, Path(job["work_dir"])))
    else:
        seconds = time.monotonic() - started
        numerics = fingerprint(job["threads"], job["device"], ranks.size, shard=ranks.shard)
        channel.send("done", key=key, seconds=seconds, numerics=numerics)


def _give_up(key: str, loss: Loss, channel: Channel) -> None:
    """End this worker, which cannot go on without a rank that it lost; the driver hears why."""
    channel.send("last", key=key, kind=loss.kind, data=dict(loss.data))
    os._exit(1)


def describe(error: BaseException, work_dir: Path) -> dict[str, str]:
    """A stage's error for the driver: `kind` (`user`, `space`, `disk`, `unexpected`), `reason`, and a traceback
    when unexpected.
    """
    if isinstance(error, XstiltsError):
        return {"kind": "user", "reason": str(error)}
    cause: BaseException | None = error
    while cause is not None:  # libraries wrap the system's error in their own
        if isinstance(cause, OSError) and cause.errno in REFUSED:
            kind = "space" if cause.errno in NO_SPACE else "disk"
            return {"kind": kind, "reason": explain(cause, work_dir)}
        cause = cause.__cause__ or cause.__context__
    text = "".join(traceback.format_exception(error))
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    place = f" (at {Path(frame[0].filename).name}:{frame[0].lineno})" if frame else ""
    return {"kind": "unexpected", "reason": f"{type(error).__name__}: {error}{place}", "traceback": text}


def _stage_function(name: str) -> StageFunction:
    module, _, attribute = name.partition(":")
    function: StageFunction = getattr(import_module(module), attribute)
    return function


def _roots(values: dict[str, Any]) -> Roots:
    data, cache = values["data"], values["cache"]
    return Roots(
        data=Path(data) if data else None,
        cache=Path(cache) if cache else None,
        offline=bool(values["offline"]),
    )


def _reporter(key: str, channel: Channel) -> Callable[[Progress], None]:
    last = -_PROGRESS_SECONDS

    def report(event: Progress) -> None:
        nonlocal last
        moment = time.monotonic()
        if moment - last >= _PROGRESS_SECONDS or event.step == event.total:
            last = moment
            channel.send("progress", key=key, **asdict(event))

    return report


def _listen(jobs: queue.SimpleQueue[dict[str, Any]], stop: threading.Event) -> None:
    for line in sys.stdin:
        message = json.loads(line)
        if message["command"] == "stop":
            stop.set()
        else:
            jobs.put(message)
    os._exit(0)  # the driver closed the pipe, or is gone: whatever runs has its checkpoint


def _take_standard_output() -> IO[str]:
    """Keep the pipe for events, and send whatever a stage prints to the log (standard error)."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return stream


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):  # the driver starts workers with it blocked
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})


def _give_back_memory() -> None:
    """Free what a stage leaves: a model and its optimizer refer to each other, and the C library keeps its pages."""
    gc.collect()
    trim()


def _die_with_parent() -> None:
    """Ask Linux to kill this process when its driver dies, and to take it before the driver when memory runs
    out.
    """
    if not sys.platform.startswith("linux"):
        return
    parent = os.environ.get("XSTILTS_DRIVER_PID", "")
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if parent and os.getppid() != int(parent):
        os._exit(1)  # it died before the request was in place
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")


if __name__ == "__main__":
    main()
