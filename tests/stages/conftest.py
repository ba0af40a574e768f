"""Shared by the stage tests: a tiny drawn backbone, and generated data in place of files."""

from __future__ import annotations

import pytest
import torch
from stages_tiny import fake_load, tiny_backbone

from xstilts.stages import data as stage_data


@pytest.fixture(scope="module")
def backbone(tmp_path_factory):
    return tiny_backbone(tmp_path_factory.mktemp("backbone"))


@pytest.fixture
def data_without_files(monkeypatch):
    """Stages read `fake_load`'s examples. Modules ask for it with `pytestmark`."""
    torch.set_num_threads(1)
    monkeypatch.setattr(stage_data, "load", fake_load)
