"""bf16 where a processor has it, fp32 where it has not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from models_fakes import packed

from xstilts.evaluate.predict import embed, predict
from xstilts.models import arithmetic
from xstilts.models.backbones import resolve
from xstilts.models.model import load_model
from xstilts.runs.numerics import fingerprint
from xstilts.tasks.encoded import HeadSpec

Make = Callable[..., Path]


@pytest.fixture(params=[True, False], ids=["with bf16", "without bf16"])
def has_bf16(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setattr(arithmetic, "cpu_has_bf16", lambda: request.param)
    return bool(request.param)


def test_a_cpu_computes_bf16_only_if_it_has_it(has_bf16: bool) -> None:
    expected = "bf16" if has_bf16 else "fp32"
    assert arithmetic.computed("bf16", "cpu") == expected == fingerprint(1, "cpu")["bf16"]
    assert arithmetic.computed("fp32", "cpu") == "fp32"
    assert arithmetic.computed("bf16", "cuda:1") == arithmetic.computed("bf16", "cuda:0,cuda:1") == "bf16"
    with arithmetic.arithmetic("bf16", "cpu"):
        product = torch.ones(2, 2) @ torch.ones(2, 2)
    assert product.dtype == (torch.bfloat16 if has_bf16 else torch.float32)


def test_passes_of_both_precisions_are_equal_without_bf16(has_bf16: bool, make_backbone: Make) -> None:
    ref = resolve(str(make_backbone("xlm-roberta")))
    model = load_model(ref, heads={"h": HeadSpec(shape="label", size=3)}, seed=1)
    data = packed([[5], [9], [3]], family="xlm-roberta", shape="label")
    logits = [predict(model, data, "h", precision=one) for one in ("fp32", "bf16")]
    vectors = [embed(model, data, [0, 1, 2], precision=one) for one in ("fp32", "bf16")]
    assert np.array_equal(*logits) is np.array_equal(*vectors) is not has_bf16
    assert np.allclose(*logits, atol=0.05)
