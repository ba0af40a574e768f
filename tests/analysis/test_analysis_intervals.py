"""Intervals and tests against closed forms and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from xstilts.analysis.collect import Items
from xstilts.analysis.intervals import Components, components, interval, pooled
from xstilts.analysis.multiplicity import holm, mcnemar
from xstilts.analysis.power import minimum_detectable_effect
from xstilts.analysis.resample import bootstrap_scores, strata


def parts_of(seeds=3, seed_variance=4.0, item_variance=0.0, item_df=100.0) -> Components:
    return Components(
        seeds=seeds,
        seed_variance=seed_variance,
        seed_df=float(seeds - 1),
        item_variance=item_variance,
        item_df=item_df,
    )


def test_without_item_variance_it_is_students_t():
    differences = np.array([1.0, 2.5, 4.0, 0.5, 2.0])
    one_sample = stats.ttest_1samp(differences, 0.0)
    low, high = one_sample.confidence_interval(0.95)
    found = interval(float(differences.mean()), parts_of(5, float(differences.var(ddof=1))))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.p == pytest.approx(one_sample.pvalue, abs=1e-9)


def test_two_unpooled_seeds_use_t_with_one_degree_of_freedom():
    found = interval(0.0, parts_of(2, 2.0))
    assert found.high == pytest.approx(12.706 * 1.0, rel=1e-3)
    assert found.covers == "items + seeds (t, df=1.0)"


def test_one_seed_covers_items_only_and_says_so():
    rng = np.random.default_rng(0)
    draws = rng.normal(2.0, 0.5, (1, 4000))
    found = interval(2.0, components(np.array([2.0]), draws, 1000))
    assert found.covers == "items"
    assert found.high == pytest.approx(2.0 + 1.96 * 0.5, abs=0.05)


def test_noise_is_not_counted_twice():
    # pure noise, independent between seeds: the k-seed mean has variance v / k, and no item variance is left
    rng = np.random.default_rng(1)
    draws = rng.normal(0.0, 1.0, (4, 20000))
    found = components(np.zeros(4), draws, 500)
    assert found.item_variance == pytest.approx(0.0, abs=0.01)
    # shared items: every seed has the same draw, so all of it is item variance
    shared = np.repeat(rng.normal(0.0, 1.0, (1, 20000)), 4, axis=0)
    assert components(np.zeros(4), shared, 500).item_variance == pytest.approx(1.0, abs=0.05)


def test_pooling_averages_and_counts_shared_direct():
    family = [parts_of(3, variance) for variance in (1.0, 2.0, 3.0, 2.0)]
    found = pooled(family[0], family)
    assert found.seed_variance == pytest.approx(2.0)
    assert found.seed_df == pytest.approx(2 * 4 / 1.75)


def test_an_intermediate_that_scatters_more_keeps_its_own_variance():
    family = [parts_of(3, variance) for variance in (400.0, 1.0, 1.0, 1.0)]
    assert pooled(family[0], family).seed_variance == 400.0
    assert pooled(family[0], family).seed_df == 2.0


def test_no_variance_and_no_difference_is_p_one():
    assert interval(0.0, parts_of(3, 0.0)).p == 1.0


def make_items(groups, languages) -> Items:
    names = tuple(sorted(set(languages)))
    ids = np.array([str(index) for index in range(len(groups))])
    _, group = np.unique(np.array(groups), return_inverse=True)
    return Items(
        languages=names,
        ids=ids,
        language=np.array([names.index(name) for name in languages]),
        group=group.reshape(-1),
        gold=ids,
    )


def test_parallel_languages_are_resampled_together_and_others_apart():
    items = make_items(["a", "b", "a", "b", "x", "y"], ["de", "de", "ru", "ru", "zh", "zh"])
    assert [(languages, groups.tolist()) for languages, groups in strata(items)] == [
        ([0, 1], [0, 1]),
        ([2], [2, 3]),
    ]
    scores = np.array([0.0, 1.0, 0.0, 1.0, 0.0, 1.0])
    cells = [np.stack([scores, np.ones(6)], axis=1)]
    _, draws = bootstrap_scores(items, cells, lambda p: p[..., 0] / p[..., 1], 300, "strata")
    assert np.array_equal(draws[0, 0], draws[0, 1])
    assert not np.array_equal(draws[0, 0], draws[0, 2])


def test_bootstrap_error_is_that_of_clusters_not_rows():
    # 50 clusters of 8 equal rows: the error of the mean is sd / sqrt(50), whatever the number of rows
    rng = np.random.default_rng(2)
    per_cluster = rng.normal(0, 1, 50)
    rows = np.repeat(per_cluster, 8)
    items = make_items([f"{i:02d}" for i in np.repeat(np.arange(50), 8)], ["en"] * 400)
    cells = [np.stack([rows, np.ones(400)], axis=1)]
    points, draws = bootstrap_scores(items, cells, lambda p: p[..., 0] / p[..., 1], 4000, "clusters")
    assert points[0, 0] == pytest.approx(per_cluster.mean())
    assert draws[0, 0].std() == pytest.approx(per_cluster.std() / np.sqrt(50), rel=0.05)


def test_holm_by_hand():
    # sorted .01 .02 .03 .04 -> 4*.01, max(3*.02, .04), max(2*.03, .06), max(.04, .06)
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])
    assert holm([0.6, 0.7]) == [1.0, 1.0]
    assert holm([]) == []


def test_mcnemar_is_the_exact_sign_test_on_discordant_pairs():
    ours = np.array([True] * 9 + [False] * 2 + [True] * 50)
    theirs = np.array([False] * 9 + [True] * 2 + [True] * 50)
    # two-sided binomial: 2 * (C(11,0) + C(11,1) + C(11,2)) / 2**11 = 134 / 2048
    assert mcnemar(ours, theirs) == pytest.approx(134 / 2048)
    assert mcnemar(ours, theirs) == pytest.approx(stats.binomtest(9, 11).pvalue)
    assert mcnemar(ours, ours) == 1.0


def test_minimum_detectable_effect():
    # many items, one seed: (1.960 + 0.842) * 45 / sqrt(n)
    assert minimum_detectable_effect("accuracy", 10_000, 1) == pytest.approx(2.8016 * 0.45, rel=1e-3)
    assert minimum_detectable_effect("accuracy", 200, 3) > minimum_detectable_effect("accuracy", 2000, 3)
    assert minimum_detectable_effect("accuracy", 2000, 2) > minimum_detectable_effect("accuracy", 2000, 5)
    with pytest.raises(ValueError, match="n=0"):
        minimum_detectable_effect("accuracy", 0, 3)
