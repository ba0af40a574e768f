"""A harness that kills commands at named points and compares what their stores hold.

A command runs in a process group of its own, so that `kill` takes driver and workers at once, as a power cut
would. Which point was hit is read from the log that `core.faults` appends to, so a fault that never came is
not counted.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from xstilts.core.canonical import file_digest
from xstilts.runs.seal import MANIFEST, NOT_OUTPUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How one command ended: its status (negative: the signal), the faults that were hit, and what it
    printed.
    """

    code: int
    hits: tuple[str, ...]
    output: str


def run_with_fault(
    command: Sequence[str],
    fault: str,
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    timeout: float = 600.0,
) -> Ended:
    """Run a command in its own process group with `XSTILTS_FAULT=fault` (`kill@step:3`; empty for none).

    A fault counts visits per process: with `kill@step:3` the process that reaches its third step kills the
    whole group.

    Raises:
        subprocess.TimeoutExpired: the command took longer than `timeout` seconds; its group was killed.
    """
    before = _lines(log)
    full = {**os.environ, **(env or {}), "XSTILTS_FAULT_LOG": str(log)}
    full.pop("XSTILTS_FAULT", None)
    if fault:
        full["XSTILTS_FAULT"] = fault
    process = subprocess.Popen(
        list(command),
        env=full,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=timeout)
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return Ended(code=process.returncode, hits=tuple(_lines(log)[len(before) :]), output=output)


def kill_until_done(
    command: Sequence[str],
    faults: Sequence[str],
    *,
    store: Path,
    log: Path,
    env: Mapping[str, str] | None = None,
    timeout: float = 600.0,
) -> tuple[Counter[str], Ended]:
    """Start a command again and again, once per fault, then without one.

    Checks after every start that no stage that was finished before was made again.

    Returns:
        Hits per point, and how the last run (without a fault) ended.

    Raises:
        AssertionError: a finished stage was made again.
    """
    hits: Counter[str] = Counter()
    before = finished_stages(store)
    for fault in [*faults, ""]:
        ended = run_with_fault(command, fault, log=log, env=env, timeout=timeout)
        hits.update(hit.partition("@")[2] for hit in ended.hits)
        after = finished_stages(store)
        again = [name for name, made in before.items() if after.get(name) != made]
        assert not again, f"finished stages were made again after {fault or 'the last start'}: {again}"
        before = after
    return hits, ended


def finished_stages(store: Path) -> dict[str, str]:
    """Stage folder -> SHA-256 of its provenance, which holds times and so tells one making from another."""
    return {path.parent.name: file_digest(path) for path in (store / "stages").glob("*/provenance.json")}


def result_digests(store: Path) -> dict[str, str]:
    """`stage folder/file` -> SHA-256 of what every finished stage computed, hashed from the files, not from
    manifests.
    """
    return {
        path.relative_to(store / "stages").as_posix(): file_digest(path)
        for path in sorted((store / "stages").rglob("*"))
        if path.is_file() and path.name not in NOT_OUTPUT and path.name != MANIFEST
    }


def _lines(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8").splitlines() if log.exists() else []
