"""Scoring a file of predictions with a task's official metric, without a model (what `xstilts score` calls).

Formats, all UTF-8 (gzip when the name ends with `.gz`), by the task's kind:

- classify, choose, retrieve: one label, choice index or found sentence per line, gold and predictions alike;
- tag: one tag per line (the last column where there are several), a blank line after each sentence;
- extract: gold in SQuAD JSON, predictions as a JSON object `{question id: text}`;
- mine: lines `foreign id <TAB> english id`.

A question without a prediction scores 0, as in the official scripts, and is counted in `missing`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from xstilts.core.errors import DataError, suggestion
from xstilts.tasks.kinds import checks
from xstilts.tasks.kinds.classify import label_parts
from xstilts.tasks.kinds.extract import answer_parts
from xstilts.tasks.metrics import METRICS
from xstilts.tasks.records import ExtractExample, LabelSpace, Metric
from xstilts.tasks.scorers import files
from xstilts.tasks.scorers.tagging import entity_counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A score: value and extras in percent (None where undefined), n scored items, chance level."""

    task: str
    language: str
    metric: str
    version: str
    n: int
    value: float | None
    extras: Mapping[str, float | None] = field(default_factory=dict)
    chance: float | None = None
    missing: int = 0

    def as_json(self) -> dict[str, Any]:
        """A JSON-native dictionary of all fields."""
        return {**asdict(self), "extras": dict(self.extras)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """What is scored and how: everything but the files."""

    kind: str
    metric: str
    language: str
    labels: LabelSpace | None = None
    task: str = ""
    chance: float | None = None


def score(task: str, *, language: str, gold: Path, predictions: Path) -> Score:
    """Score a predictions file of a target of the catalogue.

    Raises:
        XstiltsError: unknown target.
        DataError: unknown language, or a file that does not hold what its format promises.
    """
    from xstilts.tasks.catalogue import TARGETS, TRAIN_TASKS

    target = TARGETS[task]
    if language not in target.languages:
        hint = suggestion(language, target.languages)
        raise DataError(
            f"target {task!r} has no language {language!r}; allowed: {', '.join(target.languages)}"
            + (f"; {hint}" if hint else "")
        )
    labels = target.labels
    if labels is None and target.train is not None:
        labels = TRAIN_TASKS[target.train].labels
    scoring = Scoring(
        kind=target.kind,
        metric=target.metric,
        language=language,
        labels=labels,
        task=task,
        chance=target.chance,
    )
    return score_files(scoring, gold, predictions)


def score_files(scoring: Scoring, gold: Path, predictions: Path) -> Score:
    """Score a predictions file against a gold file. Raises DataError as `score` does."""
    metric: Metric = METRICS[scoring.metric]
    missing = 0
    if scoring.kind in ("classify", "choose", "retrieve"):
        parts = _line_parts(scoring, gold, predictions)
    elif scoring.kind == "tag":
        parts = _tag_parts(scoring, gold, predictions)
    elif scoring.kind == "extract":
        parts, missing = _answer_parts(scoring, gold, predictions)
    elif scoring.kind == "mine":
        parts = _pair_parts(gold, predictions)
    else:
        raise DataError(f"kind {scoring.kind!r} cannot be scored from files; a model must be evaluated")
    total = np.array(parts, np.float64).reshape(-1, len(metric.parts)).sum(axis=0)
    return Score(
        task=scoring.task,
        language=scoring.language,
        metric=metric.name,
        version=metric.version,
        n=int(total[2]) if scoring.kind == "mine" else len(parts),
        value=_number(metric.value(total)),
        extras={name: _number(extra(total)) for name, extra in metric.extras.items()},
        chance=scoring.chance,
        missing=missing,
    )


def _line_parts(scoring: Scoring, gold: Path, predictions: Path) -> list[tuple[float, ...]]:
    right, guesses = files.read_labels(gold, gold=True), files.read_labels(predictions, gold=False)
    if len(right) != len(guesses):
        raise DataError(
            f"{predictions}: {len(guesses)} lines, but {gold} has {len(right)}; one prediction per gold line is needed"
        )
    if scoring.kind == "classify":
        space = checks.space_of("classify", scoring.labels)
        _check_labels(space, gold, right)
        _check_labels(space, predictions, guesses)
        pairs = zip(right, guesses, strict=True)
        return [label_parts(answer, guess, space, scoring.metric) for answer, guess in pairs]
    for path, lines in ((gold, right), (predictions, guesses)) if scoring.kind == "choose" else ():
        for number, line in enumerate(lines, start=1):
            if not (line.isascii() and line.isdigit()):
                raise DataError(f"{path}:{number}: {line!r} is not the index of a choice (0, 1, ...)")
    for path, lines in ((gold, right), (predictions, guesses)):
        for number, line in enumerate(lines, start=1):
            if "\t" in line:
                raise DataError(
                    f"{path}:{number}: {line!r} has several columns; allowed is one answer per line, the XTREME "
                    "submission format; the released data files hold more than answers: take the answer column"
                )
    return [(float(answer == guess), 1.0) for answer, guess in zip(right, guesses, strict=True)]


def _check_labels(space: LabelSpace, path: Path, labels: list[str]) -> None:
    for number, label in enumerate(labels, start=1):
        if label not in space.labels:
            hint = suggestion(label, space.labels)
            blank = "blanked labels: " if label in checks.BLANKS else ""
            raise DataError(
                f"{path}:{number}: {blank}label {label!r} is not in the label space; allowed: "
                f"{', '.join(space.labels)}" + (f"; {hint}" if hint else "")
            )


def _tag_parts(scoring: Scoring, gold: Path, predictions: Path) -> list[tuple[float, ...]]:
    right, guesses = files.read_tags(gold), files.read_tags(predictions)
    if scoring.labels is not None:
        _check_tags(scoring.labels, gold, right)
    try:
        counts = entity_counts(right, guesses).tolist()
    except DataError as error:
        raise DataError(f"{predictions} against {gold}: {error}") from error
    return [tuple(row) if scoring.metric == "seqeval" else tuple(row[3:]) for row in counts]


def _check_tags(space: LabelSpace, path: Path, sentences: list[list[str]]) -> None:
    for number, sentence in enumerate(sentences, start=1):
        for tag in sentence:
            if tag not in space.labels:
                raise DataError(
                    f"{path}: sentence {number}: tag {tag!r} is not in the label space; allowed: "
                    f"{', '.join(space.labels)}"
                )


def _answer_parts(scoring: Scoring, gold: Path, predictions: Path) -> tuple[list[tuple[float, ...]], int]:
    answers, guesses = files.read_answers(gold), files.read_json(predictions)
    if not isinstance(guesses, dict) or not all(isinstance(text, str) for text in guesses.values()):
        raise DataError(f"{predictions}: must be one JSON object of texts: {{question id: text}}")
    unknown = sorted(set(guesses) - set(answers))
    if unknown:
        raise DataError(
            f"{predictions}: {len(unknown)} unknown question id(s), the first {unknown[0]!r}; {gold} has "
            f"{len(answers)} ids; are these predictions for this file?"
        )
    parts = []
    for identity, texts in answers.items():
        example = ExtractExample(
            id=identity,
            group=identity,
            language=scoring.language,
            question="",
            context="",
            answers=tuple((text, 0) for text in texts),
        )
        found = answer_parts(example, guesses.get(identity, ""), scoring.metric)
        answered = identity in guesses
        parts.append(found if answered else _unanswered(found))
    return parts, len(answers) - len(guesses)


def _unanswered(parts: tuple[float, ...]) -> tuple[float, ...]:
    """The parts of a question without any prediction: the counts stay, everything right is 0."""
    right = {0, 1, 3, 5}
    return tuple(0.0 if place in right else part for place, part in enumerate(parts))


def _pair_parts(gold: Path, predictions: Path) -> list[tuple[float, ...]]:
    right, guesses = files.read_pairs(gold), files.read_pairs(predictions)
    if not right:
        raise DataError(f"{gold}: no gold pairs (blanked labels); nothing can be scored")
    return [(float(len(right & guesses)), float(len(guesses)), float(len(right)))]


def _number(value: Any) -> float | None:
    number = float(value)
    return None if math.isnan(number) else number
