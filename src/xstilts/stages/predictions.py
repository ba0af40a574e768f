"""What every evaluation leaves: predictions in one schema, and the scores that are derived from them. No torch here.

`predictions.parquet` is the result (one row per example), `scores.json` is derivable from it. Retrieval also leaves
`layers.parquet`: whether an example's translation was found, at every layer, plain and centred.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from xstilts.core.files import write_with
from xstilts.stages.specs import BaselineSpec, EvaluateSpec, stage_key
from xstilts.tasks.records import Example, Metric, Prediction

Evaluation = EvaluateSpec | BaselineSpec

SCHEMA = pa.schema(
    [
        ("stage", pa.string()),
        ("example_id", pa.string()),
        ("group_id", pa.string()),
        ("language", pa.string()),
        ("seed", pa.int64()),
        ("prediction", pa.string()),
        ("score", pa.float64()),
        ("parts", pa.list_(pa.float64())),
        ("gold", pa.string()),
    ]
)
"""One schema for every kind. `score` is the metric of the example alone (NaN where it has none), `parts` its additive
parts, `gold` a digest of the gold answer."""


def write_predictions(path: Path, predictions: Sequence[Prediction], spec: Evaluation, metric: Metric) -> None:
    """Write per-example predictions in the one schema."""
    parts = np.array([prediction.parts for prediction in predictions], dtype=np.float64)
    with np.errstate(invalid="ignore"):
        alone = metric.value(parts)
    key = stage_key(spec)
    table = pa.table(
        {
            "stage": [key] * len(predictions),
            "example_id": [prediction.id for prediction in predictions],
            "group_id": [prediction.group for prediction in predictions],
            "language": [prediction.language for prediction in predictions],
            "seed": [spec.seed] * len(predictions),
            "prediction": [prediction.prediction for prediction in predictions],
            "score": alone,
            "parts": list(parts),
            "gold": [prediction.gold_digest for prediction in predictions],
        },
        schema=SCHEMA,
    )
    write_with(path, lambda temporary: pq.write_table(table, temporary, compression="zstd"))


def summarise(predictions: Sequence[Prediction], metric: Metric, spec: Evaluation) -> dict[str, Any]:
    """Scores per language with n, metric, version, chance, split: what is printed beside every number."""
    languages: dict[str, list[tuple[float, ...]]] = {}
    for prediction in predictions:
        languages.setdefault(prediction.language, []).append(prediction.parts)
    scores = {}
    for language, rows in languages.items():
        total = np.array(rows, dtype=np.float64).sum(0)
        extras = {name: _number(function(total)) for name, function in metric.extras.items()}
        scores[language] = {"value": _number(metric.value(total)), "n": len(rows), "extras": extras}
    return {
        "languages": scores,
        "metric": metric.name,
        "metric_version": metric.version,
        "chance": spec.chance,
        "dataset": spec.test.dataset,
        "split": spec.test.split,
    }


def write_layers(path: Path, examples: Sequence[Example], hits: dict[str, NDArray[np.bool_]]) -> None:
    """Write every example's result at every layer.

    Args:
        hits: `plain` and `centred`, bool [layers, N]: whether the nearest sentence was the translation.
    """
    columns: dict[str, Any] = {
        "example_id": [example.id for example in examples],
        "language": [example.language for example in examples],
        **{name: pa.array(list(found.T), type=pa.list_(pa.bool_())) for name, found in hits.items()},
    }
    table = pa.table(columns)
    write_with(path, lambda temporary: pq.write_table(table, temporary, compression="zstd"))


def _number(value: Any) -> float | None:
    number = float(value)
    return number if np.isfinite(number) else None
