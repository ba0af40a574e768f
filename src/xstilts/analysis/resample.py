"""The cluster bootstrap: resample what rows depend on each other through, for all cells of a target at once.

Rows of one group (a parallel item in all its languages, the questions of a paragraph, the sentences of a
document) are drawn together. Metrics are functions of summed per-example parts, so each resample is exact: no
average of averages. All cells see the same draws, so that any difference of cells is a paired difference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts.analysis.collect import CellKey, Items, Results
from xstilts.core.seeds import generator
from xstilts.tasks.records import Metric

RESAMPLES = 1000
CHUNK = 4_000_000
"""Weights held in memory at a time (float32)."""

Value = Callable[[NDArray[np.float64]], NDArray[np.float64]]
QA_PARTS = ("exact", "f1", "n")


def headline(metric: Metric) -> Value:
    """The score a task is reported by, in percent, from summed parts [..., P]. Question answering is (mean EM
    + mean F1) / 2, as XTREME averages it; every other metric is its own value. The source of the rule is
    XTREME's `evaluate.py`.
    """
    if not set(QA_PARTS) <= set(metric.parts):
        return metric.value
    exact, f1, count = (metric.parts.index(name) for name in QA_PARTS)

    def mean_of_both(parts: NDArray[np.float64]) -> NDArray[np.float64]:
        total = np.maximum(parts[..., count], 1e-300)
        return np.asarray(50.0 * (parts[..., exact] + parts[..., f1]) / total)

    return mean_of_both


def headline_name(metric: Metric) -> str:
    """The name printed with `headline`."""
    return "(EM+F1)/2" if set(QA_PARTS) <= set(metric.parts) else metric.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampled:
    """Scores of all cells of one target: points [C, L] and draws [C, L, B], in percent; `row` finds a cell's
    C.
    """

    languages: tuple[str, ...]
    row: Mapping[CellKey, int]
    points: NDArray[np.float64]
    draws: NDArray[np.float64]
    clusters: tuple[int, ...]
    """Groups per language [L]: the degrees of freedom of the item component."""


def resample_target(results: Results, target: str, resamples: int = RESAMPLES) -> Resampled:
    """Score every finished cell of a target, on the data and on bootstrap samples of its groups."""
    items = results.items[target]
    keys = [key for key in results.cells if key[2] == target]
    value = headline(results.metrics[results.target(target).metric])
    unique: dict[int, int] = {}
    columns = []
    arrays: list[NDArray[np.float64]] = []
    for key in keys:  # cells that share an evaluation share its array
        parts = results.cells[key].parts
        if id(parts) not in unique:
            unique[id(parts)] = len(arrays)
            arrays.append(parts)
        columns.append(unique[id(parts)])
    points, draws = bootstrap_scores(items, arrays, value, resamples, target)
    per_language = [np.unique(items.group[items.language == index]).size for index in range(len(items.languages))]
    return Resampled(
        languages=items.languages,
        row={key: columns[index] for index, key in enumerate(keys)},
        points=points,
        draws=draws,
        clusters=tuple(per_language),
    )


def bootstrap_scores(
    items: Items, arrays: Sequence[NDArray[np.float64]], value: Value, resamples: int, purpose: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Scores [C, L] of parts arrays [N, P], and their draws [C, L, B], seeded by `purpose` alone."""
    num_cells, width = len(arrays), arrays[0].shape[1]
    stacked = np.stack(arrays, axis=1).reshape(len(items.ids), num_cells * width)
    num_languages = len(items.languages)
    points = np.zeros((num_cells, num_languages))
    draws = np.zeros((num_cells, num_languages, resamples))
    rng = generator(0, "bootstrap", purpose)
    for languages, groups in strata(items):
        position = np.full(items.num_groups, -1, dtype=np.int64)
        position[groups] = np.arange(len(groups))
        sums = []
        for language in languages:
            mask = items.language == language
            summed = np.zeros((len(groups), num_cells * width))
            np.add.at(summed, position[items.group[mask]], stacked[mask])
            points[:, language] = value(summed.sum(axis=0).reshape(num_cells, width))
            sums.append(summed.astype(np.float64))
        step = max(1, CHUNK // max(1, len(groups)))
        for start in range(0, resamples, step):
            stop = min(resamples, start + step)
            weights = _weights(rng, len(groups), stop - start)
            for language, summed in zip(languages, sums, strict=True):
                drawn = (weights @ summed).reshape(stop - start, num_cells, width)
                with np.errstate(divide="ignore", invalid="ignore"):
                    scored = value(drawn)
                draws[:, language, start:stop] = np.where(np.isfinite(scored), scored, points[:, language]).T
    return points, draws


def strata(items: Items) -> list[tuple[list[int], NDArray[np.int64]]]:
    """Sets of languages that share groups, each with its groups. Parallel languages form one stratum and are
    resampled together; languages with data of their own are strata of their own, so that a resample keeps
    each language's size.
    """
    parent = list(range(len(items.languages)))

    def root(language: int) -> int:
        while parent[language] != language:
            language = parent[language]
        return language

    pairs = np.unique(np.stack([items.group, items.language], axis=1), axis=0)
    first: dict[int, int] = {}
    for group, language in pairs.tolist():
        other = first.setdefault(group, language)
        parent[root(language)] = root(other)
    found = []
    for leader in sorted({root(language) for language in range(len(items.languages))}):
        members = [language for language in range(len(items.languages)) if root(language) == leader]
        found.append((members, np.unique(pairs[np.isin(pairs[:, 1], members), 0])))
    return found


def _weights(rng: np.random.Generator, groups: int, resamples: int) -> NDArray[np.float64]:
    """Multinomial counts [B, G]: how often each group was drawn in each resample."""
    picks = rng.integers(0, groups, size=(resamples, groups))
    offsets = np.arange(resamples)[:, None] * groups
    counts = np.bincount((picks + offsets).reshape(-1), minlength=resamples * groups)
    return counts.reshape(resamples, groups).astype(np.float64)
