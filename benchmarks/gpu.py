"""`python -m benchmarks.gpu`: training on a GPU, ours against `Trainer` (bf16, dynamic padding, its own attention).

XLM-R's shapes with drawn weights and real length mixes. Each contender has a process of its own, one after the other.
MFU counts what the model needs for real tokens (no padding, no recomputation) over the card's dense bf16 peak, as in
PaLM (Chowdhery et al. 2022, arXiv:2204.02311, appendix B). `--work` keeps data and models: with `--prepare` they are
made where `XSTILTS_DATA` is, for a card that is elsewhere. `--tiny` runs a toy in seconds, on a CPU too.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from importlib import import_module
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks import data, race
from benchmarks.gate import peak_bytes
from benchmarks.jobs import SIZES, Amount, Job, Variant
from benchmarks.worker import batches

PEAKS = {"H200": 989e12, "H100": 989e12, "A100": 312e12}
"""Dense bf16 operations a second, by what a card's name contains (NVIDIA's data sheets, SXM)."""
CONTENDERS = (
    Variant(name="ours", side="ours", precision="bf16"),
    Variant(name="Trainer", side="peer", precision="bf16", product="stock"),
    Variant(name="Trainer, sorted", side="peer", precision="bf16", order="sorted", product="stock"),
)
NAMES = (
    "size",
    "mix",
    "dropout",
    "batch",
    "contender",
    "attention",
    "samples/s",
    "tokens/s",
    "MFU %",
    "GiB",
    "padding",
)


@dataclass(slots=True)
class Clock:
    """In a gate's place: the time at each border of blocks, when the device has done all that it was given."""

    per_block: int
    device: str
    passed: int = 0
    marks: list[float] = field(default_factory=list)

    def step(self) -> None:
        """Call before every step."""
        if self.passed % self.per_block == 0:
            self._mark()
        self.passed += 1

    def finish(self) -> int:
        """Call after the last step; returns the most memory held so far in bytes (the device's, if it is a GPU)."""
        self._mark()
        return peak_bytes() if self.device == "cpu" else int(torch.cuda.max_memory_allocated())

    def _mark(self) -> None:
        if self.device != "cpu":
            torch.cuda.synchronize()
        self.marks.append(time.perf_counter())


def operations(size: str, lengths: NDArray[np.int64]) -> float:
    """Floating point operations of a forward and a backward pass over sequences of these lengths, without heads."""
    shape = SIZES[size]
    squares = float((lengths.astype(np.float64) ** 2).sum())
    return 12 * shape.layers * shape.hidden * (6 * shape.hidden * float(lengths.sum()) + squares)


def contend(job: Job, peak: float) -> dict[str, Any]:
    """Train as one contender; returns what a row says of it. The first block warms up and is not counted."""
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "0")  # Trainer takes all it sees
    prepared, clock = data.read(job.mix, job.folder / race.data_name(job)), Clock(job.amount.steps, job.device)
    side = import_module(f"benchmarks.{'ours' if job.variant.side == 'ours' else 'peers'}")
    given = batches(job, prepared)
    result = side.run_training(job, prepared, given, clock)
    seconds = clock.marks[-1] - clock.marks[1]
    lengths = prepared.train.group_tokens()[np.concatenate(given[job.amount.steps :])]
    if not peak and job.device != "cpu":
        card = torch.cuda.get_device_name()
        peak = next((value for part, value in PEAKS.items() if part in card), 0.0)
    return {
        "attention": result.get("attention", "its own"),
        "samples/s": round(len(lengths) / seconds, 1),
        "tokens/s": round(float(lengths.sum()) / seconds),
        "MFU %": round(100 * operations(job.size, lengths) / seconds / peak, 1) if peak else None,
        "GiB": round(result["peak"] / 2**30, 2),
        "padding": round(result["padding"], 3),
        "held_out": result["held_out"],
    }


def run(options: argparse.Namespace, work: Path) -> list[dict[str, Any]]:
    """Every combination of the options; a contender that fails leaves its error in its row."""
    rows: list[dict[str, Any]] = []
    nothing = Amount(steps=0, batch=0, examples=0, rounds=0)
    for size, mix in product(options.sizes, options.mixes):
        one = race.Race(phase="train", size=size, mix=mix, amount=nothing)
        folder = race.prepare(one, work)
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        mean = data.read(mix, folder / race.data_name(one)).train.group_tokens().mean()
        settings = () if options.prepare else product(options.dropout, options.tokens, CONTENDERS)
        for dropout, tokens, variant in settings:
            config["attention_probs_dropout_prob"] = dropout
            (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
            amount = Amount(steps=options.steps, batch=max(1, round(tokens / mean)), examples=0, rounds=options.rounds)
            job = Job(
                phase="train", mix=mix, size=size, variant=variant, amount=amount, folder=folder, device=options.device
            )
            row = dict(zip(NAMES, (size, mix, dropout, amount.batch, variant.name)))
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                try:
                    row |= process.submit(contend, job, options.peak).result()
                except Exception as error:
                    row["error"] = f"{type(error).__name__}: {error}"
            rows.append(row)
            print(f"| {' | '.join(str(row.get(name, '')) for name in NAMES)} | {row.get('error', '')}", flush=True)
            if options.json:
                options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return rows


def main(arguments: list[str] | None = None) -> list[dict[str, Any]]:
    """Parse, run, print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--sizes", nargs="+", default=["base", "large"], choices=SIZES)
    parser.add_argument("--mixes", nargs="+", default=["nli", "qa"], choices=data.MIXES)
    parser.add_argument("--dropout", nargs="+", type=float, default=[0.1, 0.0], help="of attention")
    parser.add_argument("--tokens", nargs="+", type=int, default=[1120, 16384], help="a step, about")
    parser.add_argument("--steps", type=int, default=8, help="of a block")
    parser.add_argument("--rounds", type=int, default=4, help="blocks that count")
    parser.add_argument("--peak", type=float, default=0.0, help="dense bf16 operations a second of another card")
    parser.add_argument("--work", type=Path, help="keep drawn models and tokenised data here")
    parser.add_argument("--prepare", action="store_true", help="make what --work keeps, and run nothing")
    parser.add_argument("--json", type=Path, help="keep the rows here")
    parser.add_argument("--tiny", action="store_true", help="a toy for a few steps")
    options = parser.parse_args(arguments)
    if options.tiny:
        options.sizes, options.mixes, options.tokens, options.steps, options.rounds = ["toy"], ["lab_nli"], [300], 2, 1
    print(f"| {' | '.join(NAMES)} |\n{'|---' * len(NAMES)}|", flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        return run(options, work)


if __name__ == "__main__":
    main()
