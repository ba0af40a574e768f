"""The "selected" row: the best intermediate task per target, chosen on data that it is not scored on.

A row that takes the best of many intermediate tasks on the items it reports wins by luck. X-STILTs chose on development
data in the target languages; where a study has none (XQuAD, TyDiQA and Tatoeba have no such data at all) the
evaluation items are halved instead and each half is scored with the choice of the other (cross-fitting). Halves are
drawn by a hash of the group, so that parallel items, the questions of a paragraph and the sentences of a document stay
together. With several seeds the choice for a seed is also made on the other seeds, so that a lucky run is neither
chosen for its luck nor rewarded for it. Labels in the target languages are used for the choice: the row is not strictly
zero-shot, and stands apart.

A choice is the highest mean over the zero-shot languages (ties: the study's order). `direct`, the matched-compute
control and intermediates that lack a seed are no candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from xstilts.analysis.collect import CellKey, CellResult, Items, Results
from xstilts.analysis.gains import AverageGain, Gain, average_gains, paired
from xstilts.analysis.resample import Resampled, Value, headline
from xstilts.analysis.results import CONTROL_ARMS, DIRECT, SELECTED
from xstilts.analysis.scores import ZERO_SHOT, Average, Score, averages, scopes, target_scores
from xstilts.core.seeds import subset_rank

CROSS_FITTED = "cross-fitted halves of the evaluation items"
DEVELOPMENT = "development items in the target languages"
SPLIT_SEED = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What was chosen for a model and target. `chosen` counts the folds (halves times seeds) by intermediate, most
    first; `chosen_on` says by which data.
    """

    model: str
    target: str
    chosen: tuple[tuple[str, int], ...]
    candidates: tuple[str, ...]
    chosen_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedRows:
    """The row of every model: what was chosen, its scores, its gains over `direct`, and averages over targets."""

    selections: tuple[Selection, ...] = ()
    scores: tuple[Score, ...] = ()
    gains: tuple[Gain, ...] = ()
    averages: Mapping[tuple[str, str, str, bool], Average] = field(default_factory=dict)
    average_gains: tuple[AverageGain, ...] = ()
    same_data: frozenset[tuple[str, str, str]] = frozenset()
    """The (model, SELECTED, target) for which an intermediate was chosen that shares the target's training data."""

    def gain(self, model: str, target: str, scope: str) -> Gain | None:
        """One gain of the row, or None."""
        wanted = (model, target, scope)
        return next((one for one in self.gains if (one.model, one.target, one.scope) == wanted), None)

    def selection(self, model: str, target: str) -> Selection | None:
        """What was chosen, or None where nothing could be."""
        return next((one for one in self.selections if (one.model, one.target) == (model, target)), None)


def halves(items: Items) -> NDArray[np.int64]:
    """0 or 1 per item [N], by a hash of its group's name: stable whatever else is evaluated."""
    side = np.array([subset_rank(SPLIT_SEED, name) % 2 for name in items.group_names.tolist()], np.int64)
    return side[items.group]


def with_selected(results: Results) -> tuple[Results, list[Selection]]:
    """The results with a cell SELECTED for every model, target and seed where there is a choice: each item has the
    metric parts of the intermediate that was chosen without it.
    """
    cells: dict[CellKey, CellResult] = dict(results.cells)
    selections = []
    for target in results.design.targets:
        for model in results.design.models:
            if target.name not in results.items:
                continue
            made = _select(results, model, target.name)
            if made is not None:
                selection, composed = made
                selections.append(selection)
                cells.update(composed)
    return replace(results, cells=cells), selections


def _select(results: Results, model: str, target: str) -> tuple[Selection, dict[CellKey, CellResult]] | None:
    seeds = results.design.seeds
    whole = _complete(results, model, target)
    if len(whole) < 2:
        return None
    names, chosen, composed = list(whole), Counter[str](), {}
    development = _development(results, model, target, names)
    table = _judgements(results, whole, target) if development is None else _judgements(results, *development)
    sides = halves(results.items[target])
    for at, seed in enumerate(seeds):
        parts = np.zeros_like(whole[names[0]][at].parts)
        judged = [other for other in range(len(seeds)) if other != at] or [at]
        for side in (0, 1):
            judge = table[:, judged, 1 - side] if development is None else table[:, judged].mean(axis=2)
            best = names[int(np.argmax(judge.mean(axis=1)))]
            chosen[best] += 1
            parts[sides == side] = whole[best][at].parts[sides == side]
        cell = whole[names[0]][at].cell.model_copy(update={"intermediate": SELECTED, "same_data": False})
        composed[(model, SELECTED, target, seed)] = CellResult(cell=cell, parts=parts)
    selection = Selection(
        model=model,
        target=target,
        chosen=tuple(sorted(chosen.items(), key=lambda one: (-one[1], names.index(one[0])))),
        candidates=tuple(names),
        chosen_on=CROSS_FITTED if development is None else DEVELOPMENT,
    )
    return selection, composed


def _complete(results: Results, model: str, target: str) -> dict[str, list[CellResult]]:
    """The candidates with their cells, one for each of the study's seeds."""
    found = {}
    for name in results.design.arms(model):
        cells = [results.cells.get((model, name, target, seed)) for seed in results.design.seeds]
        there = [cell for cell in cells if cell is not None]
        if name not in (DIRECT, *CONTROL_ARMS) and len(there) == len(cells):
            found[name] = there
    return found


def _development(
    results: Results, model: str, target: str, names: Sequence[str]
) -> tuple[dict[str, list[CellResult]], str] | None:
    """The candidates' cells on development items, where the study evaluates the same trained models on the dev split of
    the target's dataset, and that target's name."""
    mine = results.target(target)
    for other in results.design.targets:
        if mine.split == "dev" or (other.dataset, other.split, other.metric) != (mine.dataset, "dev", mine.metric):
            continue
        here, there = _complete(results, model, target), _complete(results, model, other.name)
        trained = all(
            name in there
            and all(a.cell.stages[:-1] == b.cell.stages[:-1] for a, b in zip(here[name], there[name], strict=True))
            for name in names
        )
        if mine.dataset and trained:
            return {name: there[name] for name in names}, other.name
    return None


def _judgements(results: Results, cells: Mapping[str, Sequence[CellResult]], target: str) -> NDArray[np.float64]:
    """Scores [candidates, seeds, halves] of cells on the halves of a target's items."""
    items = results.items[target]
    sides, value = halves(items), headline(results.metrics[results.target(target).metric])
    scored = [
        [[_half_score(items, cell.parts, sides == side, value) for side in (0, 1)] for cell in some]
        for some in cells.values()
    ]
    return np.array(scored, np.float64)


def _half_score(items: Items, parts: NDArray[np.float64], mask: NDArray[np.bool_], value: Value) -> float:
    """The mean score over the zero-shot languages that have items under the mask."""
    found = []
    for index in scopes(items.languages)[ZERO_SHOT]:
        here = mask & (items.language == index)
        if here.any():
            found.append(float(value(parts[here].sum(axis=0))))
    kept = [one for one in found if np.isfinite(one)]
    return float(np.mean(kept)) if kept else 0.0


def selected_scores(results: Results, target: str, resampled: Resampled) -> list[Score]:
    """Scores of the row on one target; `results` are those of `with_selected`."""
    return target_scores(results, target, resampled, of=(SELECTED,))


def selected_gains(results: Results, target: str, resampled: Resampled) -> list[Gain]:
    """The row's gains over `direct`. Their seed variance is pooled with the other intermediates', whose cells they are
    made of; the intervals take the choice as given.
    """
    found: list[Gain] = []
    for model in results.design.models:
        names = [name for name in results.design.arms(model) if name not in (DIRECT, *CONTROL_ARMS)]
        pairs = [((model, name), (model, DIRECT)) for name in (*names, SELECTED)]
        found += [gain for gain in paired(results, target, resampled, pairs) if gain.intermediate == SELECTED]
    return found


def selected_rows(
    results: Results, selections: Sequence[Selection], scores: Sequence[Score], gains: Sequence[Gain]
) -> SelectedRows:
    """The row with its averages over targets. A gain is marked where a choice shares the target's training data."""
    same = results.design.same_data
    marked = frozenset(
        (one.model, SELECTED, one.target)
        for one in selections
        if any((one.model, name, one.target) in same for name, _ in one.chosen)
    )
    found = [replace(gain, same_data=(gain.model, SELECTED, gain.target) in marked) for gain in gains]
    return SelectedRows(
        selections=tuple(selections),
        scores=tuple(scores),
        gains=tuple(found),
        averages=averages(results, scores, of=(SELECTED,)) if scores else {},
        average_gains=tuple(average_gains(results, found, of=(SELECTED,))),
        same_data=marked,
    )
