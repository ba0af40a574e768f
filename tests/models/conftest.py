"""Fixtures of the models room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from models_fakes import tiny_config, write_tokenizer


@pytest.fixture(autouse=True)
def one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def make_backbone(tmp_path: Path) -> Callable[..., Path]:
    """Write a tiny backbone (with its masked LM head) and its tokenizer; returns the folder."""

    def make(family: str, **changes: Any) -> Path:
        from transformers import AutoModelForMaskedLM

        folder = tmp_path / f"backbone-{family}"
        torch.manual_seed(7)
        model = AutoModelForMaskedLM.from_config(tiny_config(family, **changes))
        with torch.no_grad():  # biases and norms that are not 0 and 1, so that a swapped one is seen
            for parameter in model.parameters():
                if parameter.ndim == 1:
                    parameter.add_(torch.randn_like(parameter) * 0.1)
        model.save_pretrained(folder)
        write_tokenizer(folder, family)
        return folder

    return make


@pytest.fixture
def exact_products() -> Iterator[None]:
    """The same route of fp32 products on both sides of a comparison."""
    before = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("highest")
    yield
    torch.set_float32_matmul_precision(before)
