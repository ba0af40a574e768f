"""A stage that several processes share: they come and go together, and a lost one ends the attempt with a reason."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

from runs_fakes import Remember, node, options

from xstilts.core.files import read_json
from xstilts.runs.schedule import run_graph
from xstilts.runs.store import Store

Trace = Callable[[], list[str]]


def test_ranks_share_train_stages(store: Store, trace: Trace) -> None:
    first, second = node("a", do="share"), node("b", do="share")
    outcome = run_graph([first, second], store, options(ranks=2), Remember())
    assert not outcome.failed
    assert sorted(trace()) == ["start a 0/2 0", "start a 1/2 0", "start b 0/2 0", "start b 1/2 0"]
    for each in (first, second):
        assert read_json(store.folder(each.key) / "scores.json") == {"step": 3, "value": 9}
        record = store.provenance(each.key)
        assert record["ranks"] == record["numerics"]["ranks"] == 2
        assert record["device"] == "cpu,cpu"


def test_a_rank_that_is_killed_costs_an_attempt_only(store: Store, trace: Trace) -> None:
    a, display = node("a", do="share-die-once"), Remember()
    outcome = run_graph([a], store, options(ranks=2), display)
    assert outcome.done == (a.key,)
    assert read_json(store.folder(a.key) / "scores.json")["value"] == 9
    (note,) = [text for kind, text in display.said if kind == "note"]
    assert "rank 1 of the training is gone: its worker process was killed by SIGKILL" in note
    assert "trying again from its last checkpoint" in note
    assert sorted(trace())[:2] == ["start a 0/2 0", "start a 0/2 2"]


def test_a_rank_that_always_dies_is_a_clear_failure(store: Store, trace: Trace) -> None:
    a, after = node("a", do="share-die"), node("z")
    outcome = run_graph([a, after], store, options(ranks=2, retries=0), Remember())
    assert outcome.failed[a.key].startswith("rank 1 of the training is gone: its worker process was killed by SIGKILL")
    assert outcome.done == (after.key,)


def test_a_dead_rank_is_noticed_while_the_first_is_busy(store: Store, trace: Trace) -> None:
    a, began = node("a", do="share-die-idle"), time.monotonic()
    outcome = run_graph([a], store, options(ranks=2, retries=0), Remember())
    assert "rank 1 of the training is gone" in outcome.failed[a.key]
    assert time.monotonic() - began < 50


def test_an_error_of_another_rank_is_the_stages_error(store: Store, trace: Trace) -> None:
    diverged, bug = node("a", do="share-diverge"), node("b", do="share-bug")
    outcome = run_graph([diverged, bug], store, options(ranks=2), Remember())
    assert outcome.failed[diverged.key] == "rank 1: loss is NaN at step 2; the last good value was 1.0"
    assert "rank 1: ValueError: a bug" in outcome.failed[bug.key]


def test_a_stopped_stage_goes_on_with_as_many_ranks(store: Store, trace: Trace) -> None:
    a = node("a", do="share-slow", steps=100)
    display = Remember()

    def stop(*_: object) -> None:
        if len(display.events) == 1:
            os.kill(os.getpid(), signal.SIGINT)

    display.progress = lambda node, event: (display.events.append(event), stop())  # type: ignore[method-assign]
    assert run_graph([a], store, options(ranks=2), display).interrupted
    outcome = run_graph([a], store, options(), Remember())
    assert outcome.done == (a.key,)
    assert read_json(store.folder(a.key) / "scores.json") == {"step": 100, "value": 300}
    assert store.provenance(a.key)["ranks"] == 2
    assert [line for line in trace() if line.startswith("start a 1/2") and not line.endswith(" 0")]


def test_more_ranks_than_gpus_are_refused(store: Store, trace: Trace) -> None:
    a = node("a", do="sum")
    store.begin(a, threads=1, ranks=2, device="cuda:0,cuda:1")
    (store.work_dir(a.key) / "checkpoint").mkdir()
    outcome = run_graph([a], store, options(device="cuda:0"), Remember())
    assert "made by 2 ranks, each with a GPU of its own: run it with --ranks 2" in outcome.failed[a.key]
