"""Where examples come from: local official files, the hub, the lab, or a user's own files.

`reference` checks that the data of a portion is there and names it exactly (a `DataRef`); `load` reads what a reference
names. Data lies under `Roots.data` in the layout that each dataset's `LocalFiles.paths` gives. Source `auto` takes
local files when all languages asked for have them, else the hub.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from xstilts.core.canonical import digest
from xstilts.core.errors import DataError
from xstilts.core.files import read_json, write_json
from xstilts.tasks import custom, hub, withheld
from xstilts.tasks.catalogue import DATASETS
from xstilts.tasks.catalogue.rows import examples_of
from xstilts.tasks.formats import FORMATS, Raw
from xstilts.tasks.local import data_root, find_files, fingerprint, missing_message, own_files
from xstilts.tasks.records import DataRef, Dataset, Example, Portion, Roots, RowPlace, RowReader, Target
from xstilts.tasks.subsets import part, subset

LAB_OPTIONS: Mapping[str, Any] = {"seed": 0, "size": None, "difficulty": 1}
Source = str
SOURCES = ("auto", "local", "hub")


def reference(
    portion: Portion,
    languages: Sequence[str] | None,
    *,
    roots: Roots,
    limit: int | None = None,
    subset_seed: int = 0,
    definition: Mapping[str, Any] | None = None,
    source: Source = "auto",
    lab: Mapping[str, int] | None = None,
) -> DataRef:
    """Name a portion's data in some languages (None: all that the split has), after checking that it is there.

    Args:
        limit: examples kept per language (for mining: foreign sentences), see `subsets.subset`.
        definition: the user's own task as the study holds it, see `tasks.custom`.
        source: `auto`, `local` or `hub`.
        lab: `difficulty` and `seed` of the generated world, for the lab's datasets; its defaults when not given.

    Raises:
        DataError: no such split or language, files missing or unreadable, hub unreachable.
    """
    if source not in SOURCES:
        raise DataError(f"unknown data source {source!r}; allowed: {', '.join(SOURCES)}")
    if limit is not None and limit < 1:
        raise DataError(f"a limit of {limit} examples of {portion.dataset} leaves nothing; use at least 1 or none")
    dataset = _dataset(portion.dataset, definition)
    asked = tuple(languages) if languages is not None else dataset.languages.get(portion.split, ())
    _check_asked(dataset, portion.split, asked)
    if dataset.lab is not None and definition is None:
        found = _resolve_lab(lab or {})
    else:
        found = _resolve(dataset, portion.split, asked, roots, definition, source)
    if left_out := dataset.without.get(portion.split):
        named = [reference(one, ("en",), roots=roots, source=source).identity() for one in left_out]
        found["options"] = {**found.get("options", {}), withheld.OPTION: named}
    return DataRef(
        dataset=portion.dataset,
        split=portion.split,
        languages=asked,
        low=portion.low,
        high=portion.high,
        limit=limit,
        subset_seed=subset_seed if limit is not None else 0,
        **found,
    )


def load(ref: DataRef, roots: Roots) -> list[Example]:
    """Every example a reference names: languages in order, part and subset applied, rows in file order.

    Raises:
        DataError: damaged, changed since the reference was made, or not what its format promises (with file and row).
    """
    examples: list[Example] = []
    dataset = _dataset(ref.dataset, ref.options.get("definition"), ref.location)
    _check_unchanged(dataset, ref, roots)
    for language in ref.languages:
        whole = _read_language(dataset, ref, language, roots)
        kept = subset(part(whole, ref.dataset, ref.low, ref.high), ref.limit, ref.subset_seed)
        if not kept:
            raise DataError(f"{ref.dataset} ({ref.split}, {language}): part [{ref.low}, {ref.high}) is empty")
        examples.extend(kept)
    return examples


def count(ref: DataRef, roots: Roots) -> int:
    """How many examples `load` gives; known without reading where the catalogue asserts row counts, else remembered."""
    if ref.source != "file":
        dataset = DATASETS[ref.dataset]
        sizes = [expected_rows(dataset, ref, language, roots) for language in ref.languages]
        if dataset.kind != "mine" and (ref.low, ref.high) == (0.0, 1.0) and None not in sizes:
            return sum(min(size, ref.limit or size) for size in sizes if size is not None)
    memory = roots.cache / "counts.json" if roots.cache else None
    key = digest(ref.identity())
    known: dict[str, int] = _read_memory(memory)
    if key not in known:
        known[key] = len(load(ref, roots))
        if memory is not None:
            write_json(memory, {**_read_memory(memory), key: known[key]})
    return known[key]


def available_languages(target: Target, roots: Roots, source: Source = "auto") -> tuple[str, ...]:
    """The target's languages that can be evaluated here, in its order.

    All of them when local files have all or the hub may be asked; else those with local files for every portion.
    """
    portions = [target.test, *([target.tune] if target.tune else [])]
    datasets = {portion.dataset: DATASETS[portion.dataset] for portion in portions}
    if any(dataset.lab for dataset in datasets.values()):
        return target.languages
    here = tuple(
        name
        for name in target.languages
        if source != "hub"
        and all(find_files(datasets[one.dataset], one.split, name, data_root(roots)) for one in portions)
    )
    connected = source != "local" and not roots.offline and not hub.offline()
    if len(here) < len(target.languages) and connected:
        online = tuple(
            name
            for name in target.languages
            if all(_on_hub(datasets[one.dataset], one.split, name) for one in portions)
        )
        return online if len(online) > len(here) else here
    return here


def expected_rows(dataset: Dataset, ref: DataRef, language: str, roots: Roots) -> int | None:
    """The examples that a whole split must give, where known: a source's own count before the dataset's.

    None also where some of a local split's files are not among those whose rows the catalogue knows by name.
    """
    own = dataset.local if ref.source == "local" else dataset.hub if ref.source == "hub" else None
    if ref.source == "local" and dataset.local is not None and dataset.local.file_rows:
        files = find_files(dataset, ref.split, language, data_root(roots) or Path(ref.location))
        sizes = [dataset.local.file_rows.get(path.name.removesuffix(".gz")) for path in files]
        return sum(size for size in sizes if size is not None) if sizes and None not in sizes else None
    return (own.rows if own else {}).get((ref.split, language), dataset.rows.get((ref.split, language)))


def _on_hub(dataset: Dataset, split: str, language: str) -> bool:
    files = dataset.hub
    return files is not None and split in files.splits and (not files.codes or language in files.codes)


def _read_memory(path: Path | None) -> dict[str, int]:
    try:
        return dict(read_json(path)) if path is not None else {}
    except (OSError, ValueError):
        return {}


def _dataset(name: str, definition: Mapping[str, Any] | None, location: str = "") -> Dataset:
    if definition is None:
        found: Dataset = DATASETS[name]
        return found
    return custom.dataset(name, definition, json.loads(location) if location else custom.files(definition))


def _check_asked(dataset: Dataset, split: str, languages: Sequence[str]) -> None:
    if split not in dataset.languages:
        raise DataError(f"{dataset.name} has no split {split!r}; it has {', '.join(dataset.languages)}")
    unknown = [language for language in languages if language not in dataset.languages[split]]
    if unknown or not languages:
        raise DataError(
            f"{dataset.name} ({split}) has no data in {', '.join(unknown) or 'no language'}; "
            f"it has {', '.join(dataset.languages[split])}"
        )


def _resolve(
    dataset: Dataset,
    split: str,
    languages: Sequence[str],
    roots: Roots,
    definition: Mapping[str, Any] | None,
    source: Source,
) -> dict[str, Any]:
    """The fields of a DataRef that say where the data is and what is in it."""
    if definition is not None:
        paths = custom.files(definition)
        named = [own_files(paths, split, language) for language in languages]
        options = {"definition": custom.identity(definition)}
        return {
            "source": "file",
            "fingerprint": fingerprint([path for group in named for path in group], roots),
            "options": options,
            "location": json.dumps(paths, sort_keys=True),
        }
    root = data_root(roots)
    found = {language: find_files(dataset, split, language, root) for language in languages}
    complete = all(found.values())
    if complete and source != "hub":
        files = [path for language in languages for path in found[language]]
        return {"source": "local", "fingerprint": fingerprint(files, roots), "location": str(root)}
    absent = [language for language in languages if not found[language]]
    on_hub = dataset.hub is not None and split in dataset.hub.splits
    if source == "local" or dataset.hub is None or not on_hub:
        raise DataError(missing_message(dataset, split, absent, root))
    try:
        for language in languages:
            hub.code(dataset.hub, dataset.name, language)
        pinned = roots.revisions.get(dataset.hub.repo, "")
        commit = hub.commit(dataset.hub, dataset.name, stay_offline=roots.offline, revision=pinned)
    except DataError as error:
        raise DataError(f"{error}\n{missing_message(dataset, split, absent or languages, root)}") from None
    name = digest([dataset.hub.repo, dataset.hub.config, commit, dataset.hub.splits[split]])
    return {"source": "hub", "fingerprint": name, "options": {"repo": dataset.hub.repo, "revision": commit}}


def _resolve_lab(asked: Mapping[str, int]) -> dict[str, Any]:
    """The lab's reference: its options, version and sizes name the content, because the lab is deterministic."""
    from xstilts import lab

    unknown = sorted(set(asked) - set(LAB_OPTIONS))
    if unknown:
        raise DataError(f"unknown lab option {', '.join(unknown)}; allowed: {', '.join(LAB_OPTIONS)}")
    sizes = sorted([*key, size] for key, size in lab.SIZES.items())
    options = {**LAB_OPTIONS, **asked, "version": lab.VERSION}
    return {"source": "lab", "fingerprint": digest([options, sizes]), "options": options}


def _read_language(dataset: Dataset, ref: DataRef, language: str, roots: Roots) -> list[Example]:
    row, raws = _open(dataset, ref, language, roots)
    examples: list[Example] = []
    seen: dict[str, int] = {}
    for raw in raws:
        place = RowPlace(dataset=ref.dataset, split=ref.split, language=language, file=str(raw.file), number=raw.number)
        for example in examples_of(row, raw.row, place):
            if example.id in seen:
                raise DataError(
                    f"{ref.dataset}: {raw.file} row {raw.number}: id {example.id!r} was already used in row "
                    f"{seen[example.id]}; ids must be unique within a split and language"
                )
            seen[example.id] = raw.number
            examples.append(example)
    known = expected_rows(dataset, ref, language, roots)
    if not examples or (known is not None and len(examples) != known):
        raise DataError(_wrong_number(dataset, ref, language, roots, len(examples), known))
    for named in withheld.references(ref):
        examples = withheld.leave_out(examples, load(named, roots), f"{ref.dataset} ({ref.split})")
    return examples


def _wrong_number(dataset: Dataset, ref: DataRef, language: str, roots: Roots, found: int, known: int | None) -> str:
    """What to say of a split that is empty or not of the size that the catalogue asserts."""
    files: list[Path] = []
    if ref.source == "file":
        files = own_files(json.loads(ref.location), ref.split, language)
    elif ref.source == "local":
        files = find_files(dataset, ref.split, language, data_root(roots) or Path(ref.location))
    named = f" ({', '.join(map(str, files))})" if files else ""
    wanted = f"{known:,}" if known is not None else "at least 1"
    advice = "the files are incomplete or another version than the catalogue describes"
    if ref.source == "file":
        advice = "give the file rows, or take it out of the study"
    return f"{ref.dataset} ({ref.split}, {language}): {found:,} examples, expected {wanted}{named}; {advice}"


def _open(dataset: Dataset, ref: DataRef, language: str, roots: Roots) -> tuple[RowReader, Iterator[Raw]]:
    if ref.source == "lab":
        return _open_lab(dataset, ref, language)
    if ref.source == "hub":
        assert dataset.hub is not None
        at, stay_offline = ref.options["revision"], roots.offline
        raws = hub.read(dataset.hub, dataset.name, ref.split, language, at, dataset.kind, stay_offline=stay_offline)
        return dataset.hub.row, raws
    assert dataset.local is not None
    if ref.source == "file":
        paths = own_files(json.loads(ref.location), ref.split, language)
        reader = custom.format_of(paths[0])
        return dataset.local.row, FORMATS[reader](paths, {})
    root = data_root(roots) or Path(ref.location)
    files = find_files(dataset, ref.split, language, root)
    if not files:
        raise DataError(missing_message(dataset, ref.split, [language], root))
    return dataset.local.row, FORMATS[dataset.local.format](files, dataset.local.options)


def _check_unchanged(dataset: Dataset, ref: DataRef, roots: Roots) -> None:
    """Refuse files whose content is not what the reference names; files that are gone are reported by reading."""
    if ref.source == "local":
        root = data_root(roots) or Path(ref.location)
        files = [path for language in ref.languages for path in find_files(dataset, ref.split, language, root)]
    elif ref.source == "file":
        paths = json.loads(ref.location)
        files = [path for language in ref.languages for path in own_files(paths, ref.split, language)]
    else:
        return
    if files and fingerprint(files, roots) != ref.fingerprint:
        raise DataError(
            f"{ref.dataset} ({ref.split}): {files[0]} or its companions changed since the plan was made; plan again"
        )


@lru_cache(maxsize=256)
def _lab_rows(task: str, split: str, language: str, options: tuple[tuple[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    """Rows of the lab, kept: a worker evaluates the same target again and again."""
    from xstilts import lab

    return tuple(lab.generate(task, split, language, **dict(options)))


def _open_lab(dataset: Dataset, ref: DataRef, language: str) -> tuple[RowReader, Iterator[Raw]]:
    from xstilts.tasks.catalogue.lab import example

    assert dataset.lab is not None
    options = tuple((name, ref.options[name]) for name in LAB_OPTIONS)
    rows = _lab_rows(dataset.lab, ref.split, language, options)
    name = Path(f"lab/{dataset.lab}/{ref.split}/{language}")
    return example, (Raw(name, number, dict(row)) for number, row in enumerate(rows, 1))


__all__ = ["available_languages", "count", "expected_rows", "load", "reference"]
