"""Files under the data root: where a dataset's files are, and digests of what is in them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from xstilts.core.canonical import digest, file_digest
from xstilts.core.errors import DataError
from xstilts.core.files import read_json, write_json
from xstilts.tasks.records import Dataset, Roots

READER_VERSION = 1
"""Rises when the same files would give other examples: it is part of every fingerprint."""


def data_root(roots: Roots) -> Path | None:
    """The data folder: the study's, else `XSTILTS_DATA`."""
    if roots.data is not None:
        return roots.data
    named = os.environ.get("XSTILTS_DATA")
    return Path(named) if named else None


def find_files(dataset: Dataset, split: str, language: str, root: Path | None) -> list[Path]:
    """The dataset's files of a split and language, each with or without `.gz`; empty unless all are there.

    Files of a name with `*` come in sorted order (XTREME joins treebanks that way since August 2020).
    """
    if root is None:
        return []
    found = []
    for name in file_names(dataset, split, language):
        paths = [path for path in (root / name, root / f"{name}.gz") if path.is_file()][:1]
        if "*" in name:
            both = [*root.glob(name), *root.glob(f"{name}.gz")]
            paths = sorted({plain_name(path, root): path for path in reversed(both)}.values())
        if not paths:
            return []
        found.extend(paths)
    return found


def plain_name(path: Path, root: Path) -> str:
    """A file's name under the data root, without `.gz`."""
    return path.relative_to(root).as_posix().removesuffix(".gz")


def file_names(dataset: Dataset, split: str, language: str) -> list[str]:
    """The file names under the data root that the dataset's layout asks for (without `.gz`)."""
    local = dataset.local
    if local is None or split not in local.paths or (local.codes and language not in local.codes):
        return []
    code = local.codes.get(language, language)
    return [template.format(language=language, code=code) for template in local.paths[split]]


def own_files(paths: Mapping[str, str], split: str, language: str) -> list[Path]:
    """The file of a user's own task; `paths` by `split/language`."""
    return [Path(paths[f"{split}/{language}"])]


def missing_message(dataset: Dataset, split: str, languages: Sequence[str], root: Path | None) -> str:
    """What was looked for and what to do, for data that is not there."""
    names = [name for language in languages[:3] for name in file_names(dataset, split, language)]
    looked = ", ".join(f"{root}/{name}[.gz]" for name in names[:3]) if root is not None else "no data folder is set"
    head = f"{dataset.name} ({split}): no data for {', '.join(languages)}"
    if names:
        head += f"; looked for {looked}"
    advice = "set XSTILTS_DATA or the study's `data` to the folder that holds the official files"
    if not names:
        advice = "the catalogue knows no local files for it"
    if dataset.local is not None and dataset.local.advice:
        advice += f"; {dataset.local.advice}"
    if dataset.hub is not None and split in dataset.hub.splits:
        advice += f", or use {dataset.hub.repo} from the hub (needs network, or a filled hub cache)"
    return f"{head}; {advice}"


def fingerprint(files: Sequence[Path], roots: Roots) -> str:
    """A digest of the files' contents, in order, and of the reader's version.

    Digests are remembered in `roots.cache/digests.json` by path, size and modification time.
    """
    memory = roots.cache / "digests.json" if roots.cache is not None else None
    try:
        known: dict[str, list[object]] = dict(read_json(memory)) if memory is not None else {}
    except (OSError, ValueError):
        known = {}
    fresh: dict[str, list[object]] = {}
    digests = []
    for path in files:
        try:
            state = path.stat()
            entry = known.get(str(path))
            if entry is None or entry[:2] != [state.st_size, state.st_mtime_ns]:
                entry = fresh[str(path)] = [state.st_size, state.st_mtime_ns, file_digest(path)]
        except OSError as error:
            raise DataError(f"{path}: cannot be read: {error.strerror or error}") from None
        digests.append(entry[2])
    if memory is not None and fresh:
        write_json(memory, {**known, **fresh})
    return digest([READER_VERSION, digests])
