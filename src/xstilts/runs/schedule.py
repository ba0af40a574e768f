"""The driver: runs what the store lacks, side by side where stages do not wait for each other.

Stages that are finished are reused after their files were checked (weights only when another stage is about
to read them); the rest start in the order of `order.py`. A failed stage stops only what depends on it. A
worker that dies is replaced and its stage resumes from the checkpoint, once. Ctrl-C (or SIGTERM) asks running
stages for a checkpoint and ends the run; a second Ctrl-C kills them. Whatever happens, `stages/` holds only
whole stages and the next run goes on.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any

from xstilts.core.errors import StoreError
from xstilts.core.progress import Progress
from xstilts.runs import order
from xstilts.runs.disk import writing
from xstilts.runs.display import Display
from xstilts.runs.graph import StageNode
from xstilts.runs.index import IndexWriter
from xstilts.runs.lease import hold
from xstilts.runs.local import Event, Job, Pool
from xstilts.runs.machine import free_memory, processors
from xstilts.runs.numerics import git_commit, versions
from xstilts.runs.signals import interrupts
from xstilts.runs.store import Attempt, Store, now
from xstilts.tasks.records import Roots

EXECUTE = "xstilts.stages.execute:execute"
_POLL_SECONDS = 0.1
_SHOWN_LINES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """Where and how a run works; nothing here may change a result's meaning.

    `workers` stages run at once, as many as fit into `memory` bytes (None: what is free when the run begins; a stage
    that fits nowhere runs alone). Each has `threads` threads (None: see `order.threads_of`); threads change bits,
    so they are recorded and kept on resume. `device` may name several, separated by commas, which workers take in
    turn. `retries` says how often a stage whose worker died is tried again. `function` is what a worker calls for a
    stage, as `module:name`. `ranks` processes share each train stage, one per device of a worker; with `shard` each
    holds its part of the model, else all of it. Like threads both change bits and are recorded and kept.
    """

    workers: int = 1
    threads: int | None = 1
    memory: int | None = None
    device: str = "cpu"
    roots: Roots = field(default_factory=Roots)
    executor: str = "local"
    retries: int = 1
    function: str = EXECUTE
    command: tuple[str, ...] = ()
    ranks: int = 1
    shard: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended: keys that ran (in order of finishing), were reused, failed (why), or were skipped.

    `skipped` maps a key to the key of the failed stage it depends on. After an interruption the other keys
    are in none.
    """

    done: tuple[str, ...] = ()
    reused: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    skipped: Mapping[str, str] = field(default_factory=dict)
    interrupted: bool = False
    seconds: float = 0.0

    @property
    def exit_code(self) -> int:
        """130 after an interruption, 1 when a stage failed, else 0."""
        return 130 if self.interrupted else 1 if self.failed else 0


def run_graph(
    nodes: Sequence[StageNode],
    store: Store,
    options: RunOptions,
    display: Display,
    *,
    prepare: Callable[[], None] | None = None,
) -> Outcome:
    """Run every stage of `nodes` that the store lacks, under the store's lease.

    Args:
        nodes: the plan; upstream stages must be among them or in the store.
        store: opened with `create=True`.
        options: workers, threads, device, data roots.
        display: told of everything that happens.
        prepare: called once the lease is held and before anything runs, for whoever writes into the store
            beside its stages.

    Raises:
        StoreError: another driver holds the store, it cannot be written, or an upstream stage is nowhere.
    """
    if options.executor != "local":
        raise StoreError(f"unknown executor {options.executor!r}; allowed: local")
    began = time.monotonic()
    ordered = order.upstream_first(nodes)
    with hold(store.path):
        store.refresh()
        store.sweep()
        order.check_upstream(ordered, store.has)
        if prepare is not None:
            with writing(store.path):
                prepare()
        devices = tuple(part.strip() for part in options.device.split(",") if part.strip()) or ("cpu",)
        workers = max(options.workers, 1)
        pool = Pool(
            size=workers,
            devices=devices,
            function=options.function,
            logs=store.logs_dir,
            ranks=options.ranks,
        )
        driver = _Driver(ordered, store, options, display, pool)
        states = {node.key: store.state(node.key) for node in ordered}
        driver.must_run = order.needed(ordered, states)
        seconds = {node.key: node.estimate.seconds for node in ordered if node.key in driver.must_run}
        display.begin(total=len(ordered), workers=workers, estimated=seconds)
        try:
            with closing(IndexWriter(store, display.note)) as index, interrupts(driver.interrupt):
                driver.index = index
                driver.run()
        finally:
            pool.close()
            display.end()
    return Outcome(
        done=tuple(driver.done),
        reused=tuple(driver.reused),
        failed=driver.failed,
        skipped=driver.skipped,
        interrupted=driver.interrupts > 0,
        seconds=time.monotonic() - began,
    )


class _Driver:
    """State of one run."""

    def __init__(
        self, ordered: Sequence[StageNode], store: Store, options: RunOptions, display: Display, pool: Pool
    ) -> None:
        self.store, self.options, self.display, self.pool = store, options, display, pool
        self.nodes = {node.key: node for node in ordered}
        self.readers = order.dependents(ordered)
        self.rank = order.remaining_paths(ordered)
        self.place = {node.key: number for number, node in enumerate(ordered)}
        self.threads = (
            dict.fromkeys(self.nodes, options.threads)
            if options.threads is not None
            else order.threads_of(ordered, max(1, processors() // options.ranks))
        )
        self.memory = options.memory if options.memory is not None else free_memory()
        self.waiting = {node.key: {key for key in node.upstream if key in self.nodes} for node in ordered}
        self.ready = [key for key, missing in self.waiting.items() if not missing]
        self.must_run: set[str] = set()
        self.running: dict[str, tuple[Attempt, str, str]] = {}
        self.deaths: dict[str, int] = {}
        self.checked: set[str] = set()
        self.done: list[str] = []
        self.reused: list[str] = []
        self.failed: dict[str, str] = {}
        self.skipped: dict[str, str] = {}
        self.interrupts = 0
        self.index: IndexWriter | None = None

    def interrupt(self) -> None:
        """The user asks to stop (once), or to stop at once."""
        self.interrupts += 1

    def ranks(self, key: str) -> int:
        """How many processes share a stage: only training can be shared."""
        return self.options.ranks if self.nodes[key].spec.type == "train" else 1

    def memory_of(self, key: str) -> int:
        """The bytes that a stage is expected to take, in all of its processes."""
        return self.nodes[key].estimate.memory * self.ranks(key)

    def run(self) -> None:
        """Start what is ready, hear what workers say, until nothing is left or the user stops it."""
        asked = False
        while self.running or (self.ready and not self.interrupts):
            if not self.interrupts:
                self.start_ready()
            elif not asked:
                asked = True
                self.display.note("stopping: running stages write a checkpoint (Ctrl-C again kills them)")
                self.pool.stop()
            if self.interrupts > 1:
                self.pool.kill()
                return
            for event in self.pool.poll(_POLL_SECONDS) if self.running else ():
                self.hear(event)
            self.display.tick()

    def start_ready(self) -> None:
        """Give ready stages to free workers; finished ones are reused at once."""
        while self.ready and not self.interrupts:
            self.ready.sort(key=lambda key: (-self.rank[key], self.place[key]))
            key = next((key for key in self.ready if key not in self.must_run), None) or self.fitting()
            if key is None:
                return
            self.ready.remove(key)
            try:
                self.consider(self.nodes[key])
            except StoreError as error:
                self.fail(self.nodes[key], str(error), kind="store")

    def fitting(self) -> str | None:
        """The first ready stage that may start beside those that run; any may start alone."""
        if not self.pool.has_room:
            return None
        left = self.memory - sum(self.memory_of(key) for key in self.running)
        fit = (key for key in self.ready if not self.running or self.memory_of(key) <= left)
        return next(fit, None)

    def consider(self, node: StageNode) -> None:
        """Reuse, finish or start one stage whose upstream is finished."""
        state = self.store.state(node.key)
        if state == "damaged" or (state in ("done", "collected") and node.key not in self.must_run):
            self.store.verify(node.key, weights=False)
            self.reuse(node)
        elif node.key not in self.must_run:  # stale since its upstream ran again and gave other bits
            self.must_run.add(node.key)
            self.ready.append(node.key)
        elif self.store.adopt(node):
            self.reuse(node)
        else:
            self.start(node)

    def start(self, node: StageNode) -> None:
        """Check what the stage reads, prepare its work folder and hand it to a worker."""
        for key in node.upstream:
            try:
                self.check_input(key)
            except StoreError as error:
                if key not in self.nodes:
                    raise
                if key not in self.failed:  # the damaged stage is what failed; its readers are skipped
                    self.reused.remove(key)
                    self.fail(self.nodes[key], str(error), kind="store")
                else:
                    self.skip_readers(self.nodes[key])
                return
        threads, ranks = self.threads[node.key], self.ranks(node.key)
        shard = self.options.shard and ranks > 1
        attempt = self.store.begin(node, threads=threads, ranks=ranks, shard=shard, device=self.options.device)
        self.display.started(node, resumed=attempt.resumed, attempt=attempt.number)
        device = self.pool.submit(
            Job(
                key=node.key,
                spec=node.spec.model_dump(mode="json"),
                work_dir=attempt.work_dir.absolute(),
                upstream={key: self.store.folder(key).absolute() for key in node.upstream},
                cache_dir=self.store.cache_dir.absolute(),
                roots=self.options.roots,
                threads=attempt.threads,
                ranks=attempt.ranks,
                shard=attempt.shard,
            )
        )
        self.running[node.key] = (attempt, device, now())

    def check_input(self, key: str) -> None:
        """Hash a stage that is about to be read, once per run."""
        if key in self.checked:
            return
        if self.store.state(key) == "collected":
            raise StoreError(
                f"the weights of stage {self.store.folder(key).name} were collected as garbage; run "
                f"`xstilts rerun {key[:16]}`"
            )
        self.store.verify(key)
        self.checked.add(key)

    def hear(self, event: Event) -> None:
        """Take in what a worker said."""
        node = self.nodes[event.key]
        if event.kind == "progress":
            self.display.progress(node, Progress(**event.data))
            return
        attempt, device, started = self.running.pop(event.key)
        if event.kind == "done":
            try:
                self.complete(node, attempt, device, started, event.data)
            except StoreError as error:
                self.fail(node, str(error), kind="store")
        elif event.kind == "interrupted":
            self.display.stopped(node)
        elif event.kind == "died":
            self.bury(node, event.data)
        else:
            self.fail(node, **_failure(node, self.store, event.data))

    def complete(self, node: StageNode, attempt: Attempt, device: str, started: str, data: Mapping[str, Any]) -> None:
        """Move a finished stage into the store."""
        provenance = {
            "versions": versions(),
            "git": git_commit(),
            "device": device,
            "threads": attempt.threads,
            "ranks": attempt.ranks,
            "numerics": data["numerics"],
            "command": list(self.options.command or sys.argv),
            "started": started,
            "finished": now(),
            "seconds": round(data["seconds"], 3),
            "inputs": dict(attempt.inputs),
        }
        self.store.complete(node, provenance)
        self.checked.add(node.key)
        self.done.append(node.key)
        self.display.finished(node, data["seconds"])
        self.settle(node)

    def reuse(self, node: StageNode) -> None:
        """A stage needs no work."""
        self.reused.append(node.key)
        self.display.reused(node)
        self.settle(node)

    def settle(self, node: StageNode) -> None:
        """A stage is in the store: index it and let go of those that waited for it."""
        if self.index is not None:
            self.index.add(node.key)
        for key in self.readers[node.key]:
            self.waiting[key].discard(node.key)
            if not self.waiting[key]:
                self.enqueue(key)

    def bury(self, node: StageNode, data: Mapping[str, Any]) -> None:
        """A worker died: its stage resumes in another one, or fails when that happened before."""
        if self.interrupts:
            self.display.stopped(node)
            return
        self.deaths[node.key] = self.deaths.get(node.key, 0) + 1
        if self.deaths[node.key] <= self.options.retries:
            self.display.note(f"{node.name}: {data['reason']}; trying again from its last checkpoint")
            self.ready.append(node.key)
            return
        times = f" {self.deaths[node.key]} times" if self.deaths[node.key] > 1 else ""
        reason = f"{data['reason']}{times}"
        if data["log"]:
            reason += f"; the last lines of its log:\n{_last_lines(data['log'])}"
        self.fail(node, reason, kind="died", log=data["log"])

    def fail(self, node: StageNode, reason: str, **details: Any) -> None:
        """A stage failed for good: remember why, and skip what depends on it."""
        self.failed[node.key] = reason
        with suppress(OSError):  # a full disk: the reason is still shown and returned
            self.store.record_failure(node, reason, **details)
        self.display.failed(node, reason)
        self.skip_readers(node)

    def skip_readers(self, failed: StageNode) -> None:
        """Skip what would have to run on a failed stage; earlier results of other stages stay results."""
        waiting = [*self.readers[failed.key]]
        while waiting:
            key = waiting.pop(0)
            if key not in self.must_run:
                self.enqueue(key)
            elif key not in self.skipped and key not in self.failed:
                self.skipped[key] = failed.key
                self.display.skipped(self.nodes[key], failed)
                waiting += self.readers[key]

    def enqueue(self, key: str) -> None:
        """A stage has nothing left to wait for; does nothing when it had its turn."""
        had_turn = (self.ready, self.running, self.done, self.reused, self.failed, self.skipped)
        if not any(key in place for place in had_turn):
            self.ready.append(key)


def _failure(node: StageNode, store: Store, data: Mapping[str, Any]) -> dict[str, Any]:
    reason = data["reason"]
    if data["kind"] == "unexpected":
        place = store.failed_dir / f"{node.key}.json"
        lines = _last_lines(data["traceback"])
        reason = f"unexpected error: {reason}; the traceback is in {place}; its last lines:\n{lines}"
    return {"reason": reason, **{name: value for name, value in data.items() if name != "reason"}}


def _last_lines(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.rstrip().splitlines()[-_SHOWN_LINES:])
