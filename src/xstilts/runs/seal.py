"""The manifest of a finished stage folder: which files it holds, their digests, and the digest of its output.

The manifest is written last, so a folder with one is whole. It carries a digest of itself, so that a flipped
byte in the manifest is not blamed on another file. The *output digest* covers what a stage computed: all
files but the spec, the provenance and `timing.json`, which hold display names, clock times and machine names
and so differ between runs that compute the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts.core.canonical import digest, file_digest
from xstilts.core.errors import StoreError
from xstilts.core.files import read_json, write_json
from xstilts.runs.disk import sync

MANIFEST = "manifest.json"
PROVENANCE = "provenance.json"
SPEC = "spec.json"
COLLECTED = "collected.json"
ATTEMPT = "attempt.json"
CHECKPOINT = "checkpoint"
NOT_OUTPUT = frozenset({SPEC, PROVENANCE, "timing.json"})
_NOT_SEALED = frozenset({MANIFEST, COLLECTED, ATTEMPT})
_WEIGHTS = frozenset({".safetensors", ".bin", ".pt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """One file of a stage: SHA-256 (hex) and size in bytes."""

    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Files of a finished stage by POSIX path within its folder, and the digest of what it computed."""

    files: Mapping[str, FileEntry]
    output: str

    @property
    def bytes(self) -> int:
        """Size of all files, collected ones included."""
        return sum(entry.bytes for entry in self.files.values())


def is_weights(name: str) -> bool:
    """Whether a file holds weights, which may be collected as garbage while predictions stay."""
    return Path(name).suffix in _WEIGHTS


def sweep_temporaries(folder: Path) -> None:
    """Remove what a killed write left behind (`.name.pid.tmp`, see `core.files.replacing`)."""
    for path in folder.rglob(".*.tmp"):
        if path.is_file():
            path.unlink()


def seal(folder: Path) -> Manifest:
    """Flush and hash every file of `folder` but its checkpoint, and write its manifest: it is whole.

    Raises:
        OSError: as the file system says; the folder then has no manifest.
    """
    sweep_temporaries(folder)
    entries: dict[str, FileEntry] = {}
    for name, path in _stage_files(folder):
        sync(path)
        entries[name] = FileEntry(sha256=file_digest(path), bytes=path.stat().st_size)
    for path in folder.rglob("*"):
        if path.is_dir() and CHECKPOINT not in path.relative_to(folder).parts:
            sync(path)
    manifest = Manifest(files=entries, output=_output_digest(entries))
    value = {"version": 1, "files": _plain(entries), "output": manifest.output}
    write_json(folder / MANIFEST, {**value, "digest": digest(value)})
    sync(folder)
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """Read and check a manifest.

    Raises:
        StoreError: it is missing, is not JSON, or does not have the digest it says it has.
    """
    path = folder / MANIFEST
    try:
        value: Any = read_json(path)
        entries = {
            name: FileEntry(sha256=entry["sha256"], bytes=entry["bytes"]) for name, entry in value["files"].items()
        }
        expected, output = value.pop("digest"), value["output"]
        seen = digest(value)
    except FileNotFoundError:
        raise StoreError(_damage(folder, MANIFEST, "it is missing")) from None
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(_damage(folder, MANIFEST, f"it cannot be read ({error})")) from None
    if expected != seen or output != _output_digest(entries):
        raise StoreError(_damage(folder, MANIFEST, f"sha256 of its content expected {expected}, seen {seen}"))
    return Manifest(files=entries, output=output)


def collected_files(folder: Path) -> frozenset[str]:
    """Names of the weights that were collected as garbage from a finished stage; usually none."""
    path = folder / COLLECTED
    if not path.exists():
        return frozenset()
    try:
        return frozenset(read_json(path)["files"])
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(_damage(folder, COLLECTED, f"it cannot be read ({error})")) from None


def check_files(folder: Path, *, weights: bool = True) -> Manifest:
    """Hash the files of a finished stage against its manifest.

    Args:
        folder: the stage's folder.
        weights: also hash the weights; False checks only the rest, which is cheap.

    Raises:
        StoreError: names the first damaged or missing file, the digest expected and seen, and what to do.
    """
    manifest = read_manifest(folder)
    collected = collected_files(folder)
    for name, entry in sorted(manifest.files.items()):
        if name in collected or (is_weights(name) and not weights):
            continue
        path = folder / name
        if not path.is_file():
            raise StoreError(_damage(folder, name, "it is missing"))
        seen = file_digest(path)
        if seen != entry.sha256:
            detail = f"sha256 expected {entry.sha256}, seen {seen}"
            if path.stat().st_size != entry.bytes:
                detail += f" ({entry.bytes} bytes expected, {path.stat().st_size} seen)"
            raise StoreError(_damage(folder, name, detail))
    return manifest


def _damage(folder: Path, name: str, detail: str) -> str:
    short = folder.name.rpartition("-")[2]
    return (
        f"{folder / name} is damaged: {detail}; run `xstilts rerun {short}` to make this stage and "
        "what was made from it again"
    )


def _stage_files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and relative.parts[0] != CHECKPOINT and relative.as_posix() not in _NOT_SEALED:
            yield relative.as_posix(), path


def _plain(entries: Mapping[str, FileEntry]) -> dict[str, dict[str, Any]]:
    return {name: {"sha256": entry.sha256, "bytes": entry.bytes} for name, entry in entries.items()}


def _output_digest(entries: Mapping[str, FileEntry]) -> str:
    return digest({name: entry.sha256 for name, entry in entries.items() if name not in NOT_OUTPUT})
