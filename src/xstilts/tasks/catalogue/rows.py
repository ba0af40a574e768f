"""Builders of row functions: each gives a function from one raw row to one example, with checked fields.

Every problem is a `DataError` that names the file and the row. `place.number` counts rows from 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from xstilts.core.errors import DataError
from xstilts.tasks.records import (
    BLANKS,
    ChooseExample,
    ClassifyExample,
    Example,
    ExtractExample,
    LabelSpace,
    Row,
    RowPlace,
    RowReader,
    TagExample,
    TextExample,
)

Naming = Callable[[Row, RowPlace], str]
"""Gives an id or a group from a row and its place."""


def problem(place: RowPlace, message: str) -> DataError:
    """A DataError that starts with the dataset, the file and the row."""
    return DataError(f"{place.dataset}: {place.file} row {place.number}: {message}")


def examples_of(reader: RowReader, row: Row, place: RowPlace) -> Sequence[Example]:
    """The examples that a row function makes of a row; whatever it stumbles over is a DataError that names the row."""
    try:
        found = reader(row, place)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise problem(place, f"not in the expected form: {type(error).__name__}: {error}") from None
    if found is None:
        return ()
    return found if isinstance(found, list) else (found,)


def value(row: Row, name: str, place: RowPlace) -> Any:
    """A field that must be there."""
    if name not in row:
        raise problem(place, f"no column {name!r}; the columns are {', '.join(map(str, row))}")
    return row[name]


def string(row: Row, name: str, place: RowPlace) -> str:
    """A text field that must be there."""
    content = value(row, name, place)
    if not isinstance(content, str):
        raise problem(place, f"column {name!r} holds {content!r}, expected text")
    return content


def label(content: Any, space: LabelSpace, place: RowPlace, names: Mapping[str, str] | None = None) -> str:
    """A label of the space; `names` maps the source's spellings where they are not the space's own. A blank label is an
    error of its own."""
    text = "" if content is None else str(content)
    spellings = space.spellings if names is None else names
    found = spellings.get(text, text)
    if found in space.labels:
        return found
    if text.strip() in BLANKS:
        raise problem(
            place,
            "the label is blank. Some copies blank the labels of their test data (XTREME's preparation does): "
            "use the original release, or another split",
        )
    raise problem(place, f"label {text!r} is not one of {', '.join((*space.labels, *spellings))}")


def number(row: Row, place: RowPlace) -> str:
    """The row's number: the id of parallel sets, whose rows have the same number in every language."""
    return str(place.number)


def own_number(row: Row, place: RowPlace) -> str:
    """The row's number, marked with its language: a group that is not parallel."""
    return f"{place.language}-{place.number}"


def file_number(row: Row, place: RowPlace) -> str:
    """File and number, where a split is several files."""
    stem = place.file.removesuffix(".gz").rsplit("/", 1)[-1].split(".")[0]
    return f"{stem}-{place.number}"


def block(size: int) -> Naming:
    """Number of the block of `size` consecutive rows (XNLI: three hypotheses on one premise)."""
    return lambda row, place: str((place.number - 1) // size)


def column(name: str) -> Naming:
    """A column of the row."""
    return lambda row, place: str(value(row, name, place))


def same(name: str) -> Naming:
    """Rows with equal text in a column depend on each other: a digest of that text, marked with the language."""

    def naming(row: Row, place: RowPlace) -> str:
        digest = hashlib.sha256(str(value(row, name, place)).encode("utf-8")).hexdigest()
        return f"{place.language}-{digest[:16]}"

    return naming


def classify(
    space: LabelSpace,
    *,
    text: str,
    pair: str | None = None,
    gold: str = "label",
    names: Mapping[str, str] | None = None,
    id: Naming = number,
    group: Naming = own_number,
    drop: Sequence[Any] = (),
) -> RowReader:
    """Rows of one or two texts and a label; rows whose label is in `drop` are left out (SNLI's missing consensus)."""

    def reader(row: Row, place: RowPlace) -> Example | None:
        if value(row, gold, place) in drop:
            return None
        return ClassifyExample(
            id=id(row, place),
            group=group(row, place),
            language=place.language,
            text=string(row, text, place),
            pair=string(row, pair, place) if pair else None,
            label=label(row[gold], space, place, names),
        )

    return reader


def choose(
    *,
    prompt: Callable[[Row, RowPlace], str],
    choices: Callable[[Row, RowPlace], Sequence[str]],
    gold: Callable[[Row, RowPlace], Any],
    id: Naming = number,
    group: Naming = own_number,
) -> RowReader:
    """Rows of a prompt, choices and the index of the right one."""

    def reader(row: Row, place: RowPlace) -> Example:
        found = tuple(choices(row, place))
        answer = gold(row, place)
        if answer in (None, "", -1, "-1"):
            raise problem(place, "the label is blank: this split has no labels; use another")
        try:
            index = int(answer)
        except (TypeError, ValueError):
            index = -1
        if not 0 <= index < len(found):
            raise problem(place, f"label {answer!r} is not the index of one of the {len(found)} choices")
        return ChooseExample(
            id=id(row, place),
            group=group(row, place),
            language=place.language,
            prompt=prompt(row, place),
            choices=found,
            label=index,
        )

    return reader


def columns(*names: str) -> Callable[[Row, RowPlace], list[str]]:
    """Several text columns, in order."""
    return lambda row, place: [string(row, name, place) for name in names]


def joined(*names: str) -> Callable[[Row, RowPlace], str]:
    """Several text columns with a space between."""
    return lambda row, place: " ".join(string(row, name, place) for name in names)


def keyed(row: Row, place: RowPlace) -> int:
    """Index of `answerKey` among the labels of `choices` (OpenBookQA, CommonsenseQA on the hub); -1 when blank."""
    key, keys = value(row, "answerKey", place), list(value(row, "choices", place)["label"])
    if key and key not in keys:
        raise problem(place, f"answerKey {key!r} is not one of {', '.join(keys)}")
    return keys.index(key) if key else -1


def from_one(name: str) -> Callable[[Row, RowPlace], int]:
    """A column that counts choices from 1 (Social IQa, WinoGrande, Story Cloze), as an index; -1 when blank."""

    def gold(row: Row, place: RowPlace) -> int:
        text = str(value(row, name, place))
        if text and not text.isdigit():
            raise problem(place, f"column {name!r} holds {text!r}, expected the number of a choice from 1")
        return int(text or 0) - 1

    return gold


def tag(
    space: LabelSpace,
    *,
    words: str = "words",
    tags: str = "tags",
    id: Naming = number,
    group: Naming = own_number,
) -> RowReader:
    """Rows of words with one tag each."""

    def reader(row: Row, place: RowPlace) -> Example:
        found, marks = tuple(value(row, words, place)), value(row, tags, place)
        if len(found) != len(marks):
            raise problem(place, f"{len(found)} words but {len(marks)} tags")
        if not found:
            raise problem(place, "a sentence without words")
        return TagExample(
            id=id(row, place),
            group=group(row, place),
            language=place.language,
            words=found,
            tags=tuple(label(mark, space, place) for mark in marks),
        )

    return reader


def extract(*, id: Naming | None = None, group: Naming | None = None, unanswerable: bool = False) -> RowReader:
    """Questions in SQuAD's flat form: {id, question, context, answers: {text, answer_start}}.

    The group is the paragraph (equal context in one language) unless given. `unanswerable` allows questions without
    answers (SQuAD v2.0); elsewhere they are blanked labels. An answer that is not at its offset is an error.
    """
    name, cluster = id or column("id"), group or same("context")

    def reader(row: Row, place: RowPlace) -> Example:
        context, answers = string(row, "context", place), value(row, "answers", place)
        spans = tuple(dict.fromkeys(zip(answers["text"], map(int, answers["answer_start"]))))
        if not unanswerable and not any(text for text, _ in spans):
            raise problem(place, "the answers are blank: this copy has no labels for the split; use another")
        for text, start in spans:
            if not text or start < 0 or context[start : start + len(text)] != text:
                raise problem(
                    place,
                    f"answer {text!r} is not at character {start} of its context ({len(context)} characters); "
                    "offsets count characters of the unchanged context",
                )
        return ExtractExample(
            id=name(row, place),
            group=cluster(row, place),
            language=place.language,
            question=string(row, "question", place),
            context=context,
            answers=spans,
        )

    return reader


def plain(row: Row, place: RowPlace) -> Example:
    """Text for masked language modelling whose lines are not parallel."""
    name = f"{place.dataset}-{place.language}-{place.number}"
    return TextExample(id=name, group=name, language=place.language, text=string(row, "text", place))


def aligned(row: Row, place: RowPlace) -> Example:
    """Line-parallel text: the group is the dataset and the line number, the same in every language."""
    name = f"{place.dataset}-{place.number}"
    return TextExample(id=name, group=name, language=place.language, text=string(row, "text", place))
