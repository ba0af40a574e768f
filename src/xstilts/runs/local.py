"""The local executor: a pool of worker processes on this machine, each running one stage at a time.

Workers are persistent, since importing torch costs seconds, and are started when first needed. Thread counts
of numerical libraries are set before a worker starts, because those libraries read them once.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from xstilts.core.errors import StoreError
from xstilts.runs.signals import signals_blocked
from xstilts.runs.torchrun import without_place
from xstilts.tasks.records import Roots

_THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "RAYON_NUM_THREADS",
)
_KEEP_MEMORY_VARIABLES = ("MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_")
_LOG_LINES = 20
_CLOSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One stage for a worker: its spec as JSON values, its folders, how many processes share it, and whether they shard
    the model.
    """

    key: str
    spec: Mapping[str, Any]
    work_dir: Path
    upstream: Mapping[str, Path]
    cache_dir: Path
    roots: Roots
    threads: int
    ranks: int = 1
    shard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What a worker said: `kind` is progress, done, failed, interrupted, or died (then `data` has `reason`
    and `log`).
    """

    kind: str
    key: str
    data: Mapping[str, Any]


@dataclass(slots=True, kw_only=True)
class Worker:
    """One worker process, the devices it may use (the first one, if it shares its stage with no other process), the key
    of the stage it runs, the bytes of an unfinished line, and what it said of its own end.
    """

    process: subprocess.Popen[bytes]
    devices: tuple[str, ...]
    log: Path
    key: str | None = None
    rest: bytes = b""
    last: Event | None = None

    @property
    def output(self) -> IO[bytes]:
        """Where its events come from."""
        assert self.process.stdout is not None
        return self.process.stdout

    def say(self, message: Mapping[str, Any]) -> None:
        """Send a command; a worker that is gone is noticed by its end of file."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.write((json.dumps(message) + "\n").encode("utf-8"))
            self.process.stdin.flush()


class Pool:
    """At most `size` workers.

    `devices` are dealt out in turn (one per GPU: `cuda:0,cuda:1` with two workers), `ranks` at a time.
    """

    def __init__(self, *, size: int, devices: Sequence[str], function: str, logs: Path, ranks: int = 1) -> None:
        self.size = size
        self._devices = tuple(tuple(devices[place : place + ranks]) for place in range(0, len(devices), ranks))
        self._function = function
        self._logs = logs
        self._workers: list[Worker] = []
        self._selector = selectors.DefaultSelector()
        self._started = 0

    @property
    def running(self) -> int:
        """Number of stages being run."""
        return sum(worker.key is not None for worker in self._workers)

    @property
    def has_room(self) -> bool:
        """Whether another job can start now."""
        return self.running < self.size

    def submit(self, job: Job) -> str:
        """Give a job to an idle worker, starting one if needed. Returns the device it runs on, or all of them with
        commas.

        Raises:
            StoreError: its checkpoint was made by more ranks than a worker has GPUs.
        """
        worker = next((worker for worker in self._workers if worker.key is None), None) or self._start()
        devices = worker.devices[: job.ranks]
        if len(devices) < job.ranks:
            if devices[0] != "cpu":
                raise StoreError(
                    f"its checkpoint was made by {job.ranks} ranks, each with a GPU of its own: run it with --ranks "
                    f"{job.ranks} and as many devices, or remove {job.work_dir} to begin anew"
                )
            devices = ("cpu",) * job.ranks
        worker.key = job.key
        worker.say(
            {
                "command": "run",
                "key": job.key,
                "spec": job.spec,
                "work_dir": str(job.work_dir),
                "upstream": {key: str(folder) for key, folder in job.upstream.items()},
                "cache_dir": str(job.cache_dir),
                "roots": {
                    name: value if isinstance(value, bool | None) else str(value)
                    for name, value in asdict(job.roots).items()
                },
                "device": devices[0],
                "devices": devices,
                "threads": job.threads,
                "shard": job.shard,
            }
        )
        return ",".join(devices)

    def poll(self, timeout: float) -> list[Event]:
        """Wait up to `timeout` seconds for events of any worker."""
        events: list[Event] = []
        for selected, _ in self._selector.select(timeout):
            events += self._read(selected.data)
        return events

    def stop(self) -> None:
        """Ask running stages to write a checkpoint and give up."""
        for worker in self._workers:
            worker.say({"command": "stop"})

    def kill(self) -> None:
        """Kill every worker at once."""
        for worker in self._workers:
            worker.process.kill()

    def close(self) -> None:
        """Let idle workers end, kill the others, and wait for all."""
        for worker in self._workers:
            if worker.key is not None:
                worker.process.kill()
            assert worker.process.stdin is not None
            with suppress(BrokenPipeError):
                worker.process.stdin.close()
        for worker in self._workers:
            try:
                worker.process.wait(_CLOSE_SECONDS)
            except subprocess.TimeoutExpired:
                worker.process.kill()
                worker.process.wait()
            worker.output.close()
        self._workers.clear()
        self._selector.close()

    def _start(self) -> Worker:
        self._logs.mkdir(parents=True, exist_ok=True)
        used = [worker.devices for worker in self._workers]
        devices = min(self._devices, key=used.count)
        log = self._logs / f"worker-{self._started}.log"
        self._started += 1
        with log.open("wb") as errors, signals_blocked():
            process = subprocess.Popen(
                [sys.executable, "-P", "-m", "xstilts.runs.worker", self._function],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=worker_environment(),
            )
        worker = Worker(process=process, devices=devices, log=log)
        self._workers.append(worker)
        self._selector.register(worker.output, selectors.EVENT_READ, worker)
        return worker

    def _read(self, worker: Worker) -> list[Event]:
        data = os.read(worker.output.fileno(), 1 << 16)
        if not data:
            return self._bury(worker)
        *lines, worker.rest = (worker.rest + data).split(b"\n")
        events = []
        for line in lines:
            values = json.loads(line)
            kind, key = values.pop("event"), values.pop("key")
            if kind == "last":
                worker.last = Event(kind=values["kind"], key=key, data={"log": _tail(worker.log)} | values["data"])
                continue
            if kind != "progress":
                worker.key = None
            events.append(Event(kind=kind, key=key, data=values))
        return events

    def _bury(self, worker: Worker) -> list[Event]:
        self._selector.unregister(worker.output)
        self._workers.remove(worker)
        code = worker.process.wait()
        worker.output.close()
        if worker.process.stdin is not None:
            with suppress(BrokenPipeError):
                worker.process.stdin.close()
        if worker.key is None:
            return []
        if worker.last is not None:
            return [worker.last]
        data = {"reason": how_it_died(code), "log": _tail(worker.log)}
        return [Event(kind="died", key=worker.key, data=data)]


def worker_environment() -> dict[str, str]:
    """Environment of a worker: one thread in every library, no tokenizer threads, a fixed hash seed.

    A stage then gives torch the threads that it may use, and torch alone: only its products are worth them. Threads
    of OpenMP that wait sleep at once, since a core may be shared with another worker.

    The C library keeps freed memory for the next step unless the user set it otherwise: given back, the pages
    of a gradient of the word embeddings alone cost a fifth of a small model's training step.
    """
    return {
        **dict.fromkeys(_KEEP_MEMORY_VARIABLES, str(1 << 32)),
        **without_place(os.environ),
        **dict.fromkeys(_THREAD_VARIABLES, "1"),
        "GOMP_SPINCOUNT": "0",
        "TOKENIZERS_PARALLELISM": "false",
        "PYTHONHASHSEED": "0",
        "PYTHONUNBUFFERED": "1",
        "XSTILTS_DRIVER_PID": str(os.getpid()),
    }


def how_it_died(code: int) -> str:
    """An exit status in words; names the signal, and for SIGKILL the usual cause."""
    if code >= 0:
        return f"its worker process ended with exit status {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = f"signal {-code}"
    cause = " (the system kills that way when memory runs out: use fewer workers or a smaller batch)"
    return f"its worker process was killed by {name}{cause if name == 'SIGKILL' else ''}"


def _tail(log: Path) -> str:
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(lines[-_LOG_LINES:])
