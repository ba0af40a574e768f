"""How small a gain a planned study can see: the minimum detectable effect, before anything runs."""

from __future__ import annotations

from math import sqrt

from scipy import stats

ITEM_SPREAD = {
    "accuracy": 45.0,
    "accuracy_f1": 45.0,
    "retrieval_accuracy": 40.0,
    "squad": 40.0,
    "mlqa": 40.0,
    "squad_v2": 45.0,
    "seqeval": 20.0,
    "token_accuracy": 12.0,
    "bucc_f1": 45.0,
}
"""Assumed standard deviation (points) of one example's paired difference. 45 for accuracy: one pair in five
disagrees.
"""
OTHER_SPREAD = 45.0
SEED_SPREAD = 1.0
"""Assumed standard deviation (points) of one seed's gain around the mean gain."""
POWER = 0.8


def minimum_detectable_effect(metric: str, n: int, seeds: int) -> float:
    """The gain in points that a two-sided test at 5% finds with probability 80%.

    Assumptions: `n` independent items, paired by example, with `ITEM_SPREAD` per metric; seeds scatter with
        standard deviation `SEED_SPREAD` (small models and retrieval scatter more); the seed variance is
        pooled over four intermediates, as the analysis does; one seed covers items only. A plan's figure, not
        a result.

    Raises:
        ValueError: n or seeds is below 1.
    """
    if n < 1 or seeds < 1:
        raise ValueError(f"n and seeds must be at least 1, got n={n}, seeds={seeds}")
    item = ITEM_SPREAD.get(metric, OTHER_SPREAD) ** 2 / n
    seed = SEED_SPREAD**2 / seeds if seeds > 1 else 0.0
    total = item + seed
    df_items = max(n - 1, 1)
    df_seeds = (seeds - 1) * 4 / 1.75
    df = total**2 / (item**2 / df_items + (seed**2 / df_seeds if seed else 0.0))
    return float((stats.t.isf(0.025, df) + stats.t.isf(1 - POWER, df)) * sqrt(total))
