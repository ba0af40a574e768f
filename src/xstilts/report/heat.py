"""The heat map of gains as a table: absolute scores of `direct` on top, then one row per intermediate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from xstilts.analysis.analyse import Analysis
from xstilts.analysis.collect import Results
from xstilts.analysis.flags import run_marks
from xstilts.analysis.gains import AverageGain, Gain
from xstilts.analysis.results import CONTROL_ARMS, DIRECT, LONGER, SELECTED
from xstilts.analysis.scores import ZERO_SHOT, is_retrieval
from xstilts.analysis.selected import CROSS_FITTED, DEVELOPMENT
from xstilts.report.numbers import bounds, listed, points, score

UP_RGB, DOWN_RGB = (27, 108, 168), (179, 88, 6)
NO_MODEL = "no model: overlap of subwords"
NO_PRETRAINING = "no pretraining"
NO_PHASE_3 = "no phase 3"
NO_BASELINE = "overlap of subwords has no sensible answer for this kind of task"
SAME_DATA, COLLAPSED, CEILING, FEWER_SEEDS, PARTIAL, CUT = "\u2021", "\u00b0", "^", "*", "\u00a7", "\u2016"
ON_HALVES, ON_DEVELOPMENT = "\u2020", "\u00b6"
NO_CHOICE = "fewer than two intermediates have every seed"
MEANINGS = {
    SAME_DATA: "phases 2 and 3 read the same data (an average: for one of its targets): longer training, not transfer",
    COLLAPSED: "at least one run is not above chance or is stuck at one answer",
    CEILING: "at least one run cannot be told from a perfect score",
    FEWER_SEEDS: "fewer seeds than planned",
    PARTIAL: "over the targets that are there, not all",
    CUT: "the interval is cut at 100 points, the largest difference there can be",
    ON_HALVES: f"chosen on {CROSS_FITTED}, by their labels: not strictly zero-shot",
    ON_DEVELOPMENT: f"chosen on {DEVELOPMENT}, by their labels: not strictly zero-shot",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """One cell: its number and interval as text, colours, marks, and a longer text for whoever points at it."""

    kind: str
    text: str = ""
    interval: str = ""
    marks: str = ""
    sure: bool = False
    style: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    """One row: an intermediate (or `direct` in absolute scores)."""

    name: str
    about: str
    control: bool
    absolute: bool
    cells: tuple[HeatCell, ...]


def heat_rows(results: Results, analysis: Analysis, model: str) -> list[HeatRow]:
    """Rows of one model's heat map, in the study's order with the matched-compute controls last."""
    gains = [gain for gain in analysis.gains if gain.model == model and gain.scope == ZERO_SHOT]
    top = max([abs(gain.value) for gain in gains if gain.intermediate not in CONTROL_ARMS], default=1.0)
    rows = [_absolute_row(results, analysis, model)]
    rows += [_absolute_row(results, analysis, name) for name in results.design.references if name != model]
    arms = results.design.arms(model)
    chosen = [SELECTED] if any(one.model == model for one in analysis.selected.selections) else []
    tasks = [name for name in arms if name not in (DIRECT, *CONTROL_ARMS)]
    for name in [*tasks, *chosen, *(name for name in arms if name in CONTROL_ARMS)]:
        cells = [_gain_cell(results, analysis, model, name, target.name, top) for target in results.design.targets]
        cells.extend(_average_cells(results, analysis, model, name, top))
        about = results.design.intermediates.get(name, "the best per target, chosen on other items")
        rows.append(HeatRow(name=name, about=about, control=name in CONTROL_ARMS, absolute=False, cells=tuple(cells)))
    return rows


def average_columns(results: Results) -> list[tuple[str, bool]]:
    """(label, with retrieval) of the average columns: one when the study has no retrieval or nothing else."""
    kinds = {is_retrieval(target) for target in results.design.targets}
    if kinds == {True, False}:
        return [("mean without retrieval", False), ("mean with retrieval", True)]
    return [("mean", kinds == {True})]


def _absolute_row(results: Results, analysis: Analysis, model: str) -> HeatRow:
    """Absolute scores of `direct`; for a control without a network, of what overlap of subwords achieves. A control
    with `direct` alone is called by its own name.
    """
    bare = model in results.design.baselines
    cells = []
    for target in results.design.targets:
        found = analysis.score(model, DIRECT, target.name, ZERO_SHOT)
        if found is None and bare and not _planned(results, model, target.name):
            cells.append(HeatCell(kind="missing", text="none", title=NO_BASELINE))
            continue
        if found is None:
            reason = missing_reason(results, model, DIRECT, target.name)
            cells.append(HeatCell(kind="missing", text="missing", title=reason))
            continue
        marks = run_mark(analysis, model, DIRECT, target.name)
        seeds = ", ".join(f"{seed}: {score(value)}" for seed, value in found.seeds)
        chance = "" if target.chance is None else f"chance {score(target.chance)}"
        title = f"by seed {seeds}; n = {found.n}"
        cells.append(HeatCell(kind="absolute", text=score(found.value), interval=chance, marks=marks, title=title))
    for _, retrieval in average_columns(results):
        average = analysis.averages.get((model, DIRECT, ZERO_SHOT, retrieval))
        if average is None or average.partial is None:
            cells.append(HeatCell(kind="missing", text="missing"))
        else:
            marks = PARTIAL if average.missing else ""
            cells.append(HeatCell(kind="absolute", text=score(average.partial), marks=marks))
    if model in results.design.references:
        about = f"{NO_MODEL if bare else NO_PRETRAINING}, %"
        return HeatRow(name=model, about=about, control=True, absolute=True, cells=tuple(cells))
    return HeatRow(name=DIRECT, about="absolute score, %", control=False, absolute=True, cells=tuple(cells))


def _planned(results: Results, model: str, target: str) -> bool:
    return any((cell.model, cell.target) == (model, target) for cell in results.design.cells)


def _gain_cell(
    results: Results, analysis: Analysis, model: str, intermediate: str, target: str, top: float
) -> HeatCell:
    gain = analysis.gain(model, intermediate, target, ZERO_SHOT)
    if gain is None:
        if intermediate == LONGER and not results.target(target).trained:
            return HeatCell(kind="missing", text=NO_PHASE_3, title="nothing is fine-tuned for this target")
        reason = NO_CHOICE if intermediate == SELECTED else missing_reason(results, model, intermediate, target)
        return HeatCell(kind="missing", text="missing", title=reason)
    marks = run_mark(analysis, model, intermediate, target) + gain_marks(gain)
    marks += _chosen_mark(analysis, model, target) if intermediate == SELECTED else ""
    return HeatCell(
        kind="gain",
        text=points(gain.value),
        interval=bounds(gain.interval),
        marks=marks,
        sure=gain.sure != "unsure",
        style=colour(gain.value, top, gain.sure != "unsure"),
        title=_title(gain),
    )


def _chosen_mark(analysis: Analysis, model: str, target: str) -> str:
    """By which data the selected row chose for a target."""
    chosen = analysis.selected.selection(model, target)
    return "" if chosen is None else ON_DEVELOPMENT if chosen.chosen_on == DEVELOPMENT else ON_HALVES


def _title(gain: Gain) -> str:
    seeds = ", ".join(f"{seed}: {points(value)}" for seed, value in gain.seeds)
    text = f"{score(gain.score)} against {score(gain.base_score)}; by seed {seeds}; "
    text += f"{gain.interval.covers}; n = {gain.n}"
    return text + (f"; without seed {listed([str(s) for s in gain.missing_seeds])}" if gain.missing_seeds else "")


def _average_cells(results: Results, analysis: Analysis, model: str, intermediate: str, top: float) -> list[HeatCell]:
    cells = []
    for _, retrieval in average_columns(results):
        found = average_gain(analysis, model, intermediate, ZERO_SHOT, retrieval)
        if found is None:
            cells.append(HeatCell(kind="missing", text="missing"))
            continue
        sure = found.interval.low > 0 or found.interval.high < 0
        cells.append(
            HeatCell(
                kind="gain",
                text=points(found.value),
                interval=bounds(found.interval),
                marks=average_marks(analysis, found),
                sure=sure,
                style=colour(found.value, top, sure),
                title=f"over {listed(list(found.covered))}"
                + (f"; without {listed(list(found.missing))}" if found.missing else ""),
            )
        )
    return cells


def average_marks(analysis: Analysis, found: AverageGain) -> str:
    """What a reader must know about an average of differences."""
    same = {(found.model, found.intermediate, target) for target in found.covered} & analysis.same_data
    marks = (SAME_DATA if same else "") + (PARTIAL if found.missing else "") + (CUT if found.interval.cut else "")
    if found.intermediate == SELECTED:
        used = {_chosen_mark(analysis, found.model, target) for target in found.covered}
        marks += "".join(mark for mark in (ON_HALVES, ON_DEVELOPMENT) if mark in used)
    return marks


def gain_marks(gain: Gain) -> str:
    """What a reader must know about a difference itself."""
    same, fewer = SAME_DATA if gain.same_data else "", FEWER_SEEDS if gain.missing_seeds else ""
    return same + fewer + (CUT if gain.interval.cut else "")


def average_gain(analysis: Analysis, model: str, intermediate: str, scope: str, retrieval: bool) -> AverageGain | None:
    """One averaged gain, or None."""
    for one in (*analysis.average_gains, *analysis.selected.average_gains):
        if (one.model, one.intermediate, one.scope, one.retrieval) == (model, intermediate, scope, retrieval):
            return one
    return None


def missing_reason(results: Results, model: str, intermediate: str, target: str) -> str:
    """Why no seed of a cell has a result (the first reason that was recorded)."""
    for absent in results.absent:
        cell = absent.cell
        if (cell.model, cell.intermediate, cell.target) == (model, intermediate, target):
            return absent.reason
    return "direct has no result for the same seeds" if intermediate != DIRECT else "not part of this study"


def run_mark(analysis: Analysis, model: str, intermediate: str, target: str) -> str:
    """Marks of a cell some of whose runs are at one end of the scale."""
    key = (model, intermediate, target)
    floor = COLLAPSED if key in run_marks(analysis.flags, "collapse") else ""
    return floor + (CEILING if key in run_marks(analysis.flags, "ceiling") else "")


def colour(value: float, top: float, sure: bool) -> str:
    """Inline style of a gain: blue up, orange down (safe for colour-blind readers), pale unless sure.

    The square root keeps small gains visible beside retrieval's large ones.
    """
    strength = sqrt(min(abs(value) / max(top, 1e-9), 1.0)) * (0.85 if sure else 0.28)
    base = UP_RGB if value >= 0 else DOWN_RGB
    mixed = [round(255 + (channel - 255) * strength) for channel in base]
    return f"background:#{mixed[0]:02x}{mixed[1]:02x}{mixed[2]:02x};color:{'#fff' if strength > 0.62 else '#1d2126'}"


def marks_used(rows: list[HeatRow]) -> Mapping[str, str]:
    """The marks that a heat map uses, with what they mean."""
    return legend("".join(cell.marks for row in rows for cell in row.cells))


def legend(used: str) -> dict[str, str]:
    """Marks with what they mean, in one order."""
    return {mark: meaning for mark, meaning in MEANINGS.items() if mark in used}
