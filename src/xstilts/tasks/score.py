"""Scoring a file of predictions with a task's official metric, without a model (what `xstilts score` calls).

Predictions are in XTREME's submission formats (UTF-8, gzip or not), by the task's kind:

- classify: one label per line, as the official files name it (XNLI: entailment, neutral, contradiction; PAWS-X: 0, 1);
- choose: the index of the choice per line, from 0;
- tag: one tag per line, a blank line after each sentence;
- extract: a JSON object `{question id: text}`;
- retrieve: for each English sentence the index of the sentence found for it, per line, from 0;
- mine: lines `foreign id TAB english id`.

Gold is a file of the same form (extract: SQuAD JSON), or the released data file itself (`gold.py`).
A question without a prediction scores 0, as in the official scripts, and is counted in `missing`.
**Numbers of sentences and of tags must be equal**: tags are neither cut nor padded, because a shifted tag would go
unnoticed. A sentence that a model reads in pieces is scored joined again; a fused token (German `zum`) is one word.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from xstilts.core.errors import DataError, suggestion
from xstilts.tasks import gold as golds
from xstilts.tasks import submission
from xstilts.tasks.kinds import checks
from xstilts.tasks.kinds.classify import label_parts
from xstilts.tasks.kinds.extract import answer_parts
from xstilts.tasks.metrics import METRICS
from xstilts.tasks.records import Dataset, ExtractExample, LabelSpace, Metric
from xstilts.tasks.scorers.tagging import entity_counts

Parts = list[tuple[float, ...]]


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
    """What is scored and how: everything but the files. `dataset` and `split` say what a released file looks like."""

    kind: str
    metric: str
    language: str
    labels: LabelSpace | None = None
    task: str = ""
    chance: float | None = None
    dataset: Dataset | None = None
    split: str = "test"


def score(task: str, *, language: str, gold: Path, predictions: Path) -> Score:
    """Score a predictions file of a target of the catalogue.

    Raises:
        XstiltsError: unknown target.
        DataError: unknown language, or a file that does not hold what its format promises.
    """
    scoring = scoring_of(task, language)
    if scoring.dataset is not None:
        golds.check_language(gold, scoring.dataset, language)
    return score_files(scoring, gold, predictions)


def scoring_of(task: str, language: str) -> Scoring:
    """How a target of the catalogue is scored in a language. Raises as `score` does."""
    from xstilts.tasks.catalogue import DATASETS, TARGETS, TRAIN_TASKS

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
    return Scoring(
        kind=target.kind,
        metric=target.metric,
        language=language,
        labels=labels,
        task=task,
        chance=target.chance,
        dataset=DATASETS[target.test.dataset],
        split=target.test.split,
    )


def score_files(scoring: Scoring, gold: Path, predictions: Path) -> Score:
    """Score a predictions file against a gold file. Raises DataError as `score` does."""
    metric: Metric = METRICS[scoring.metric]
    readers = {
        "classify": _label_parts,
        "choose": _choice_parts,
        "retrieve": _retrieval_parts,
        "tag": _tag_parts,
        "mine": _pair_parts,
    }
    missing = 0
    if scoring.kind == "extract":
        parts, missing = _answer_parts(scoring, gold, predictions)
    elif scoring.kind in readers:
        parts = readers[scoring.kind](scoring, gold, predictions)
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


def _label_parts(scoring: Scoring, gold: Path, predictions: Path) -> Parts:
    space = checks.space_of("classify", scoring.labels)
    right = golds.labels(gold, scoring.dataset, scoring.split, scoring.language, space)
    guesses = golds.named(predictions, _predicted(predictions), space)
    _same_number(gold, right, predictions, guesses)
    return [label_parts(answer, guess, space, scoring.metric) for answer, guess in zip(right, guesses, strict=True)]


def _choice_parts(scoring: Scoring, gold: Path, predictions: Path) -> Parts:
    right = golds.choices(gold, scoring.dataset, scoring.split, scoring.language)
    guesses = _predicted(predictions)
    count = round(100 / scoring.chance) if scoring.chance else None  # every choice is equally likely by chance
    for path, lines in ((gold, right), (predictions, guesses)):
        for number, line in enumerate(lines, start=1):
            if not (line.isascii() and line.isdigit()) or (count is not None and int(line) >= count):
                allowed = f"0 to {count - 1}" if count is not None else "0, 1, ..."
                raise DataError(f"{path}:{number}: {line!r} is not the index of a choice; allowed: {allowed}")
    _same_number(gold, right, predictions, guesses)
    return [(float(int(answer) == int(guess)), 1.0) for answer, guess in zip(right, guesses, strict=True)]


def _retrieval_parts(scoring: Scoring, gold: Path, predictions: Path) -> Parts:
    right = golds.translations(gold, scoring.dataset, scoring.split, scoring.language)
    guesses = _predicted(predictions)
    _same_number(gold, right, predictions, guesses)
    known = set(right)
    for number, guess in enumerate(guesses, start=1):
        if guess not in known:
            raise DataError(
                f"{predictions}:{number}: unknown id {guess!r}; {gold} has {len(known)} ids, {right[0]!r} the first "
                "(indices of sentences count from 0)"
            )
    return [(float(answer == guess), 1.0) for answer, guess in zip(right, guesses, strict=True)]


def _predicted(path: Path) -> list[str]:
    return submission.answer_lines(path, submission.text_lines(path), gold=False)


def _same_number(gold: Path, right: Sequence[str], predictions: Path, guesses: Sequence[str]) -> None:
    if len(right) != len(guesses):
        raise DataError(
            f"{predictions}: {len(guesses)} lines, but {gold} has {len(right)} examples; one prediction per example "
            "is needed, in the same order"
        )


def _tag_parts(scoring: Scoring, gold: Path, predictions: Path) -> Parts:
    right = golds.tags(gold, scoring.dataset, scoring.split, scoring.language, scoring.labels)
    guesses = submission.tag_lines(predictions, submission.text_lines(predictions), gold=False)
    if scoring.labels is not None:
        golds.check_tags(predictions, guesses, scoring.labels)
    try:
        counts = entity_counts(right, guesses).tolist()
    except DataError as error:
        raise DataError(
            f"{predictions} against {gold}: {error}; tags are neither cut nor padded: give one for every word, with a "
            "blank line where the gold file ends a sentence (a fused token such as German `zum` is one word)"
        ) from error
    return [tuple(row) if scoring.metric == "seqeval" else tuple(row[3:]) for row in counts]


def _answer_parts(scoring: Scoring, gold: Path, predictions: Path) -> tuple[Parts, int]:
    answers, guesses = golds.questions(gold), submission.answers(predictions)
    unknown = sorted(set(guesses) - set(answers))
    if unknown:
        first = next(iter(answers))
        raise DataError(
            f"{predictions}: {len(unknown)} unknown question id(s), the first {unknown[0]!r}; {gold} has "
            f"{len(answers)}, {first!r} the first (a file whose ids repeat counts its questions from 1); "
            "are these predictions for this file?"
        )
    parts = []
    for identity, texts in answers.items():
        example = ExtractExample(
            id=identity,
            group=identity,
            language=scoring.language,
            question="",
            context="",
            answers=tuple((text, 0) for text in texts if text.strip()),
        )
        found = answer_parts(example, guesses.get(identity, ""), scoring.metric)
        parts.append(found if identity in guesses else _unanswered(found))
    return parts, len(answers) - len(guesses)


def _unanswered(parts: tuple[float, ...]) -> tuple[float, ...]:
    """The parts of a question without any prediction: the counts stay, everything right is 0."""
    right = {0, 1, 3, 5}
    return tuple(0.0 if place in right else part for place, part in enumerate(parts))


def _pair_parts(scoring: Scoring, gold: Path, predictions: Path) -> Parts:
    right = golds.mined_pairs(gold)
    languages = scoring.dataset.languages[scoring.split] if scoring.dataset is not None else ()
    spoken = {pair[0].split("-")[0] for pair in right}
    if len(spoken) == 1 and scoring.language not in spoken and spoken <= set(languages):
        raise DataError(
            f"{gold}: its ids are of {next(iter(spoken))!r}, but the language asked for is {scoring.language!r}"
        )
    guesses = submission.pair_lines(predictions, submission.text_lines(predictions))
    for place, side in ((0, "foreign"), (1, "english")):
        prefixes = {pair[place].split("-")[0] for pair in right}
        for pair in sorted(guesses) if len(prefixes) == 1 else ():
            if pair[place].split("-")[0] not in prefixes:
                raise DataError(
                    f"{predictions}: unknown id {pair[place]!r} on the {side} side; the ids of {gold} begin with "
                    f"{next(iter(prefixes))!r} there: is this the language, and are the columns in order?"
                )
    return [(float(len(right & guesses)), float(len(guesses)), float(len(right)))]


def _number(value: Any) -> float | None:
    number = float(value)
    return None if math.isnan(number) else number
