"""Scores on English dev data during training: all that ever selects weights (never another language)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from xstilts.evaluate.predict import predict
from xstilts.tasks.encoded import Encoded, Kind
from xstilts.tasks.records import Example, LabelSpace, Metric
from xstilts.train.state import DevScore


@dataclass(frozen=True, slots=True, kw_only=True)
class DevData:
    """The dev data of one task of a training, with what scores it. `name` is unique within the training."""

    name: str
    kind: Kind
    head: str
    space: LabelSpace | None
    metric: Metric
    examples: Sequence[Example]
    encoded: Encoded


def dev_score(model: Any, data: Sequence[DevData], *, precision: str = "fp32", device: str = "cpu") -> DevScore:
    """The mean over tasks of their metric's value, in percent, each decoded as in evaluation.

    A task whose metric has no value (NaN: nothing to count) is left out of the mean; if none has, the score
    is 0.
    """
    parts: dict[str, float] = {}
    for item in data:
        outputs = predict(model, item.encoded, item.head, precision=precision, device=device)
        predictions = item.kind.decode(item.examples, item.encoded, outputs, item.space, item.metric.name)
        total = np.sum(np.asarray([row.parts for row in predictions], np.float64), axis=0)
        value = float(item.metric.value(total))
        if math.isfinite(value):
            parts[item.name] = value
    return DevScore(value=sum(parts.values()) / len(parts) if parts else 0.0, parts=parts)
