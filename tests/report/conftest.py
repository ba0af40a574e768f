"""The report tests read the synthetic study of the analysis tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "analysis"))


@pytest.fixture(scope="session")
def study_results(tmp_path_factory):
    import shutil

    import synthetic

    root = tmp_path_factory.mktemp("store")
    design = synthetic.make_design()
    synthetic.write_cells(root, design)
    for seed in (1, 2, 3):
        shutil.rmtree(root / f"ev-mini-squad-udpos-{seed}")
    shutil.rmtree(root / "ev-mini-pos-xquad-2")
    failures = {f"p3-mini-squad-udpos-{seed}": "loss diverged at step 120 (last good 0.71)" for seed in (1, 2, 3)}
    return synthetic.read(root, design, failures)
