"""One driver per store: a lease file that names host, boot, process and start time of its holder.

A lock that survives a kill would need a person to remove it, so a lease is judged instead: on the same host
(and in the same process namespace) a holder is dead when the machine has booted since, its pid is gone, or
the pid now belongs to a process with another start time. A lease of another host cannot be judged and is
respected. Workers may live a moment longer than a killed driver; they die by parent-death signal and by end
of file on their pipe.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from xstilts.core.errors import StoreError
from xstilts.core.faults import reach
from xstilts.runs.disk import writing

LEASE = "lease.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds a lease. `boot`, `namespace` and `start` are empty on systems without /proc."""

    host: str
    boot: str
    namespace: str
    pid: int
    start: str
    since: str

    def same_process(self, other: Holder) -> bool:
        """Whether both name the same process."""
        return (self.host, self.boot, self.namespace, self.pid, self.start) == (
            other.host,
            other.boot,
            other.namespace,
            other.pid,
            other.start,
        )


def this_process() -> Holder:
    """The holder that this process would be."""
    return Holder(
        host=socket.gethostname(),
        boot=_read("/proc/sys/kernel/random/boot_id"),
        namespace=_namespace(),
        pid=os.getpid(),
        start=process_start(os.getpid()),
        since=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def process_start(pid: int) -> str:
    """Start time of a process in clock ticks since boot (field 22 of /proc/PID/stat); empty when unknown."""
    text = _read(f"/proc/{pid}/stat")
    fields = text.rpartition(")")[2].split()  # the command, in brackets, may hold spaces
    return fields[19] if len(fields) > 19 else ""


def is_dead(holder: Holder) -> bool:
    """Whether the holder is known to be gone. False when it lives or cannot be judged from here."""
    here = this_process()
    if holder.host != here.host:
        return False
    if holder.boot != here.boot:
        return bool(holder.boot and here.boot)
    if holder.namespace != here.namespace:
        return False
    if not _alive(holder.pid):
        return True
    start = process_start(holder.pid)
    return bool(start and holder.start and start != holder.start)


def read_lease(store: Path) -> Holder | None:
    """The holder named by the store's lease file.

    None without one, or when it cannot be read (never half-written).
    """
    try:
        return Holder(**json.loads((store / LEASE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def holder_of(store: Path) -> Holder | None:
    """The living (or unjudgeable) driver of a store, for `xstilts status`; None when nobody holds it."""
    holder = read_lease(store)
    return None if holder is None or is_dead(holder) else holder


@contextmanager
def hold(store: Path) -> Iterator[Holder]:
    """Hold the store's lease for the length of the block.

    Raises:
        StoreError: another driver holds it (says who), or the lease cannot be written.
    """
    me = this_process()
    with writing(store), _guard(store):
        _take(store, me)
    try:
        yield me
    finally:
        current = read_lease(store)
        if current is not None and current.same_process(me):
            (store / LEASE).unlink(missing_ok=True)


def _take(store: Path, me: Holder) -> None:
    path = store / LEASE
    if path.exists():
        holder = read_lease(store)
        if holder is not None and not is_dead(holder):
            raise StoreError(_held(store, holder, me))
        path.unlink(missing_ok=True)
    temporary = store / f".{LEASE}.{me.pid}.tmp"
    try:
        reach(f"write:{LEASE}")
        temporary.write_text(json.dumps(asdict(me), indent=2) + "\n", encoding="utf-8")
        try:
            os.link(temporary, path)  # atomic, and fails when the file is there
        except FileExistsError:
            other = read_lease(store)
            raise StoreError(_held(store, other or me, me)) from None
        except OSError:  # a file system without links
            with path.open("x", encoding="utf-8") as handle:
                handle.write(temporary.read_text(encoding="utf-8"))
    finally:
        temporary.unlink(missing_ok=True)


def _held(store: Path, holder: Holder, me: Holder) -> str:
    who = f"process {holder.pid} on host {holder.host!r} since {holder.since}"
    if holder.host == me.host and holder.namespace == me.namespace:
        return f"the store {store} is held by {who}; wait for it or stop it, then start again"
    return (
        f"the store {store} is held by {who}, which cannot be checked from here ({me.host!r}); wait for it, "
        f"or if that process is gone, remove {store / LEASE} and start again"
    )


@contextmanager
def _guard(store: Path) -> Iterator[None]:
    """Serialise the judging and replacing of a dead lease among processes of this host."""
    try:
        import fcntl
    except ImportError:  # not a POSIX system: the exclusive creation alone must do
        yield
        return
    with (store / ".lease.lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it lives, but belongs to somebody else
        return True
    # A killed process whose parent has not collected it yet does nothing more.
    return not _read(f"/proc/{pid}/stat").rpartition(")")[2].strip().startswith("Z")


def _namespace() -> str:
    try:
        return os.readlink("/proc/self/ns/pid")  # noqa: PTH115 - Path.readlink would make a path of it
    except OSError:
        return ""


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
