"""Margin mining end to end (normalise, 4 nearest both ways, ratio margins): the two searches that a study may ask for.

`python -m benchmarks.retrieval [--rows N] [--width H] [--rounds R]` runs either in processes of their own, in
alternation, on one thread, and prints CPU seconds and peak memory (vectors included). Needs `pip install faiss-cpu`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

import numpy as np

K = 4
WAYS = ("xstilts", "faiss")
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way's run: CPU seconds of the mining alone, peak memory of the process, and a digest of the pairs found."""

    way: str
    rows: int
    width: int
    cpu_seconds: float
    peak_mib: float
    pairs: str


def vectors(rows: int, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Foreign and English float32 [rows, width]: noise, with the translations nearer to each other than the rest."""
    random = np.random.default_rng(0)
    foreign = random.standard_normal((rows, width), np.float32)
    english = random.standard_normal((rows, width), np.float32)
    for row in range(rows):
        english[row] += 0.3 * foreign[row]
    return foreign, english


def measure(way: str, rows: int, width: int) -> Row:
    """Mine in this process."""
    from xstilts.evaluate import flat, neighbours

    foreign, english = vectors(rows, width)
    start = time.process_time()
    search = flat.nearest_both if way == "faiss" else neighbours.nearest_both
    found = neighbours.margin_candidates(foreign, english, k=K, search=search)
    seconds = time.process_time() - start
    pairs = np.stack(found[:2])[:, np.argsort(found[0])]
    return Row(
        way=way,
        rows=rows,
        width=width,
        cpu_seconds=seconds,
        peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        pairs=hashlib.sha256(pairs.tobytes()).hexdigest()[:8],
    )


def race(rows: int, width: int = 768, rounds: int = 1) -> list[Row]:
    """Every way, `rounds` times in alternation, each run in a process of its own."""
    found = []
    for way in WAYS * rounds:
        command = [
            sys.executable,
            "-m",
            "benchmarks.retrieval",
            "--rows",
            str(rows),
            "--width",
            str(width),
            "--way",
            way,
        ]
        done = subprocess.run(command, env=os.environ | ONE_THREAD, check=True, stdout=subprocess.PIPE, text=True)
        found.append(Row(**json.loads(done.stdout)))
    return found


def table(found: list[Row]) -> str:
    """Markdown: per way the median CPU seconds, that over faiss', the largest peak, the pairs' digest."""
    lines = ["| way | rows a side | width | CPU s | over faiss | peak MiB | pairs |", "|---|---|---|---|---|---|---|"]
    seconds = {way: statistics.median(row.cpu_seconds for row in found if row.way == way) for way in WAYS}
    for way in WAYS:
        own = [row for row in found if row.way == way]
        peak, pairs = max(row.peak_mib for row in own), ", ".join(sorted({row.pairs for row in own}))
        ratio = seconds[way] / seconds["faiss"]
        cells = (way, own[0].rows, own[0].width, f"{seconds[way]:.1f}", f"{ratio:.2f}", f"{peak:.0f}", pairs)
        lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Race and print, or (`--way`) run one way and print its row as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--width", type=int, default=768)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--way", choices=WAYS, help="run this one here")
    given = parser.parse_args()
    if given.way:
        print(json.dumps(asdict(measure(given.way, given.rows, given.width))))
    else:
        print(table(race(given.rows, given.width, given.rounds)))


if __name__ == "__main__":
    main()
