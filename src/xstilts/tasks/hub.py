"""Datasets of the Hugging Face hub: a revision resolved to a commit, its files in the hub cache, rows with label names.

Files are read from the snapshot of the commit in the hub cache, never from what another commit left prepared, so that a
stage's key says what was read, with and without network. Repositories that hold a loading script and no rows, which
`datasets` no longer runs, are read from the hub's own conversion (`refs/convert/parquet`). `datasets` and
`huggingface_hub` are imported only when a hub dataset is read. `HF_HUB_OFFLINE=1` is honoured.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from xstilts.core.errors import DataError
from xstilts.core.files import write_text
from xstilts.tasks.formats import Raw
from xstilts.tasks.records import HubFiles

CONVERTED = "refs/convert/parquet"
"""Where the hub keeps its conversion of a repository to Parquet."""
_READERS = {".parquet": "parquet", ".json": "json", ".jsonl": "json", ".csv": "csv"}
_PLACES = (
    "{config}/{split}/*.parquet",
    "{config}/{split}-*.parquet",
    "default/{split}/*.parquet",
    "data/{split}-*.parquet",
)
"""Where a split's files are when the repository's card does not say: conversions, then what `push_to_hub` writes."""


def offline() -> bool:
    """Whether the environment forbids the network for hub libraries."""
    return os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "TRUE", "YES", "ON")


def code(hub: HubFiles, dataset: str, language: str) -> str:
    """The hub's own code of a language; an error when the hub's copy does not have the language."""
    if hub.codes and language not in hub.codes:
        raise DataError(
            f"{dataset}: {hub.repo} on the hub has no language {language!r}; it has {', '.join(sorted(hub.codes))}"
        )
    return hub.codes.get(language, language)


def config(hub: HubFiles, dataset: str, language: str) -> str:
    """The configuration that holds a language."""
    own = code(hub, dataset, language)
    return hub.config.format(language=language, code=own) if hub.config else "default"


def commit(hub: HubFiles, dataset: str, *, stay_offline: bool, revision: str = "") -> str:
    """The commit that a revision (empty: the catalogue's) names now, from the hub, or from the hub cache when offline.

    Raises:
        DataError: offline and never downloaded; no such repository or revision; gated; no network.
    """
    wanted = revision or hub.revision
    if re.fullmatch(r"[0-9a-f]{40}", wanted):
        return wanted
    if stay_offline or offline():
        return _cached_commit(hub.repo, dataset, wanted)
    try:
        name, found = _hub_commit(hub.repo, wanted)
    except Exception as error:
        raise _unreachable(hub.repo, wanted, dataset, error) from None
    write_text(cache_folder(hub.repo) / "refs" / name, found)
    return found


@lru_cache(maxsize=256)
def _hub_commit(repo: str, revision: str) -> tuple[str, str]:
    """The revision to read and its commit; asked once a process, so that a plan never mixes two commits of a branch."""
    from huggingface_hub import HfApi

    for name in (revision, CONVERTED):
        found = HfApi().dataset_info(repo, revision=name)
        if any(_has_rows(item.rfilename) for item in found.siblings or ()):
            break
    return name, str(found.sha)


def cache_folder(repo: str) -> Path:
    """The folder of a dataset repository in the hub cache."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE) / f"datasets--{repo.replace('/', '--')}"


def _cached_commit(repo: str, dataset: str, revision: str) -> str:
    folder = cache_folder(repo)
    for name in (revision, CONVERTED):
        reference = folder / "refs" / name
        found = reference.read_text(encoding="utf-8").strip() if reference.is_file() else ""
        snapshot = folder / "snapshots" / found
        if found and any(_has_rows(path.name) for path in snapshot.rglob("*")):
            return found
    raise DataError(
        f"{dataset}: no copy of {repo} (revision {revision}) in the hub cache ({folder}) and the network is not to be "
        "used; run `xstilts fetch STUDY --to DIR` where there is network and bring DIR here, or put the official files "
        "into the data folder"
    )


def _has_rows(name: str) -> bool:
    path = PurePosixPath(name)
    return path.suffix in _READERS and path.name not in ("dataset_infos.json", "dataset_info.json")


def files(
    hub: HubFiles, dataset: str, split: str, language: str, revision: str, *, stay_offline: bool = False
) -> list[Path]:
    """A split's files in the hub cache, downloaded where they are missing.

    The repository's card (README.md) says which files a configuration and split have; without it the usual places are
    looked at.

    Raises:
        DataError: unreachable, gated, or no files for this configuration and split at that commit.
    """
    name, own = config(hub, dataset, language), hub.splits[split]
    try:
        from huggingface_hub import metadata_load, snapshot_download

        def fetch(patterns: Sequence[str]) -> Path:
            folder = snapshot_download(
                hub.repo,
                repo_type="dataset",
                revision=revision,
                allow_patterns=["README.md", *patterns],
                local_files_only=stay_offline or offline(),
            )
            return Path(folder)

        card = fetch([]) / "README.md"
        patterns = _patterns((metadata_load(card) or {}) if card.is_file() else {}, name, own)
        places = [place.format(config=name, split=own) for place in _PLACES]
        folder = fetch(patterns or places)
    except Exception as error:
        raise _unreachable(hub.repo, revision, dataset, error) from None
    groups: Sequence[Sequence[str]] = [patterns] if patterns else [[place] for place in places]
    for group in groups:
        found = sorted({path for pattern in group for path in folder.glob(pattern) if _has_rows(path.name)})
        if found:
            return found
    raise DataError(
        f"{dataset}: {hub.repo} at {revision} has no files for configuration {name!r}, split {own!r} (looked for "
        f"{', '.join(patterns or places)}); pin another revision of it under `revisions` in the study"
    )


def _patterns(card: Mapping[str, Any], name: str, split: str) -> list[str]:
    """The files of a configuration and split as a card's `configs` name them; empty where it does not."""
    entries = [entry for entry in card.get("configs") or () if str(entry.get("config_name")) == name]
    found: list[str] = []
    for entry in entries:
        folder = f"{entry['data_dir'].rstrip('/')}/" if entry.get("data_dir") else ""
        items = entry.get("data_files")
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict) and item.get("split") == split:
                paths = item.get("path") or ()
                found += [folder + path for path in ([paths] if isinstance(paths, str) else paths)]
    return found


def read(
    hub: HubFiles, dataset: str, split: str, language: str, revision: str, kind: str, *, stay_offline: bool = False
) -> Iterator[Raw]:
    """Rows of one split in one language at a commit. See `rows` for what is done to them."""
    found = files(hub, dataset, split, language, revision, stay_offline=stay_offline)
    reader = _READERS[found[0].suffix]
    try:
        import datasets

        loaded = datasets.load_dataset(reader, data_files=[str(path) for path in found], split="train")
    except Exception as error:
        raise _unreachable(hub.repo, revision, dataset, error) from None
    own = config(hub, dataset, language)
    return rows(loaded, hub, Path(f"{hub.repo}/{own}/{hub.splits[split]}"), kind)


def rows(loaded: Any, hub: HubFiles, name: Path, kind: str) -> Iterator[Raw]:
    """Rows of a `datasets.Dataset`: columns checked, class labels as names (-1 as None).

    Question answering gets `paragraph`, the number of its distinct context in order of appearance, as the official
    JSON has it: XQuAD's paragraphs are parallel by it.
    """
    missing = [column for column in hub.columns if column not in loaded.column_names]
    if missing:
        raise DataError(
            f"{name}: no column {', '.join(map(repr, missing))}; the columns are {', '.join(loaded.column_names)}. "
            "The hub's copy has changed: pin another revision under `revisions` in the study"
        )
    names = {column: found for column in hub.columns if (found := _names(loaded.features[column])) is not None}
    contexts: dict[str, int] = {}
    for number, raw in enumerate(loaded, 1):
        row = {column: raw[column] for column in hub.columns}
        for column, labels in names.items():
            row[column] = _named(row[column], labels)
        if kind == "extract":
            row["paragraph"] = contexts.setdefault(row["context"], len(contexts))
        yield Raw(name, number, row)


def _names(feature: Any) -> list[str] | None:
    inner = getattr(feature, "feature", feature)
    if isinstance(feature, list) and feature:
        inner = feature[0]
    found = getattr(inner, "names", None)
    return list(found) if found is not None else None


def _named(value: Any, names: list[str]) -> Any:
    if isinstance(value, list):
        return [_named(item, names) for item in value]
    return names[value] if value is not None and 0 <= value < len(names) else None


def _unreachable(repo: str, revision: str, dataset: str, error: Exception) -> DataError:
    kind = type(error).__name__
    advice: Mapping[str, str] = {
        "GatedRepoError": "accept its terms on the hub and log in (`hf auth login`)",
        "RepositoryNotFoundError": "the repository is gone or private: put the official files into the data folder",
        "RevisionNotFoundError": "pin a revision that it has under `revisions` in the study",
    }
    what = advice.get(
        kind,
        "check the network, or run `xstilts fetch STUDY --to DIR` where there is network, bring DIR here and set "
        "HF_HOME=DIR/huggingface HF_HUB_OFFLINE=1",
    )
    first = (str(error).strip().splitlines() or [""])[0]
    return DataError(f"{dataset}: cannot read {repo} (revision {revision}) from the hub: {kind}: {first}; {what}")
