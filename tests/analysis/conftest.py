"""Fixtures of the analysis and report tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def synthetic_results(tmp_path_factory):
    import synthetic

    root = tmp_path_factory.mktemp("store")
    design = synthetic.make_design()
    synthetic.write_cells(root, design)
    return synthetic.read(root, design)
