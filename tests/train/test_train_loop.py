from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from train_toy import ToyModel, toy_data, weights_digest

from xstilts.core.errors import ModelError, StageFailed
from xstilts.core.progress import Progress
from xstilts.stages.specs import Sampling
from xstilts.tasks.encoded import IGNORE, Encoded
from xstilts.train.loop import (
    Settings,
    Surroundings,
    TaskData,
    evaluation_steps,
    group_units,
    micro_batches,
    train,
)
from xstilts.train.mixture import make_mixture
from xstilts.train.numerics import prepare
from xstilts.train.optimizer import freeze, make_optimizer, rate_factor
from xstilts.train.state import DevScore, TrainState, curve, thinned


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def task(count=50, seed=0):
    data = toy_data(count, seed)
    return TaskData(name="toy", head="label", encoded=data, units=group_units(data, "label"))


def fit(tmp_path, model, tasks, *, steps=20, rate=1e-2, batch_size=8, dev=None, report=None, **settings):
    mixture = make_mixture([len(t.units) for t in tasks], Sampling(), steps=steps, batch_size=batch_size, seed=1)
    around = Surroundings(checkpoint_dir=tmp_path / "checkpoint", **({"report": report} if report else {}))
    optimizer = make_optimizer(model, learning_rate=rate)
    return train(model, optimizer, tasks, mixture, Settings(key="k", seed=1, **settings), around, dev)


def test_it_learns(tmp_path):
    outcome = fit(tmp_path, ToyModel(dropout=0.0), [task()], steps=400)
    assert np.mean(outcome.state.losses[-10:]) < 0.5 * outcome.state.losses[0]
    assert outcome.state.step == outcome.kept_step == 400


def test_first_loss_is_the_mean_over_the_batch(tmp_path):
    model, data = ToyModel(dropout=0.0), task()
    groups = make_mixture([50], Sampling(), steps=1, batch_size=8, seed=1).draw(0).groups
    by_hand = []
    for group in groups:
        ids = torch.as_tensor(data.encoded.ids[data.encoded.offsets[group] : data.encoded.offsets[group + 1]]).long()
        hidden = model.encoder.embeddings(ids)
        for layer in model.encoder.layer:
            hidden = hidden + torch.tanh(layer(hidden))
        logits = model.heads["label"](model.encoder.LayerNorm(hidden).mean(0))
        by_hand.append(-torch.log_softmax(logits, -1)[data.encoded.targets[group]].item())
    outcome = fit(tmp_path, model, [data], steps=1)
    assert outcome.state.losses[0] == pytest.approx(np.mean(by_hand), rel=1e-5)


def test_micro_batches_do_not_change_the_mathematics(tmp_path):
    whole, split = ToyModel(dropout=0.0), ToyModel(dropout=0.0)
    first = fit(tmp_path / "a", whole, [task()])
    second = fit(tmp_path / "b", split, [task()], micro_tokens=20)
    np.testing.assert_allclose(first.state.losses, second.state.losses, rtol=1e-4)
    for name, value in whole.state_dict().items():
        torch.testing.assert_close(value, split.state_dict()[name], rtol=1e-3, atol=1e-4)


def test_micro_batches_fill_the_budget_and_keep_every_group():
    tokens = np.asarray([5, 5, 6, 30, 4])
    parts = [part.tolist() for part in micro_batches(tokens, np.asarray([4, 0, 1, 2, 3]), 14)]
    assert parts == [[4, 0, 1], [2], [3]]


def test_units_of_tagging_are_scored_words():
    data = toy_data(2)
    targets = np.full(len(data.ids), IGNORE)
    targets[[1, 2, int(data.offsets[1]) + 1]] = 0
    tagged = Encoded(**{**{f: getattr(data, f) for f in data.__slots__}, "targets": targets})
    assert group_units(tagged, "token").tolist() == [2, 1]
    assert group_units(data, "label").tolist() == [1, 1]


def test_evaluations_are_evenly_spaced():
    assert sorted(evaluation_steps(100, 4)) == [25, 50, 75, 100]
    assert sorted(evaluation_steps(2, 4)) == [1, 2]
    assert evaluation_steps(5, 0) == frozenset()


@pytest.mark.parametrize(("scores", "kept"), [([10, 30, 20, 30], 10), ([1, 2, 3, 4], 20), ([5, 4, 3, 2], 5)])
def test_best_keeps_the_weights_of_the_best_dev_score(tmp_path, scores, kept):
    model, seen, left = ToyModel(), {}, list(scores)

    def dev():
        seen[20 - 5 * (len(left) - 1)] = weights_digest(model)
        return DevScore(value=left.pop(0))

    outcome = fit(tmp_path, model, [task()], dev=dev)
    assert outcome.kept_step == kept
    assert weights_digest(model) == seen[kept]
    assert len(set(seen.values())) == 4


def test_last_keeps_the_last_weights(tmp_path):
    model, digests, left = ToyModel(), [], [9, 1]

    def dev():
        digests.append(weights_digest(model))
        return DevScore(value=left.pop(0))

    outcome = fit(tmp_path, model, [task()], dev=dev, select="last", evals=2)
    assert outcome.kept_step == 20
    assert weights_digest(model) == digests[1] != digests[0]


def test_patience_stops(tmp_path):
    left = [9, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    outcome = fit(tmp_path, ToyModel(), [task()], dev=lambda: DevScore(value=left.pop(0)), evals=10, patience=2)
    assert outcome.state.step == 6
    assert outcome.kept_step == 2


def test_a_loss_that_is_not_a_number_stops_with_step_and_rate(tmp_path):
    model = ToyModel()
    plain = model.loss
    calls = []

    def loss(batch, head):
        calls.append(1)
        value, count = plain(batch, head)
        return (value * float("nan") if len(calls) == 4 else value), count

    model.loss = loss
    with pytest.raises(
        StageFailed, match=r"step 4 of 20 on toy: loss nan; last good loss 1\.\d+, learning rate .*lower"
    ):
        fit(tmp_path, model, [task()])


def test_a_bad_gradient_stops_before_it_reaches_the_weights(tmp_path):
    model = ToyModel()
    model.heads["label"].weight.register_hook(lambda gradient: gradient * float("inf"))
    before = weights_digest(model)
    with pytest.raises(StageFailed, match=r"step 1 of 20 .* gradient norm"):
        fit(tmp_path, model, [task()])
    assert weights_digest(model) == before


def test_a_diverging_loss_stops(tmp_path):
    with pytest.raises(StageFailed, match="diverged"):
        fit(tmp_path, ToyModel(dropout=0.0), [task()], rate=300.0, steps=200, warmup=0.0, clip=0.0)


def test_progress_says_where_it_stands(tmp_path):
    events: list[Progress] = []
    outcome = fit(tmp_path, ToyModel(), [task()], dev=lambda: DevScore(value=61.0), evals=1, report=events.append)
    last = events[-1]
    assert (last.step, last.total, last.tokens) == (20, 20, outcome.state.tokens)
    assert last.note == "dev 61.0"


def test_tokens_count_what_was_read(tmp_path):
    data = task(8)
    assert fit(tmp_path, ToyModel(), [data], steps=3).state.tokens == 3 * len(data.encoded.ids)


def test_bf16_learns_too(tmp_path):
    outcome = fit(tmp_path, ToyModel(dropout=0.0), [task()], steps=400, precision="bf16")
    assert np.mean(outcome.state.losses[-10:]) < 0.5 * outcome.state.losses[0]


def test_schedule_rises_and_falls():
    rates = [rate_factor(step, 10, 0.2) for step in range(10)]
    assert rates[:3] == [0.5, 1.0, 1.0]
    assert rates[2:] == pytest.approx([(10 - step) / 8 for step in range(2, 10)])
    assert rate_factor(0, 1, 0.1) == 1.0


def test_optimizer_decays_matrices_only_and_heads_have_their_rate():
    model = ToyModel()
    groups = make_optimizer(model, learning_rate=1e-3, rates={"heads.": 5e-3}).param_groups
    found = {id(p): (g["lr"], g["weight_decay"]) for g in groups for p in g["params"]}
    assert found[id(model.encoder.LayerNorm.weight)] == (1e-3, 0.0)
    assert found[id(model.encoder.layer[0].weight)] == (1e-3, 0.01)
    assert found[id(model.heads["label"].weight)] == (5e-3, 0.01)
    assert found[id(model.heads["label"].bias)] == (5e-3, 0.0)
    assert len(found) == len(list(model.parameters()))


def test_frozen_parts_do_not_move(tmp_path):
    model = ToyModel()
    names = freeze(model, ("embeddings", "layers:2"))
    assert sorted(names) == [
        "encoder.embeddings.weight",
        *(f"encoder.layer.{n}.{part}" for n in (0, 1) for part in ("bias", "weight")),
    ]
    before = {name: value.clone() for name, value in model.state_dict().items()}
    fit(tmp_path, model, [task()])
    moved = {name for name, value in model.state_dict().items() if not torch.equal(value, before[name])}
    assert moved.isdisjoint(names)
    assert "encoder.layer.2.weight" in moved


@pytest.mark.parametrize("part", ["layer:2", "layers:x", "heads", "embeddings:1", "layers:"])
def test_unknown_parts_cannot_be_frozen(part):
    with pytest.raises(ModelError, match="allowed"):
        freeze(ToyModel(), (part,))


def test_curve_is_thin_smooth_and_json():
    state = TrainState()
    for step in range(1000):
        state.add_loss(step % 2, float(step), 1)
    value = json.loads(json.dumps(curve(state, ["a", "b"], 1000)))
    assert len(value["loss"]) == 200
    assert value["loss"][0] == {"step": 5, "loss": 2.0}
    assert value["loss"][-1]["step"] == 1000
    assert value["losses"]["b"][0]["loss"] == 3.0  # steps 2, 4, 6 hold 1, 3, 5
    assert thinned([3, 4], [1.0, 2.0]) == [{"step": 3, "loss": 1.0}, {"step": 4, "loss": 2.0}]


def test_curve_names_the_best_step_only_if_its_weights_were_kept():
    state = TrainState()
    for score in (9.0, 1.0):
        state.add_loss(0, 1.0, 1)
        state.add_dev(DevScore(value=score))
    assert curve(state, ["a"], 2)["best_step"] == 1
    assert curve(state, ["a"], 2, kept_step=1)["best_step"] == 1
    assert curve(state, ["a"], 2, kept_step=2)["best_step"] is None


def test_fast_products_are_taken_only_if_they_are_exact():
    before = torch.get_float32_matmul_precision()
    try:
        fast = prepare(1, "cpu").fast_fp32
        left, right = torch.randn(64, 300), torch.randn(300, 64)
        exact = left.double() @ right.double()
        assert float((left @ right - exact).abs().max() / exact.abs().max()) < 1e-5
        assert (torch.get_float32_matmul_precision() == "medium") == fast
        assert torch.get_num_threads() == 1
    finally:
        torch.set_float32_matmul_precision(before)
