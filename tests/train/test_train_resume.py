"""Killed anywhere and resumed, a training ends with the same bits; and the tests of it can fail."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from train_toy import VOCABULARY, ToyModel, toy_data, weights_digest

from xstilts.core import faults
from xstilts.core.errors import Interrupted
from xstilts.stages.specs import Sampling
from xstilts.train import checkpoint as checkpoint_module
from xstilts.train import loop
from xstilts.train.checkpoint import FILE_NAME, load_checkpoint, recorded_threads
from xstilts.train.loop import Settings, Surroundings, TaskData, group_units, train
from xstilts.train.mixture import make_mixture
from xstilts.train.mlm import Masking
from xstilts.train.optimizer import make_optimizer
from xstilts.train.state import DevScore

STEPS = 24
SCORES = {6: 10.0, 12: 50.0, 18: 20.0, 24: 30.0}


@pytest.fixture(autouse=True)
def one_thread():
    torch.set_num_threads(1)


def tasks():
    labelled, text = toy_data(30), toy_data(20, 1, labelled=False)
    how = Masking(rate=0.15, mask_id=0, vocab_size=VOCABULARY)
    return [
        TaskData(name="toy", head="label", encoded=labelled, units=group_units(labelled, "label")),
        TaskData(name="text", head="mlm", encoded=text, units=group_units(text, "lm"), masking=how),
    ]


def run(folder, *, stopped=lambda: False, seed=1, key="k"):
    """One attempt: returns the digest of the final weights and the losses of all steps."""
    model = ToyModel()
    mixture = make_mixture([30], Sampling(), steps=STEPS, batch_size=5, seed=seed, mlm_size=20, mlm_share=0.25)
    evaluations = iter(range(100))

    def dev():
        next(evaluations)
        return DevScore(value=SCORES[STEPS_DONE["step"]])

    STEPS_DONE = {"step": 0}
    plain = loop._step

    def counting(training, state):
        result = plain(training, state)
        STEPS_DONE["step"] = state.step + 1
        return result

    loop._step = counting
    try:
        outcome = train(
            model,
            make_optimizer(model, learning_rate=1e-2),
            tasks(),
            mixture,
            Settings(key=key, seed=seed, checkpoint_steps=5),
            Surroundings(checkpoint_dir=folder, stopped=stopped),
            dev,
        )
    finally:
        loop._step = plain
    return weights_digest(model), outcome.state.losses


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    torch.set_num_threads(1)
    return run(tmp_path_factory.mktemp("whole"))


def crash(monkeypatch, folder, point, count):
    """Run until the fault at `point` strikes (an OSError, as a full disk or a kill would end it)."""
    monkeypatch.setattr(faults, "_visits", {})
    monkeypatch.setenv("XSTILTS_FAULT", f"ioerror@{point}:{count}")
    with pytest.raises(OSError, match="Input/output"):
        run(folder)
    monkeypatch.delenv("XSTILTS_FAULT")


@pytest.mark.parametrize(
    ("point", "count"),
    [
        ("step", 1),
        ("step", 6),
        ("step", 14),
        ("step", 24),
        ("checkpoint", 1),
        ("checkpoint", 3),
        ("write:training.safetensors", 2),
        ("rename:training.safetensors", 1),
        ("rename:training.safetensors", 4),
    ],
)
def test_bits_are_those_of_an_uninterrupted_run(monkeypatch, tmp_path, whole, point, count):
    crash(monkeypatch, tmp_path, point, count)
    assert run(tmp_path) == whole


def test_many_crashes_in_a_row(monkeypatch, tmp_path, whole):
    for point, count in [("step", 7), ("step", 4), ("checkpoint", 1), ("step", 9), ("rename:*", 2)]:
        crash(monkeypatch, tmp_path, point, count)
    assert run(tmp_path) == whole


def test_at_most_one_interval_is_repeated(monkeypatch, tmp_path):
    crash(monkeypatch, tmp_path, "step", 14)
    kept = load_checkpoint(tmp_path, key="k")
    assert kept is not None and kept.state.step == 10


@pytest.mark.parametrize("polls", [0, 1, 7, 13, 23])
def test_a_stop_request_writes_a_checkpoint_at_that_very_step(tmp_path, whole, polls):
    asked = iter(range(1000))
    with pytest.raises(Interrupted, match=f"after step {polls} of {STEPS}"):
        run(tmp_path, stopped=lambda: next(asked) >= polls)
    kept = load_checkpoint(tmp_path, key="k")
    assert kept is not None and kept.state.step == polls
    assert run(tmp_path) == whole


@pytest.mark.parametrize("dropped", ["torch", "numpy", "optimizer", "best"])
def test_without_a_part_of_the_checkpoint_the_bits_differ(monkeypatch, tmp_path, whole, dropped):
    """The comparison above is worth something only if it notices each part that a checkpoint must hold."""
    # after step 17 the best weights (of step 12) are only in the checkpoint
    asked = iter(range(1000))
    with pytest.raises(Interrupted):
        run(tmp_path, stopped=lambda: next(asked) >= 17)
    real = load_checkpoint

    def without(folder, *, key):
        kept = real(folder, key=key)
        if kept is None:
            return None
        if dropped == "numpy":
            fresh = loop.generator(1, "masking").bit_generator.state
            return replace(kept, numpy_state=fresh)
        tensors = dict(kept.tensors)
        if dropped == "torch":
            tensors["random/cpu"] = torch.Generator().manual_seed(0).get_state()
        else:
            tensors = {name: value for name, value in tensors.items() if not name.startswith(dropped + "/")}
        return replace(kept, tensors=tensors)

    monkeypatch.setattr(loop, "load_checkpoint", without)
    assert run(tmp_path) != whole


@pytest.mark.parametrize("polls", [1, 7, 13, 23])
def test_work_made_ahead_for_a_gpu_changes_no_bits_and_survives_a_stop(monkeypatch, tmp_path, whole, polls):
    made, plain = [], loop._ahead

    def counted(training, step):
        work = plain(training, step)
        made.append(work is not None)
        assert work is None or training.tasks[training.mixture.draw(step).task].masking is None
        return work

    monkeypatch.setattr(loop, "on_host", lambda device: False)
    monkeypatch.setattr(loop, "_ahead", counted)
    asked = iter(range(1000))
    with pytest.raises(Interrupted):
        run(tmp_path, stopped=lambda: next(asked) >= polls)
    assert run(tmp_path) == whole
    assert STEPS / 2 < sum(made) < len(made) == STEPS


def test_another_stages_checkpoint_is_not_taken(tmp_path, whole):
    with pytest.raises(Interrupted):
        asked = iter(range(1000))
        run(tmp_path, stopped=lambda: next(asked) >= 9, key="other")
    assert recorded_threads(tmp_path, key="other") == 1
    assert recorded_threads(tmp_path, key="k") is None
    assert run(tmp_path) == whole


def test_a_damaged_checkpoint_means_a_fresh_start(tmp_path, whole):
    with pytest.raises(Interrupted):
        asked = iter(range(1000))
        run(tmp_path, stopped=lambda: next(asked) >= 9)
    path = tmp_path / FILE_NAME
    path.write_bytes(path.read_bytes()[:500])
    assert run(tmp_path) == whole


def test_leftovers_of_a_kill_are_removed(tmp_path):
    leftover = tmp_path / f".{FILE_NAME}.12345.tmp"
    leftover.write_bytes(b"half")
    assert checkpoint_module.load_checkpoint(tmp_path, key="k") is None
    assert not leftover.exists()
