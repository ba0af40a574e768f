"""Fake stages that workers of the tests run, nodes that name them, and a display that remembers."""

from __future__ import annotations

import errno
import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

from xstilts.core.errors import Interrupted, StageFailed
from xstilts.core.files import read_json, write_bytes, write_json
from xstilts.core.progress import Progress
from xstilts.core.seeds import derive
from xstilts.runs.display import Silent
from xstilts.runs.graph import Estimate, StageNode
from xstilts.runs.schedule import RunOptions
from xstilts.stages.context import StageContext
from xstilts.stages.specs import BackboneRef, Recipe, TrainSpec, Upstream, stage_key

HERE = Path(__file__).resolve().parent
TRACE = "XSTILTS_TEST_TRACE"


def node(
    name: str, *, after: StageNode | None = None, do: str = "sum", seconds: float = 0.0, steps: int = 3, memory: int = 0
) -> StageNode:
    """A stage that does `do` for `steps` steps. `name` is part of its identity."""
    spec = TrainSpec(
        backbone=BackboneRef(source=f"{name}:{do}", fingerprint="f", family="fake"),
        init=None if after is None else Upstream(stage=after.key, part="encoder"),
        items=(),
        recipe=Recipe(max_steps=steps),
        seed=1,
        title=name,
    )
    return StageNode(key=stage_key(spec), spec=spec, name=name, estimate=Estimate(seconds=seconds, memory=memory))


def options(**changes: object) -> RunOptions:
    """Options that run the fake stages of this module."""
    return RunOptions(function="runs_fakes:execute", **changes)  # type: ignore[arg-type]


def execute(spec: TrainSpec, context: StageContext) -> None:
    """A stage whose state is a running hash: resumable after each step, and dependent on its upstream's
    result.
    """
    name, _, do = spec.backbone.source.partition(":")
    if do.startswith("share"):
        _share(name, do, spec, context)
        return
    _trace(f"start {name}")
    state = {"step": 0, "value": 1}
    if (context.work_dir / "checkpoint" / "state.json").exists():
        state = read_json(context.work_dir / "checkpoint" / "state.json")
        _trace(f"resume {name} {state['step']}")
    else:
        for folder in context.upstream.values():
            state["value"] = derive(state["value"], (folder / "model.safetensors").read_bytes().hex())
    steps = spec.recipe.max_steps or 1
    while state["step"] < steps:
        if context.stopped() and do != "deaf":
            raise Interrupted
        state = {"step": state["step"] + 1, "value": derive(state["value"], name)}
        _misbehave(do, state["step"], context)
        write_json(context.work_dir / "checkpoint" / "state.json", state)
        context.report(Progress(step=state["step"], total=steps, tokens=100 * state["step"], loss=1 / state["step"]))
    write_bytes(context.work_dir / "model.safetensors", str(state["value"]).encode() * 20)
    write_json(context.work_dir / "scores.json", {"value": state["value"]})
    _trace(f"end {name}")


def _share(name: str, do: str, spec: TrainSpec, context: StageContext) -> None:
    """A stage whose ranks add up their numbers plus one at every step; rank 0 keeps the sum."""
    import torch

    from xstilts.runs import team

    team.GRACE_SECONDS = 1.0
    ranks, place = context.ranks, context.work_dir / "checkpoint" / "state.json"
    with ranks.joined(context.device):
        state = read_json(place) if place.exists() else {"step": 0, "value": 0}
        _trace(f"start {name} {ranks.rank}/{ranks.size} {state['step']}")
        while state["step"] < (spec.recipe.max_steps or 1):
            if ranks.told(context.stopped):
                raise Interrupted
            if ranks.rank == 1 and state["step"] == 2:
                _misbehave(do.removeprefix("share-"), 2, context)
            if do == "share-die-idle" and state["step"] == 2:  # rank 0 does not talk to the others
                time.sleep(60 if ranks.leads else 0)
                os.kill(os.getpid(), signal.SIGKILL)
            if do == "share-slow":
                time.sleep(0.05)
            sum_ = sum(value.item() for value in ranks.gathered(torch.tensor(ranks.rank + 1)))
            state = {"step": state["step"] + 1, "value": state["value"] + sum_}
            if ranks.leads:
                write_json(place, state)
                context.report(Progress(step=state["step"], total=spec.recipe.max_steps or 1))
    if ranks.leads:
        write_json(context.work_dir / "scores.json", state)


def _misbehave(do: str, step: int, context: StageContext) -> None:
    once = context.cache_dir / f"{context.work_dir.name}.once"
    if do == "diverge" and step == 2:
        raise StageFailed("loss is NaN at step 2; the last good value was 1.0")
    if do == "bug" and step == 2:
        raise ValueError("a bug")
    if do in ("slow", "deaf"):
        time.sleep(0.05)
    if do == "die" or (do == "die-once" and step == 2 and not once.exists()):
        once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if do == "full" and step == 2:
        raise OSError(errno.ENOSPC, "No space left on device", str(context.work_dir / "x"))
    if do == "noisy":
        print("printed to standard output")
        os.write(1, b"raw\n")


def _trace(line: str) -> None:
    with Path(os.environ[TRACE]).open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")


class Remember(Silent):
    """A display that keeps what it was told."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str]] = []
        self.events: list[Progress] = []
        self.ended = 0

    def begin(self, *, total: int, workers: int, estimated: Mapping[str, float]) -> None:
        self.said.append(("begin", str(total)))

    def reused(self, node: StageNode) -> None:
        self.said.append(("reused", node.name))

    def started(self, node: StageNode, *, resumed: bool, attempt: int) -> None:
        self.said.append(("resumed" if resumed else "started", node.name))

    def progress(self, node: StageNode, event: Progress) -> None:
        self.events.append(event)

    def finished(self, node: StageNode, seconds: float) -> None:
        self.said.append(("finished", node.name))

    def failed(self, node: StageNode, reason: str) -> None:
        self.said.append(("failed", node.name))

    def note(self, text: str) -> None:
        self.said.append(("note", text))

    def end(self) -> None:
        self.ended += 1
