"""A real study killed again and again ends bit-identical to one that was never interrupted."""

from __future__ import annotations

import os
import time

import pytest
from killing import finished_stages, kill_until_done, result_digests, run_with_fault
from whole_study import HERE, half_written, run_command

FAULTS = [
    f"kill@{point}"
    for point in (
        # Trainings make little progress between these: most of them die before or in their next checkpoint.
        *("step:1", "checkpoint:1", "step:2", "checkpoint:1", "step:3", "checkpoint:1", "step:2"),
        # The first stage to end is killed before its rename; the next start adopts it, and is killed there too.
        *("before-rename:1", "before-rename:1", "before-rename:1"),
        # Its row in the index is killed; the next start finds the index behind, and is killed mending it.
        *("index:1", "index:1", "index:1", "index:1"),
        *("step:1", "checkpoint:1", "step:1", "before-rename:1", "before-rename:1", "index:1", "index:1"),
        *("step:1", "checkpoint:1", "before-rename:1", "index:1"),
    )
]
POINTS = ("step", "checkpoint", "before-rename", "index")


def test_a_study_killed_many_times_ends_bit_identical(small, kill_file, tmp_path, capsys):
    store, log = tmp_path / "store", tmp_path / "hits"
    began = time.monotonic()
    hits, ended = kill_until_done(run_command(kill_file, store), FAULTS, store=store, log=log)
    with capsys.disabled():
        counts = ", ".join(f"{point} {hits[point]}" for point in POINTS)
        print(f"\nkilled {hits.total()} times in {time.monotonic() - began:.0f} s: {counts}")
    assert ended.code == 0, ended.output
    assert hits.total() >= 20
    assert all(hits[point] >= 3 for point in POINTS), hits
    same_results(small.store, store)
    assert half_written(store) == []
    assert not any((store / "work").iterdir())


def test_a_finished_study_repeats_nothing(small, kill_file, copy_of, tmp_path):
    store = copy_of(small)
    before = finished_stages(store)
    ended = run_with_fault(run_command(kill_file, store), "kill@step:1", log=tmp_path / "hits")
    assert (ended.code, ended.hits) == (0, ()), ended.output
    assert finished_stages(store) == before


def test_the_comparison_notices_dropped_random_state(small, kill_file, tmp_path):
    store, log = tmp_path / "store", tmp_path / "hits"
    paths = [str(HERE / "broken_rng"), os.environ.get("PYTHONPATH", "")]
    environment = {"PYTHONPATH": os.pathsep.join(paths).rstrip(os.pathsep)}
    hits, ended = kill_until_done(run_command(kill_file, store), ["kill@step:4"], store=store, log=log, env=environment)
    assert ended.code == 0, ended.output
    assert hits["step"] == 1
    assert "resumed from its checkpoint" in ended.output
    with pytest.raises(AssertionError, match="other bits"):
        same_results(small.store, store)


def same_results(expected, seen):
    """Two stores hold the same stages, with the same bits in every file that a stage computed."""
    first, second = result_digests(expected), result_digests(seen)
    assert first, "nothing to compare"
    assert first.keys() == second.keys()
    other = [name for name, digest in first.items() if second[name] != digest]
    assert not other, f"other bits in {other}"
