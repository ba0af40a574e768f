from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from runs_fakes import HERE, TRACE

from xstilts.core import faults
from xstilts.runs.store import Store


@pytest.fixture
def trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Lines that fake stages wrote, in order; also lets workers import the fakes."""
    path = tmp_path / "trace.txt"
    monkeypatch.setenv(TRACE, str(path))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(HERE), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep))
    monkeypatch.setattr(faults, "_visits", {})
    return lambda: path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "store", create=True)
