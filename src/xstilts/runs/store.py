"""The store: a folder of finished stages, found by key.

A stage is finished when its folder lies under `stages/`, which happens by one rename of a sealed work folder;
whatever kills the process leaves either the work folder or the finished one. Every finished stage records the
output digests of the stages it read: when an upstream stage now holds other bits, it is *stale*. One driver
at a time may write (see `lease.py`); anyone may read.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from xstilts.core.errors import StoreError
from xstilts.core.faults import reach
from xstilts.core.files import read_json, write_json
from xstilts.runs import seal
from xstilts.runs.disk import discard, readable_size, sync, writing
from xstilts.runs.graph import StageNode
from xstilts.runs.numerics import fingerprint
from xstilts.runs.reading import KEY_DIGITS, State, StoreReader

__all__ = ["Attempt", "Freed", "State", "Store", "now", "safe_name"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How a stage is about to run: with the threads, ranks and sharding its checkpoint was made with, if it has one."""

    work_dir: Path
    threads: int
    ranks: int
    shard: bool
    resumed: bool
    inputs: Mapping[str, str]
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Freed:
    """What housekeeping removed."""

    keys: tuple[str, ...]
    bytes: int

    def __str__(self) -> str:
        count = len(self.keys)
        return f"{count} stage{'' if count == 1 else 's'}, {readable_size(self.bytes)}"


class Store(StoreReader):
    """Finished and unfinished stages under one folder.

    Make one with `Store.open`; `StoreReader` has the look-ups.
    """

    # --- Running a stage

    def begin(self, node: StageNode, *, threads: int, device: str, ranks: int = 1, shard: bool = False) -> Attempt:
        """Prepare the work folder of a stage: keep a usable checkpoint, else start from nothing.

        A checkpoint is usable when it was made from the bits that upstream holds now. A stage resumes with
        the numbers of threads and ranks it was started with, and sharded or not as then, since they change bits.

        Raises:
            StoreError: an upstream stage is missing, or the work folder cannot be written.
        """
        inputs = {key: self.output_digest(key) for key in node.upstream}
        work = self.work_dir(node.key)
        earlier = _read_attempt(work)
        resumed = (work / seal.CHECKPOINT).is_dir() and earlier is not None and earlier["inputs"] == inputs
        with writing(work):
            if not resumed:
                discard(work, self._trash)
                earlier = None
            work.mkdir(parents=True, exist_ok=True)
            seal.sweep_temporaries(work)
            (work / seal.MANIFEST).unlink(missing_ok=True)
            used = int(earlier["threads"]) if earlier else threads
            shared = int(earlier.get("ranks", 1)) if earlier else ranks
            sharded = bool(earlier.get("shard", False)) if earlier else shard
            how = {"threads": used, "ranks": shared, "shard": sharded}
            this = {"started": now(), **fingerprint(used, device, shared, shard=sharded)}
            runs = [*(earlier["runs"] if earlier else []), this]
            write_json(work / seal.ATTEMPT, {"inputs": inputs, **how, "runs": runs})
        return Attempt(
            work_dir=work,
            threads=used,
            ranks=shared,
            shard=sharded,
            resumed=resumed,
            inputs=inputs,
            number=len(runs),
        )

    def complete(self, node: StageNode, provenance: Mapping[str, Any]) -> Path:
        """Seal a stage's work folder and move it into `stages/` by one rename. Clears an earlier failure.

        Spec, provenance, then the manifest are written; the manifest makes the work folder whole, so a kill
        after it loses nothing (`adopt`). The checkpoint goes, then the rename.

        Raises:
            StoreError: no space left, or the system refused a write; nothing is then left in `stages/`.
        """
        work = self.work_dir(node.key)
        with writing(work):
            history = (_read_attempt(work) or {"runs": []})["runs"]
            spec = {"key": node.key, "name": node.name, "spec": node.spec.model_dump(mode="json")}
            write_json(work / seal.SPEC, spec)
            write_json(
                work / seal.PROVENANCE,
                {**provenance, "key": node.key, "name": node.name, "attempts": history},
            )
            seal.seal(work)
            return self._publish(node)

    def adopt(self, node: StageNode) -> bool:
        """Finish a stage that was killed between its manifest and its rename.

        True when it is now complete.
        """
        work = self.work_dir(node.key)
        if not (work / seal.MANIFEST).exists():
            return False
        try:
            seal.check_files(work)
            inputs = read_json(work / seal.PROVENANCE)["inputs"]
        except (StoreError, OSError, ValueError, KeyError, TypeError):
            return False
        if inputs != {key: self.output_digest(key) for key in node.upstream}:
            return False
        with writing(work):
            self._publish(node)
        return True

    def _publish(self, node: StageNode) -> Path:
        work = self.work_dir(node.key)
        discard(work / seal.CHECKPOINT, self._trash)
        (work / seal.ATTEMPT).unlink(missing_ok=True)
        target = self.stages_dir / f"{safe_name(node.name)}-{node.key[:KEY_DIGITS]}"
        reach("before-rename")
        old = self.find(node.key)
        if old is not None:  # stale, or its weights were collected
            discard(old, self._trash)
        self.stages_dir.mkdir(parents=True, exist_ok=True)
        work.replace(target)
        self._forget(node.key)
        self._index()[node.key[:KEY_DIGITS]] = target
        sync(self.stages_dir)
        reach("after-rename")
        (self.failed_dir / f"{node.key}.json").unlink(missing_ok=True)
        return target

    # --- Failures

    def record_failure(self, node: StageNode, reason: str, **details: Any) -> None:
        """Remember why a stage failed (`failed/<key>.json`); cleared when it succeeds.

        Raises:
            OSError: the file could not be written; the caller decides whether that matters.
        """
        value = {"key": node.key, "name": node.name, "reason": reason, "when": now(), **details}
        write_json(self.failed_dir / f"{node.key}.json", value)

    # --- Housekeeping (the caller holds the lease)

    def dependents(self, key: str) -> tuple[str, ...]:
        """Keys of the finished stages that were made from a stage, directly or not, nearest first."""
        readers: dict[str, list[str]] = {}
        for other in self:
            for upstream in self.provenance(other)["inputs"]:
                readers.setdefault(upstream[:KEY_DIGITS], []).append(other)
        found: dict[str, None] = {}
        waiting = [key]
        while waiting:
            for reader in readers.get(waiting.pop(0)[:KEY_DIGITS], ()):
                if reader not in found:
                    found[reader] = None
                    waiting.append(reader)
        return tuple(found)

    def remove(self, key: str) -> tuple[str, ...]:
        """Remove a stage, its work folder, and everything made from it; returns the removed keys.

        Dependents go first, so a kill in between leaves no result whose origin is gone.
        """
        doomed = (*reversed(self.dependents(key)), key)
        with writing(self.path):
            for each in doomed:
                self._drop(each)
        return doomed

    def gc(self, keep_keys: Collection[str], what: Literal["weights", "all"] = "weights") -> Freed:
        """Collect garbage: what belongs to no stage in `keep_keys`.

        `weights` removes weight files of the other stages and keeps their predictions, scores and curves;
        `all` removes the other stages wholly, with unfinished work and remembered failures.
        """
        keep = set(keep_keys)
        keys: list[str] = []
        freed = 0
        with writing(self.path):
            for key in [key for key in self if key not in keep]:
                size = self._drop_weights(key) if what == "weights" else self._drop(key)
                freed += size
                keys += [key] if size else []
            if what == "all" and self.work_root.is_dir():
                for work in [path for path in self.work_root.iterdir() if path.name not in keep]:
                    freed += discard(work, self._trash) if work != self._trash else 0
            self.sweep()
        return Freed(keys=tuple(keys), bytes=freed)

    def sweep(self) -> None:
        """Delete what a killed removal left behind."""
        shutil.rmtree(self._trash, ignore_errors=True)

    def _drop(self, key: str) -> int:
        (self.failed_dir / f"{key}.json").unlink(missing_ok=True)
        freed = discard(self.work_dir(key), self._trash)
        folder = self.find(key)
        if folder is not None:
            freed += discard(folder, self._trash)
            self._index().pop(key[:KEY_DIGITS], None)
        self._forget(key)
        return freed

    def _drop_weights(self, key: str) -> int:
        folder, manifest = self.folder(key), self.manifest(key)
        names = sorted(name for name in manifest.files if seal.is_weights(name))
        present = [name for name in names if (folder / name).exists()]
        if present:
            write_json(folder / seal.COLLECTED, {"files": names})  # first, so a kill leaves no unexplained gap
        for name in present:
            (folder / name).unlink()
        return sum(manifest.files[name].bytes for name in present)

    @property
    def _trash(self) -> Path:
        return self.work_root / ".trash"


def safe_name(name: str) -> str:
    """A stage's name as part of a folder name: letters, digits and `._+-` only, at most 80 characters."""
    return re.sub(r"[^A-Za-z0-9._+-]+", "-", name).strip("-.")[:80] or "stage"


def now() -> str:
    """The time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _read_attempt(work: Path) -> dict[str, Any] | None:
    try:
        value: dict[str, Any] = read_json(work / seal.ATTEMPT)
        return value if {"inputs", "threads", "runs"} <= value.keys() else None
    except (OSError, ValueError, AttributeError):
        return None
