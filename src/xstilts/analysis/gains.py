"""Gains: an intermediate minus `direct`, same model, target, seeds and items; and other paired differences.

A gain is a difference under the same recipe and seeds, paired by example. Its interval says what it covers
(`intervals.py`); every seed's point is kept, because two or three points should be looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xstilts.analysis.collect import Results
from xstilts.analysis.intervals import Components, Interval, components, interval, pooled
from xstilts.analysis.resample import Resampled
from xstilts.analysis.results import CONTROL_ARMS, DIRECT, SELECTED
from xstilts.analysis.scores import ALL, ZERO_SHOT, is_retrieval, scopes

Side = tuple[str, str]
"""(model, intermediate): one side of a comparison."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """A paired difference in points: `side` minus `base` on a target in a scope. `scope` is a language, or
    `ALL` or `ZERO_SHOT` for a mean over languages. `seeds` holds (seed, difference). `missing_seeds` are the
    study's seeds for which a side has no result. `p_holm` is set for comparisons that the multiplicity
    correction covers.
    """

    model: str
    intermediate: str
    base: Side
    target: str
    scope: str
    value: float
    interval: Interval
    seeds: tuple[tuple[int, float], ...]
    score: float
    base_score: float
    n: int
    same_data: bool = False
    missing_seeds: tuple[int, ...] = ()
    p_holm: float | None = None

    @property
    def sure(self) -> Direction:
        """Whether the 95% interval leaves zero out."""
        return direction(self.interval)

    @property
    def median(self) -> float:
        """The median over seeds."""
        return median(value for _, value in self.seeds)


Direction = Literal["up", "down", "unsure"]


def direction(interval: Interval) -> Direction:
    """Whether an interval lies above zero, below, or on both sides."""
    return "up" if interval.low > 0 else "down" if interval.high < 0 else "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Difference:
    """Per-seed differences of one comparison in one scope, before its interval."""

    side: Side
    base: Side
    seeds: tuple[int, ...]
    values: NDArray[np.float64]
    parts: Components
    score: float
    base_score: float


def target_gains(results: Results, target: str, resampled: Resampled) -> list[Gain]:
    """Every gain of one target: each model and intermediate against `direct`, in every scope."""
    found: list[Gain] = []
    for model in results.design.models:
        pairs = [((model, name), (model, DIRECT)) for name in results.design.intermediates if name != DIRECT]
        found.extend(paired(results, target, resampled, pairs))
    return found


def target_matched(results: Results, target: str, resampled: Resampled) -> list[Gain]:
    """Each intermediate minus each matched-compute control: what is left once the compute is accounted for."""
    found: list[Gain] = []
    names = [name for name in results.design.intermediates if name not in (DIRECT, *CONTROL_ARMS)]
    for control in (name for name in CONTROL_ARMS if name in results.design.intermediates):
        for model in results.design.models:
            found.extend(paired(results, target, resampled, [((model, name), (model, control)) for name in names]))
    return found


def target_controls(results: Results, target: str, resampled: Resampled) -> list[Gain]:
    """Each model minus each control, same intermediate, target and seeds: what pretraining gives; against a control
    without a network (which has no intermediates): what the model knows beyond shared subwords.
    """
    found: list[Gain] = []
    for control in results.design.controls:
        for model in results.design.models:
            if model not in results.design.controls:
                bare = control in results.design.baselines  # it has no phase 2: every arm stands against the same
                pairs = [((model, name), (control, DIRECT if bare else name)) for name in results.design.intermediates]
                found.extend(paired(results, target, resampled, pairs))
    return found


def target_against(results: Results, target: str, resampled: Resampled, base: str) -> list[Gain]:
    """Each intermediate minus another one, for example what a mixture adds to MNLI alone."""
    found: list[Gain] = []
    for model in results.design.models:
        names = [name for name in results.design.intermediates if name not in (DIRECT, base)]
        found.extend(paired(results, target, resampled, [((model, name), (model, base)) for name in names]))
    return found


def paired(
    results: Results,
    target: str,
    resampled: Resampled,
    pairs: Sequence[tuple[Side, Side]],
    *,
    only: Collection[str] = (),
) -> list[Gain]:
    """Differences of pairs of sides that form one family: their seed variances are pooled, scope by scope.

    `only` names the scopes wanted (all when empty).
    """
    found = []
    items, same_data = results.items[target], results.design.same_data
    counts = np.bincount(items.language, minlength=len(items.languages))
    for scope, indices in scopes(items.languages).items():
        if only and scope not in only:
            continue
        differences = [_difference(results, target, resampled, pair, indices) for pair in pairs]
        there = [one for one in differences if one is not None]
        family = [one.parts for one in there]
        for one in there:
            parts = pooled(one.parts, family)
            value = float(one.values.mean())
            found.append(
                Gain(
                    model=one.side[0],
                    intermediate=one.side[1],
                    base=one.base,
                    target=target,
                    scope=scope,
                    value=value,
                    interval=interval(value, parts),
                    seeds=tuple(zip(one.seeds, one.values.tolist(), strict=True)),
                    score=one.score,
                    base_score=one.base_score,
                    n=int(counts[indices].sum()),
                    same_data=(*one.side, target) in same_data,
                    missing_seeds=tuple(seed for seed in results.design.seeds if seed not in one.seeds),
                )
            )
    return found


def _difference(
    results: Results, target: str, resampled: Resampled, pair: tuple[Side, Side], indices: list[int]
) -> _Difference | None:
    side, base = pair
    keyed = [(seed, (*side, target, seed), (*base, target, seed)) for seed in results.design.seeds]
    seeds = tuple(seed for seed, one, two in keyed if one in resampled.row and two in resampled.row)
    if not seeds:
        return None
    rows = [resampled.row[one] for seed, one, _ in keyed if seed in seeds]
    bases = [resampled.row[two] for seed, _, two in keyed if seed in seeds]
    ours, theirs = (
        resampled.points[rows][:, indices].mean(axis=1),
        resampled.points[bases][:, indices].mean(axis=1),
    )
    draws = (resampled.draws[rows][:, indices] - resampled.draws[bases][:, indices]).mean(axis=1)
    values = ours - theirs
    clusters = min(resampled.clusters[index] for index in indices)
    return _Difference(
        side=side,
        base=base,
        seeds=seeds,
        values=values,
        parts=components(values, draws, clusters),
        score=float(ours.mean()),
        base_score=float(theirs.mean()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AverageGain:
    """A gain averaged over targets.

    `covered` are the targets in it; `missing` those without it: never counted as zero.
    """

    model: str
    intermediate: str
    scope: str
    retrieval: bool
    value: float
    interval: Interval
    seeds: tuple[tuple[int, float], ...]
    covered: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def sure(self) -> Direction:
        """Whether the 95% interval leaves zero out."""
        return direction(self.interval)


def average_gains(results: Results, gains: Sequence[Gain], *, of: Sequence[str] = ()) -> list[AverageGain]:
    """Gains over `direct` averaged over targets, with and without retrieval, with and without English. Items
    of different targets are taken as independent; seeds are shared, so the seed component is the spread of
    the per-seed averages. Targets that lack a seed are left out and named. `of`: the intermediates, else the study's.
    """
    table = {(gain.model, gain.intermediate, gain.target, gain.scope): gain for gain in gains}
    found: list[AverageGain] = []
    for model in results.design.models:
        for scope in (ALL, ZERO_SHOT):
            for retrieval in (True, False):
                names = [target.name for target in results.design.targets if retrieval or not is_retrieval(target)]
                rows = _average_rows(results, table, model, scope, names, of)
                found.extend(replace(row, retrieval=retrieval) for row in rows)
    return found


def mean_gain(
    results: Results, gains: Sequence[Gain], side: Side, scope: str, names: Sequence[str]
) -> AverageGain | None:
    """The average of one side's differences over named targets, as `average_gains` makes it. `gains` are differences to
    one base. None when no target has them for every seed.
    """
    model, intermediate = side
    table = {(gain.model, gain.intermediate, gain.target, gain.scope): gain for gain in gains}
    arms = [name for name in (*results.design.intermediates, SELECTED) if name != DIRECT]
    rows = _average_rows(results, table, model, scope, list(names), of=arms)
    return next((row for row in rows if row.intermediate == intermediate), None)


def average_controls(results: Results, differences: Sequence[Gain]) -> dict[str, list[AverageGain]]:
    """Control -> what a model with `direct` has over it, averaged over the targets that both answer: in every language
    and in their zero-shot mean. What pretraining gives each language, whatever the task. Targets without a language
    are left out of it and named.
    """
    found: dict[str, list[AverageGain]] = {}
    for control in results.design.controls:
        here = [one for one in differences if one.base[0] == control and one.intermediate == DIRECT]
        table = {(one.model, one.intermediate, one.target, one.scope): one for one in here}
        names = list(dict.fromkeys(one.target for one in here))
        rows = [
            _average_rows(results, table, model, scope, names, of=(DIRECT,))
            for model in dict.fromkeys(one.model for one in here)
            for scope in dict.fromkeys(one.scope for one in here)
        ]
        found[control] = [row for some in rows for row in some]
    return found


def _average_rows(
    results: Results,
    table: Mapping[tuple[str, str, str, str], Gain],
    model: str,
    scope: str,
    names: list[str],
    of: Sequence[str] = (),
) -> list[AverageGain]:
    """The averages of a model's gains in one scope; `of`: the intermediates, else all that have a gain.

    The seed variance of an average is pooled over the same targets' averages of the other intermediates.
    """
    complete: dict[str, dict[str, Gain]] = {}
    for intermediate in of or [name for name in results.design.intermediates if name != DIRECT]:
        here = {name: gain for name in names if (gain := table.get((model, intermediate, name, scope)))}
        whole = {name: gain for name, gain in here.items() if not gain.missing_seeds}
        if whole:
            complete[intermediate] = whole
    rows = []
    for intermediate, whole in complete.items():
        family = [[there[name] for name in whole] for there in complete.values() if whole.keys() <= there.keys()]
        values = _average_by_seed(list(whole.values()))
        parts = pooled(_average_components(list(whole.values())), [_average_components(gains) for gains in family])
        rows.append(
            AverageGain(
                model=model,
                intermediate=intermediate,
                scope=scope,
                retrieval=True,
                value=float(values.mean()),
                interval=interval(float(values.mean()), parts),
                seeds=tuple(zip(results.design.seeds, values.tolist(), strict=True)),
                covered=tuple(whole),
                missing=tuple(name for name in names if name not in whole),
            )
        )
    return rows


def _average_by_seed(gains: Sequence[Gain]) -> NDArray[np.float64]:
    values: NDArray[np.float64] = np.array([[value for _, value in gain.seeds] for gain in gains]).mean(axis=0)
    return values


def _average_components(gains: Sequence[Gain]) -> Components:
    """Item variance of a mean over independent targets: the sum of the targets' item variances over T
    squared.
    """
    values = _average_by_seed(gains)
    seeds = len(values)
    return Components(
        seeds=seeds,
        seed_variance=float(np.var(values, ddof=1)) if seeds > 1 else 0.0,
        seed_df=float(seeds - 1),
        item_variance=sum(gain.interval.item_variance for gain in gains) / len(gains) ** 2,
        item_df=min(gain.interval.item_df for gain in gains),
    )
