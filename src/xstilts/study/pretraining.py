"""A `Pretraining` to a `PretrainSpec`, run through the same store and scheduler as every other stage; its report."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from xstilts.core.errors import DataError, Problem, StageFailed, StudyError, XstiltsError
from xstilts.report.pretraining import build_pretraining_report
from xstilts.runs.display import Display
from xstilts.runs.graph import StageNode
from xstilts.runs.reading import StoreReader
from xstilts.runs.schedule import RunOptions, run_graph
from xstilts.runs.store import Store
from xstilts.stages.specs import PretrainSpec, stage_key
from xstilts.study.contamination import Overlap, contamination, quiet, write_contamination
from xstilts.study.pretraining_file import Pretraining, load_pretraining, split_of
from xstilts.tasks.catalogue import DATASETS
from xstilts.tasks.records import DataRef, Portion, Roots
from xstilts.tasks.sources import reference

REPORT = "report"
"""The folder of the report in the stage's folder."""
BESIDE = "pretraining"
"""The folder beside a backbone's files that says how it was made."""


def pretrain_node(asked: Pretraining, roots: Roots) -> StageNode:
    """The one stage of a pretraining.

    Raises:
        StudyError: corpora are missing.
    """
    missing: list[Problem] = []
    text = _references(asked.text, asked.languages, roots, asked.limits.text, missing)
    parallel = _references(asked.parallel, asked.languages, roots, asked.limits.parallel, missing)
    if missing:
        raise StudyError(missing, asked.pretrain)
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
    node = pretrain_node(asked, _roots(asked, StoreReader.open(store)))
    opened = Store.open(store, create=True)
    roots = _roots(asked, opened)
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
    return Roots(data=asked.data, cache=store.cache_dir if store.path.exists() else None)


def _references(
    names: tuple[str, ...], languages: tuple[str, ...], roots: Roots, limit: int | None, missing: list[Problem]
) -> tuple[DataRef, ...]:
    """A reference per corpus, in the languages that it has; a corpus that is not here becomes a Problem."""
    found = []
    for name in names:
        split = split_of(DATASETS[name])
        there = [language for language in languages if language in DATASETS[name].languages[split]]
        try:
            found.append(reference(Portion(dataset=name, split=split), there, roots=roots, limit=limit))
        except DataError as error:
            missing.append(Problem(where=f"data of {name}", message=str(error)))
    return tuple(found)
