"""Is our loss no worse at equal steps? Both sides train on the same batches with several seeds, dropout on.

Neither side's dropout can repeat the other's bits, so single runs differ by chance; the mean difference over seeds,
with a t interval, says whether one side is worse. Each pair starts from the same weights.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from scipy import stats

from benchmarks.jobs import TRAINING, Amount
from benchmarks.race import Race, job, prepare, take_turns
from benchmarks.table import file_name, machine, write

SIDES = ("ours fp32", "dynamic padding")


def compare(race: Race, seeds: int, learning_rate: float, work: Path) -> dict[str, Any]:
    """Train both sides with each seed; ours minus the peer, in nats.

    Returns: JSON: the race and, for the mean training loss of the last block and the held-out loss, the mean over
        seeds of the difference, its 95% t interval, and both sides' means.
    """
    folder = prepare(race, work)
    variants = [one for name in SIDES for one in TRAINING if one.name == name]
    found: dict[str, list[tuple[float, float]]] = {"training": [], "held-out": []}
    for seed in range(1, seeds + 1):
        jobs = [replace(job(race, one, folder), seed=seed, learning_rate=learning_rate) for one in variants]
        results = take_turns(jobs, work)
        ours, peer = (results[name] for name in SIDES)
        found["training"].append((ours["losses"][-1], peer["losses"][-1]))
        found["held-out"].append((ours["held_out"], peer["held_out"]))
    rows = {name: _difference(pairs) for name, pairs in found.items()}
    name = f"{race.size}, {race.mix}"
    steps = race.amount.steps * (race.amount.rounds + 1)
    what = f"{seeds} seeds, {steps} steps of {race.amount.batch}, learning rate {learning_rate:g}"
    return {"name": name, "what": what, "rows": rows}


def _difference(pairs: list[tuple[float, float]]) -> dict[str, float]:
    differences = [ours - peer for ours, peer in pairs]
    mean = statistics.mean(differences)
    half = float(stats.t.ppf(0.975, len(pairs) - 1)) * statistics.stdev(differences) / len(pairs) ** 0.5
    means = {side: statistics.mean(values) for side, values in zip(("ours", "peer"), zip(*pairs))}
    return {"difference": mean, "low": mean - half, "high": mean + half, **means}


def main() -> None:
    """Parse, run, keep beside the races' results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loss", description=__doc__)
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--size", default="tiny")
    parser.add_argument("--mix", default="nli")
    parser.add_argument("--learning-rate", type=float, default=5e-4)
    parser.add_argument("--steps", type=int, default=16, help="steps of each of four blocks")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    amount = Amount(steps=options.steps, batch=options.batch, examples=0, rounds=3)
    race = Race(phase="train", size=options.size, mix=options.mix, amount=amount)
    with tempfile.TemporaryDirectory() as work:
        entry = compare(race, options.seeds, options.learning_rate, Path(work))
    print(json.dumps(entry, indent=1))
    if options.keep:
        raw = options.keep / file_name(machine())
        results = json.loads(raw.read_text()) if raw.is_file() else {"machine": machine(), "races": [], "studies": []}
        results["losses"] = [one for one in results.get("losses", []) if one["name"] != entry["name"]] + [entry]
        write(results, raw, options.out)


if __name__ == "__main__":
    main()
