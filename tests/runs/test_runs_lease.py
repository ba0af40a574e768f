from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from xstilts.core.errors import StoreError
from xstilts.runs.lease import LEASE, Holder, hold, holder_of, read_lease, this_process


def write(store: Path, holder: Holder) -> None:
    (store / LEASE).write_text(json.dumps(asdict(holder)))


def dead_pid() -> int:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_two_drivers_exclude_each_other_and_the_error_says_who(tmp_path: Path) -> None:
    with (
        hold(tmp_path) as holder,
        pytest.raises(StoreError, match=rf"process {os.getpid()} on host"),
        hold(tmp_path),
    ):
        pass
    assert holder.pid == os.getpid()
    assert read_lease(tmp_path) is None
    with hold(tmp_path):
        assert holder_of(tmp_path) is not None


def test_another_living_process_holds_it(tmp_path: Path) -> None:
    code = "import sys, pathlib; from xstilts.runs.lease import hold\nwith hold(pathlib.Path(sys.argv[1])): pass"
    with hold(tmp_path):
        done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True)
    assert done.returncode != 0 and f"is held by process {os.getpid()}" in done.stderr
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)]).returncode == 0


@pytest.mark.parametrize(
    "change",
    [{"pid": None}, {"boot": "another boot"}, {"start": "1"}],
    ids=["dead pid", "machine booted since", "pid taken by another process"],
)
def test_a_dead_holder_is_stale_at_once(tmp_path: Path, change: dict[str, object]) -> None:
    if change.get("pid", 0) is None:
        change = {"pid": dead_pid(), "start": "1"}
    write(tmp_path, replace(this_process(), **change))  # type: ignore[arg-type]
    assert holder_of(tmp_path) is None
    with hold(tmp_path) as holder:
        assert read_lease(tmp_path) == holder


def test_another_host_is_respected(tmp_path: Path) -> None:
    write(tmp_path, replace(this_process(), host="elsewhere", pid=dead_pid()))
    with pytest.raises(StoreError, match=r"'elsewhere'.*cannot be checked.*remove"), hold(tmp_path):
        pass
    assert read_lease(tmp_path) is not None


def test_an_error_inside_releases_it_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="x"), hold(tmp_path):
        raise ValueError("x")
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock")] == []
