"""BUCC scoring: threshold sweep, last item, ties, cross-fitting; all by hand or by enumeration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xstilts.core.seeds import subset_rank
from xstilts.tasks.metrics import BUCC_F1
from xstilts.tasks.records import MineExample
from xstilts.tasks.scorers import mining


def corpus(count: int) -> list[MineExample]:
    """Foreign sentences f0.. with the match e<i>, then English e0.. ."""
    foreign = [
        MineExample(id=f"f{i}", group=f"f{i}", language="zh", side="foreign", text="t", matches=(f"e{i}",))
        for i in range(count)
    ]
    english = [MineExample(id=f"e{i}", group=f"e{i}", language="zh", side="english", text="t") for i in range(count)]
    return [*foreign, *english]


def pairs(rows: list[tuple[int, int, float]]) -> mining.MinedPairs:
    return mining.MinedPairs(
        foreign_index=np.array([row[0] for row in rows], np.int64),
        english_index=np.array([row[1] for row in rows], np.int64),
        score=np.array([row[2] for row in rows], np.float64),
    )


def test_threshold_is_half_way_to_the_next_score() -> None:
    scores, correct = np.array([1.2, 1.0, 1.4, 0.9]), np.array([True, False, True, False])
    # F1 after 1.4: 2/(1+2), after 1.2: 4/(2+2) = 1, then it falls
    assert mining.best_threshold(scores, correct, 2) == pytest.approx(1.1)


def test_the_last_item_may_be_the_best_cut() -> None:
    assert mining.best_threshold(np.array([1.5, 1.0]), np.array([True, True]), 2) == 1.0


def test_equal_scores_are_never_divided() -> None:
    # 2.0 wrong and right together: F1 = 2/(2+1); only by dividing the tie could it be 1
    threshold = mining.best_threshold(np.array([2.0, 2.0, 1.0]), np.array([True, False, False]), 1)
    assert threshold == pytest.approx(1.5)


def test_nothing_right_or_no_candidates() -> None:
    assert mining.best_threshold(np.array([1.0]), np.array([False]), 3) == float("inf")
    assert mining.best_threshold(np.zeros(0), np.zeros(0, bool), 3) == float("inf")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=1, max_size=12),
    st.integers(0, 4),
)
def test_no_threshold_is_better(items: list[tuple[int, bool]], unseen: int) -> None:
    scores = np.array([score for score, _ in items], float)
    correct = np.array([right for _, right in items])
    num_gold = int(correct.sum()) + unseen

    def f1(threshold: float) -> float:
        kept = scores >= threshold
        total = kept.sum() + num_gold
        return float(2 * (correct & kept).sum() / total) if total else 0.0

    best = max(f1(threshold) for threshold in [*scores, np.inf])
    assert f1(mining.best_threshold(scores, correct, num_gold)) == pytest.approx(best)


def test_tune_counts_gold_pairs_that_are_no_candidates() -> None:
    examples = corpus(3)
    candidates = pairs([(0, 3, 1.9), (1, 5, 1.5), (1, 4, 1.0)])
    # gold 3: after 1.9: 2/(1+3) = .5; after 1.0: 4/(3+3) = .67, the last item
    assert mining.tune_each(candidates, examples) == {"zh": 1.0}
    kept = mining.above_each(candidates, examples, {"zh": 1.2})
    assert kept.foreign_index.tolist() == [0, 1] and kept.english_index.tolist() == [3, 5]


def test_counts_and_f1() -> None:
    examples = corpus(3)
    counts = mining.pair_counts(pairs([(0, 3, 1.0), (1, 5, 1.0)]), examples)
    assert counts.tolist() == [[1, 1, 1], [0, 1, 1], [0, 0, 1], [0, 0, 0], [0, 0, 0], [0, 0, 0]]
    total = counts.sum(axis=0)
    assert float(BUCC_F1.value(total)) == pytest.approx(100 * 2 * 1 / (2 + 3))
    assert float(BUCC_F1.extras["precision"](total)) == 50.0
    assert float(BUCC_F1.extras["recall"](total)) == pytest.approx(100 / 3)


def test_cross_fit_uses_the_other_half() -> None:
    examples = corpus(8)
    sides = [subset_rank(5, f"f{i}") % 2 for i in range(8)]
    assert {0, 1} == set(sides)
    # right pairs score 2 in half 0 and 4 in half 1; wrong ones score 1 and 3
    rows = []
    for i, side in enumerate(sides):
        rows += [(i, 8 + i, 2.0 + 2 * side), (i, 8 + (i + 1) % 8, 1.0 + 2 * side)]
    kept, applied = mining.cross_fit(pairs(rows), examples, seed=5)
    # fitted thresholds: 1.5 in half 0, 3.5 in half 1; each is applied to the other half
    assert applied == (pytest.approx(3.5), pytest.approx(1.5))
    assert sorted(set(kept.foreign_index.tolist())) == [i for i, side in enumerate(sides) if side == 1]
    assert len(kept.score) == 2 * sum(sides)


def test_each_language_has_its_own_threshold() -> None:
    examples = [
        MineExample(id="f", group="f", language="de", side="foreign", text="t", matches=("e",)),
        MineExample(id="e", group="e", language="de", side="english", text="t"),
        MineExample(id="g", group="g", language="ru", side="foreign", text="t", matches=("h",)),
        MineExample(id="h", group="h", language="ru", side="english", text="t"),
        MineExample(id="i", group="i", language="ru", side="foreign", text="t"),
    ]
    candidates = pairs([(0, 1, 1.0), (2, 3, 3.0), (4, 3, 2.0)])
    thresholds = mining.tune_each(candidates, examples)
    # one threshold for both would have to take the wrong 2.0 to keep the right 1.0
    assert thresholds == {"de": 1.0, "ru": 2.5}
    assert mining.above_each(candidates, examples, thresholds).foreign_index.tolist() == [0, 2]


def test_cross_fit_counts_the_gold_of_the_half_it_fits_on() -> None:
    names = [f"n{i}" for i in range(60)]
    chosen = [n for n in names if subset_rank(0, n) % 2 == 0][:2] + [n for n in names if subset_rank(0, n) % 2][:10]
    examples = [
        *[
            MineExample(id=f"f{n}", group=n, language="zh", side="foreign", text="t", matches=(f"e{n}",))
            for n in chosen
        ],
        *[MineExample(id=f"e{n}", group=n, language="zh", side="english", text="t") for n in chosen],
    ]
    candidates = pairs([(0, 12, 3.0), (0, 13, 2.0), (0, 14, 1.5), (1, 13, 1.0)])
    # half 0 has 2 gold pairs: F1 is 2/3 after the first pair and 4/6 after the last, so the first cut stays;
    # with the 10 gold pairs of half 1 the last cut would win
    _, applied = mining.cross_fit(candidates, examples, seed=0)
    assert applied == (float("inf"), 2.5)
