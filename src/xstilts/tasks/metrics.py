"""Metrics: scores in percent as functions of per-example additive parts, by name.

A score of any set of examples is `metric.value(parts.sum(axis=0))`, so resampling costs one sum. Where a
denominator counts examples or words and is 0 the value is NaN (a missing cell stays missing); where it counts
chunks, pairs or positives the value is 0, which is what the official scripts give.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from xstilts.core.registry import Registry
from xstilts.tasks.records import Metric

Value = Callable[[np.ndarray], np.ndarray]


def _percent(numerator: np.ndarray, denominator: np.ndarray, empty: float) -> np.ndarray:
    filled = np.where(denominator > 0, denominator, 1)
    return np.where(denominator > 0, 100.0 * numerator / filled, empty)


def mean_of(part: int, count: int) -> Value:
    """100 * parts[part] / parts[count]; NaN for no examples."""
    return lambda parts: _percent(parts[..., part], parts[..., count], np.nan)


def f1_of(right: int, predicted: int, gold: int) -> Value:
    """100 * 2 * right / (predicted + gold): harmonic mean of precision and recall; 0 when both are 0."""
    return lambda parts: _percent(2 * parts[..., right], parts[..., predicted] + parts[..., gold], 0.0)


def ratio_of(part: int, count: int) -> Value:
    """100 * parts[part] / parts[count]; 0 for a zero denominator (precision, recall)."""
    return lambda parts: _percent(parts[..., part], parts[..., count], 0.0)


def average_of(first: Value, second: Value) -> Value:
    """The mean of two scores."""
    return lambda parts: (first(parts) + second(parts)) / 2


ACCURACY = Metric(name="accuracy", version="accuracy-1", parts=("correct", "n"), value=mean_of(0, 1))

ACCURACY_F1 = Metric(
    name="accuracy_f1",
    version="accuracy-f1-1 (mean of accuracy and F1 of the second label, as GLUE averages QQP)",
    parts=("correct", "n", "tp", "predicted", "gold"),
    value=average_of(mean_of(0, 1), f1_of(2, 3, 4)),
    extras={"accuracy": mean_of(0, 1), "f1": f1_of(2, 3, 4)},
)

SQUAD = Metric(
    name="squad",
    version="squad-v1.1-f1-1 (English normaliser in every language, as XTREME)",
    parts=("exact", "f1", "n"),
    value=mean_of(1, 2),
    extras={"exact_match": mean_of(0, 2), "em_f1_mean": average_of(mean_of(0, 2), mean_of(1, 2))},
)
"""The value is F1; `em_f1_mean`, (EM + F1) / 2, is what enters XTREME's average over tasks."""

SQUAD_V2 = Metric(
    name="squad_v2",
    version="squad-v2.0-f1-1",
    parts=("exact", "f1", "n", "answerable_f1", "answerable", "silent", "unanswerable"),
    value=mean_of(1, 2),
    extras={
        "exact_match": mean_of(0, 2),
        "em_f1_mean": average_of(mean_of(0, 2), mean_of(1, 2)),
        "answerable_f1": mean_of(3, 4),
        "no_answer_accuracy": mean_of(5, 6),
    },
)

MLQA = Metric(
    name="mlqa",
    version="mlqa-v1-f1-1 (language-aware normaliser)",
    parts=SQUAD.parts,
    value=SQUAD.value,
    extras=SQUAD.extras,
)

SEQEVAL = Metric(
    name="seqeval",
    version="seqeval-1.2.2-micro-f1",
    parts=("tp", "predicted", "gold", "correct", "tokens"),
    value=f1_of(0, 1, 2),
    extras={"precision": ratio_of(0, 1), "recall": ratio_of(0, 2), "token_accuracy": mean_of(3, 4)},
)

TOKEN_ACCURACY = Metric(
    name="token_accuracy", version="token-accuracy-1", parts=("correct", "tokens"), value=mean_of(0, 1)
)

RETRIEVAL_ACCURACY = Metric(
    name="retrieval_accuracy",
    version="retrieval-accuracy-1 (English queries, cosine, one nearest neighbour)",
    parts=("correct", "n"),
    value=mean_of(0, 1),
)

BUCC_F1 = Metric(
    name="bucc_f1",
    version="bucc-set-f1-1",
    parts=("tp", "predicted", "gold"),
    value=f1_of(0, 1, 2),
    extras={"precision": ratio_of(0, 1), "recall": ratio_of(0, 2)},
)

METRICS = Registry(
    "metric",
    {
        "accuracy": "xstilts.tasks.metrics:ACCURACY",
        "accuracy_f1": "xstilts.tasks.metrics:ACCURACY_F1",
        "squad": "xstilts.tasks.metrics:SQUAD",
        "squad_v2": "xstilts.tasks.metrics:SQUAD_V2",
        "mlqa": "xstilts.tasks.metrics:MLQA",
        "seqeval": "xstilts.tasks.metrics:SEQEVAL",
        "token_accuracy": "xstilts.tasks.metrics:TOKEN_ACCURACY",
        "retrieval_accuracy": "xstilts.tasks.metrics:RETRIEVAL_ACCURACY",
        "bucc_f1": "xstilts.tasks.metrics:BUCC_F1",
    },
)
"""Metric name -> `Metric`. Unknown names raise with suggestions; `METRICS.add` registers more."""
