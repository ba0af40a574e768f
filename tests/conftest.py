"""Shared by all tests: where the real data is, one thread, and a refusal to skip real-data tests in CI."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
os.environ.setdefault("OMP_NUM_THREADS", "1")


def find_data() -> Path | None:
    """The data folder: XSTILTS_DATA, else a sibling `shared/data` of the checkout."""
    named = os.environ.get("XSTILTS_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def data_root() -> Path:
    """The real data; a test that asks for it is skipped without it, and fails when XSTILTS_REQUIRE_DATA is set."""
    folder = find_data()
    if folder is None:
        if os.environ.get("XSTILTS_REQUIRE_DATA"):
            pytest.fail("XSTILTS_REQUIRE_DATA is set but there is no data folder")
        pytest.skip("no data folder (set XSTILTS_DATA)")
    return folder


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """With XSTILTS_REQUIRE_DATA set, a test skipped for want of data is a failure."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("XSTILTS_REQUIRE_DATA") and "data" in str(report.longrepr).lower():
        report.outcome = "failed"
        report.longrepr = f"skipped although the data folder is required: {report.longrepr}"
