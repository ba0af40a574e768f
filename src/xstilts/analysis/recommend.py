"""Which model to deploy, chosen as a zero-shot user must choose: by English dev scores, never by
target-language items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xstilts.analysis.collect import Results, Training
from xstilts.analysis.results import CONTROL_ARMS, Cell
from xstilts.analysis.scores import ZERO_SHOT, Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to a finished model: the (model, intermediate) of a target and the seed to export. `dev` is the
    English dev score averaged over seeds, `seed_dev` that of the chosen seed; `test` is what the choice
    scores zero-shot (read after choosing), `best_test` the highest test score of any candidate, so that the
    price of selecting honestly is seen.
    """

    target: str
    model: str
    intermediate: str
    seed: int
    dev: float
    seed_dev: float
    test: float | None
    best_test: float | None
    runner_up: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """The (model, intermediate) with the best mean English dev score over the targets that all candidates
    have.
    """

    model: str
    intermediate: str
    dev: float
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """What to deploy per target and overall.

    `unselectable` are targets without English dev data, with the reason.
    """

    choices: tuple[Choice, ...]
    overall: Overall | None
    unselectable: Mapping[str, str]


def dev_score(training: Training) -> float | None:
    """The English dev score of the weights that a training stage kept, in percent, or None when it scored
    none.
    """
    curve = training.curve
    points: list[Mapping[str, Any]] = [point for point in curve.get("dev", []) if isinstance(point, dict)]
    if not points:
        return None
    best = [point for point in points if point.get("step") == curve.get("best_step")]
    return float((best or points)[-1]["score"])


def recommend(results: Results, scores: Sequence[Score]) -> Recommendation:
    """Choose per target and overall. Controls (no-pretraining, matched compute) are never recommended."""
    devs = _dev_table(results)
    tests = {
        (score.model, score.intermediate, score.target): score.value for score in scores if score.scope == ZERO_SHOT
    }
    choices, unselectable = [], {}
    for target in results.design.targets:
        candidates = {key: value for key, value in devs.items() if key[2] == target.name}
        if not target.trained:
            unselectable[target.name] = (
                "it has no training and no English dev data; choose by a trained target or keep direct"
            )
        elif not candidates:
            unselectable[target.name] = "no finished cell has an English dev score"
        else:
            choices.append(_choose(results, target.name, candidates, tests))
    return Recommendation(choices=tuple(choices), overall=_overall(devs), unselectable=unselectable)


DevTable = dict[tuple[str, str, str], dict[int, float]]


def _dev_table(results: Results) -> DevTable:
    """(model, intermediate, target) -> seed -> English dev score of the cell's last training stage."""
    trainings = {training.key: training for training in results.trainings}
    table: DevTable = {}
    for key, found in results.cells.items():
        model, intermediate, target, seed = key
        if model in results.design.controls or intermediate in CONTROL_ARMS or not results.target(target).trained:
            continue
        score = _last_dev(found.cell, trainings)
        if score is not None:
            table.setdefault((model, intermediate, target), {})[seed] = score
    return table


def _last_dev(cell: Cell, trainings: Mapping[str, Training]) -> float | None:
    for key in reversed(cell.stages):
        if key in trainings:
            return dev_score(trainings[key])
    return None


def _choose(
    results: Results,
    target: str,
    candidates: DevTable,
    tests: Mapping[tuple[str, str, str], float],
) -> Choice:
    means = {key: float(np.mean(list(seeds.values()))) for key, seeds in candidates.items()}
    ranked = sorted(means, key=lambda key: -means[key])
    model, intermediate, _ = best = ranked[0]
    seed = max(candidates[best], key=lambda one: (candidates[best][one], -one))
    measured = [tests[key] for key in ranked if key in tests]
    return Choice(
        target=target,
        model=model,
        intermediate=intermediate,
        seed=seed,
        dev=means[best],
        seed_dev=candidates[best][seed],
        test=tests.get(best),
        best_test=max(measured) if measured else None,
        runner_up=f"{ranked[1][0]} / {ranked[1][1]} (dev {means[ranked[1]]:.1f})" if len(ranked) > 1 else "",
        command=export_command(results.design.name, model, intermediate, target, seed),
    )


def export_command(study: str, model: str, intermediate: str, target: str, seed: int) -> str:
    """The command line that exports a cell's model in the Hugging Face layout."""
    cell = f"{model}/{intermediate}/{target}/{seed}"
    quoted = f"'{cell}'" if any(mark in cell for mark in " ()&;|") else cell
    return f"xstilts export {study} --cell {quoted} {target}-model"


def _overall(devs: DevTable) -> Overall | None:
    targets = sorted({target for _, _, target in devs})
    sides = sorted({(model, intermediate) for model, intermediate, _ in devs})
    whole = [side for side in sides if all((*side, target) in devs for target in targets)]
    if not whole:
        return None
    means = {side: float(np.mean([np.mean(list(devs[(*side, t)].values())) for t in targets])) for side in whole}
    best = max(whole, key=lambda side: means[side])
    return Overall(model=best[0], intermediate=best[1], dev=means[best], targets=tuple(targets))
