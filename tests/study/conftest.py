from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from study_fakes import fakes

from xstilts.study.load import load_study
from xstilts.study.schema import Study


@pytest.fixture(autouse=True)
def no_data_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XSTILTS_DATA", raising=False)


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Study]:
    """Load a study from its text, with the fake catalogue."""

    def from_text(text: str, **options: int) -> Study:
        path = tmp_path / "study.yaml"
        path.write_text(text, encoding="utf-8")
        return load_study(path, providers=fakes(), **options)

    return from_text
