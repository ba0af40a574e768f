"""Tasks of the user's own: from the `tasks` section of a study file to the catalogue's records, without
Python.

A task has a kind, files (CSV, TSV or JSONL, each may end in .gz) and the names of their columns. With
`train` it can be an intermediate task or train a target; with `test` (a file per language) it is a target.
Without `dev` a tenth of the training groups selects instead.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from xstilts.study import checks
from xstilts.study.checks import Findings
from xstilts.study.document import Path as Place
from xstilts.study.schema import RETRIEVAL_KINDS, TRAINABLE_KINDS, OwnTask
from xstilts.tasks.kinds import METRIC_BY_KIND
from xstilts.tasks.records import LabelSpace, Portion, Target, TrainTask

KEYS = ("kind", "train", "dev", "test", "columns", "labels", "metric", "chance")
KINDS = (*TRAINABLE_KINDS, "retrieve")
LABELLED_KINDS = ("classify", "tag")
ENDINGS = (".csv", ".tsv", ".jsonl")
DEV_SHARE = 0.1
ROLES = {
    "classify": ("text", "pair", "label"),
    "choose": ("prompt", "choices", "label"),
    "tag": ("words", "tags"),
    "extract": ("question", "context", "answer", "start"),
    "retrieve": ("text", "english"),
}
"""What `columns` may name, by kind (see `tasks.custom`); `id` and `group` besides."""


def own_tasks(findings: Findings, value: Any, folder: Path | None, taken: Collection[str]) -> dict[str, OwnTask]:
    """The `tasks` section, checked; `taken` are the names of the catalogue."""
    found: dict[str, OwnTask] = {}
    for name, entry in checks.mapping(findings, value, ("tasks",)).items():
        path: Place = ("tasks", name)
        if name in taken:
            hint = "give your task a name of its own"
            findings.add(path, f"the name {name!r} is already a task of the catalogue", hint=hint)
        before = len(findings.problems)
        task = _own_task(findings, checks.mapping(findings, entry, path, KEYS), path, folder)
        if task is not None and len(findings.problems) == before:
            found[name] = task
    return found


def broken(value: Any, sound: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Tasks of the section that are not among the sound ones, with the languages of their test files."""
    entries = value.items() if isinstance(value, dict) else ()
    tests = {name: entry.get("test") if isinstance(entry, dict) else None for name, entry in entries}
    return {name: tuple(test) if isinstance(test, dict) else () for name, test in tests.items() if name not in sound}


def _own_task(findings: Findings, entry: Mapping[str, Any], path: Place, folder: Path | None) -> OwnTask | None:
    kind = checks.known_name(findings, "kind", entry.get("kind"), KINDS, (*path, "kind"))
    if kind is None:
        return None
    train = _train_files(findings, entry, path, folder)
    dev = _file(findings, entry["dev"], (*path, "dev"), folder) if "dev" in entry else None
    test = {
        language: _file(findings, file, (*path, "test", language), folder) or ""
        for language, file in checks.mapping(findings, entry.get("test"), (*path, "test")).items()
    }
    if "train" not in entry and not test:
        hint = "add train: FILE, or test: {en: FILE}, or both"
        findings.add(path, "the task has neither training nor test files", hint=hint)
    if kind in RETRIEVAL_KINDS and "train" in entry:
        findings.add((*path, "train"), f"{kind} tasks are not trained on", hint="remove train and dev")
    columns = checks.mapping(findings, entry.get("columns"), (*path, "columns"), (*ROLES[kind], "id", "group"))
    for key, column in columns.items():
        checks.text(findings, column, (*path, "columns", key), "the name of a column")
    chance = entry.get("chance")
    return OwnTask(
        kind=kind,
        train=train,
        dev=dev,
        test=test,
        columns={key: str(column) for key, column in columns.items()},
        labels=_labels(findings, entry.get("labels"), kind, path),
        metric=str(entry.get("metric") or METRIC_BY_KIND[kind]),
        chance=None if chance is None else checks.number(findings, chance, (*path, "chance"), above=-1e-9),
    )


def _train_files(
    findings: Findings, entry: Mapping[str, Any], path: Place, folder: Path | None
) -> str | dict[str, str] | None:
    """The English training file, or files by language: English and translations of it."""
    if not isinstance(entry.get("train"), dict):
        return _file(findings, entry["train"], (*path, "train"), folder) if "train" in entry else None
    place: Place = (*path, "train")
    if "en" not in entry["train"]:
        findings.add(place, "no English training file", hint="add en: FILE; the others are translations of it")
    if entry.get("kind") == "extract" and "dev" not in entry and "group" not in (entry.get("columns") or {}):
        hint = "add dev: FILE, or columns: {group: COLUMN} that names the paragraph in every language"
        findings.add(place, "nothing keeps translations of the selection data out of training", hint=hint)
    return {
        str(language): _file(findings, file, (*place, language), folder) or ""
        for language, file in entry["train"].items()
    }


def _labels(findings: Findings, value: Any, kind: str, path: Place) -> tuple[str, ...] | None:
    place: Place = (*path, "labels")
    if value is None:
        if kind in LABELLED_KINDS:
            findings.add(path, f"a {kind} task needs its labels", hint="add labels: [first, second, ...]")
        return None
    if kind not in LABELLED_KINDS:
        findings.add(place, f"a {kind} task has no labels", hint="remove labels")
    labels = checks.sequence(findings, value, place, "labels")
    checks.distinct(findings, labels, place, "label")
    if len(labels) < 2:
        findings.add(place, f"found {len(labels)} label(s)", allowed="at least two labels")
    return tuple(str(label) for label in labels)


def _file(findings: Findings, value: Any, path: Place, folder: Path | None) -> str | None:
    """The absolute path of a readable table; relative paths start at the study file."""
    name = checks.text(findings, value, path, "the path of a CSV, TSV or JSONL file")
    if name is None:
        return None
    file = ((folder or Path()) / Path(name).expanduser()).resolve()
    if not file.name.removesuffix(".gz").endswith(ENDINGS):
        findings.add(path, f"the file {name!r} has an unknown ending", allowed=", ".join(ENDINGS) + ", each with .gz")
        return None
    try:
        with file.open("rb"):
            return str(file)
    except OSError as error:
        reason = error.strerror or str(error)
        hint = "relative paths start at the folder of the study file"
        findings.add(path, f"the file {name!r} cannot be read: {reason} (looked for {file})", hint=hint)
        return None


def space(name: str, task: OwnTask) -> LabelSpace | None:
    """The label space of an own task: a head of its own."""
    return LabelSpace(name=name, labels=task.labels) if task.labels is not None else None


def train_tasks(own: Mapping[str, OwnTask]) -> dict[str, TrainTask]:
    """The train tasks among the user's own."""
    found = {}
    for name, task in own.items():
        if task.train is None:
            continue
        cut = 1.0 if task.dev is not None else 1.0 - DEV_SHARE
        dev = (
            Portion(dataset=name, split="dev")
            if task.dev is not None
            else Portion(dataset=name, split="train", low=cut)
        )
        found[name] = TrainTask(
            name=name,
            title=name,
            kind=task.kind,
            train=(Portion(dataset=name, split="train", high=cut),),
            dev=(dev,),
            labels=space(name, task),
            local_protocol="the user's own data",
        )
    return found


def targets(own: Mapping[str, OwnTask]) -> dict[str, Target]:
    """The targets among the user's own."""
    return {
        name: Target(
            name=name,
            title=name,
            kind=task.kind,
            train=name if task.train is not None else None,
            test=Portion(dataset=name, split="test"),
            languages=tuple(task.test),
            metric=task.metric,
            chance=task.chance if task.chance is not None else _chance(task),
            labels=space(name, task),
            local_protocol="the user's own data",
        )
        for name, task in own.items()
        if task.test
    }


def _chance(task: OwnTask) -> float | None:
    """Chance of a balanced classification, in percent; unknown elsewhere."""
    return 100.0 / len(task.labels) if task.kind == "classify" and task.labels else None
