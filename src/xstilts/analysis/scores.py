"""Scores: per language, per task, and XTREME's averages over tasks.

Rules (XTREME, `evaluate.py`): a task is the plain mean over its languages; question answering is (mean EM +
mean F1) / 2; an overall score is the plain mean over tasks. We add what the field has learnt to ask for:
every average with and without English, and with and without retrieval and mining, and no average over a
missing cell without saying so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from xstilts.analysis.collect import ENGLISH as ENGLISH
from xstilts.analysis.collect import Results
from xstilts.analysis.collect import is_english as is_english
from xstilts.analysis.resample import Resampled
from xstilts.analysis.results import ALL as ALL
from xstilts.analysis.results import RETRIEVAL_KINDS, TargetInfo
from xstilts.analysis.results import ZERO_SHOT as ZERO_SHOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One printed score in percent. `scope` is a language, `ALL` or `ZERO_SHOT`; `seeds` holds (seed, score)
    pairs.

    `n` counts the examples behind it (of one seed), `languages` those it averages over.
    """

    model: str
    intermediate: str
    target: str
    scope: str
    value: float
    seeds: tuple[tuple[int, float], ...]
    n: int
    languages: tuple[str, ...]

    @property
    def median(self) -> float:
        """The median over seeds, which is what the field's tables often print."""
        return median(value for _, value in self.seeds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """A mean over targets; `value` is None when any of them is missing, and `partial` is then over those
    there are.
    """

    value: float | None
    partial: float | None
    covered: tuple[str, ...]
    missing: tuple[str, ...]


def is_retrieval(target: TargetInfo) -> bool:
    """Whether a target is sentence retrieval or mining (no phase 3; it dominates averages)."""
    return target.kind in RETRIEVAL_KINDS


def scopes(languages: Sequence[str]) -> dict[str, list[int]]:
    """Scope name -> indices of the languages it averages over: both means first, then every language."""
    every = list(range(len(languages)))
    others = [index for index in every if not is_english(languages[index])] or every
    return {ALL: every, ZERO_SHOT: others, **{name: [index] for index, name in enumerate(languages)}}


def task_score(values: Mapping[str, float], *, english: bool = True) -> float:
    """The task score of per-language scores in percent: their plain mean, with or without English.

    Raises:
        ValueError: no language is left.
    """
    kept = [value for language, value in values.items() if english or not is_english(language)]
    if not kept:
        raise ValueError("no language is left to average over")
    return float(np.mean(kept))


def aggregate(scores: Mapping[str, float | None]) -> Average:
    """The plain mean over tasks, refused (None) when one is missing; `partial` averages the others and is
    labelled.
    """
    there = {name: value for name, value in scores.items() if value is not None}
    missing = tuple(name for name, value in scores.items() if value is None)
    partial = float(np.mean(list(there.values()))) if there else None
    return Average(value=None if missing else partial, partial=partial, covered=tuple(there), missing=missing)


def target_scores(
    results: Results, target: str, resampled: Resampled, *, of: Sequence[str] | None = None
) -> list[Score]:
    """Every score of one target: each (model, intermediate) in each scope, averaged over seeds; `of`: the
    intermediates, else the study's.
    """
    items = results.items[target]
    counts = np.bincount(items.language, minlength=len(items.languages))
    found = []
    for model in results.design.models:
        for intermediate in of or results.design.intermediates:
            rows = [
                (seed, resampled.row[key])
                for seed in results.design.seeds
                if (key := (model, intermediate, target, seed)) in resampled.row
            ]
            if not rows:
                continue
            for scope, indices in scopes(items.languages).items():
                seeds = tuple((seed, float(resampled.points[row, indices].mean())) for seed, row in rows)
                found.append(
                    Score(
                        model=model,
                        intermediate=intermediate,
                        target=target,
                        scope=scope,
                        value=float(np.mean([value for _, value in seeds])),
                        seeds=seeds,
                        n=int(counts[indices].sum()),
                        languages=tuple(items.languages[index] for index in indices),
                    )
                )
    return found


def averages(
    results: Results, scores: Sequence[Score], *, of: Sequence[str] | None = None
) -> dict[tuple[str, str, str, bool], Average]:
    """(model, intermediate, scope, with retrieval) -> average over the study's targets. A target counts as
    missing when any of the study's seeds is: an average over other seeds is not comparable. `of`: the intermediates,
    else the model's.
    """
    seeds = len(results.design.seeds)
    table = {
        (score.model, score.intermediate, score.target, score.scope): score.value
        for score in scores
        if len(score.seeds) == seeds
    }
    found = {}
    for model in results.design.models:
        for intermediate in of or results.design.arms(model):
            for scope in (ALL, ZERO_SHOT):
                for retrieval in (True, False):
                    names = [t.name for t in results.design.targets if retrieval or not is_retrieval(t)]
                    if names:
                        found[(model, intermediate, scope, retrieval)] = aggregate(
                            {name: table.get((model, intermediate, name, scope)) for name in names}
                        )
    return found
