"""Alignment by layer: how often a sentence's translation is its nearest neighbour at every layer, before phase 2 (the
backbone itself, `direct`) and after it.

Alignment is measured by retrieval because it needs no training and no label: English queries, cosine, nearest
neighbour (XTREME's Tatoeba protocol). A score is the mean over languages other than English. The change against
`direct` is paired by sentence and seed and has the interval that every gain has (`intervals.py`). *Centred* scores take
the mean of each side of a language from its vectors first: a direction that training adds to all sentences alike lowers
the plain score, but not the centred one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts.analysis.collect import CellKey, Results
from xstilts.analysis.gains import Gain, paired
from xstilts.analysis.intervals import Interval, components, interval
from xstilts.analysis.resample import RESAMPLES, Resampled, bootstrap_scores, headline
from xstilts.analysis.results import DIRECT
from xstilts.analysis.scores import ZERO_SHOT, scopes

PLAIN, CENTRED = "plain", "centred"
VECTORS = (PLAIN, CENTRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerScore:
    """Retrieval accuracy in percent at one layer (0: the embeddings), mean over zero-shot languages and seeds.

    `vectors` is `plain` or `centred`. `interval` is the 95% interval of the score itself. `gain` is the paired change
    against `direct` at the same layer; None for `direct` itself and where `direct` has no result for the seeds. `n`
    counts the sentences of one seed.
    """

    model: str
    intermediate: str
    target: str
    layer: int
    depth: int
    vectors: str
    value: float
    interval: Interval
    seeds: tuple[tuple[int, float], ...]
    gain: Gain | None
    n: int
    languages: int


def layer_scores(results: Results, target: str, resamples: int = RESAMPLES) -> list[LayerScore]:
    """Every layer of every (model, intermediate) that retrieved `target`; empty for other kinds of targets."""
    found: list[LayerScore] = []
    for model in results.design.models:
        keys = [key for key, cell in results.cells.items() if (key[0], key[2]) == (model, target) and cell.layers]
        layers = min((results.cells[key].layers[PLAIN].shape[1] for key in keys), default=0)
        for vectors in VECTORS:
            for layer in range(layers):
                found += _layer(results, keys, layer, vectors, resamples)
    return found


def _layer(results: Results, keys: Sequence[CellKey], layer: int, vectors: str, resamples: int) -> list[LayerScore]:
    model, _, target, _ = keys[0]
    resampled = _resampled(results, keys, layer, vectors, resamples)
    names = [name for name in results.design.intermediates if any(key[1] == name for key in keys)]
    pairs = [((model, name), (model, DIRECT)) for name in names if name != DIRECT]
    gains = {gain.intermediate: gain for gain in paired(results, target, resampled, pairs, only=(ZERO_SHOT,))}
    items = results.items[target]
    indices = scopes(items.languages)[ZERO_SHOT]
    depth = results.cells[keys[0]].layers[vectors].shape[1] - 1
    found = []
    for name in names:
        rows = [
            (seed, resampled.row[key])
            for seed in results.design.seeds
            if (key := (model, name, target, seed)) in resampled.row
        ]
        values = np.array([resampled.points[row, indices].mean() for _, row in rows])
        draws = np.stack([resampled.draws[row, indices].mean(axis=0) for _, row in rows])
        clusters = min(resampled.clusters[index] for index in indices)
        found.append(
            LayerScore(
                model=model,
                intermediate=name,
                target=target,
                layer=layer,
                depth=depth,
                vectors=vectors,
                value=float(values.mean()),
                interval=interval(float(values.mean()), components(values, draws, clusters)).within(0.0, 100.0),
                seeds=tuple((seed, float(value)) for (seed, _), value in zip(rows, values, strict=True)),
                gain=gains.get(name),
                n=int(np.isin(items.language, indices).sum()),
                languages=len(indices),
            )
        )
    return found


def _resampled(results: Results, keys: Sequence[CellKey], layer: int, vectors: str, resamples: int) -> Resampled:
    """The bootstrap of one layer: the same draws as the target's own scores, so that all are paired."""
    target = keys[0][2]
    items = results.items[target]
    unique: dict[int, int] = {}
    arrays: list[NDArray[np.float64]] = []
    row = {}
    for key in keys:  # cells that share an evaluation share its array
        hits = results.cells[key].layers[vectors]
        if id(hits) not in unique:
            unique[id(hits)] = len(arrays)
            right = hits[:, layer].astype(np.float64)
            arrays.append(np.stack([right, np.ones_like(right)], axis=1))
        row[key] = unique[id(hits)]
    value = headline(results.metrics[results.target(target).metric])
    points, draws = bootstrap_scores(items, arrays, value, resamples, target)
    per_language = [np.unique(items.group[items.language == index]).size for index in range(len(items.languages))]
    return Resampled(languages=items.languages, row=row, points=points, draws=draws, clusters=tuple(per_language))
