"""Lines of the catalogue: one line a task, or all that is known of one task, with examples where its data is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xstilts.cli.show import columns, percent

if TYPE_CHECKING:
    from xstilts.tasks.records import Dataset, Portion, Target, TrainTask

MARK = "*"


def catalogue_lines() -> Iterator[str]:
    """Train tasks and targets, one line each."""
    from xstilts.tasks.catalogue import TARGETS, TRAIN_TASKS
    from xstilts.tasks.kinds import METRIC_BY_KIND

    yield "intermediate and train tasks (English)"
    rows = [("name", "kind", "train", "dev", "metric", "chance", "title")]
    for name, task in TRAIN_TASKS.items():
        sizes = [_amount(_sum_known([_size(one, "en") for one in part])) for part in (task.train, task.dev)]
        metric = task.metric or METRIC_BY_KIND[task.kind]
        rows.append((_marked(name, task), task.kind, sizes[0], sizes[1], metric, percent(task.chance), task.title))
    yield from columns(rows, right=(2, 3, 5))
    yield ""
    yield "targets (zero-shot; test rows are those of a language)"
    table = [("name", "kind", "trains on", "languages", "test", "metric", "chance", "title")]
    for name, target in TARGETS.items():
        here = name.endswith("-local")
        test = _range([_size(target.test, language, local=here) for language in target.languages])
        about = (target.kind, target.train or "-", str(len(target.languages)), test, target.metric)
        table.append((_marked(name, target), *about, percent(target.chance), target.title))
    yield from columns(table, right=(3, 4, 6))
    yield ""
    yield f"{MARK} differs from the published protocol; `xstilts tasks NAME` says how, and shows sources and examples."


def task_lines(name: str, number: int) -> Iterator[str]:
    """One task or target: record, data, and examples when the data is there."""
    from xstilts.core.errors import XstiltsError, suggestion
    from xstilts.tasks.catalogue import TARGETS, TRAIN_TASKS

    known = [*TARGETS, *TRAIN_TASKS]
    if name not in known:
        hint = suggestion(name, known)
        raise XstiltsError(f"unknown task {name!r}" + (f": {hint}" if hint else "; see `xstilts tasks`"))
    if name in TARGETS:
        yield from _target_lines(TARGETS[name], number)
    if name in TRAIN_TASKS:
        yield from _train_lines(TRAIN_TASKS[name], number)


def _target_lines(target: Target, number: int) -> Iterator[str]:
    yield f"target {target.name}: {target.title}"
    yield f"  kind {target.kind}; metric {target.metric}; chance {percent(target.chance)}"
    yield f"  trains on {target.train or 'nothing (no phase 3)'}; evaluates {_portion(target.test)}"
    if target.tune is not None:
        yield f"  threshold from {_portion(target.tune)}"
    yield f"  languages ({len(target.languages)}): {' '.join(target.languages)}"
    yield f"  protocol: {target.local_protocol or 'published'}"
    yield from _dataset_lines([target.test, *([target.tune] if target.tune is not None else [])])
    yield from _examples(target.test, target.languages, number)


def _train_lines(task: TrainTask, number: int) -> Iterator[str]:
    from xstilts.tasks.kinds import METRIC_BY_KIND

    yield f"train task {task.name}: {task.title}"
    yield f"  kind {task.kind}; selects by {task.metric or METRIC_BY_KIND[task.kind]}; chance {percent(task.chance)}"
    if task.labels is not None:
        yield f"  labels: {', '.join(_first(task.labels.labels, 20))}"
    yield "  train: " + "; ".join(f"{_portion(one)} ({_amount(_size(one, 'en'))})" for one in task.train)
    yield "  dev (selects): " + "; ".join(f"{_portion(one)} ({_amount(_size(one, 'en'))})" for one in task.dev)
    yield f"  protocol: {task.local_protocol or 'published'}"
    yield from _dataset_lines([*task.train, *task.dev])
    yield from _examples(task.train[0], ["en"], number)


def _dataset_lines(portions: Sequence[Portion]) -> Iterator[str]:
    """Everything that the catalogue says of the datasets of some portions."""
    from xstilts.tasks.catalogue import DATASETS

    for name in dict.fromkeys(portion.dataset for portion in portions):
        dataset = DATASETS[name]
        yield f"  data {dataset.name}: {dataset.title}"
        yield f"    licence: {dataset.licence}"
        yield f"    citation: {dataset.citation}"
        for split, languages in dataset.languages.items():
            rows = _split_rows(dataset, split, languages)
            spoken = f"{len(languages)} languages" if len(languages) > 1 else languages[0]
            yield f"    split {split}: {spoken}" + (f"; rows {rows}" if rows else "; rows not known")
        if dataset.hub is not None:
            splits = ", ".join(f"{ours}={theirs}" for ours, theirs in dataset.hub.splits.items())
            yield f"    hub: {dataset.hub.repo}, configuration {dataset.hub.config or 'default'} ({splits})"
            yield f"      columns {', '.join(dataset.hub.columns)}; revision {dataset.hub.revision}"
        if dataset.local is not None:
            for split, paths in dataset.local.paths.items():
                yield f"    local {split} ({dataset.local.format}): {', '.join(_first(paths, 4))}"
        if dataset.lab is not None:
            yield "    generated: see `xstilts lab list`"


def _split_rows(dataset: Dataset, split: str, languages: Sequence[str]) -> str:
    """Rows a language of a split; both sources' where they differ."""
    sources: dict[str, Mapping[tuple[str, str], int]] = {"": dataset.rows}
    sources |= {"hub": dataset.hub.rows} if dataset.hub is not None else {}
    sources |= {"local": dataset.local.rows} if dataset.local is not None else {}
    found = {name: [rows[split, one] for one in languages if (split, one) in rows] for name, rows in sources.items()}
    return ", ".join(f"{_range(sizes)}{f' ({name})' if name else ''}" for name, sizes in found.items() if sizes)


def _portion(portion: Portion) -> str:
    part = f" [{portion.low:g}, {portion.high:g})" if (portion.low, portion.high) != (0.0, 1.0) else ""
    return f"{portion.dataset} {portion.split}{part}"


def _size(portion: Portion, language: str, *, local: bool = False) -> int | None:
    """Rows of a portion in a language as the catalogue knows them, of the hub's copy before local files;
    `local`: of local files before all."""
    from xstilts.tasks.catalogue import DATASETS

    dataset = DATASETS[portion.dataset]
    place = (portion.split, language)
    tables = [dataset.rows, *(files.rows for files in (dataset.hub, dataset.local) if files is not None)]
    if local:
        tables = [_file_rows(dataset, *place), *reversed(tables)]
    whole = next((rows[place] for rows in tables if place in rows), None)
    return round(whole * (portion.high - portion.low)) if whole is not None else None


def _file_rows(dataset: Dataset, split: str, language: str) -> Mapping[tuple[str, str], int]:
    """Rows of a language's local files where the catalogue knows them by file name."""
    from fnmatch import fnmatch

    from xstilts.tasks.local import file_names

    known = dataset.local.file_rows if dataset.local is not None else {}
    patterns = [Path(name).name for name in file_names(dataset, split, language)]
    sizes = [size for name, size in known.items() if any(fnmatch(name, pattern) for pattern in patterns)]
    return {(split, language): sum(sizes)} if sizes else {}


def _sum_known(sizes: Sequence[int | None]) -> int | None:
    """The sum, or None when one of the numbers is not known."""
    known = [size for size in sizes if size is not None]
    return sum(known) if len(known) == len(sizes) else None


def _range(sizes: Sequence[int | None]) -> str:
    known = sorted({size for size in sizes if size is not None})
    return "-".join(dict.fromkeys(_amount(size) for size in (known[:1] + known[-1:]))) or "-"


def _amount(size: int | None) -> str:
    return f"{size:,}" if size is not None else "-"


def _first(names: Sequence[str], number: int) -> list[str]:
    return [*names[:number], *(["..."] if len(names) > number else [])]


def _marked(name: str, record: Target | TrainTask) -> str:
    return name + (MARK if record.local_protocol else "")


def _examples(portion: Portion, languages: Sequence[str], number: int) -> Iterator[str]:
    """A few examples as the model sees them, or why there are none; the first language that has files here."""
    from xstilts.core.errors import XstiltsError
    from xstilts.tasks.catalogue import DATASETS
    from xstilts.tasks.local import data_root, find_files
    from xstilts.tasks.records import Roots
    from xstilts.tasks.sources import load, reference

    named = os.environ.get("XSTILTS_DATA")
    roots = Roots(data=Path(named) if named else None, offline=True)
    here = [name for name in languages if find_files(DATASETS[portion.dataset], portion.split, name, data_root(roots))]
    if here and len(languages) > 1:
        yield f"  local files here: {' '.join(here)}"
    try:
        ref = reference(portion, [*here, *languages][:1], roots=roots, limit=number, source="local") if number else None
        found = load(ref, roots) if ref is not None else []
    except XstiltsError as error:
        yield f"  no examples here: {error}"
        return
    for example in found[:number]:
        yield f"  example {example.id} ({example.language})"
        for field in example.__dataclass_fields__:
            if field not in ("id", "group", "language"):
                text = str(getattr(example, field))
                yield f"    {field}: {text[:300]}{' ...' if len(text) > 300 else ''}"
