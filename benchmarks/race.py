"""Races: contenders in processes of their own take turns, block by block: other work on the machine hits all alike."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import data
from benchmarks.jobs import COMPARISONS, EVALUATION, SIZES, TRAINING, Amount, Job, Variant
from xstilts.runs.local import worker_environment

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """One size and length mix, trained or evaluated."""

    phase: str
    size: str
    mix: str
    amount: Amount

    @property
    def name(self) -> str:
        """For `--only`."""
        return f"{self.phase}-{self.size}-{self.mix}"


def run(race: Race, work: Path, names: Sequence[str] | None = None) -> dict[str, Any]:
    """Run a race: all variants (or those named) at once, or in pairs of ours and a peer where the size is large.

    Returns: JSON: the race, the costs of every variant, and the ratios of its comparisons.

    Raises:
        RuntimeError: a contender died; its last lines are in the message.
    """
    folder = prepare(race, work)
    variants = {one.name: one for one in (TRAINING if race.phase == "train" else EVALUATION)}
    variants = {name: one for name, one in variants.items() if names is None or name in names}
    pairs = [one for one in COMPARISONS[race.phase] if one.ours in variants and one.peer in variants]
    if SIZES[race.size].alone:
        rosters = [(one.ours, one.peer) for one in pairs]
    else:
        rosters = [tuple(variants)] * len(pairs)
    results: dict[tuple[str, ...], dict[str, Any]] = {}
    for roster in dict.fromkeys(rosters):
        results[roster] = take_turns([job(race, variants[name], folder) for name in roster], work)
    ratios = [_ratios(one.against, results[roster], one.ours, one.peer) for one, roster in zip(pairs, rosters)]
    costs = {name: cost for roster in results.values() for name, cost in roster.items()}
    live = len(np.unique(data.read(race.mix, folder / data_name(race)).train.ids))
    vocab = SIZES[race.size].vocab
    return {"race": asdict(race), "live": live, "vocab": vocab, "variants": costs, "ratios": ratios}


def data_name(race: Race | Job) -> str:
    """The file of the tokenised data in the model's folder."""
    return f"data-{race.mix}-{SIZES[race.size].vocab}.npz"


def prepare(race: Race, work: Path) -> Path:
    """The folder of the race's model with its data, made if it is not there."""
    from benchmarks import models

    head = "qa" if race.mix == "qa" else "nli"
    folder = work / f"{race.size}-{head}"
    path = folder / data_name(race)
    if not path.is_file():
        data.prepare(race.mix, SIZES[race.size].vocab, path)
    if not (folder / "model.safetensors").is_file():
        models.draw(race.size, data.read(race.mix, path).head, folder)
    return folder


def job(race: Race, variant: Variant, folder: Path) -> Job:
    """What the process of a variant is given."""
    return Job(phase=race.phase, mix=race.mix, size=race.size, variant=variant, amount=race.amount, folder=folder)


def take_turns(jobs: Sequence[Job], work: Path) -> dict[str, Any]:
    """Start every job, let them run a block each in turn, round by round, and collect what they report."""
    running = [_Contender(job, work) for job in jobs]
    try:
        for one in running:
            one.receive()
        blocks = jobs[0].blocks
        costs: dict[str, list[dict[str, float]]] = {one.job.variant.name: [] for one in running}
        for number in range(blocks):
            turn = number % len(running)
            for one in running[turn:] + running[:turn]:
                one.go()
                cost = one.receive()
                if number > 0:  # the first warms up
                    costs[one.job.variant.name].append(cost)
        results = {}
        for one in running:
            name = one.job.variant.name
            final = one.receive()
            results[name] = final | {
                "cpu": [cost["cpu"] for cost in costs[name]],
                "wall": [cost["wall"] for cost in costs[name]],
                "tokens": final["tokens"][1:],
            }
        return results
    finally:
        for one in running:
            one.stop()


class _Contender:
    """A process that works when told to."""

    def __init__(self, job: Job, work: Path) -> None:
        self.job = job
        self.log = work / f"{job.variant.name.replace(' ', '-').replace(',', '')}.log"
        environment = os.environ | {
            "OMP_NUM_THREADS": "1",
            "TOKENIZERS_PARALLELISM": "false",
            "HF_HUB_OFFLINE": "1",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]),
        }
        if job.variant.side == "ours":  # what its workers run in
            environment |= {name: value for name, value in worker_environment().items() if name != "XSTILTS_DRIVER_PID"}
            environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "src")])
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.worker", json.dumps(job.to_json())],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env=environment,
            )

    def go(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            self.process.wait()
            last = "\n".join(self.log.read_text(encoding="utf-8").splitlines()[-15:])
            raise RuntimeError(f"{self.job.variant.name} died ({self.process.returncode}); see {self.log}:\n{last}")
        report: dict[str, Any] = json.loads(line)
        return report

    def stop(self) -> None:
        """Close its input and wait; a contender that is still at work is ended."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def _ratios(against: str, results: dict[str, Any], ours: str, peer: str) -> dict[str, Any]:
    """The peer's CPU time for a real token over ours, of every round; agreement of what was computed."""
    left, right = results[peer], results[ours]
    rounds = [
        (theirs / their_tokens) / (mine / my_tokens)
        for theirs, their_tokens, mine, my_tokens in zip(left["cpu"], left["tokens"], right["cpu"], right["tokens"])
    ]
    result = {
        "against": against,
        "ours": ours,
        "peer": peer,
        "median": statistics.median(rounds),
        "low": min(rounds),
        "high": max(rounds),
        "memory": right["peak"] / left["peak"],
    }
    if "answers" in left:
        same = [one == other for one, other in zip(left["answers"], right["answers"])]
        result["agree"] = sum(same) / len(same)
    return result
