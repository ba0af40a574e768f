"""Checks that the kinds share: labels, metrics, what a head gave. Messages name the example."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

import numpy as np

from xstilts.core.errors import DataError, XstiltsError
from xstilts.tasks.records import BLANKS, Example, LabelSpace, Prediction

Typed = TypeVar("Typed", bound=Example)


def examples_of(kind: str, expected: type[Typed], examples: Sequence[Example]) -> list[Typed]:
    """The examples with their type known.

    Raises:
        DataError: an example is of another kind.
    """
    for example in examples:
        if not isinstance(example, expected):
            raise DataError(
                f"kind {kind!r} reads {expected.__name__}, but example {example.id!r} is a {type(example).__name__}"
            )
    return [example for example in examples if isinstance(example, expected)]


def space_of(kind: str, space: LabelSpace | None) -> LabelSpace:
    """The label space of a kind that needs one."""
    if space is None or not space.labels:
        raise XstiltsError(f"kind {kind!r} needs a label space; declare the task's labels in their order")
    return space


def place(example: Example) -> str:
    """`example 'id' (language)`, for messages."""
    return f"example {example.id!r} ({example.language})"


def label_table(space: LabelSpace) -> dict[str, int]:
    """Label -> index."""
    return {label: index for index, label in enumerate(space.labels)}


def label_error(example: Example, label: str, space: LabelSpace) -> DataError:
    """The error for a label outside the space: blanked labels get their own words."""
    allowed = ", ".join(space.labels)
    if label.strip() in BLANKS:
        return DataError(
            f"{place(example)}: blanked labels: the gold label is {label!r}; allowed: {allowed}; use a "
            "release of the "
            "data that carries its labels"
        )
    return DataError(
        f"{place(example)}: label {label!r} is not in label space {space.name!r}; allowed: {allowed}; map it "
        "in the "
        "task's row function or mend the file"
    )


def check_metric(kind: str, metric: str, allowed: Iterable[str]) -> None:
    """Refuse a metric that does not fit the kind."""
    names = tuple(allowed)
    if metric not in names:
        raise XstiltsError(f"metric {metric!r} does not fit kind {kind!r}; allowed: {', '.join(names)}")


def check_rows(outputs: np.ndarray, rows: int, what: str) -> None:
    """Our own bug if a head gave another number of rows than the encoding has."""
    assert len(outputs) == rows, f"{len(outputs)} outputs for {rows} {what}"


def prediction_of(example: Example, text: str, parts: Iterable[float], gold_digest: str) -> Prediction:
    """A `Prediction` of an example."""
    numbers = tuple(float(part) for part in parts)
    return Prediction(
        id=example.id,
        group=example.group,
        language=example.language,
        prediction=text,
        parts=numbers,
        gold_digest=gold_digest,
    )


def by_language(examples: Sequence[Example]) -> dict[str, list[int]]:
    """Language -> indices of its examples, in order."""
    found: dict[str, list[int]] = {}
    for index, example in enumerate(examples):
        found.setdefault(example.language, []).append(index)
    return found
