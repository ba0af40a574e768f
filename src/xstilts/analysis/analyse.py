"""Everything that can be said about a study's results, computed once, for the report and the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xstilts.analysis.collect import Results
from xstilts.analysis.flags import Flag, ceilings, collapsed, study_flags
from xstilts.analysis.gains import (
    AverageGain,
    Gain,
    average_controls,
    average_gains,
    target_controls,
    target_gains,
    target_matched,
)
from xstilts.analysis.layers import LayerScore, layer_scores
from xstilts.analysis.multiplicity import Family, corrected
from xstilts.analysis.recommend import Recommendation, recommend
from xstilts.analysis.resample import RESAMPLES, resample_target
from xstilts.analysis.scores import Average, Score, averages, target_scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """Scores, gains over `direct`, differences to controls, averages, flags, the recommendation and alignment by layer
    of one study.
    """

    scores: tuple[Score, ...]
    gains: tuple[Gain, ...]
    matched: tuple[Gain, ...]
    controls: tuple[Gain, ...]
    averages: Mapping[tuple[str, str, str, bool], Average]
    average_gains: tuple[AverageGain, ...]
    average_controls: Mapping[str, list[AverageGain]]
    families: tuple[Family, ...]
    flags: tuple[Flag, ...]
    recommendation: Recommendation
    resamples: int
    layers: tuple[LayerScore, ...] = ()

    def gain(self, model: str, intermediate: str, target: str, scope: str) -> Gain | None:
        """One gain, or None when it is missing."""
        for one in self.gains:
            if (one.model, one.intermediate, one.target, one.scope) == (model, intermediate, target, scope):
                return one
        return None

    def score(self, model: str, intermediate: str, target: str, scope: str) -> Score | None:
        """One score, or None when it is missing."""
        for one in self.scores:
            if (one.model, one.intermediate, one.target, one.scope) == (model, intermediate, target, scope):
                return one
        return None


def analyse(results: Results, *, resamples: int = RESAMPLES) -> Analysis:
    """Compute everything, target by target, so that the draws of one target are in memory at a time."""
    scores: list[Score] = []
    gains: list[Gain] = []
    matched: list[Gain] = []
    controls: list[Gain] = []
    layers: list[LayerScore] = []
    flags = study_flags(results)
    for target in results.design.targets:
        if target.name not in results.items:
            continue
        resampled = resample_target(results, target.name, resamples)
        scores.extend(target_scores(results, target.name, resampled))
        gains.extend(target_gains(results, target.name, resampled))
        matched.extend(target_matched(results, target.name, resampled))
        controls.extend(target_controls(results, target.name, resampled))
        flags.extend(collapsed(results, target.name, resampled))
        flags.extend(ceilings(results, target.name, resampled))
        layers.extend(layer_scores(results, target.name, resamples))
    gains, families = corrected(results, gains)
    return Analysis(
        scores=tuple(scores),
        gains=tuple(gains),
        matched=tuple(matched),
        controls=tuple(controls),
        averages=averages(results, scores),
        average_gains=tuple(average_gains(results, gains)),
        average_controls=average_controls(results, controls),
        families=families,
        flags=tuple(flags),
        recommendation=recommend(results, scores),
        resamples=resamples,
        layers=tuple(layers),
    )
