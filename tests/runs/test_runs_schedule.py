from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from driver_script import graph
from killing import kill_until_done, result_digests, run_with_fault
from rich.console import Console
from runs_fakes import HERE, Remember, node, options

from xstilts.core import faults
from xstilts.core.errors import StoreError
from xstilts.core.progress import Progress
from xstilts.runs.display import LiveDisplay, PlainDisplay, Silent, choose_display
from xstilts.runs.lease import read_lease
from xstilts.runs.schedule import run_graph
from xstilts.runs.store import Store

Trace = Callable[[], list[str]]


def started(lines: list[str]) -> list[str]:
    return [line.partition(" ")[2] for line in lines if line.startswith("start ")]


def test_shared_stages_run_once_upstream_first_longest_path_first(store: Store, trace: Trace) -> None:
    a = node("a", seconds=1)
    b = node("b", after=a, seconds=2)
    c = node("c", after=a, seconds=9)
    d = node("d", seconds=5)
    e = node("e", after=c, seconds=1)
    outcome = run_graph([b, c, a, d, e, b], store, options(), Remember())
    assert started(trace()) == ["a", "c", "d", "b", "e"]  # remaining paths 11, 10, 5, 2, 1
    assert outcome.done == (a.key, c.key, d.key, b.key, e.key) and outcome.exit_code == 0

    display = Remember()
    again = run_graph([a, b, c, d, e], store, options(), display)
    assert set(again.reused) == set(outcome.done) and not again.done and len(trace()) == 10
    assert display.ended == 1


def test_a_failed_stage_stops_only_what_depends_on_it(store: Store, trace: Trace) -> None:
    bad, bug, good = node("bad", do="diverge"), node("bug", do="bug"), node("good")
    child = node("child", after=bad)
    grandchild = node("grandchild", after=child)
    outcome = run_graph([bad, child, grandchild, bug, good], store, options(workers=2), Remember())
    assert outcome.done == (good.key,) and outcome.exit_code == 1
    assert outcome.failed[bad.key] == "loss is NaN at step 2; the last good value was 1.0"
    assert "ValueError: a bug" in outcome.failed[bug.key]
    assert outcome.skipped == {child.key: bad.key, grandchild.key: bad.key}
    saved = store.failure(bug.key)
    assert saved is not None and "Traceback" in saved["traceback"] and saved["kind"] == "unexpected"
    assert f"{bug.key}.json" in outcome.failed[bug.key]
    assert store.failure(child.key) is None and list(store) == [good.key]


def test_success_clears_an_earlier_failure(store: Store, trace: Trace) -> None:
    stage = node("a")
    store.record_failure(stage, "an earlier reason")
    run_graph([stage], store, options(), Silent())
    assert store.failure(stage.key) is None


def test_provenance_says_how_it_was_made(store: Store, trace: Trace) -> None:
    a = node("a")
    b = node("b", after=a)
    run_graph([a, b], store, options(command=("xstilts", "run", "x.yaml")), Silent())
    record = store.provenance(b.key)
    assert record["inputs"] == {a.key: store.output_digest(a.key)}
    assert record["command"] == ["xstilts", "run", "x.yaml"] and record["device"] == "cpu"
    assert record["numerics"]["threads"] == record["threads"] == 1
    assert {"python", "xstilts", "torch"} <= record["versions"].keys()


def test_the_driver_does_not_import_torch() -> None:
    code = "import sys, xstilts.runs.schedule, xstilts.runs.worker; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_equal_bits_upstream_keep_results_and_other_bits_make_them_again(store: Store, trace: Trace) -> None:
    a = node("a")
    b = node("b", after=a)
    run_graph([a, b], store, options(), Silent())
    store.gc([b.key], "all")
    equal = run_graph([a, b], store, options(), Silent())
    assert (equal.done, equal.reused) == ((a.key,), (b.key,))

    attempt = store.begin(a, threads=1, device="cpu")
    (attempt.work_dir / "model.safetensors").write_bytes(b"other bits")
    store.complete(a, {"inputs": {}})
    other = run_graph([a, b], store, options(), Silent())
    assert (other.done, other.reused) == ((b.key,), (a.key,))


def test_collected_weights_are_made_again_only_when_they_are_read(store: Store, trace: Trace) -> None:
    a = node("a")
    b = node("b", after=a)
    run_graph([a, b], store, options(), Silent())
    store.gc([], "weights")
    assert run_graph([a, b], store, options(), Silent()).done == ()
    new = node("new", after=a)
    outcome = run_graph([a, b, new], store, options(), Silent())
    assert outcome.done == (a.key, new.key) and outcome.reused == (b.key,)


@pytest.mark.parametrize("name", ["model.safetensors", "scores.json", "spec.json", "provenance.json", "manifest.json"])
def test_damage_is_named_and_stops_only_what_reads_it(store: Store, trace: Trace, name: str) -> None:
    a, other = node("a"), node("other")
    before = node("before", after=a)
    run_graph([a, before], store, options(), Silent())
    path = store.folder(a.key) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(bytes(data))
    b = node("b", after=a)
    outcome = run_graph([a, b, before, other], Store.open(store.path), options(), Silent())
    assert str(path) in outcome.failed[a.key] and "xstilts rerun" in outcome.failed[a.key]
    assert outcome.skipped == {b.key: a.key} and outcome.done == (other.key,)
    assert outcome.reused == (before.key,)  # its result was made before the damage

    fresh = Store.open(store.path)
    fresh.remove(fresh.resolve(a.key[:16]))
    mended = run_graph([a, b, before, other], fresh, options(), Silent())
    assert set(mended.done) == {a.key, b.key, before.key} and not mended.failed


def test_a_killed_worker_is_replaced_and_its_stage_resumes(store: Store, trace: Trace) -> None:
    stage, twin = node("a", do="die-once"), node("b")
    display = Remember()
    outcome = run_graph([stage, twin], store, options(), display)
    assert set(outcome.done) == {stage.key, twin.key}
    assert "resume a 1" in trace() and ("resumed", "a") in display.said
    assert any(kind == "note" and "SIGKILL" in text for kind, text in display.said)
    assert [run["threads"] for run in store.provenance(stage.key)["attempts"]] == [1, 1]


def test_a_worker_killed_twice_is_a_failure_that_names_the_signal(store: Store, trace: Trace) -> None:
    stage, good = node("a", do="die"), node("b")
    outcome = run_graph([stage, good], store, options(), Silent())
    assert "SIGKILL" in outcome.failed[stage.key] and "memory" in outcome.failed[stage.key]
    assert started(trace()).count("a") == 2 and outcome.done == (good.key,)


def test_what_a_stage_prints_does_not_disturb(store: Store, trace: Trace) -> None:
    outcome = run_graph([node("a", do="noisy")], store, options(), Silent())
    assert len(outcome.done) == 1
    assert "printed to standard output" in (store.logs_dir / "worker-0.log").read_text()


def test_stages_start_beside_each_other_only_where_memory_allows(store: Store, trace: Trace) -> None:
    big, other = node("a", do="slow", seconds=9, memory=70), node("b", do="slow", seconds=8, memory=40)
    small = node("c", do="slow", seconds=1, memory=30)
    display = Remember()
    outcome = run_graph([big, other, small], store, options(workers=3, memory=100), display)
    assert len(outcome.done) == 3
    assert [said for said in display.said if said != ("finished", "c")][1:] == [
        *(("started", "a"), ("started", "c"), ("finished", "a")),  # c fits beside a; b does not, though it goes first
        *(("started", "b"), ("finished", "b")),
    ]

    huge = node("d", memory=1000)
    assert run_graph([huge], store, options(workers=3, memory=100), Silent()).done == (huge.key,)


def test_a_stage_alone_in_its_plan_has_every_processor(
    store: Store, trace: Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xstilts.runs.schedule.processors", lambda: 6)
    first = node("a")
    left, right = node("b", after=first), node("c", after=first)
    run_graph([first, left, right], store, options(workers=1, threads=None), Silent())
    assert [store.provenance(stage.key)["threads"] for stage in (first, left, right)] == [6, 3, 3]


def test_a_second_driver_is_refused_while_one_runs(store: Store, trace: Trace) -> None:
    stage = node("a", do="slow", steps=30)
    thread = threading.Thread(target=run_graph, args=([stage], store, options(), Silent()))
    thread.start()
    try:
        while read_lease(store.path) is None:
            time.sleep(0.01)
        with pytest.raises(StoreError, match="is held by process"):
            run_graph([stage], Store.open(store.path), options(), Silent())
    finally:
        thread.join()
    assert store.has(stage.key) and read_lease(store.path) is None


def test_a_hundred_stages_cost_the_driver_little(store: Store, trace: Trace) -> None:
    nodes = [node(f"n{number}", steps=1) for number in range(100)]
    began = time.process_time()  # of the driver alone, so a busy machine does not matter
    outcome = run_graph(nodes, store, options(workers=2), Silent())
    assert len(outcome.done) == 100
    assert time.process_time() - began < 4


def driver(store: Path, *arguments: str) -> list[str]:
    return [sys.executable, str(HERE / "driver_script.py"), str(store), *arguments]


def test_no_space_at_every_write_leaves_nothing_half_written(
    tmp_path: Path, trace: Trace, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes = [node("a", steps=1)]
    clean = Store.open(tmp_path / "clean", create=True)
    run_graph(nodes, clean, options(), Silent())
    log = tmp_path / "hits.txt"
    monkeypatch.setenv("XSTILTS_FAULT_LOG", str(log))

    def fill(fault: str) -> list[str]:
        path = tmp_path / fault
        log.unlink(missing_ok=True)
        faults._visits.clear()
        monkeypatch.setenv("XSTILTS_FAULT", fault)
        try:
            told = [*run_graph(nodes, Store.open(path, create=True), options(), Silent()).failed.values()]
        except StoreError as error:
            told = [str(error)]
        monkeypatch.delenv("XSTILTS_FAULT")
        hits = log.read_text().splitlines() if log.exists() else []
        if hits and hits != ["enospc@index"]:  # an index without space is no failure
            assert told and all("no space left" in text for text in told), (hits, told)
        for folder in (path / "stages").glob("*"):
            Store.open(path).verify(folder.name[-16:])
        assert not run_graph(nodes, Store.open(path, create=True), options(), Silent()).failed
        assert result_digests(path) == result_digests(clean.path)
        return hits

    points: set[str] = set()
    count = 1
    while hits := fill(f"enospc@*:{count}"):  # every write of the driver
        points.update(hits)
        count += 1
    names = ("state.json", "model.safetensors", "scores.json", "spec.json")
    inside = {f"enospc@{action}:{name}" for action in ("write", "rename") for name in names}
    for point in sorted(inside - points):  # those that the stage, in its own process, reaches as the driver fails
        points.update(fill(f"{point}:1"))
    ours = (
        "before-rename",
        "after-rename",
        "index",
        "write:manifest.json",
        "write:lease.json",
        "write:spec.json",
    )
    assert {f"enospc@{name}" for name in ours} | inside <= points


def test_killed_anywhere_it_ends_with_the_same_bits_and_repeats_nothing_finished(tmp_path: Path, trace: Trace) -> None:
    whole, broken, log = tmp_path / "whole", tmp_path / "broken", tmp_path / "hits.txt"
    assert run_with_fault(driver(whole), "", log=log).code == 0
    points = [
        "kill@write:state.json:3",
        "kill@rename:state.json:2",
        "kill@rename:model.safetensors:1",
        "kill@write:manifest.json:1",
        "kill@before-rename:1",
        "kill@after-rename:1",
        "kill@index:1",
        "kill@write:attempt.json:1",
        "kill@rename:provenance.json:1",
    ]
    hits, last = kill_until_done(driver(broken), points, store=broken, log=log)
    assert last.code == 0, last.output
    assert hits.total() >= 7 and hits["before-rename"] and hits["index"] and hits["after-rename"]
    assert result_digests(broken) == result_digests(whole)
    assert read_lease(broken) is None


def test_a_stage_killed_just_before_the_rename_is_adopted(tmp_path: Path, trace: Trace) -> None:
    path, log = tmp_path / "store", tmp_path / "hits.txt"
    ended = run_with_fault(driver(path, "sum", "1"), "kill@before-rename:1", log=log)
    assert ended.code == -signal.SIGKILL and ended.hits == ("kill@before-rename",)
    assert list((path / "stages").iterdir()) == []
    before = trace()
    assert run_with_fault(driver(path, "sum", "1"), "", log=log).code == 0
    name = started(before)[0]
    assert trace().count(f"start {name}") == 1
    Store.open(path).verify(next(stage.key for stage in graph() if stage.name == name))


def test_ctrl_c_checkpoints_and_resumes(tmp_path: Path, trace: Trace) -> None:
    path = tmp_path / "store"
    process = start_slow(path, trace)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: driver and workers alike
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 130, output
    assert "stopped" in output and "Traceback" not in output
    assert read_lease(path) is None and list((path / "stages").iterdir()) == []
    assert run_with_fault(driver(path, "slow"), "", log=tmp_path / "log").code == 0
    assert [line for line in trace() if line.startswith("resume ")]


def test_a_second_ctrl_c_kills(tmp_path: Path, trace: Trace, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "store"
    process = start_slow(path, trace, "deaf")
    os.killpg(process.pid, signal.SIGINT)
    time.sleep(0.5)
    assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 130 and read_lease(path) is None


def test_workers_die_with_their_driver(tmp_path: Path, trace: Trace) -> None:
    process = start_slow(tmp_path / "store", trace)
    children = [int(pid) for pid in subprocess.check_output(["pgrep", "-P", str(process.pid)]).split()]
    process.kill()
    process.wait()
    deadline = time.monotonic() + 5
    while any(lives(pid) for pid in children) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert children and not any(lives(pid) for pid in children)
    process.stdout.close()  # type: ignore[union-attr]


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def start_slow(path: Path, trace: Trace, do: str = "slow") -> subprocess.Popen[str]:
    process = subprocess.Popen(
        driver(path, do),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    deadline = time.monotonic() + 20
    while not list(path.glob("work/*/checkpoint/state.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    return process


def test_plain_lines(store: Store, trace: Trace) -> None:
    console = Console(file=io.StringIO(), width=40)
    bad = node("bad[0]", do="diverge")
    run_graph([node("a"), bad, node("c", after=bad)], store, options(), PlainDisplay(console, every=0.0))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    for part in (
        "3 stages, 3 to run, 1 at a time",
        "a: started",
        "a: step 3/3",
        "a: finished in",
        "loss 0.333",
    ):
        assert part in text
    assert "bad[0]: FAILED: loss is NaN" in text and "c: skipped, because bad[0] failed" in text
    assert "3/3 stages (1 failed, 1 skipped)" in text


def test_the_live_table_shows_running_stages(trace: Trace) -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=100)
    display = choose_display(console)
    assert isinstance(display, LiveDisplay)
    stage = node("train-a")
    display.begin(total=2, workers=1, estimated={stage.key: 1.0})
    display.started(stage, resumed=False, attempt=1)
    display.progress(stage, Progress(step=4, total=9, tokens=5, loss=0.5, note="dev accuracy 0.61"))
    display.tick()
    display.finished(stage, 2.0)
    display.end()
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "train-a" in text and "4/9" in text and "0.500" in text and "dev accuracy 0.61" in text
    assert "1/2 stages" in text
    assert isinstance(choose_display(Console(file=io.StringIO())), PlainDisplay)


def test_failures_are_json(store: Store, trace: Trace) -> None:
    stage = node("full", do="full")
    outcome = run_graph([stage], store, options(), Silent())
    assert "no space left" in outcome.failed[stage.key] and "xstilts gc" in outcome.failed[stage.key]
    saved = json.loads((store.failed_dir / f"{stage.key}.json").read_text())
    assert saved["kind"] == "space" and saved["name"] == "full"
