"""XTREME's averages of scores: task, group and overall, with and without English, with and without retrieval.

Rules (`evaluate.py` of the benchmark, Hu et al. 2020, arXiv:2003.11080): a task is the plain mean over its languages,
English included; question answering is the mean of exact match and F1; a group is the plain mean over its tasks; the
overall score is the plain mean over the nine tasks, not over the groups. A missing cell stays missing: no mean is given
over it, and the mean over what is there stands apart, with what it covers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xstilts.analysis.collect import Results
from xstilts.analysis.scores import ALL, ZERO_SHOT, Average, Score, aggregate, is_english, task_score
from xstilts.tasks.xtreme import GROUPS, TASKS, WHOLE, Table, languages

OVERALL, WITHOUT_RETRIEVAL = "overall", "without retrieval"
LOCAL = "-local"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskScore:
    """A task's mean in percent, None where one of its languages is missing; `partial` is over the others."""

    value: float | None
    partial: float | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Means by scope (ALL or ZERO_SHOT): of every task, and of every group, OVERALL and WITHOUT_RETRIEVAL."""

    tasks: Mapping[str, Mapping[str, TaskScore]]
    means: Mapping[str, Mapping[str, Average]]


def summarise(table: Table) -> Summary:
    """The averages of a table of scores.

    A task given as its mean alone has no zero-shot score, because the mean holds English (unless the task has none).
    """
    tasks = {
        scope: {task: _task(task, table.get(task, {}), english=scope == ALL) for task in TASKS}
        for scope in (ALL, ZERO_SHOT)
    }
    means = {scope: means_of({task: one.value for task, one in found.items()}) for scope, found in tasks.items()}
    return Summary(tasks=tasks, means=means)


def means_of(scores: Mapping[str, float | None]) -> dict[str, Average]:
    """Groups, overall and overall without retrieval of task scores; tasks that are not named count as missing."""
    retrieval = GROUPS["retrieval"]
    parts = {
        **GROUPS,
        OVERALL: TASKS,
        WITHOUT_RETRIEVAL: tuple(task for task in TASKS if task not in retrieval),
    }
    return {name: aggregate({task: scores.get(task) for task in tasks}) for name, tasks in parts.items()}


def _task(task: str, cells: Mapping[str, float], *, english: bool) -> TaskScore:
    wanted = [name for name in languages(task) if english or not is_english(name)]
    if WHOLE in cells:
        known = english or len(wanted) == len(languages(task))
        return TaskScore(value=cells[WHOLE] if known else None, partial=None, missing=() if known else tuple(wanted))
    there = {name: cells[name] for name in wanted if name in cells}
    missing = tuple(name for name in wanted if name not in cells)
    partial = task_score(there) if there else None
    return TaskScore(value=None if missing else partial, partial=partial, missing=missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class StudySummary:
    """XTREME's averages of one (model, intermediate) of a study, by scope. `local` are the targets that are not
    evaluated as XTREME does: with any of them, no mean that covers them is an XTREME score.
    """

    model: str
    intermediate: str
    means: Mapping[str, Mapping[str, Average]]
    local: tuple[str, ...]


def task_of(target: str) -> str | None:
    """The XTREME task that a target is, or is a local protocol of; None for others."""
    name = target.removesuffix(LOCAL)
    return name if name in TASKS else None


def study_summaries(results: Results, scores: Sequence[Score]) -> list[StudySummary]:
    """The averages of every model and intermediate over the study's XTREME targets; empty where it has none.

    A target counts as missing when any of the study's seeds is. Where a study has a task and its local protocol, the
    published one counts.
    """
    targets = {target.name: target for target in results.design.targets}
    chosen: dict[str, str] = {}
    for name in sorted(targets, key=lambda name: name.endswith(LOCAL), reverse=True):
        task = task_of(name)
        if task is not None:
            chosen[task] = name
    local = tuple(name for name in chosen.values() if not targets[name].complete)
    seeds = len(results.design.seeds)
    table = {(s.model, s.intermediate, s.target, s.scope): s.value for s in scores if len(s.seeds) == seeds}
    there = dict.fromkeys((s.model, s.intermediate) for s in scores if s.target in chosen.values())
    sides = [side for model in results.design.models for side in there if side[0] == model]
    return [
        StudySummary(
            model=model,
            intermediate=intermediate,
            means={
                scope: means_of({task: table.get((model, intermediate, name, scope)) for task, name in chosen.items()})
                for scope in (ALL, ZERO_SHOT)
            },
            local=local,
        )
        for model, intermediate in sides
    ]
