"""Muon for the layers' matrices beside AdamW: the same steps as both by themselves, one schedule, one checkpoint."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest
import torch
from train_toy import VOCABULARY, ToyModel, toy_data, weights_digest

from xstilts.core.errors import Interrupted
from xstilts.models import arithmetic
from xstilts.stages.specs import Sampling
from xstilts.train.checkpoint import load_checkpoint, restore, save_checkpoint
from xstilts.train.loop import Settings, Surroundings, TaskData, group_units, train
from xstilts.train.mixture import make_mixture
from xstilts.train.mlm import Masking
from xstilts.train.muon import Muon, orthogonal
from xstilts.train.optimizer import Joined, add_muon, make_optimizer, set_rate
from xstilts.train.state import TrainState

MATRICES = {f"encoder.layer.{index}.weight" for index in range(3)}


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


def joined(model: torch.nn.Module) -> Joined:
    return add_muon(make_optimizer(model, learning_rate=1e-2, weight_decay=0.1), model, rate=3e-2)


def set_gradients(model: torch.nn.Module, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    for parameter in model.parameters():
        parameter.grad = torch.randn(parameter.shape, generator=generator)


def places(optimizer: torch.optim.Optimizer) -> list[int]:
    return [id(value) for group in optimizer.param_groups for value in group["params"]]


def test_every_trained_parameter_is_in_one_group_and_the_matrices_are_muons() -> None:
    model = ToyModel()
    model.encoder.embeddings.weight.requires_grad_(False)
    optimizer = joined(model)
    wanted = {id(value) for value in model.parameters() if value.requires_grad}
    assert sorted(places(optimizer)) == sorted(wanted)
    muon = next(part for part in optimizer.parts if isinstance(part, Muon))
    names = {id(value): name for name, value in model.named_parameters()}
    assert {names[place] for place in places(muon)} == MATRICES
    assert all(group["params"] for group in optimizer.param_groups)
    assert {group["weight_decay"] for group in muon.param_groups} == {0.1}


@pytest.mark.skipif(not hasattr(torch.optim, "Muon"), reason="torch has it from 2.9 on")
def test_steps_equal_those_of_torchs_two_optimizers_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arithmetic, "cpu_has_bf16", lambda: True)  # as torch's does whatever there is
    ours = ToyModel()
    plain = copy.deepcopy(ours)
    optimizer = joined(ours)
    values = dict(plain.named_parameters())
    rest = [value for name, value in values.items() if name not in MATRICES]
    adam = torch.optim.AdamW(
        [
            {"params": [value for value in rest if value.ndim > 1], "weight_decay": 0.1},
            {"params": [value for value in rest if value.ndim == 1], "weight_decay": 0.0},
        ],
        lr=1e-2,
    )
    muon = torch.optim.Muon(
        [values[name] for name in sorted(MATRICES)], lr=3e-2, weight_decay=0.1, adjust_lr_fn="match_rms_adamw"
    )
    before = weights_digest(ours)
    for step in range(2):
        for model in (ours, plain):
            set_gradients(model, step)
        for each in (optimizer, adam, muon):
            each.step()
    assert weights_digest(ours) != before
    for name, value in ours.named_parameters():  # fused and plain AdamW round differently
        torch.testing.assert_close(value, values[name], rtol=1e-5, atol=1e-6)
    assert all(torch.equal(dict(ours.named_parameters())[name], values[name]) for name in MATRICES), "bits of torch's"


@pytest.mark.parametrize("shape", [(40, 40), (24, 96), (96, 24)])
@pytest.mark.parametrize("has_bf16", [True, False])
def test_what_is_orthogonalised_keeps_its_singular_vectors(
    shape: tuple[int, int], has_bf16: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arithmetic, "cpu_has_bf16", lambda: has_bf16)
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    kept = matrix.clone()
    found = orthogonal(matrix)
    assert found.dtype == (torch.bfloat16 if has_bf16 else torch.float32) and torch.equal(matrix, kept)
    left, values, right = torch.linalg.svd(matrix, full_matrices=False)
    turned = left.T @ found.float() @ right.T
    middle = turned.diagonal()[values > 0.05 * values[0]]
    assert float(middle.min()) > 0.65 and float(middle.max()) < 1.25
    assert float((turned - turned.diagonal().diag()).abs().max()) < (0.05 if has_bf16 else 1e-3)


def test_muon_steps_have_the_size_of_adamws() -> None:
    """Liu et al. 2025, section 2.2: an update's root mean square is 0.2 times the rate, whatever the gradient."""
    model = ToyModel(hidden=32)
    optimizer = add_muon(make_optimizer(model, learning_rate=1e-2, weight_decay=0.0), model, rate=1e-2)
    before = model.encoder.layer[0].weight.detach().clone()
    set_gradients(model, 0)
    for parameter in model.parameters():
        assert parameter.grad is not None
        parameter.grad *= 1000
    optimizer.step()
    moved = (model.encoder.layer[0].weight.detach() - before).square().mean().sqrt()
    assert 0.6 * 0.2e-2 < float(moved) < 1.4 * 0.2e-2


def test_the_schedule_reaches_both_and_rate_zero_stands_still() -> None:
    model = ToyModel()
    optimizer = joined(model)
    assert set_rate(optimizer, 0.5) == 0.5e-2
    for part, rate in zip(optimizer.parts, (1e-2, 3e-2)):
        assert {group["lr"] for group in part.param_groups} == {rate / 2}
    set_rate(optimizer, 0.0)
    before = weights_digest(model)
    set_gradients(model, 0)
    optimizer.step()
    assert weights_digest(model) == before


def test_zero_grad_clears_both() -> None:
    model = ToyModel()
    optimizer = joined(model)
    set_gradients(model, 0)
    optimizer.zero_grad(set_to_none=True)
    assert all(value.grad is None for value in model.parameters())


def test_a_checkpoint_gives_the_same_next_step(tmp_path) -> None:
    model = ToyModel()
    optimizer = joined(model)
    for step in range(2):
        set_gradients(model, step)
        optimizer.step()
    random = np.random.default_rng(0)
    save_checkpoint(tmp_path, key="k", model=model, optimizer=optimizer, state=TrainState(), best=None, random=random)
    other = ToyModel(seed=5)
    again = joined(other)
    checkpoint = load_checkpoint(tmp_path, key="k")
    assert checkpoint is not None
    assert any(name.startswith("optimizer/encoder.layer.0.weight/") for name in checkpoint.tensors)
    restore(checkpoint, other, again)
    assert weights_digest(other) == weights_digest(model)
    for each in (model, other):
        set_gradients(each, 9)
    optimizer.step()
    again.step()
    assert weights_digest(other) == weights_digest(model)

    forgetful = ToyModel(seed=5)
    fresh = joined(forgetful)
    weights = {name: value for name, value in checkpoint.tensors.items() if not name.startswith("optimizer/")}
    restore(replace(checkpoint, tensors=weights), forgetful, fresh)
    set_gradients(forgetful, 9)
    fresh.step()
    assert weights_digest(forgetful) != weights_digest(model), "the state matters, so the test can fail"


def run(folder, stopped=lambda: False) -> str:
    """Twelve steps of the loop with the joined optimizer on the toy's masked LM."""
    model = ToyModel()
    text = toy_data(20, 1, labelled=False)
    how = Masking(rate=0.15, mask_id=0, vocab_size=VOCABULARY)
    task = TaskData(name="text", head="mlm", encoded=text, units=group_units(text, "lm"), masking=how)
    train(
        model,
        joined(model),
        [task],
        make_mixture([20], Sampling(), steps=12, batch_size=5, seed=1),
        Settings(key="k", seed=1, checkpoint_steps=5),
        Surroundings(checkpoint_dir=folder, stopped=stopped),
    )
    return weights_digest(model)


@pytest.mark.parametrize("polls", [3, 8])
def test_a_stopped_training_goes_on_to_the_same_bits(tmp_path, polls: int) -> None:
    for name in ("whole", "parts"):
        (tmp_path / name).mkdir()
    asked = iter(range(100))
    with pytest.raises(Interrupted):
        run(tmp_path / "parts", lambda: next(asked) >= polls)
    assert run(tmp_path / "parts") == run(tmp_path / "whole")
