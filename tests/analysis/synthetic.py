"""A synthetic study written as real stage folders, with gains that are known because they were put there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from xstilts.analysis.collect import Results, collect
from xstilts.analysis.results import DIRECT, LONGER, Cell, Claim, Comparison, StudyDesign, TargetInfo
from xstilts.core.files import write_json
from xstilts.tasks.records import Metric


def ratio(numerator: int, denominator: int):
    return lambda parts: 100.0 * parts[..., numerator] / parts[..., denominator]


def f1(parts):
    return 100.0 * 2 * parts[..., 0] / np.maximum(parts[..., 1] + parts[..., 2], 1e-9)


METRICS = {
    "accuracy": Metric(name="accuracy", version="accuracy-1", parts=("correct", "n"), value=ratio(0, 1)),
    "retrieval_accuracy": Metric(
        name="retrieval_accuracy", version="retrieval-accuracy-1", parts=("correct", "n"), value=ratio(0, 1)
    ),
    "squad": Metric(name="squad", version="squad-v1.1-f1-1", parts=("exact", "f1", "n"), value=ratio(1, 2)),
    "seqeval": Metric(name="seqeval", version="seqeval-1.2.2", parts=("tp", "predicted", "gold"), value=f1),
}
LANGUAGES = ("en", "de", "ru", "zh", "sw")
EFFECTS = {  # points that an intermediate adds, by target
    "nli": {"xnli": 6.0, "udpos": -2.0, "xquad": 1.0, "tatoeba": 14.0},
    "squad": {"xnli": 1.0, "udpos": 0.0, "xquad": 5.0, "tatoeba": 9.0},
    "pos": {"xnli": 0.0, "udpos": 1.5, "xquad": 0.0, "tatoeba": -7.0},
    LONGER: {"xnli": 0.8, "udpos": 0.3, "xquad": 0.5, "tatoeba": 0.0},
    DIRECT: {},
}
BASE = {"xnli": 52.0, "udpos": 66.0, "xquad": 40.0, "tatoeba": 30.0}
GROUPS = {"tatoeba": "retrieval", "xquad": "qa", "udpos": "structured"}
TRAINED = {"xnli": True, "udpos": True, "xquad": True, "tatoeba": False}


def target(name: str, kind: str, metric: str, chance: float | None, languages=LANGUAGES, **more) -> TargetInfo:
    fields = {
        "title": name.upper(),
        "metric_version": METRICS[metric].version,
        "group": GROUPS.get(name, "classification"),
        "split": "test",
        "protocol": "published",
        "licence": "CC BY-SA 4.0",
        "trained": TRAINED.get(name, True),
    }
    return TargetInfo(name=name, kind=kind, metric=metric, chance=chance, languages=languages, **{**fields, **more})


TARGETS = (
    target("xnli", "classify", "accuracy", 100 / 3),
    target("udpos", "tag", "seqeval", None, protocol="treebanks of five languages only"),
    target("xquad", "extract", "squad", 0.0, split="dev"),
    target("tatoeba", "retrieve", "retrieval_accuracy", 0.1, languages=("de", "ru", "zh", "sw")),
)


def make_design(seeds=(1, 2, 3), models=("mini", "random"), **more) -> StudyDesign:
    cells, trainings = [], {}
    for model in models:
        for seed in seeds:
            for intermediate in EFFECTS:
                phase2 = f"p2-{model}-{intermediate}-{seed}"
                if intermediate not in (DIRECT, LONGER):
                    trainings[phase2] = _about(intermediate, "intermediate", model, seed)
                for info in TARGETS:
                    if intermediate == LONGER and not info.trained:
                        continue
                    stages = [phase2] if phase2 in trainings else []
                    if info.trained:
                        phase3 = f"p3-{model}-{intermediate}-{info.name}-{seed}"
                        trainings[phase3] = _about(f"{intermediate}-{info.name}", "target", model, seed)
                        stages.append(phase3)
                    stages.append(f"ev-{model}-{intermediate}-{info.name}-{seed}")
                    cells.append(
                        Cell(
                            model=model,
                            intermediate=intermediate,
                            target=info.name,
                            seed=seed,
                            stages=tuple(stages),
                            same_data=(intermediate, info.name) in {("nli", "xnli"), ("squad", "xquad")},
                        )
                    )
    fields = {
        "name": "synthetic",
        "question": "Which of three intermediate tasks helps a small model in five languages?",
        "models": {model: model for model in models},
        "controls": ("random",) if "random" in models else (),
        "intermediates": {
            DIRECT: "no intermediate task",
            LONGER: "phase 3 stretched to the steps of phases 2 and 3",
            "nli": "natural language inference, 12k pairs",
            "squad": "SQuAD v1.1, 8k questions",
            "pos": "English part-of-speech tagging",
        },
        "targets": TARGETS,
        "seeds": tuple(seeds),
        "limits": {"train": 2000, "eval": 200},
        "recipes": {
            "phase 2": {"learning_rate": 1e-4, "epochs": 2, "batch_size": 32, "max_length": 128},
            "phase 3": {"learning_rate": 1e-4, "epochs": 3, "batch_size": 32, "max_length": 128},
        },
        "precision": "fp32",
        "retrieval": {"layer": 3, "pooling": "mean"},
        "primary": (
            Comparison(intermediate="nli", target="tatoeba"),
            Comparison(intermediate="pos", target="udpos"),
        ),
        "claims": (
            Claim(
                says="NLI raises sentence retrieval",
                source="arXiv:2005.13013",
                intermediate="nli",
                target="tatoeba",
            ),
            Claim(says="NLI raises POS tagging by 3 points", intermediate="nli", target="udpos", at_least=3.0),
            Claim(
                says="HellaSwag helps XNLI",
                source="arXiv:2005.13013",
                intermediate="hellaswag",
                target="xnli",
            ),
        ),
        "cells": tuple(cells),
        "training_stages": trainings,
    }
    return StudyDesign(**{**fields, **more})


def _about(name: str, role: str, model: str, seed: int) -> dict:
    return {"name": name, "role": role, "model": model, "seed": seed}


def write_evaluation(folder: Path, rows: dict, scores: dict) -> None:
    """One evaluate stage's folder from columns."""
    folder.mkdir(parents=True, exist_ok=True)
    count = len(rows["example_id"])
    table = pa.table(
        {
            "stage": ["s"] * count,
            **rows,
            "seed": [1] * count,
            "prediction": [f"{row % 3}" for row in range(count)],
            "score": [0.0] * count,
            "parts": pa.array(rows["parts"], type=pa.list_(pa.float64())),
        }
    )
    pq.write_table(table, folder / "predictions.parquet")
    write_json(folder / "scores.json", scores)
    write_json(
        folder / "provenance.json",
        {"torch": "2.13.0", "python": "3.11.2", "device": "cpu", "command": "xstilts run"},
    )


def write_cells(root: Path, design: StudyDesign, num_items: int = 200, seed: int = 0) -> None:
    """Write every evaluation and training of a design: parallel items, language and seed effects, known gains."""
    rng = np.random.default_rng(seed)
    difficulty = {info.name: rng.normal(0, 1.0, num_items) for info in design.targets}
    infos = {info.name: info for info in design.targets}
    seed_effect: dict = {}
    for cell in design.cells:
        info = infos[cell.target]
        effect = seed_effect.setdefault((cell.model, cell.intermediate, cell.target, cell.seed), rng.normal(0, 0.8))
        gain = EFFECTS[cell.intermediate].get(cell.target, 0.0) * (1.0 if cell.model == "mini" else 0.15)
        base = BASE[cell.target] - (0 if cell.model == "mini" else 16)
        if cell.target == "tatoeba" and cell.intermediate == DIRECT:
            effect = 0.0
        ids, groups, languages, parts = [], [], [], []
        for rank, language in enumerate(info.languages):
            level = base + (gain if language != "en" else gain / 2) + effect - 4.0 * rank
            threshold = np.quantile(rng.normal(0, 1.41, 4000), np.clip(level, 1, 99) / 100)
            right = (difficulty[cell.target] + rng.normal(0, 1, num_items) < threshold).astype(float)
            ids += [f"{language}-{i}" for i in range(num_items)]
            groups += [f"item-{i}" for i in range(num_items)]
            languages += [language] * num_items
            parts += _parts(info.metric, right)
        write_evaluation(
            root / cell.evaluation,
            {
                "example_id": ids,
                "group_id": groups,
                "language": languages,
                "parts": parts,
                "gold": ["g"] * len(ids),
            },
            {"languages": {}, "metric": info.metric, "metric_version": info.metric_version},
        )
        if info.kind == "retrieve":
            right = np.array([part[0] for part in parts], dtype=bool)
            write_layers(root / cell.evaluation, ids, languages, right)
    for key, about in design.training_stages.items():
        _write_training(root / key, about, rng)


LAYERS = 5


def write_layers(folder: Path, ids: list[str], languages: list[str], right: np.ndarray) -> None:
    """Layer l finds what the scored layer (3) found on all but every (2 + l)th row; centring finds everything."""
    rows = np.arange(len(right))
    hits = np.stack([right & ((rows % (2 + layer) != 0) | (layer == 3)) for layer in range(LAYERS)], axis=1)
    columns = {"plain": hits, "centred": np.ones_like(hits)}
    table = {name: pa.array(list(found), type=pa.list_(pa.bool_())) for name, found in columns.items()}
    pq.write_table(pa.table({"example_id": ids, "language": languages, **table}), folder / "layers.parquet")


def _parts(metric: str, right: np.ndarray) -> list[list[float]]:
    if metric == "squad":
        return [[float(r), 0.6 * r + 0.2, 1.0] for r in right]
    if metric == "seqeval":
        return [[6 * r + 2, 9.0, 9.0] for r in right]
    return [[float(r), 1.0] for r in right]


def _write_training(folder: Path, about: dict, rng: np.random.Generator) -> None:
    steps = list(range(5, 205, 5))
    losses = [1.1 * np.exp(-step / 80) + 0.5 + rng.normal(0, 0.02) for step in steps]
    dev = [
        {"step": s, "score": float(70 - 25 * np.exp(-s / 90) + rng.normal(0, 0.5)), "parts": {}}
        for s in (50, 100, 150, 200)
    ]
    best = max(dev, key=lambda point: point["score"])
    curve = {
        "planned_steps": 200,
        "steps": 200,
        "loss": [{"step": s, "loss": float(loss)} for s, loss in zip(steps, losses)],
        "dev": dev,
        "best_step": best["step"],
    }
    write_json(folder / "curve.json", curve)
    write_json(folder / "summary.json", {"steps": 200, "tokens": 410_000, "seconds": 31.5, "examples": 2000})
    write_json(folder / "provenance.json", {"torch": "2.13.0", "python": "3.11.2", "device": "cpu"})


def read(root: Path, design: StudyDesign, failures=None) -> Results:
    def folder_of(key: str) -> Path | None:
        return root / key if (root / key).is_dir() else None

    return collect(design, folder_of, failures or {}, metrics=METRICS)
