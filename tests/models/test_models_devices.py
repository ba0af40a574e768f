"""What a GPU would run, on the CPU: its batches, the choice of its attention, and that nothing waits for the device."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from models_fakes import packed

from xstilts.evaluate.predict import embed, one_late, predict
from xstilts.models import backends, batch
from xstilts.models.attention import packed_attention
from xstilts.models.backbones import resolve
from xstilts.models.backends import choose, kernels
from xstilts.models.batch import Batch, make_batch, moved, token_budget
from xstilts.models.heads import LanguageSoftmax, LmHead
from xstilts.models.model import Model, load_model
from xstilts.tasks.encoded import HeadSpec

Make = Callable[..., Path]
BF16, FP16, FP32 = torch.bfloat16, torch.float16, torch.float32
BOTH = frozenset({"flash", "varlen"})
SPECS = {
    "label": HeadSpec(shape="label", size=3),
    "parts": HeadSpec(shape="label", size=3, pooling="parts"),
    "score": HeadSpec(shape="score"),
    "token": HeadSpec(shape="token", size=5),
    "span": HeadSpec(shape="span", size=2),
    "lm": HeadSpec(shape="lm"),
}
LENGTHS = [[5, 9], [7, 7], [12, 4], [30, 9], [1, 16]]


@pytest.mark.parametrize(
    ("device", "dtype", "size", "rate", "installed", "name"),
    [
        ("cpu", BF16, 64, 0.1, BOTH, "padded"),
        ("cuda", BF16, 64, 0.1, BOTH, "flash"),
        ("cuda", FP16, 64, 0.0, {"flash"}, "flash"),
        ("cuda", BF16, 64, 0.0, {"varlen"}, "varlen"),
        ("cuda", BF16, 64, 0.1, {"varlen"}, "runs"),  # dropout is never left out
        ("cuda", BF16, 64, 0.0, {}, "runs"),
        ("cuda", FP32, 64, 0.0, BOTH, "runs"),
        ("cuda", BF16, 256, 0.0, BOTH, "flash"),
        ("cuda", BF16, 264, 0.0, BOTH, "runs"),
        ("cuda", BF16, 12, 0.0, BOTH, "runs"),
        ("mps", BF16, 64, 0.1, {}, "runs"),
    ],
)
def test_attention_is_chosen_by_device_type_size_dropout_and_what_is_there(
    device: str, dtype: torch.dtype, size: int, rate: float, installed: Any, name: str
) -> None:
    assert choose(device, dtype, size, rate, frozenset(installed)) == name


@pytest.mark.parametrize(("capability", "found"), [((7, 5), frozenset()), ((9, 0), frozenset({"varlen"}))])
def test_kernels_need_a_card_that_they_are_built_for(
    capability: tuple[int, int], found: frozenset[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "get_device_capability", lambda device: capability)
    monkeypatch.setattr(backends, "kernel", {"varlen": print}.get)
    kernels.cache_clear()
    assert kernels(torch.device("cuda")) == found and kernels(torch.device("cpu")) == frozenset()
    kernels.cache_clear()


def test_a_kernel_that_cannot_be_imported_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "flash_attn.py").write_text("raise ImportError('undefined symbol')", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    backends.kernel.cache_clear()
    assert backends.kernel("flash") is None
    (tmp_path / "flash_attn.py").unlink()
    backends.kernel.cache_clear()


def test_more_tokens_at_a_time_go_to_a_gpu() -> None:
    assert (token_budget("cpu"), token_budget("cuda:1")) == (8192, 16384)


@pytest.fixture
def as_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches are laid out and moved as for a GPU, and stay on the CPU."""
    monkeypatch.setattr(batch, "on_host", lambda device: False)


def reference(calls: list[dict[str, Any]]) -> Callable[..., torch.Tensor]:
    """Softmax attention over the bounds, sequence by sequence, with the signature both kernels share."""

    def attend(query: Any, key: Any, value: Any, begin: Any, end: Any, most: int, longest: int, **options: Any) -> Any:
        assert begin is end and begin.dtype == torch.int32 and most == longest == int(begin.diff().max())
        calls.append(options)
        parts = []
        for start, stop in zip(begin[:-1].tolist(), begin[1:].tolist()):
            q, k, v = (part[start:stop].transpose(0, 1) for part in (query, key, value))
            weights = torch.softmax(q @ k.transpose(1, 2) / q.shape[-1] ** 0.5, -1)
            parts.append((weights @ v).transpose(0, 1))
        return torch.cat(parts)

    return attend


def results(model: Model, encoded: Any, order: Any, shape: str) -> tuple[torch.Tensor, dict[str, torch.Tensor], Any]:
    """Loss, gradients and (where the head has any) outputs of a batch."""
    made = make_batch(encoded, order)
    model.zero_grad(set_to_none=True)
    loss, _ = model.loss(made, "h")
    loss.backward()
    gradients = {name: value.grad for name, value in model.named_parameters() if value.grad is not None}
    return loss.detach(), gradients, None if shape == "lm" else model.outputs(made, "h").detach()


@pytest.mark.parametrize("name", ["flash", "varlen", "runs"])
@pytest.mark.parametrize("shape", SPECS)
def test_a_gpus_way_gives_what_the_cpu_gives(
    name: str, shape: str, make_backbone: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = load_model(resolve(str(make_backbone("xlm-roberta"))), heads={"h": SPECS[shape]}, seed=0)
    encoded = packed(LENGTHS, family="xlm-roberta", shape=SPECS[shape].shape)
    order = np.array([3, 0, 4, 1])
    loss, gradients, outputs = results(model, encoded, order, shape)
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(batch, "on_host", lambda device: False)
    monkeypatch.setattr(backends, "choose", lambda *arguments: name)
    monkeypatch.setattr(backends, "kernel", {name: reference(calls)}.get)
    other_loss, other_gradients, other_outputs = results(model, encoded, order, shape)
    torch.testing.assert_close(other_loss, loss, rtol=1e-5, atol=1e-5)
    assert gradients.keys() == other_gradients.keys()
    for parameter, gradient in gradients.items():
        torch.testing.assert_close(other_gradients[parameter], gradient, rtol=1e-5, atol=1e-5, msg=parameter)
    torch.testing.assert_close(other_outputs, outputs, rtol=1e-5, atol=1e-5)
    assert len(calls) == (0 if name == "runs" else 3 * (1 if shape == "lm" else 2))
    wanted = {"dropout_p": 0.0, "deterministic": False} if name == "flash" else {}
    assert all(options == wanted for options in calls)


def test_dropout_reaches_the_kernel_that_takes_it(as_gpu: None, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, Any]] = []
    monkeypatch.setattr(backends, "choose", lambda *arguments: "flash")
    monkeypatch.setattr(backends, "kernel", lambda name: reference(calls))
    plan = make_batch(packed([[3], [5]], family="bert", shape="label"), np.arange(2)).plan
    torch.use_deterministic_algorithms(True, warn_only=True)
    try:
        packed_attention(torch.randn(8, 24), plan, 2, 0.3)
    finally:
        torch.use_deterministic_algorithms(False)
    assert calls == [{"dropout_p": 0.3, "deterministic": True}]


def tensors(made: Batch) -> dict[str, torch.Tensor]:
    """Every tensor of a batch but those of its plan."""
    values = {field.name: getattr(made, field.name) for field in fields(Batch)}
    return {name: value for name, value in values.items() if isinstance(value, torch.Tensor)}


@pytest.mark.parametrize("shape", ["label", "token", "span", "embedding"])
def test_one_copy_holds_the_whole_batch(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    encoded, order = packed(LENGTHS, family="bert", shape=shape), np.array([4, 2, 0])
    plain = make_batch(encoded, order)
    monkeypatch.setattr(batch, "on_host", lambda device: False)
    made = make_batch(encoded, order)
    assert tensors(made).keys() == tensors(plain).keys()
    for name, value in tensors(made).items():
        assert value.dtype == tensors(plain)[name].dtype and torch.equal(value, tensors(plain)[name]), name
    bounds = made.plan.bounds
    assert bounds is not None and bounds.dtype == torch.int32 and plain.plan.bounds is None
    assert bounds.tolist() == [0, 1, 5, 10, 19, 31, 47]
    storages = {value.untyped_storage().data_ptr() for value in (*tensors(made).values(), made.plan.order, bounds)}
    assert len(storages) == 1


def test_arrays_of_every_type_and_shape_survive_the_copy(as_gpu: None) -> None:
    arrays: dict[str, Any] = {
        "flags": np.array([True, False, True]),
        "none": np.zeros(0, np.int64),
        "table": np.arange(6).reshape(2, 3)[:, ::2],
        "small": np.array([3, 1, 2], np.int32),
        "exact": np.array([0.5, -0.25]),
    }
    for name, value in moved(arrays, "cpu").items():
        assert value.dtype == torch.from_numpy(arrays[name].copy()).dtype
        np.testing.assert_array_equal(value.numpy(), arrays[name])


@pytest.mark.parametrize("name", ["varlen", "runs"])
@pytest.mark.parametrize("shape", SPECS)
def test_no_step_asks_the_device_for_a_value(
    name: str, shape: str, make_backbone: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tensors on "meta" have no values: whatever would wait for one (item, nonzero, a boolean index) raises there."""
    if name == "varlen":
        pytest.importorskip("torch.nn.attention.varlen", reason="torch has it from 2.10")
    monkeypatch.setattr(backends, "choose", lambda *arguments: name)
    model = load_model(resolve(str(make_backbone("xlm-roberta"))), heads={"h": SPECS[shape]}, seed=0, dropout=0.1)
    model.to("meta")
    made = make_batch(packed(LENGTHS, family="xlm-roberta", shape=SPECS[shape].shape), np.array([3, 0, 1]), "meta")
    loss, count = model.loss(made, "h")
    loss.backward()
    assert count > 0 and loss.shape == () and loss.device.type == "meta"
    assert all(value.grad is not None for part, value in model.named_parameters() if "layer.0.attention" in part)
    if shape != "lm":
        assert model.outputs(made, "h").device.type == "meta"


def test_the_sampled_softmax_asks_the_device_for_nothing(make_backbone: Make) -> None:
    model = load_model(resolve(str(make_backbone("xlm-roberta"))), heads={"h": SPECS["lm"]}, seed=0, dropout=0.1)
    head = model.head("h")
    assert isinstance(head, LmHead)
    head.softmax = LanguageSoftmax(torch.ones(2, model.config.vocab), 8).to(torch.device("meta"))
    model.to("meta")
    made = make_batch(packed(LENGTHS, family="xlm-roberta", shape="lm"), np.array([3, 0, 1]), "meta")
    loss, count = model.loss(made, "h")
    loss.backward()
    assert count > 0 and loss.shape == () and loss.device.type == "meta"
    assert head.bias.grad is not None


def test_predictions_and_vectors_are_the_same_a_batch_late(
    make_backbone: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = load_model(resolve(str(make_backbone("bert"))), heads={"h": SPECS["score"]}, seed=0)
    encoded = packed(LENGTHS, family="bert", shape="score")
    ticks: list[int] = []
    scores = predict(model, encoded, "h", budget=20, tick=ticks.append)
    vectors = embed(model, encoded, [1, 3], budget=20, specials=False)
    assert sum(ticks) == len(encoded.ids) and len(ticks) > 2
    monkeypatch.setattr(batch, "on_host", lambda device: False)
    np.testing.assert_allclose(predict(model, encoded, "h"), scores, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(embed(model, encoded, [1, 3], specials=False), vectors, rtol=1e-5, atol=1e-5)


def test_a_result_is_handed_out_when_the_next_is_under_way() -> None:
    begun: list[int] = []

    def outputs() -> Iterator[int]:
        for number in range(3):
            begun.append(number)
            yield number

    assert [(one, len(begun)) for one in one_late(outputs())] == [(0, 2), (1, 3), (2, 3)]
    assert list(one_late(iter([]))) == []
