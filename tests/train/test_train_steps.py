from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts.stages.specs import Recipe, Sampling
from xstilts.train.mixture import make_mixture
from xstilts.train.steps import planned_steps, task_weights


@pytest.mark.parametrize(
    ("sizes", "sampling", "recipe", "share", "expected"),
    [
        ([2000], Sampling(), Recipe(epochs=3, batch_size=32), 0.0, 188),  # 187.5
        ([64], Sampling(), Recipe(epochs=3, batch_size=32), 0.0, 6),
        ([1], Sampling(), Recipe(epochs=1, batch_size=32), 0.0, 1),
        ([1000, 50], Sampling(rule="capped", cap=100), Recipe(epochs=2, batch_size=10), 0.0, 30),
        (
            [1000, 50],
            Sampling(rule="temperature", cap=100, temperature=2),
            Recipe(epochs=2, batch_size=10),
            0.0,
            30,
        ),
        ([1000], Sampling(), Recipe(max_steps=7), 0.0, 7),
        ([1000], Sampling(), Recipe(max_steps=7, stretch=2.0), 0.0, 14),
        ([64], Sampling(), Recipe(epochs=3, batch_size=32, stretch=1.5), 0.0, 9),
        ([64], Sampling(), Recipe(epochs=3, batch_size=32), 0.5, 12),
        ([30], Sampling(), Recipe(epochs=0.1 + 0.2, batch_size=3), 0.0, 3),  # 9.000000000000002 / 3
    ],
)
def test_planned_steps_by_hand(sizes, sampling, recipe, share, expected):
    assert planned_steps(sizes, sampling, recipe, share) == expected


def test_weights_by_definition():
    sizes = [900, 100]
    assert task_weights(sizes, Sampling()) == pytest.approx([0.9, 0.1])
    assert task_weights(sizes, Sampling(rule="capped", cap=300)) == pytest.approx([0.75, 0.25])
    assert task_weights(sizes, Sampling(rule="temperature", temperature=2.0)) == pytest.approx([0.75, 0.25])
    assert task_weights(sizes, Sampling(rule="temperature", temperature=2.0, cap=400)) == pytest.approx([2 / 3, 1 / 3])
    assert task_weights(sizes, Sampling(rule="uniform")) == [0.5, 0.5]


NINE = [1_104_934, 392_702, 363_846, 130_319, 87_599, 39_905, 38_015, 25_262, 9_741]
"""Training examples of ANLI+, MNLI, QQP, SQuAD v2.0, SQuAD v1.1, HellaSwag, CCG, CosmosQA and CommonsenseQA."""


@pytest.mark.parametrize(
    ("sampling", "first", "last"),
    [
        (Sampling(), 1_104_934 / 2_192_323, 9_741 / 2_192_323),
        # capped at 50,000: five tasks count as that, the others as they are: 250,000 + 112,923
        (Sampling(rule="capped", cap=50_000), 50_000 / 362_923, 9_741 / 362_923),
        (Sampling(rule="uniform"), 1 / 9, 1 / 9),
        # square roots: 1051.16 + 626.66 + 603.20 + 361.00 + 295.97 + 199.76 + 194.97 + 158.94 + 98.70 = 3590.36
        (Sampling(rule="temperature", temperature=2.0), 1051.159 / 3590.357, 98.697 / 3590.357),
        # five times 223.607, then 199.762 + 194.974 + 158.940 + 98.697
        (Sampling(rule="temperature", temperature=2.0, cap=50_000), 223.607 / 1770.407, 98.697 / 1770.407),
    ],
)
def test_weights_of_the_nine_tasks_under_every_sampler(sampling, first, last):
    weights = task_weights(NINE, sampling)
    assert sum(weights) == pytest.approx(1.0)
    assert weights[0] == pytest.approx(first, rel=1e-4) and weights[-1] == pytest.approx(last, rel=1e-4)


def test_a_mixture_of_nine_draws_by_its_weights():
    sampling, steps = Sampling(rule="temperature", temperature=2.0, cap=50_000), 20_000
    mixture = make_mixture([size // 100 for size in NINE], Sampling(rule="temperature", temperature=2.0, cap=500),
                           steps=steps, batch_size=1, seed=1)  # fmt: skip
    for task, weight in enumerate(task_weights(NINE, sampling)):
        share = float((mixture.schedule == task).mean())
        assert abs(share - weight) < 4 * (weight * (1 - weight) / steps) ** 0.5 + 1e-3


@given(st.integers(1, 30), st.integers(1, 12), st.integers(0, 5))
def test_every_epoch_visits_every_group_once(size, batch_size, seed):
    steps = -(-3 * size // batch_size)
    mixture = make_mixture([size], Sampling(), steps=steps, batch_size=batch_size, seed=seed)
    drawn = np.concatenate([mixture.draw(step).groups for step in range(steps)])[: 3 * size]
    for epoch in drawn.reshape(3, size):
        assert sorted(epoch) == list(range(size))


def test_order_depends_on_the_seed_and_on_nothing_else():
    first = make_mixture([40, 20], Sampling(), steps=30, batch_size=7, seed=1)
    again = make_mixture([40, 20], Sampling(), steps=30, batch_size=7, seed=1)
    other = make_mixture([40, 20], Sampling(), steps=30, batch_size=7, seed=2)
    backwards = {step: again.draw(step) for step in reversed(range(30))}
    for step in range(30):
        assert first.draw(step).task == backwards[step].task
        assert first.draw(step).groups.tolist() == backwards[step].groups.tolist()
    assert first.draw(0).groups.tolist() != other.draw(0).groups.tolist()


def test_tasks_are_drawn_with_their_weights():
    steps = 4000
    mixture = make_mixture([900, 100], Sampling(), steps=steps, batch_size=1, seed=3)
    share = float((mixture.schedule == 0).mean())
    assert abs(share - 0.9) < 4 * (0.9 * 0.1 / steps) ** 0.5


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.25, 25), (0.1, 10), (0.33, 33)])
def test_mlm_share_is_exact_and_even(share, expected):
    mixture = make_mixture([10, 5], Sampling(), steps=100, batch_size=4, seed=0, mlm_size=9, mlm_share=share)
    mlm = np.flatnonzero(mixture.schedule == 2)
    assert len(mlm) == expected
    assert np.diff(mlm).max() - np.diff(mlm).min() <= 1
    assert max(int(mixture.draw(int(step)).groups.max()) for step in mlm) <= 8


def test_adding_mlm_leaves_the_order_of_a_task_alone():
    plain = make_mixture([20], Sampling(), steps=10, batch_size=4, seed=5)
    mixed = make_mixture([20], Sampling(), steps=20, batch_size=4, seed=5, mlm_size=6, mlm_share=0.5)
    tasks = [mixed.draw(step).groups.tolist() for step in range(20) if mixed.draw(step).task == 0]
    assert tasks == [plain.draw(step).groups.tolist() for step in range(10)]


def test_counting_steps_needs_no_torch():
    code = "import sys, xstilts.train.steps; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
