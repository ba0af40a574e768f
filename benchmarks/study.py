"""A whole small study: `xstilts run` against scripts that train and test the same cells."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from xstilts.lab import generate
from xstilts.models.backbones import builtin_folder

ROOT = Path(__file__).resolve().parents[1]
LABELS = {
    "sentiment": ("negative", "positive"),
    "paraphrase": ("different", "paraphrase"),
    "nli": ("entailment", "neutral", "contradiction"),
    "nli_hard": ("entailment", "neutral", "contradiction"),
}
COLUMNS = {
    "nli": ("premise", "hypothesis"),
    "nli_hard": ("premise", "hypothesis"),
    "paraphrase": ("text", "pair"),
    "sentiment": ("text", None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How large the study is. `rows` are training examples of a stage, `tests` examples of a language."""

    intermediates: tuple[str, ...] = ("sentiment", "paraphrase")
    targets: tuple[str, ...] = ("nli", "nli_hard")
    seeds: tuple[int, ...] = (1, 2)
    languages: tuple[str, ...] = ("en", "de", "es", "ru", "sw")
    rows: int = 256
    tests: int = 100
    epochs: float = 3.0
    learning_rate: float = 1e-4


QUICK = Extent(intermediates=("sentiment",), targets=("nli",), seeds=(1,), languages=("en", "de"), rows=64, tests=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """CPU and wall seconds of a whole tree of processes, and what it scored (mean accuracy in percent)."""

    cpu: float
    wall: float
    accuracy: float


def run(
    extent: Extent, work: Path, precision: str, sides: tuple[str, ...] = ("naive", "hand-shared")
) -> dict[str, Any]:
    """Race a study in one precision; returns the rows of its table."""
    folder = work / f"study-{precision}"
    write_data(extent, folder)
    costs = {"ours": _timed(lambda: _ours(extent, folder, precision))}
    if "naive" in sides:
        costs["naive"] = _timed(lambda: _scripts(extent, folder, "naive", precision))
    if "hand-shared" in sides:
        costs["hand-shared"] = _timed(lambda: _scripts(extent, folder, "hand-shared", precision))
    aims = {"naive": 12.0, "hand-shared": 6.0}
    rows = [
        {
            "name": name,
            "cpu": cost.cpu,
            "wall": cost.wall,
            "accuracy": cost.accuracy,
            "ratio": None if name == "ours" else cost.cpu / costs["ours"].cpu,
            "aim": aims.get(name),
        }
        for name, cost in costs.items()
    ]
    what = (
        f"The built-in backbone, {len(extent.intermediates)} intermediates and `direct`, {len(extent.targets)} "
        f"targets, {len(extent.seeds)} seeds, {len(extent.languages)} languages; {extent.rows} training rows, "
        f"{extent.epochs:g} epochs, {extent.tests} test rows a language. CPU seconds of all processes, start to end, "
        "one run each; ours includes planning, a score on development data after every training, tests of significance "
        "and the report. Naive: fp32, padded to 128, every cell from the start, a process for every training and "
        "language. Hand-shared: phase 2 kept, one process for a training and its tests, grouped by length, "
        f"{precision}."
    )
    return {"name": precision, "what": what, "rows": rows}


def write_data(extent: Extent, folder: Path) -> None:
    """Every task as JSON Lines files that both sides read: text, pair (if any), label."""
    for name in (*extent.intermediates, *extent.targets):
        for split, languages, size in _files(extent):
            if split == "test" and name not in extent.targets:
                continue
            for language in languages:
                path = folder / name / f"{split}-{language}.jsonl"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("".join(_lines(name, split, language, size)), encoding="utf-8")


def _files(extent: Extent) -> tuple[tuple[str, tuple[str, ...], int], ...]:
    """Splits, their languages, their rows; `dev` is for ours, which scores the end of every training."""
    english = ("en",)
    return ("train", english, extent.rows), ("dev", english, extent.tests), ("test", extent.languages, extent.tests)


def _lines(name: str, split: str, language: str, size: int) -> list[str]:
    text, pair = COLUMNS[name]
    rows = generate(
        name.removesuffix("_hard"), split, language, size=size, difficulty=3 if name.endswith("_hard") else 1
    )
    kept = [{"text": row[text], **({"pair": row[pair]} if pair else {}), "label": str(row["label"])} for row in rows]
    return [json.dumps(row, ensure_ascii=False) + "\n" for row in kept]


def _timed(work: Callable[[], float]) -> Cost:
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    accuracy = work()
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - started
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu=cpu, wall=wall, accuracy=accuracy)


def _call(*arguments: str) -> None:
    environment = os.environ | {
        "OMP_NUM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "HF_HUB_OFFLINE": "1",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, env=environment)
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{done.stderr[-2000:]}")


def _ours(extent: Extent, folder: Path, precision: str) -> float:
    recipe = {
        "epochs": extent.epochs,
        "learning_rate": extent.learning_rate,
        "max_length": 128,
        "batch_size": 32,
        "weight_decay": 0.01,
        "evals": 1,
    }
    tasks = {}
    for name in (*extent.intermediates, *extent.targets):
        columns = {"text": "text", "label": "label"} | ({"pair": "pair"} if COLUMNS[name][1] else {})
        tasks[name] = {
            "kind": "classify",
            "train": f"{name}/train-en.jsonl",
            "dev": f"{name}/dev-en.jsonl",
            "columns": columns,
            "labels": list(LABELS[name]),
        }
        if name in extent.targets:
            tasks[name]["test"] = {language: f"{name}/test-{language}.jsonl" for language in extent.languages}
    study = {
        "version": 1,
        "study": "race",
        "question": "How much does a small study cost?",
        "models": {"mini": "mini"},
        "intermediates": {name: [name] for name in extent.intermediates},
        "targets": list(extent.targets),
        "tasks": tasks,
        "languages": list(extent.languages),
        "seeds": list(extent.seeds),
        "precision": precision,
        "recipe": {"phase2": recipe, "phase3": recipe},
        "controls": {"longer": False},
    }
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(study), encoding="utf-8")
    store = folder / "store"
    _call("-m", "xstilts.cli", "run", str(path), "--store", str(store), "--workers", "1")
    scores = [json.loads(one.read_text()) for one in store.glob("stages/evaluate-*/scores.json")]
    return statistics.mean(score["value"] for one in scores for score in one["languages"].values())


def _scripts(extent: Extent, folder: Path, how: str, precision: str) -> float:
    """Both ways of doing it by hand; the mean accuracy over cells and languages."""
    shared, out = how == "hand-shared", folder / how
    tuned = ["--tuned", *(["--bf16"] if precision == "bf16" else [])] if shared else []
    found: list[float] = []
    for seed in extent.seeds:
        common = [*_settings(extent, seed), *tuned]
        starts = {"direct": str(builtin_folder())}
        for name in extent.intermediates if shared else ():
            starts[name] = _train(common, starts["direct"], name, folder, out / f"{name}-{seed}", [])
        for target in extent.targets:
            tests = [folder / target / f"test-{language}.jsonl" for language in extent.languages]
            for name in ("direct", *extent.intermediates):
                cell = out / f"{name}-{target}-{seed}"
                if name not in starts:
                    start = _train(common, starts["direct"], name, folder, cell / "phase2", [])
                else:
                    start = starts[name]
                model = _train(common, start, target, folder, cell, tests if shared else [])
                for test in () if shared else tests:
                    labels = ["--labels", *LABELS[target]]
                    _script(*common, *labels, "--model", model, "--test", str(test), "--output", model)
                found += [score for one in cell.glob("scores-*.json") for score in json.loads(one.read_text()).values()]
    return 100 * statistics.mean(found)


def _settings(extent: Extent, seed: int) -> list[str]:
    return ["--seed", str(seed), "--epochs", str(extent.epochs), "--learning-rate", str(extent.learning_rate)]


def _train(common: list[str], start: str, task: str, folder: Path, out: Path, tests: list[Path]) -> str:
    test = ["--test", *map(str, tests)] if tests else []
    data = ["--train", str(folder / task / "train-en.jsonl"), "--labels", *LABELS[task], *test]
    _script(*common, *data, "--model", start, "--output", str(out))
    return str(out)


def _script(*arguments: str) -> None:
    _call("-m", "benchmarks.script", *arguments)
