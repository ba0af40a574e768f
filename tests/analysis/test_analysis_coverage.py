"""The known-answer test of the intervals: 95% of intervals hold the true gain of a simulated study."""

from __future__ import annotations

import numpy as np
import pytest

from xstilts.analysis.collect import Items
from xstilts.analysis.intervals import components, interval, pooled
from xstilts.analysis.resample import bootstrap_scores

REPLICATIONS = 400
NUM_ITEMS = 60


def mean_value(parts):
    return parts[..., 0] / parts[..., 1]


def parallel_items() -> Items:
    """Two languages that share every item."""
    group = np.concatenate([np.arange(NUM_ITEMS)] * 2)
    language = np.repeat([0, 1], NUM_ITEMS)
    ids = np.array([f"{lang}-{item:03d}" for lang, item in zip(language, group)])
    return Items(languages=("de", "ru"), ids=ids, language=language, group=group, gold=ids)


def coverage(seeds: int, intermediates: int, seed_spread: float, *, items_only: bool = False) -> float:
    """Share of intervals that hold the true gain (zero here) over simulated studies.

    A score is seed effect + item effect (shared by languages and seeds) + noise, per model and intermediate.
    """
    rng = np.random.default_rng(seeds * 100 + intermediates)
    items = parallel_items()
    hits = total = 0
    for replication in range(REPLICATIONS):
        cells = []
        for _side in range(intermediates + 1):
            item = rng.normal(0, 8, NUM_ITEMS)
            for _ in range(seeds):
                score = rng.normal(0, seed_spread) + np.tile(item, 2) + rng.normal(0, 8, 2 * NUM_ITEMS)
                cells.append(np.stack([score, np.ones_like(score)], axis=1))
        points, draws = bootstrap_scores(items, cells, mean_value, 200, f"simulation-{replication}")
        points = points.mean(axis=1).reshape(intermediates + 1, seeds)
        draws = draws.mean(axis=1).reshape(intermediates + 1, seeds, -1)
        family = [
            components(points[m] - points[0], draws[m] - draws[0], NUM_ITEMS) for m in range(1, intermediates + 1)
        ]
        for index, one in enumerate(family):
            value = float((points[index + 1] - points[0]).mean())
            if items_only:
                draw = (draws[index + 1] - draws[0]).mean(axis=0)
                low, high = value - 1.96 * draw.std(), value + 1.96 * draw.std()
            else:
                found = interval(value, pooled(one, family))
                low, high = found.low, found.high
            hits += low <= 0 <= high
            total += 1
    return hits / total


@pytest.mark.parametrize("seeds", [2, 3, 5])
@pytest.mark.parametrize("seed_spread", [0.5, 3.0])
def test_combined_interval_covers(seeds, seed_spread):
    # 400 studies: one binomial standard error is 1.1 points; gains inside a study are correlated
    assert 0.93 - 0.015 <= coverage(seeds, 4, seed_spread) <= 0.98 + 0.005


def test_two_seeds_and_one_intermediate_err_on_the_wide_side():
    assert coverage(2, 1, 3.0) >= 0.935


def test_items_alone_would_not_cover_when_seeds_scatter():
    assert coverage(3, 1, 3.0, items_only=True) < 0.85
