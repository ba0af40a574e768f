"""`xstilts score xtreme`: reads a table or folders, averages, prints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from xstilts.cli.show import columns

if TYPE_CHECKING:
    from xstilts.analysis.xtreme import Summary


def show_xtreme(
    *, language: str | None, gold: Path | None, predictions: Path | None, scores: Path | None, as_json: bool
) -> None:
    """Print XTREME's averages of a table of scores, or of a folder of predictions against a folder of gold files."""
    from xstilts.analysis.xtreme import summarise
    from xstilts.core.errors import XstiltsError
    from xstilts.tasks.xtreme import read_table, score_folder, table_of

    if language is not None:
        raise XstiltsError("xtreme is scored in all languages; remove --language")
    folders = gold is not None or predictions is not None
    if (scores is not None) == folders or (folders and (gold is None or predictions is None)):
        raise XstiltsError("xstilts score xtreme needs --scores FILE, or both --gold FOLDER and --predictions FOLDER")
    if scores is not None:
        single, table = [], read_table(scores)
    else:
        assert gold is not None and predictions is not None
        single = score_folder(gold, predictions)
        table = table_of(single)
    found = summarise(table)
    if as_json:
        print(json.dumps({**asdict(found), "scores": [one.as_json() for one in single]}, ensure_ascii=False))
        return
    for line in summary_lines(found):
        print(line)


def summary_lines(found: Summary) -> Iterator[str]:
    """The averages as two aligned tables, then what is missing."""
    from xstilts.analysis.scores import ALL, ZERO_SHOT

    scopes = (ALL, ZERO_SHOT)
    rows: list[tuple[str, ...]] = [("task", "with English", "without English")]
    for task in found.tasks[ALL]:
        rows.append((task, *(_number(found.tasks[scope][task].value) for scope in scopes)))
    yield from columns(rows)
    yield ""
    rows = [("mean", "with English", "without English")]
    for name in found.means[ALL]:
        rows.append((name, *(_number(found.means[scope][name].value) for scope in scopes)))
    yield from columns(rows)
    for task, one in found.tasks[ALL].items():
        if one.missing and one.partial is None:
            yield f"missing: {task}"
        elif one.missing:
            yield f"missing: {task} in {' '.join(one.missing)}; mean of the others {one.partial:.2f}"
    for task, one in found.tasks[ZERO_SHOT].items():
        if one.missing and not found.tasks[ALL][task].missing:
            yield f"missing without English: {task} (only its mean over all languages is given)"
    for name in ("overall", "without retrieval"):
        average = found.means[ALL][name]
        if average.value is None and average.partial is not None:
            covered = ", ".join(average.covered)
            yield f"{name}: not given, tasks are missing; mean of {covered}: {average.partial:.2f} (no XTREME score)"


def _number(value: float | None) -> str:
    return "missing" if value is None else f"{value:.2f}"
