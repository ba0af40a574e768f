"""Everything that can be said about a study's results, computed once, for the report and the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xstilts.analysis.collect import Results
from xstilts.analysis.flags import Flag, ceilings, collapsed, study_flags
from xstilts.analysis.gains import (
    AverageGain,
    Gain,
    average_controls,
    average_gains,
    target_against,
    target_controls,
    target_gains,
    target_matched,
)
from xstilts.analysis.layers import LayerScore, layer_scores
from xstilts.analysis.multiplicity import Family, corrected
from xstilts.analysis.recommend import Recommendation, recommend
from xstilts.analysis.resample import RESAMPLES, resample_target
from xstilts.analysis.results import CONTROL_ARMS, DIRECT
from xstilts.analysis.scores import Average, Score, averages, target_scores
from xstilts.analysis.selected import SelectedRows, selected_gains, selected_rows, selected_scores, with_selected
from xstilts.analysis.xtreme import StudySummary, study_summaries


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
    same_data: frozenset[tuple[str, str, str]]
    """`StudyDesign.same_data`, and the selected row where what was selected is among it."""
    layers: tuple[LayerScore, ...] = ()
    selected: SelectedRows = field(default_factory=SelectedRows)
    xtreme: tuple[StudySummary, ...] = ()
    against: tuple[Gain, ...] = ()
    """Differences to the other intermediates that the study's claims name (`Claim.against`)."""

    def over(self, base: str) -> tuple[Gain, ...]:
        """Every difference of an intermediate to another one (`direct`: the gains), same model, target and seeds."""
        if base == DIRECT:
            return self.gains
        return tuple(one for one in (*self.matched, *self.against) if one.base[1] == base)

    def gain(self, model: str, intermediate: str, target: str, scope: str) -> Gain | None:
        """One gain, or None when it is missing."""
        for one in (*self.gains, *self.selected.gains):
            if (one.model, one.intermediate, one.target, one.scope) == (model, intermediate, target, scope):
                return one
        return None

    def score(self, model: str, intermediate: str, target: str, scope: str) -> Score | None:
        """One score, or None when it is missing."""
        for one in (*self.scores, *self.selected.scores):
            if (one.model, one.intermediate, one.target, one.scope) == (model, intermediate, target, scope):
                return one
        return None

    def average(self, model: str, intermediate: str, scope: str, retrieval: bool) -> Average | None:
        """One mean over targets, or None."""
        key = (model, intermediate, scope, retrieval)
        return self.averages.get(key) or self.selected.averages.get(key)


def analyse(results: Results, *, resamples: int = RESAMPLES) -> Analysis:
    """Compute everything, target by target, so that the draws of one target are in memory at a time."""
    scores: list[Score] = []
    gains: list[Gain] = []
    matched: list[Gain] = []
    controls: list[Gain] = []
    layers: list[LayerScore] = []
    against: list[Gain] = []
    named = [claim.against for claim in results.design.claims]
    bases = dict.fromkeys(name for name in named if name not in (DIRECT, *CONTROL_ARMS))
    chosen_scores: list[Score] = []
    chosen_gains: list[Gain] = []
    flags = study_flags(results)
    composed, selections = with_selected(results)
    for target in results.design.targets:
        if target.name not in results.items:
            continue
        resampled = resample_target(composed, target.name, resamples)
        scores.extend(target_scores(results, target.name, resampled))
        gains.extend(target_gains(results, target.name, resampled))
        matched.extend(target_matched(results, target.name, resampled))
        for base in bases:
            against.extend(target_against(results, target.name, resampled, base))
        controls.extend(target_controls(results, target.name, resampled))
        flags.extend(collapsed(results, target.name, resampled))
        flags.extend(ceilings(results, target.name, resampled))
        layers.extend(layer_scores(results, target.name, resamples))
        chosen_scores.extend(selected_scores(composed, target.name, resampled))
        chosen_gains.extend(selected_gains(composed, target.name, resampled))
    gains, families = corrected(results, gains)
    chosen = selected_rows(composed, selections, chosen_scores, chosen_gains)
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
        same_data=results.design.same_data | chosen.same_data,
        layers=tuple(layers),
        against=tuple(against),
        selected=chosen,
        xtreme=tuple(study_summaries(results, [*scores, *chosen_scores])),
    )
