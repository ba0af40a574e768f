from __future__ import annotations

import pytest
from runs_fakes import node

from xstilts.core.errors import StoreError
from xstilts.core.progress import Progress
from xstilts.runs import order
from xstilts.runs.pace import StagePace, StudyPace, readable_seconds


def test_longest_remaining_path_by_hand() -> None:
    a = node("a", seconds=1)
    b = node("b", after=a, seconds=10)
    c = node("c", after=a, seconds=3)
    d = node("d", after=c, seconds=20)
    e = node("e", seconds=15)
    paths = order.remaining_paths(order.upstream_first([a, b, c, d, e]))
    assert [paths[stage.key] for stage in (a, b, c, d, e)] == [24, 10, 23, 20, 15]


def test_upstream_comes_first_and_twins_once() -> None:
    a = node("a")
    b = node("b", after=a)
    c = node("c")
    assert [stage.name for stage in order.upstream_first([b, c, a, b])] == ["a", "b", "c"]


def test_an_upstream_that_nobody_makes_is_an_error() -> None:
    child = node("b", after=node("a"))
    with pytest.raises(StoreError, match="stage b reads stage"):
        order.check_upstream([child], lambda key: False)
    order.check_upstream([child], lambda key: True)


def test_collected_weights_are_needed_only_by_stages_that_run() -> None:
    a = node("a")
    b = node("b", after=a)
    c = node("c", after=b)
    states = {a.key: "collected", b.key: "collected", c.key: "done"}
    assert order.needed([a, b, c], states) == set()
    assert order.needed([a, b, c], {**states, c.key: "missing"}) == {a.key, b.key, c.key}
    assert order.needed([a, b, c], {**states, b.key: "done", c.key: "missing"}) == {c.key}


def test_threads_by_hand() -> None:
    a = node("a")
    b, c, d = (node(name, after=a) for name in "bcd")
    e = node("e", after=b)
    plan = order.upstream_first([a, b, c, d, e])
    # Beside a: nothing. Beside b and e: c and d. Beside c: b, d, e.

    def named(processors: int) -> list[int]:
        return [order.threads_of(plan, processors)[stage.key] for stage in (a, b, c, d, e)]

    assert named(12) == [12, 4, 3, 3, 4]
    assert named(2) == [2, 1, 1, 1, 1]
    assert order.threads_of([a], 4) == {a.key: 4}


def test_rates_and_remaining_time_by_hand() -> None:
    pace = StagePace(started=0.0)
    pace.update(Progress(step=10, total=110, tokens=1000), 1.0)
    assert pace.remaining is None and pace.tokens_per_second is None
    pace.update(Progress(step=30, total=110, tokens=3000), 5.0)
    assert pace.tokens_per_second == 500 and pace.remaining == 16  # 80 steps at 5 a second

    study = StudyPace(workers=2, estimated={"a": 10.0, "b": 10.0, "c": 20.0, "d": 20.0})
    study.finished("a", 20.0)  # twice as slow as estimated
    assert study.remaining() == 50  # (10 + 20 + 20) * 2 over two workers
    study.dropped("b")
    study.dropped("c")
    assert study.remaining() == 40  # one stage occupies one worker
    without = StudyPace(workers=1, estimated={"a": 0.0, "b": 0.0, "c": 0.0})
    assert without.remaining() is None
    without.finished("a", 3.0)
    assert without.remaining() == 6


def test_readable_times() -> None:
    assert [readable_seconds(value) for value in (None, 7.2, 185, 7800)] == ["?", "7s", "3m05s", "2h10m"]
