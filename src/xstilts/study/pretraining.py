"""A pretraining file to a `PretrainSpec`, run through the same store and scheduler as every other stage; its report."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from xstilts.core.errors import DataError, Problem, StageFailed, StudyError, XstiltsError, suggestion
from xstilts.core.frozen import Frozen
from xstilts.report.pretraining import build_pretraining_report
from xstilts.runs.display import Display
from xstilts.runs.graph import StageNode
from xstilts.runs.reading import StoreReader
from xstilts.runs.schedule import RunOptions, run_graph
from xstilts.runs.store import Store
from xstilts.stages.specs import PretrainSpec, stage_key
from xstilts.study.contamination import Overlap, contamination, quiet, write_contamination
from xstilts.study.document import read_document
from xstilts.study.load import DATA_VARIABLE
from xstilts.tasks.catalogue import DATASETS
from xstilts.tasks.records import DataRef, Portion, Roots
from xstilts.tasks.sources import reference

REPORT = "report"
"""The folder of the report in the stage's folder."""
BESIDE = "pretraining"
"""The folder beside a backbone's files that says how it was made."""


class Limits(Frozen):
    """Lines per language of each corpus; None keeps all."""

    text: int | None = None
    parallel: int | None = None


class Pretraining(Frozen):
    """A pretraining file: names of text datasets, languages, and the fields of `PretrainSpec` that it sets."""

    version: int = 1
    pretrain: str
    languages: tuple[str, ...]
    text: tuple[str, ...]
    parallel: tuple[str, ...]
    limits: Limits = Limits()
    data: str | None = None
    settings: dict[str, Any] = {}


_SETTINGS = set(PretrainSpec.model_fields) - {"type", "text", "parallel", "title"}


def load_pretraining(path: Path) -> Pretraining:
    """Read a pretraining file.

    Raises:
        StudyError: everything that is wrong with it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise StudyError([Problem(message=f"cannot be read: {error.strerror}")], str(path)) from None
    document = read_document(text)
    value: Any = yaml.safe_load(text)
    if document.problems or not isinstance(value, dict):
        problems = document.problems or [Problem(message="a pretraining file is a mapping")]
        raise StudyError(list(problems), str(path))
    own = {name: value[name] for name in value if name in Pretraining.model_fields and name != "settings"}
    settings = {name: value[name] for name in value if name in _SETTINGS}
    allowed = sorted({*Pretraining.model_fields, *_SETTINGS} - {"settings"})
    problems = [
        Problem(message=f"unknown key {name!r}", allowed=", ".join(allowed), hint=suggestion(str(name), allowed))
        for name in value
        if name not in own and name not in settings
    ]
    for name in [*value.get("text", []), *value.get("parallel", [])]:
        if name not in DATASETS or DATASETS[name].kind != "mlm":
            known = [other for other in DATASETS if DATASETS[other].kind == "mlm"]
            problems.append(Problem(message=f"{name!r} is not a text dataset", allowed=", ".join(known)))
    try:
        parsed = Pretraining.model_validate({**own, "settings": settings})
        PretrainSpec.model_validate({"text": (), "parallel": (), **settings})
    except ValidationError as error:
        problems += [Problem(where=".".join(map(str, one["loc"])), message=str(one["msg"])) for one in error.errors()]
    if problems:
        raise StudyError(problems, str(path))
    return parsed


def pretrain_node(asked: Pretraining, roots: Roots) -> StageNode:
    """The one stage of a pretraining.

    Raises:
        DataError: a corpus is missing.
    """
    text = _references(asked.text, asked.languages, roots, asked.limits.text)
    parallel = _references(asked.parallel, asked.languages, roots, asked.limits.parallel)
    spec = PretrainSpec(text=text, parallel=parallel, title=asked.pretrain, **asked.settings)
    return StageNode(key=stage_key(spec), spec=spec, name=f"pretrain-{asked.pretrain}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pretrained:
    """What a pretraining left: the backbone's folder, its report, the table of evaluation texts in its text."""

    backbone: Path
    report: Path
    contamination: Path


def pretrain_backbone(
    path: Path,
    directory: Path,
    *,
    store: Path,
    options: RunOptions,
    display: Display,
    tell: Callable[[str], None] = quiet,
) -> Pretrained:
    """Run a pretraining (or take it from the store), copy the backbone to `directory`, and say how it went.

    The report lies in the stage's folder of the store; `directory/pretraining/` holds a copy, the measurements, and the
    contamination table.

    Raises:
        StudyError: the file is wrong. XstiltsError: `directory` is not new. StageFailed: the stage failed.
    """
    asked = load_pretraining(path)
    if directory.exists() and any(directory.iterdir()):
        raise XstiltsError(f"{directory} is not empty; name a new folder for the backbone")
    opened = Store.open(store, create=True)
    roots = _roots(asked, opened)
    node = pretrain_node(asked, roots)
    chosen = RunOptions(threads=options.threads, device=options.device, roots=roots, command=options.command)
    outcome = run_graph([node], opened, chosen, display)
    if outcome.failed:
        raise StageFailed("; ".join(outcome.failed.values()))
    if outcome.interrupted:
        raise KeyboardInterrupt
    opened.refresh()
    return _hand_over(asked, node, opened.folder(node.key), directory, roots, tell)


def _hand_over(
    asked: Pretraining, node: StageNode, stage: Path, directory: Path, roots: Roots, tell: Callable[[str], None]
) -> Pretrained:
    """Backbone, report, measurements and contamination table into `directory`."""
    assert isinstance(node.spec, PretrainSpec)
    report = build_pretraining_report(stage, stage / REPORT, asked.pretrain)
    shutil.copytree(stage / "encoder", directory, dirs_exist_ok=True)
    beside = directory / BESIDE
    shutil.copytree(report.parent, beside)
    for name in ("held_out.json", "curve.json", "summary.json"):
        if (stage / name).is_file():
            shutil.copyfile(stage / name, beside / name)
    text = pretraining_text(node.spec)
    table = write_contamination(contamination(text, roots, tell), text, beside)
    return Pretrained(backbone=directory, report=beside / report.name, contamination=table)


def draw_pretraining(path: Path, *, store: Path) -> Path:
    """Draw what a pretraining has measured so far, whether it is finished, running or interrupted.

    Raises:
        StudyError: the file is wrong. DataError: nothing has been measured yet.
    """
    asked = load_pretraining(path)
    opened = StoreReader.open(store)
    node = pretrain_node(asked, _roots(asked, opened))
    finished = opened.find(node.key)
    if finished is not None:
        return build_pretraining_report(finished, finished / REPORT, asked.pretrain)
    out = opened.studies_dir / asked.pretrain / REPORT
    return build_pretraining_report(opened.work_dir(node.key), out, asked.pretrain)


def check_contamination(path: Path, *, store: Path, tell: Callable[[str], None] = quiet) -> list[Overlap]:
    """Hold the evaluation data on this machine against the text of a pretraining file.

    Raises:
        StudyError: the file is wrong. DataError: data is missing or damaged.
    """
    asked = load_pretraining(path)
    roots = _roots(asked, Store.open(store, create=True))
    spec = pretrain_node(asked, roots).spec
    assert isinstance(spec, PretrainSpec)
    return contamination(pretraining_text(spec), roots, tell)


def pretraining_text(spec: PretrainSpec) -> tuple[DataRef, ...]:
    """All text of a pretraining, parallel text included."""
    return (*spec.text, *spec.parallel)


def _roots(asked: Pretraining, store: StoreReader) -> Roots:
    data = asked.data or os.environ.get(DATA_VARIABLE)
    return Roots(data=Path(data) if data else None, cache=store.cache_dir)


def _references(
    names: tuple[str, ...], languages: tuple[str, ...], roots: Roots, limit: int | None
) -> tuple[DataRef, ...]:
    """A reference per corpus, in the languages that it has."""
    found = []
    for name in names:
        dataset = DATASETS[name]
        split = "all" if "all" in dataset.languages else "train"
        there = [language for language in languages if language in dataset.languages[split]]
        if not there:
            raise DataError(f"{name} has none of the languages {', '.join(languages)}")
        found.append(reference(Portion(dataset=name, split=split), there, roots=roots, limit=limit))
    return tuple(found)
