"""Tests that many comparisons do not lie: Holm's step-down correction, and McNemar's exact test for accuracy
pairs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from xstilts.analysis.collect import Results
from xstilts.analysis.gains import Gain
from xstilts.analysis.results import CONTROL_ARMS
from xstilts.analysis.scores import ZERO_SHOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The comparisons that one correction covers, in words, and how many they are."""

    says: str
    size: int


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p values (Holm 1979): strong control of the family-wise error without assumptions on
    dependence.
    """
    order = np.argsort(np.asarray(p_values, dtype=np.float64), kind="stable")
    adjusted = np.zeros(len(p_values))
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, (len(p_values) - rank) * float(p_values[index])))
        adjusted[index] = highest
    return [float(value) for value in adjusted]


def mcnemar(ours: NDArray[np.bool_], theirs: NDArray[np.bool_]) -> float:
    """McNemar's exact two-sided p for paired right/wrong answers: a sign test on the discordant pairs
    (McNemar 1947).
    """
    only_ours, only_theirs = int((ours & ~theirs).sum()), int((~ours & theirs).sum())
    if only_ours + only_theirs == 0:
        return 1.0
    return float(stats.binomtest(only_ours, only_ours + only_theirs, 0.5).pvalue)


def corrected(results: Results, gains: Sequence[Gain]) -> tuple[list[Gain], tuple[Family, ...]]:
    """Set `p_holm` on the comparisons that the study named beforehand (`primary`), in the zero-shot scope. A
    primary comparison without a model stands for every model that is not a control. A study without `primary`
    gets the default: per model, all gains of intermediates (not the matched-compute controls, not same-data
    cells).
    """
    families = _primary(results, gains) if results.design.primary else _default(results, gains)
    adjusted: dict[int, float] = {}
    for _, members in families:
        for index, value in zip(members, holm([gains[index].interval.p for index in members]), strict=True):
            adjusted[index] = value
    marked = [replace(gain, p_holm=adjusted[index]) if index in adjusted else gain for index, gain in enumerate(gains)]
    return marked, tuple(Family(says=says, size=len(members)) for says, members in families if members)


def _primary(results: Results, gains: Sequence[Gain]) -> list[tuple[str, list[int]]]:
    controls = set(results.design.controls)
    members = [
        index
        for index, gain in enumerate(gains)
        if gain.scope == ZERO_SHOT
        and any(
            (named.intermediate, named.target) == (gain.intermediate, gain.target)
            and (named.model == gain.model if named.model else gain.model not in controls)
            for named in results.design.primary
        )
    ]
    return [("the primary comparisons that the study names", members)]


def _default(results: Results, gains: Sequence[Gain]) -> list[tuple[str, list[int]]]:
    return [
        (
            f"all gains of {model} (the study names no primary comparisons)",
            [
                index
                for index, gain in enumerate(gains)
                if gain.scope == ZERO_SHOT
                and gain.model == model
                and gain.intermediate not in CONTROL_ARMS
                and not gain.same_data
            ],
        )
        for model in results.design.models
    ]
