"""Datasets of the Hugging Face hub: a revision resolved to a commit, and rows as plain dicts with label names.

`datasets` and `huggingface_hub` are imported only when a hub dataset is read. `HF_HUB_OFFLINE=1` is honoured by both.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from xstilts.core.errors import DataError
from xstilts.tasks.formats import Raw
from xstilts.tasks.records import HubFiles


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


def commit(hub: HubFiles, dataset: str, *, stay_offline: bool) -> str:
    """The commit that the revision names now, from the hub, or from the local hub cache when offline.

    Raises:
        DataError: offline and never downloaded; no such repository; gated; no network.
    """
    if re.fullmatch(r"[0-9a-f]{40}", hub.revision):
        return hub.revision
    if stay_offline or offline():
        from huggingface_hub import constants

        folder = Path(constants.HF_HUB_CACHE) / f"datasets--{hub.repo.replace('/', '--')}"
        reference = folder / "refs" / hub.revision
        if reference.is_file():
            return reference.read_text(encoding="utf-8").strip()
        raise DataError(
            f"{dataset}: no copy of {hub.repo} in the hub cache ({folder}) and the network is not to be used; "
            f"download it where there is network (`hf download --repo-type dataset {hub.repo}`) and copy the cache, or "
            "put the official files into the data folder"
        )
    try:
        from huggingface_hub import HfApi

        return str(HfApi().dataset_info(hub.repo, revision=hub.revision).sha)
    except Exception as error:
        raise _unreachable(hub, dataset, error) from None


def read(hub: HubFiles, dataset: str, split: str, language: str, revision: str, kind: str) -> Iterator[Raw]:
    """Rows of one split in one language at a commit. See `rows` for what is done to them."""
    own = code(hub, dataset, language)
    config = hub.config.format(language=language, code=own) if hub.config else None
    try:
        import datasets

        loaded = datasets.load_dataset(hub.repo, config, split=hub.splits[split], revision=revision)
    except Exception as error:
        raise _unreachable(hub, dataset, error) from None
    return rows(loaded, hub, Path(f"{hub.repo}/{config or 'default'}/{hub.splits[split]}"), kind)


def rows(loaded: Any, hub: HubFiles, name: Path, kind: str) -> Iterator[Raw]:
    """Rows of a `datasets.Dataset`: columns checked, class labels as names (-1 as None).

    Question answering gets `paragraph`, the number of its distinct context in order of appearance, as the official
    JSON has it: XQuAD's paragraphs are parallel by it.
    """
    missing = [column for column in hub.columns if column not in loaded.column_names]
    if missing:
        raise DataError(
            f"{name}: no column {', '.join(map(repr, missing))}; the columns are {', '.join(loaded.column_names)}. "
            "The hub's copy has changed: pin another revision"
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


def _unreachable(hub: HubFiles, dataset: str, error: Exception) -> DataError:
    kind = type(error).__name__
    advice: Mapping[str, str] = {
        "GatedRepoError": "accept its terms on the hub and log in (`hf auth login`)",
        "RepositoryNotFoundError": "the repository is gone or private: put the official files into the data folder",
    }
    what = advice.get(kind, "check the network, or copy a filled hub cache here and set HF_HUB_OFFLINE=1")
    first = (str(error).strip().splitlines() or [""])[0]
    return DataError(
        f"{dataset}: cannot read {hub.repo} (revision {hub.revision}) from the hub: {kind}: {first}; {what}"
    )
