"""`python -m benchmarks`: run races, print and keep their results."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import study
from benchmarks.jobs import EVALUATION, TRAINING, Amount
from benchmarks.race import Race, run
from benchmarks.table import file_name, machine, markdown, write

HERE = Path(__file__).resolve().parent
RACES = (
    Race(phase="train", size="tiny", mix="nli", amount=Amount(steps=8, batch=32, examples=0, rounds=5)),
    Race(phase="evaluate", size="tiny", mix="nli", amount=Amount(steps=0, batch=0, examples=384, rounds=5)),
    Race(phase="train", size="tiny", mix="qa", amount=Amount(steps=4, batch=16, examples=0, rounds=5)),
    Race(phase="evaluate", size="tiny", mix="qa", amount=Amount(steps=0, batch=0, examples=96, rounds=5)),
    Race(phase="train", size="small", mix="nli", amount=Amount(steps=4, batch=32, examples=0, rounds=4)),
    Race(phase="evaluate", size="small", mix="nli", amount=Amount(steps=0, batch=0, examples=192, rounds=4)),
    Race(phase="train", size="small", mix="qa", amount=Amount(steps=2, batch=16, examples=0, rounds=4)),
    Race(phase="evaluate", size="small", mix="qa", amount=Amount(steps=0, batch=0, examples=48, rounds=4)),
    Race(phase="train", size="base", mix="nli", amount=Amount(steps=2, batch=16, examples=0, rounds=3)),
    Race(phase="evaluate", size="base", mix="nli", amount=Amount(steps=0, batch=0, examples=64, rounds=3)),
)
QUICK = (
    Race(phase="train", size="tiny", mix="nli", amount=Amount(steps=4, batch=32, examples=0, rounds=3)),
    Race(phase="evaluate", size="tiny", mix="nli", amount=Amount(steps=0, batch=0, examples=192, rounds=3)),
    Race(phase="train", size="tiny", mix="qa", amount=Amount(steps=2, batch=16, examples=0, rounds=2)),
)


def main() -> None:
    """Parse, run, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few minutes: the tiny model alone")
    parser.add_argument("--only", nargs="+", default=[], help="races by prefix of phase-size-mix, or `study`")
    parser.add_argument("--variants", nargs="+", help="variants by name, instead of all that the processor has")
    parser.add_argument("--keep", type=Path, help="folder with a file of raw results for each processor, extended")
    parser.add_argument(
        "--out", type=Path, help="write the Markdown of all that is kept here (default: print this run)"
    )
    parser.add_argument("--work", type=Path, help="keep drawn models and tokenised data here")
    options = parser.parse_args()
    chosen = [race for race in (QUICK if options.quick else RACES) if _wanted(race.name, options.only)]
    results: dict[str, Any] = {"machine": machine(), "races": [], "studies": []}
    raw = options.keep / file_name(results["machine"]) if options.keep else None
    if raw and raw.is_file():
        results |= {name: value for name, value in json.loads(raw.read_text()).items() if name != "machine"}
    precisions = ("fp32", "bf16") if results["machine"]["bf16"] else ("fp32",)
    names = options.variants or [one.name for one in (*TRAINING, *EVALUATION) if one.precision in precisions]
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        for race in chosen:
            print(f"{race.name} ...", flush=True)
            results["races"] = _replaced(results["races"], run(race, work, names))
            write(results, raw, options.out)
        for precision in precisions[-1:] if options.quick else precisions:
            if not _wanted("study", options.only):
                continue
            print(f"study, {precision} ...", flush=True)
            entry = study.run(study.QUICK if options.quick else study.Extent(), work, precision)
            results["studies"] = [one for one in results["studies"] if one["name"] != precision] + [entry]
            write(results, raw, options.out)
    if not options.out:
        print(markdown([results]))


def _wanted(name: str, only: list[str]) -> bool:
    return not only or any(name.startswith(prefix) for prefix in only)


def _replaced(races: list[dict[str, Any]], new: dict[str, Any]) -> list[dict[str, Any]]:
    """The new result in the place of an older one of the same race, else at the end."""

    def name(entry: dict[str, Any]) -> tuple[str, ...]:
        return tuple(entry["race"][key] for key in ("phase", "size", "mix"))

    if name(new) in [name(entry) for entry in races]:
        return [new if name(entry) == name(new) else entry for entry in races]
    return [*races, new]


if __name__ == "__main__":
    main()
