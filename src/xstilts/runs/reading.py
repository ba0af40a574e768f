"""Looking into a store: which stages are finished, stale or damaged, and where they lie.

See `store.py` for what a finished stage is. Everything read is remembered for the life of the object.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Self

from xstilts.core.errors import StoreError
from xstilts.core.files import read_json, write_json
from xstilts.runs import seal
from xstilts.runs.disk import writing

VERSION = 1
KEY_DIGITS = 16
State = Literal["done", "collected", "stale", "damaged", "missing"]
"""done: whole and made from what upstream holds. collected: done, but its weights were collected as garbage.
stale: made from other bits than upstream now holds. damaged: its manifest or provenance cannot be read."""


class StoreReader:
    """The reading half of a `Store`, which adds running and housekeeping."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stages_dir = path / "stages"
        self.work_root = path / "work"
        self.cache_dir = path / "cache"
        self.studies_dir = path / "studies"
        self.failed_dir = path / "failed"
        self.logs_dir = path / "logs"
        self._folders: dict[str, Path] | None = None
        self._manifests: dict[str, seal.Manifest] = {}
        self._provenances: dict[str, dict[str, Any]] = {}

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Self:
        """Open the store at `path`; a path without one reads as empty unless `create` makes it.

        Raises:
            StoreError: made by a newer version, not a store, or it cannot be written.
        """
        store = cls(path)
        marker = path / "format.json"
        if marker.exists():
            _check_version(path, marker)
        elif path.exists() and (not path.is_dir() or any(not item.name.startswith(".") for item in path.iterdir())):
            raise StoreError(
                f"{path} is not a store: it is not empty and has no format.json; "
                "name an empty or new folder, or a store"
            )
        elif create:
            with writing(path):
                write_json(marker, {"version": VERSION})
        if create:
            with writing(path):
                for folder in (
                    store.stages_dir,
                    store.work_root,
                    store.cache_dir,
                    store.failed_dir,
                    store.logs_dir,
                ):
                    folder.mkdir(parents=True, exist_ok=True)
        return store

    # --- Looking up

    def refresh(self) -> None:
        """Forget what was read; another process may have written since."""
        self._folders = None
        self._manifests.clear()
        self._provenances.clear()

    def find(self, key: str) -> Path | None:
        """Folder of a finished stage, stale or not; None when there is none."""
        return self._index().get(key[:KEY_DIGITS])

    def folder(self, key: str) -> Path:
        """Folder of a finished stage.

        Raises:
            StoreError: the store has no such stage.
        """
        folder = self.find(key)
        if folder is None:
            raise StoreError(f"the store {self.path} has no stage {key[:KEY_DIGITS]}; run the study that needs it")
        return folder

    def resolve(self, text: str) -> str:
        """Key of the finished stage a user named: a folder name, the stage's name where one stage has it, a key, or its
        beginning (4 characters).

        Raises:
            StoreError: no stage, or more than one, is meant; says which there are.
        """
        folders = self._index()
        found = [short for short, folder in folders.items() if folder.name in (text, f"{text}-{short}")]
        if not found and len(text) >= 4:
            found = [short for short in folders if short.startswith(text[:KEY_DIGITS])]
        if len(found) != 1:
            names = sorted(folders[short].name for short in (found or folders))
            listed = ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")
            problem = f"{len(found)} stages are" if found else "no stage is"
            raise StoreError(f"{problem} meant by {text!r} in the store {self.path}; stages: {listed or 'none'}")
        # Damaged: its first digits are enough to remove it.
        return _recorded_key(folders[found[0]]) or found[0]

    def __iter__(self) -> Iterator[str]:
        """Full keys of the finished stages, in order of folder name.

        Those whose provenance is unreadable are left out.
        """
        for folder in sorted(self._index().values()):
            key = _recorded_key(folder)
            if key is not None:
                yield key

    def manifest(self, key: str) -> seal.Manifest:
        """Manifest of a finished stage (read once per Store).

        Raises:
            StoreError: no such stage, or its manifest is damaged.
        """
        if key not in self._manifests:
            self._manifests[key] = seal.read_manifest(self.folder(key))
        return self._manifests[key]

    def provenance(self, key: str) -> dict[str, Any]:
        """Provenance of a finished stage: versions, device, command, times, digests of its inputs.

        Raises:
            StoreError: no such stage, or its provenance is damaged.
        """
        if key not in self._provenances:
            folder = self.folder(key)
            try:
                value = read_json(folder / seal.PROVENANCE)
                value["inputs"].items()
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                seal.check_files(folder, weights=False)  # names the file and its digests
                raise StoreError(f"{folder / seal.PROVENANCE} is not a provenance; run `xstilts rerun`") from None
            self._provenances[key] = value
        return self._provenances[key]

    def output_digest(self, key: str) -> str:
        """Digest of what a stage computed (see `seal`): equal digests are equal results.

        Raises:
            StoreError: no such stage, or its manifest is damaged.
        """
        return self.manifest(key).output

    def state(self, key: str) -> State:
        """Where a stage stands. Reads manifests only; `verify` hashes the files."""
        folder = self.find(key)
        if folder is None:
            return "missing"
        try:
            self.manifest(key)
            recorded = self.provenance(key)["inputs"]
            collected = seal.collected_files(folder)
        except StoreError:
            return "damaged"
        for upstream, expected in recorded.items():
            try:
                if self.find(upstream) is not None and self.output_digest(upstream) != expected:
                    return "stale" if self._is_sound(folder) else "damaged"
            except StoreError:
                continue  # the upstream is damaged, which is its own trouble
        return "collected" if collected else "done"

    def has(self, key: str) -> bool:
        """Whether a stage is finished and made from what its upstream stages now hold."""
        return self.state(key) in ("done", "collected")

    def verify(self, key: str, *, weights: bool = True) -> None:
        """Hash a stage's files against its manifest; `weights=False` leaves out weights (cheap).

        Raises:
            StoreError: no such stage; or names the damaged file, digests expected and seen, and what to do.
        """
        seal.check_files(self.folder(key), weights=weights)

    def work_dir(self, key: str) -> Path:
        """Private folder of a stage in progress; survives a kill."""
        return self.work_root / key

    def failure(self, key: str) -> dict[str, Any] | None:
        """What is remembered of a stage's failure: `reason`, `kind`, `when`, perhaps `traceback`.

        None when it has none.
        """
        try:
            value: dict[str, Any] = read_json(self.failed_dir / f"{key}.json")
        except (OSError, ValueError):
            return None
        return value

    def _is_sound(self, folder: Path) -> bool:
        """Whether small files are what the manifest says, so that a flipped digest does not pass for stale."""
        try:
            seal.check_files(folder, weights=False)
        except StoreError:
            return False
        return True

    def _forget(self, key: str) -> None:
        self._manifests.pop(key, None)
        self._provenances.pop(key, None)

    def _index(self) -> dict[str, Path]:
        if self._folders is None:
            found = self.stages_dir.iterdir() if self.stages_dir.is_dir() else ()
            self._folders = {path.name[-KEY_DIGITS:]: path for path in found if path.is_dir()}
        return self._folders


def _recorded_key(folder: Path) -> str | None:
    """The full key in a stage's provenance; None when it cannot be read or contradicts the folder's name."""
    try:
        key = str(read_json(folder / seal.PROVENANCE)["key"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return key if key.startswith(folder.name[-KEY_DIGITS:]) else None


def _check_version(path: Path, marker: Path) -> None:
    try:
        version = read_json(marker)["version"]
    except (OSError, json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise StoreError(f"{marker} is damaged ({error}); it should hold {{'version': {VERSION}}}") from None
    if not isinstance(version, int) or version > VERSION:
        raise StoreError(
            f"the store {path} has format version {version}, made by a newer xstilts; this one reads up to "
            f"version {VERSION}: upgrade xstilts or name another store"
        )
