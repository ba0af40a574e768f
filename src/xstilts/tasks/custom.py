"""A user's own task from CSV, TSV or JSONL files that a study names: no Python needed.

A definition is the JSON value of one entry of the study's `tasks`:

    kind: classify | choose | tag | extract | retrieve
    train, dev: path of an English file; test: {language: path}
    train may be {language: path} too: English and translations of it, row by row unless a group is named
    columns: role -> column name (a role that is not named has the role's own name)
    labels: the labels in order (classify, tag)

Roles by kind: classify `text`, `pair` (only if named), `label`; choose `prompt`, `choices` (a JSON list, or column
names joined by commas), `label` (an index from 0); tag `words` and `tags` (JSON lists, or separated by spaces); extract
`question`, `context`, `answer`, `start` (a character offset); retrieve `text`, `english`. Each kind may name `id` and
`group` too: rows of one group (a document, a translated item) are resampled together. CSV has RFC 4180 quoting, TSV has
none, both have a header; every file may be gzip.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from xstilts.core.errors import DataError
from xstilts.tasks.catalogue import rows
from xstilts.tasks.records import (
    Dataset,
    Example,
    LabelSpace,
    LocalFiles,
    RetrieveExample,
    Row,
    RowPlace,
    RowReader,
)

KINDS = ("classify", "choose", "tag", "extract", "retrieve")
Definition = Mapping[str, Any]


def files(definition: Definition) -> dict[str, str]:
    """The definition's files by `split/language`: training and dev data are English."""
    train = definition.get("train")
    by_language = train if isinstance(train, Mapping) else {"en": train} if train else {}
    found = {f"train/{name}": str(path) for name, path in by_language.items()}
    if definition.get("dev"):
        found["dev/en"] = str(definition["dev"])
    return found | {f"test/{name}": str(path) for name, path in (definition.get("test") or {}).items()}


def identity(definition: Definition) -> dict[str, Any]:
    """What of a definition can change examples (paths cannot: the content of the files is fingerprinted)."""
    parallel = {"parallel": True} if _parallel(definition) else {}
    return {
        "kind": definition["kind"],
        "columns": dict(definition.get("columns") or {}),
        "labels": list(definition["labels"]) if definition.get("labels") else None,
        **parallel,
    }


def _parallel(definition: Definition) -> bool:
    """Whether rows of the training files are translations of each other (of a definition, or of its identity)."""
    return bool(definition.get("parallel")) or isinstance(definition.get("train"), Mapping)


def dataset(name: str, definition: Definition, paths: Mapping[str, str]) -> Dataset:
    """The dataset of a definition; `paths` as `files` gives them.

    Raises:
        DataError: a kind that own files cannot have, or labels missing where the kind needs them.
    """
    kind = definition["kind"]
    if kind not in KINDS:
        raise DataError(f"task {name!r}: kind {kind!r} cannot be read from own files; allowed: {', '.join(KINDS)}")
    labels = definition.get("labels")
    if kind in ("classify", "tag") and not labels:
        raise DataError(f"task {name!r}: a {kind} task needs its labels; add labels: [first, second, ...]")
    space = LabelSpace(name=name, labels=tuple(map(str, labels))) if labels else None
    languages: dict[str, list[str]] = {}
    for place in paths:
        split, _, language = place.partition("/")
        languages.setdefault(split, []).append(language)
    return Dataset(
        name=name,
        title=name,
        kind=kind,
        languages={split: tuple(found) for split, found in languages.items()},
        licence="the user's own data",
        citation="",
        local=LocalFiles(
            format="",
            paths={},
            row=row_reader(kind, dict(definition.get("columns") or {}), space, parallel=_parallel(definition)),
        ),
        labels=space,
    )


def format_of(path: Path) -> str:
    """The reader's name by the file's ending."""
    ending = path.name.removesuffix(".gz").rpartition(".")[2].lower()
    if ending not in ("csv", "tsv", "jsonl"):
        raise DataError(f"{path}: unknown ending .{ending}; allowed: .csv, .tsv, .jsonl, each with .gz")
    return ending


def row_reader(kind: str, columns: Mapping[str, str], space: LabelSpace | None, *, parallel: bool = False) -> RowReader:
    """The row function of a kind, with the user's column names; `parallel`: training files are so, row by row."""

    def named(role: str) -> str:
        return columns.get(role, role)

    naming: dict[str, Any] = {
        "id": rows.column(columns["id"]) if "id" in columns else rows.number,
        "group": rows.column(columns["group"]) if "group" in columns else _row_group(rows.own_number, parallel),
    }
    if kind == "classify":
        assert space is not None
        pair = columns.get("pair")
        return rows.classify(space, text=named("text"), pair=pair, gold=named("label"), **naming)
    if kind == "choose":
        return rows.choose(
            prompt=lambda row, place: rows.string(row, named("prompt"), place),
            choices=_choices(named("choices")),
            gold=lambda row, place: rows.value(row, named("label"), place),
            **naming,
        )
    if kind == "tag":
        assert space is not None
        return _words(named("words"), named("tags"), rows.tag(space, **naming))
    if kind == "extract":
        if "group" not in columns:
            naming["group"] = _row_group(rows.same("context"), parallel)
        return _spans(named, rows.extract(**naming))
    return _translations(named("text"), named("english"), naming)


def _row_group(naming: rows.Naming, parallel: bool) -> rows.Naming:
    """A naming, or for parallel training files the row's number, which translations share."""

    def group(row: Row, place: RowPlace) -> str:
        return rows.number(row, place) if parallel and place.split == "train" else naming(row, place)

    return group


def _choices(column: str) -> Callable[[Row, RowPlace], Sequence[str]]:
    if "," in column:
        return rows.columns(*(name.strip() for name in column.split(",")))
    return lambda row, place: [str(choice) for choice in rows.value(row, column, place)]


def _words(words: str, tags: str, reader: RowReader) -> RowReader:
    def split(row: Row, place: RowPlace) -> Example | list[Example] | None:
        cells = {"words": rows.value(row, words, place), "tags": rows.value(row, tags, place)}
        parts = {role: cell.split() if isinstance(cell, str) else list(cell) for role, cell in cells.items()}
        return reader({**row, **parts}, place)

    return split


def _spans(named: Callable[[str], str], reader: RowReader) -> RowReader:
    def spans(row: Row, place: RowPlace) -> Example | list[Example] | None:
        start = rows.value(row, named("start"), place)
        if not str(start).isdigit():
            raise rows.problem(place, f"column {named('start')!r} holds {start!r}, expected a character offset from 0")
        answers = {"text": [rows.string(row, named("answer"), place)], "answer_start": [int(start)]}
        texts = {role: rows.string(row, named(role), place) for role in ("question", "context")}
        return reader({**row, **texts, "answers": answers}, place)

    return spans


def _translations(text: str, english: str, naming: Mapping[str, Any]) -> RowReader:
    def pair(row: Row, place: RowPlace) -> Example:
        return RetrieveExample(
            id=naming["id"](row, place),
            group=naming["group"](row, place),
            language=place.language,
            text=rows.string(row, text, place),
            english=rows.string(row, english, place),
        )

    return pair
