"""XTREME's nine tasks, their groups, and score tables or submission folders of them.

Source: Hu et al. 2020, arXiv:2003.11080, and the benchmark's `evaluate.py`: tasks, groups, languages, and the layout
`FOLDER/TASK/test-LANGUAGE.tsv` (`.json` for question answering) of submissions and label files.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from xstilts.core.errors import DataError, suggestion
from xstilts.tasks.local import find_files
from xstilts.tasks.score import Score, score_files, scoring_of
from xstilts.tasks.submission import text_lines

GROUPS: Mapping[str, tuple[str, ...]] = {
    "pair classification": ("xnli", "pawsx"),
    "structured prediction": ("udpos", "panx"),
    "question answering": ("xquad", "mlqa", "tydiqa"),
    "retrieval": ("bucc", "tatoeba"),
}
TASKS: tuple[str, ...] = tuple(task for tasks in GROUPS.values() for task in tasks)
FOLDERS: Mapping[str, str] = {"bucc": "bucc2018"}
"""Tasks whose folder in a submission has another name."""
WHOLE = ""
"""In place of a language: a task's mean over all of its languages, as papers print it."""

Table = dict[str, dict[str, float]]
"""Task -> language (or WHOLE) -> score in percent; for question answering the mean of exact match and F1."""


def languages(task: str) -> tuple[str, ...]:
    """The languages of XTREME's scorer for a task."""
    from xstilts.tasks.catalogue import TARGETS

    found: tuple[str, ...] = TARGETS[task].languages
    return found


def read_table(path: Path) -> Table:
    """Scores in percent from JSON, JSON lines or CSV (TSV).

    A record has `task`, `language` (none: the task's mean over all languages) and `score` (or `value`); question
    answering has `exact_match` and `f1`, or `em_f1_mean`. `xstilts score --json` prints such records. A JSON object may
    also nest them: `{"xnli": {"en": 88.1}, "xquad": {"exact_match": 60.8, "f1": 76.6}}`.

    Raises:
        DataError: not such a table, an unknown task or language, a score twice or not in percent.
    """
    lines = text_lines(path)
    table: Table = {}
    for place, record in _records(path, lines):
        task = _task(f"{path}: {place}", record.get("task"))
        language = str(record.get("language") or WHOLE)
        if language != WHOLE and language not in languages(task):
            hint = suggestion(language, languages(task))
            raise DataError(
                f"{path}: {place}: {task} has no language {language!r}; allowed: {', '.join(languages(task))}"
                + (f"; {hint}" if hint else "")
            )
        cells = table.setdefault(task, {})
        if language in cells:
            raise DataError(f"{path}: {place}: {task} {language or 'mean'} stands twice; give every score once")
        cells[language] = _value(f"{path}: {place}", task, record)
        if WHOLE in cells and len(cells) > 1:
            raise DataError(f"{path}: {place}: {task} has its mean and single languages; give one or the other")
    values = [value for cells in table.values() for value in cells.values()]
    if not values:
        raise DataError(f"{path}: no scores in it")
    if 0 < max(values) <= 1:
        raise DataError(f"{path}: the highest score is {max(values):g}: scores are percent, from 0 to 100")
    return table


def table_of(scores: Sequence[Score]) -> Table:
    """Scores of files as a table."""
    table: Table = {}
    for one in scores:
        value = one.extras["em_f1_mean"] if one.task in GROUPS["question answering"] else one.value
        if value is not None:
            table.setdefault(one.task, {})[one.language] = value
    return table


def score_folder(gold: Path, predictions: Path) -> list[Score]:
    """Score every predictions file of a submission folder; what is not there is not scored.

    Gold files are looked for in the submission's own layout, then where the released data lies
    (`tasks.catalogue`: `xnli/test-sw.tsv`), gzip or not.

    Raises:
        DataError: no predictions at all, predictions without gold, or a file that is not in its format.
    """
    for folder in (gold, predictions):
        if not folder.is_dir():
            raise DataError(f"{folder}: not a folder; `score xtreme` reads folders, or a table with --scores FILE")
    found = []
    for task in TASKS:
        for language in languages(task):
            guesses = _submitted(predictions, task, language)
            if guesses is not None:
                found.append(score_files(scoring_of(task, language), _gold(gold, task, language), guesses))
    if not found:
        raise DataError(
            f"{predictions}: no predictions in it; expected TASK/test-LANGUAGE.tsv, for example xnli/test-sw.tsv"
        )
    return found


def _submitted(folder: Path, task: str, language: str) -> Path | None:
    suffix = "json" if task in GROUPS["question answering"] else "tsv"
    name = f"test-{language}.{suffix}"
    places = [folder / kept / end for kept in (FOLDERS.get(task, task), task) for end in (name, f"{name}.gz")]
    return next((path for path in places if path.is_file()), None)


def _gold(folder: Path, task: str, language: str) -> Path:
    from xstilts.tasks.catalogue import DATASETS, TARGETS

    path = _submitted(folder, task, language)
    if path is not None:
        return path
    portion = TARGETS[task].test
    files = find_files(DATASETS[portion.dataset], portion.split, language, folder)
    if not files:
        name = f"{FOLDERS.get(task, task)}/test-{language}"
        raise DataError(
            f"{folder}: no gold file for {task} in {language}, whose predictions are there: expected {name}"
        )
    return files[-1]  # mining: the two sides come before the gold pairs


def _task(place: str, name: Any) -> str:
    known = {**{task: task for task in TASKS}, **{folder: task for task, folder in FOLDERS.items()}}
    if name in known:
        return known[name]
    if isinstance(name, str) and name.removesuffix("-local") in known:
        raise DataError(
            f"{place}: {name!r} is a local protocol: its scores are not XTREME's and enter no average of it"
        )
    hint = suggestion(str(name), known)
    raise DataError(f"{place}: unknown task {name!r}; allowed: {', '.join(TASKS)}" + (f"; {hint}" if hint else ""))


def _value(place: str, task: str, record: Mapping[str, Any]) -> float:
    cells = {**record, **(record.get("extras") or {})}
    if task not in GROUPS["question answering"]:
        given = cells.get("score", cells.get("value"))
        return _percent(place, "score", given)
    if "em_f1_mean" in cells:
        return _percent(place, "em_f1_mean", cells["em_f1_mean"])
    if "exact_match" not in cells or "f1" not in cells:
        raise DataError(f"{place}: {task} needs exact_match and f1 (or em_f1_mean, their mean), which XTREME averages")
    return (_percent(place, "exact_match", cells["exact_match"]) + _percent(place, "f1", cells["f1"])) / 2


def _percent(place: str, name: str, given: Any) -> float:
    try:
        value = float("nan") if isinstance(given, bool) else float(given)
    except (TypeError, ValueError):
        value = float("nan")
    if not (math.isfinite(value) and 0 <= value <= 100):
        raise DataError(f"{place}: {name} is {given!r}; allowed: a number from 0 to 100 (percent)")
    return value


def _records(path: Path, lines: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(place for messages, record) of every row of a table."""
    if not lines[0].lstrip().startswith(("{", "[")):
        yield from _csv_records(path, lines)
        return
    try:
        found = json.loads("\n".join(lines))
    except (json.JSONDecodeError, RecursionError) as whole:
        try:
            found = [json.loads(line) for line in lines if line.strip()]
        except (json.JSONDecodeError, RecursionError):
            raise DataError(f"{path}: not valid JSON or JSON lines ({whole})") from None
    if isinstance(found, dict) and "task" in found:
        found = [found]
    if isinstance(found, dict):
        yield from _nested(path, found)
        return
    for number, record in enumerate(found, start=1):
        if not isinstance(record, dict):
            raise DataError(f"{path}: record {number}: {record!r} is not an object with task, language and score")
        yield f"record {number}", record


def _nested(path: Path, found: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for task, cells in found.items():
        if not isinstance(cells, dict):
            yield str(task), {"task": task, "score": cells, "em_f1_mean": cells}
        elif {"exact_match", "f1", "em_f1_mean", "score"} & set(cells):
            yield str(task), {"task": task, **cells}
        else:
            for language, cell in cells.items():
                record = cell if isinstance(cell, dict) else {"score": cell, "em_f1_mean": cell}
                yield f"{task} {language}", {"task": task, "language": language, **record}


def _csv_records(path: Path, lines: Sequence[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    reader = csv.DictReader(lines, delimiter="\t" if "\t" in lines[0] else ",", strict=True)
    if "task" not in (reader.fieldnames or ()):
        raise DataError(f"{path}: no column 'task'; a table has task, language, score (or exact_match, f1)")
    try:
        for row in reader:
            yield f"line {reader.line_num}", {str(name): cell for name, cell in row.items() if cell not in (None, "")}
    except csv.Error as error:
        raise DataError(f"{path}: line {reader.line_num}: not valid CSV: {error}") from None
