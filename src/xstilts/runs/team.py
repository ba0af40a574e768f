"""The other ranks of a training: workers that the worker with rank 0 starts, feeds and watches.

They are told what to do as any worker is, die with the one that started them, and stay for its next shared stage. Who
runs them need not wait for what they say: a rank that is lost is noticed by the others in their next exchange, or by
its end of file, after which rank 0 has a little time to find its own end. Then the worker gives up for all of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xstilts.runs.local import how_it_died
from xstilts.train.ranks import ALONE, Ranks

GRACE_SECONDS = 10.0
_END_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Why a rank ended: `kind` is `died` or `failed`, `data` what the driver is told of it."""

    kind: str
    data: Mapping[str, Any]


@dataclass(slots=True, kw_only=True, eq=False)
class _Follower:
    """One other rank: its process, whether it has a job, and whether it ended it."""

    rank: int
    process: subprocess.Popen[bytes]
    listener: threading.Thread | None = None
    busy: bool = False
    ended: threading.Event = field(default_factory=threading.Event)


class Team:
    """The other ranks beside this worker. `give_up` is called, in a thread of its own, with the reason for which a
    shared stage cannot go on although rank 0 has not ended it; it must end the process.
    """

    def __init__(self, function: str, give_up: Callable[[str, Loss], None]) -> None:
        self._function = function
        self._give_up = give_up
        self._followers: list[_Follower] = []
        self._key = ""
        self._losses: list[Loss] = []
        self._over = threading.Event()
        self._place: tempfile.TemporaryDirectory[str] | None = None

    def begin(self, job: Mapping[str, Any]) -> Ranks:
        """Start a job's other ranks, one for each of its devices but the first; returns the place of this process."""
        devices = job["devices"]
        if "rank" in job:
            return Ranks(rank=job["rank"], size=len(devices), meeting=Path(job["meeting"]), shard=job["shard"])
        if len(devices) == 1:
            return ALONE
        if any(follower.process.poll() is not None for follower in self._followers):
            self.close()
        self._place = tempfile.TemporaryDirectory(prefix="xstilts-ranks-")
        meeting = Path(self._place.name) / "meeting"
        self._key, self._losses, self._over = job["key"], [], threading.Event()
        while len(self._followers) < len(devices) - 1:
            self._start(len(self._followers) + 1)
        for follower in self._followers[: len(devices) - 1]:
            follower.busy = True
            follower.ended.clear()
            mine = {"rank": follower.rank, "device": devices[follower.rank], "meeting": str(meeting)}
            assert follower.process.stdin is not None
            with suppress(BrokenPipeError):
                follower.process.stdin.write((json.dumps({**job, **mine}) + "\n").encode("utf-8"))
                follower.process.stdin.flush()
        return Ranks(rank=0, size=len(devices), meeting=meeting, shard=job["shard"])

    def end(self) -> None:
        """This worker has done its share: wait for the others, who then stay for the next job."""
        self._over.set()
        for follower in [each for each in self._followers if each.busy]:
            if not follower.ended.wait(_END_SECONDS) or follower.busy:
                self.close()
                return
        self._clean()

    def close(self) -> None:
        """Kill the other ranks; the next shared job starts new ones."""
        self._over.set()
        for follower in self._followers:
            follower.process.kill()
            follower.process.wait()
            assert follower.listener is not None
            follower.listener.join()
        self._followers.clear()
        self._clean()

    def loss(self) -> Loss | None:
        """Why this worker lost another rank, once it has noticed: a death before a failure. None if none shows in
        time.
        """
        until = time.monotonic() + GRACE_SECONDS / 2
        while not self._losses and time.monotonic() < until:
            time.sleep(0.05)
        self._clean()
        return min(self._losses, key=lambda loss: loss.kind != "died", default=None)

    def _start(self, rank: int) -> None:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "xstilts.runs.worker", self._function],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "XSTILTS_DRIVER_PID": str(os.getpid())},
        )
        follower = _Follower(rank=rank, process=process)
        self._followers.append(follower)
        follower.listener = threading.Thread(target=self._listen, args=(follower,), daemon=True)
        follower.listener.start()

    def _listen(self, follower: _Follower) -> None:
        """Hear one rank until it ends; what it reports of its progress is rank 0's too."""
        assert follower.process.stdout is not None
        for line in follower.process.stdout:
            event = json.loads(line)
            kind = event.pop("event")
            del event["key"]
            if kind in ("done", "interrupted"):
                follower.busy = False
                follower.ended.set()
            elif kind == "failed":
                event["reason"] = f"rank {follower.rank}: {event['reason']}"
                self._lost(Loss(kind="failed", data=event))
        reason = f"rank {follower.rank} of the training is gone: {how_it_died(follower.process.wait())}"
        if follower.busy:
            self._lost(Loss(kind="died", data={"reason": reason}))
        follower.ended.set()

    def _lost(self, loss: Loss) -> None:
        over = self._over
        self._losses.append(loss)
        if not over.wait(GRACE_SECONDS):
            self._clean()
            self._give_up(self._key, loss)

    def _clean(self) -> None:
        if self._place is not None:
            self._place.cleanup()
            self._place = None
