"""How sure a paired difference is: an item component from the cluster bootstrap, a seed component from
Student's t.

Model: the difference of seed s on item i is `mean + seed_s + item_i + noise_si`. With k seeds:

- the spread of the k per-seed differences estimates seed and noise variance; divided by k it is the *seed
  component*;
- the bootstrap variance of the k-seed mean holds item variance plus noise / k. The noise is in the seed
  component already, so it is taken out once: `item = (k * V(mean over seeds) - mean of V(one seed)) / (k -
  1)`, not below zero.

Two or three seeds give one or two degrees of freedom. The seed variance is therefore pooled over the
intermediates of one model and target (assumption: intermediates differ in mean, not in how much seeds
scatter; an intermediate that scatters more than the others, F test at 1%, keeps its own). All gains share the
seeds of `direct`, so the pooled degrees of freedom are `(k - 1) * M / (1 + (M - 1) / 4)` for M intermediates,
not `(k - 1) * M`.

Components are combined by Satterthwaite's approximation when the seed component has at least 2.5 degrees of
freedom, and else by adding squared half-widths (conservative). A coverage simulation decided this:
Satterthwaite alone covers only 87% with two unpooled seeds. Seeds are not bootstrapped: three seeds have ten
resamples.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

ENOUGH = 2.5
"""Degrees of freedom from which Satterthwaite's approximation held its coverage in the simulation."""
LEVEL = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """Variances of a mean difference (squared points) with their degrees of freedom.

    `seeds` is the number of seeds.
    """

    seeds: int
    seed_variance: float
    """Of one seed's difference (not divided by the number of seeds)."""
    seed_df: float
    item_variance: float
    item_df: float
    pooled: int = 1
    """Over how many intermediates the seed variance was pooled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A 95% interval in points with what it covers in words, its standard error and the two-sided p of no
    difference.
    """

    low: float
    high: float
    error: float
    p: float
    covers: str
    item_variance: float
    item_df: float
    cut: bool = False
    """Whether an end would lie outside what the number can be, and was moved there."""

    def within(self, low: float, high: float) -> Interval:
        """The same interval, cut at the ends of what the number can be. Two seeds that disagree give t intervals of
        hundreds of points, and no score is above 100."""
        cut = self.low < low or self.high > high
        return replace(self, low=max(low, self.low), high=min(high, self.high), cut=cut)


def components(seed_values: NDArray[np.float64], draws: NDArray[np.float64], clusters: int) -> Components:
    """Variance components of per-seed differences [k] with their bootstrap draws [k, B]."""
    seeds = len(seed_values)
    mean_variance = float(np.var(draws.mean(axis=0), ddof=1))
    single_variance = float(np.var(draws, axis=1, ddof=1).mean())
    item_df = float(max(clusters - 1, 1))
    if seeds == 1:
        return Components(seeds=1, seed_variance=0.0, seed_df=0.0, item_variance=mean_variance, item_df=item_df)
    item = max(0.0, (seeds * mean_variance - single_variance) / (seeds - 1))
    return Components(
        seeds=seeds,
        seed_variance=float(np.var(seed_values, ddof=1)),
        seed_df=float(seeds - 1),
        item_variance=item,
        item_df=item_df,
    )


def pooled(own: Components, family: Sequence[Components]) -> Components:
    """`own` with the seed variance of its family (the intermediates of one model and target, itself included).

    Variances are weighted by their degrees of freedom, so members may have different numbers of seeds.
    """
    family = [one for one in family if one.seeds > 1]
    others = [one for one in family if one is not own]
    if own.seeds < 2 or not others:
        return own
    rest, rest_df = _pool(others)
    if own.seed_variance > rest * float(stats.f.ppf(0.99, own.seeds - 1, rest_df)):
        return own
    variance, df = _pool(family)
    return replace(own, seed_variance=variance, seed_df=df, pooled=len(family))


def _pool(family: Sequence[Components]) -> tuple[float, float]:
    """The pooled variance and its degrees of freedom.

    Gains that share `direct` correlate by 1/2, hence their variances by 1/4 (equal variances on both sides).
    """
    weights = np.array([one.seeds - 1 for one in family], dtype=np.float64)
    variance = float(np.average([one.seed_variance for one in family], weights=weights))
    return variance, float(weights.sum() / (1 + (len(family) - 1) / 4))


def interval(value: float, parts: Components) -> Interval:
    """The 95% interval of a difference of two percentages, cut at 100 points either way, and its p value: the level at
    which the interval just touches zero.
    """
    half = _half_width(parts, 1 - LEVEL)
    error = float(np.sqrt(parts.seed_variance / parts.seeds + parts.item_variance))
    return Interval(
        low=value - half,
        high=value + half,
        error=error,
        p=_p_value(value, parts),
        covers=_covers(parts),
        item_variance=parts.item_variance,
        item_df=parts.item_df,
    ).within(-100.0, 100.0)


def _half_width(parts: Components, alpha: float) -> float:
    seed, item = parts.seed_variance / parts.seeds, parts.item_variance
    if seed + item == 0:
        return 0.0
    if parts.seeds == 1 or seed == 0:
        return float(stats.t.isf(alpha / 2, parts.item_df) * np.sqrt(item))
    if parts.seed_df >= ENOUGH:
        df = (seed + item) ** 2 / (seed**2 / parts.seed_df + item**2 / parts.item_df)
        return float(stats.t.isf(alpha / 2, df) * np.sqrt(seed + item))
    seed_half = stats.t.isf(alpha / 2, parts.seed_df) * np.sqrt(seed)
    item_half = stats.t.isf(alpha / 2, parts.item_df) * np.sqrt(item)
    return float(np.hypot(seed_half, item_half))


def _p_value(value: float, parts: Components) -> float:
    smallest, largest = 1e-12, 1.0 - 1e-9
    if abs(value) <= _half_width(parts, largest):
        return 1.0
    if _half_width(parts, smallest) <= abs(value):
        return smallest
    return float(optimize.brentq(lambda alpha: _half_width(parts, alpha) - abs(value), smallest, largest))


def _covers(parts: Components) -> str:
    if parts.seeds == 1:
        return "items"
    pool = f", pooled over {parts.pooled} intermediates" if parts.pooled > 1 else ""
    return f"items + seeds (t, df={parts.seed_df:.1f}{pool})"
