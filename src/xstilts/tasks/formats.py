"""Readers of official file formats: files in, numbered rows (plain dicts) out. Every file may be gzip.

A reader is `reader(paths, options) -> Iterator[Raw]`. Lines end at a line feed only: Unicode line separators occur
inside real sentences. Bytes that are not UTF-8, a damaged gzip stream, or a line of the wrong shape raise
`DataError` with the file and the row.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from xstilts.core.errors import DataError


class Raw(NamedTuple):
    """One row of a file; `number` counts rows (sentences, questions, lines) of the file from 1."""

    file: Path
    number: int
    row: dict[str, Any]


Options = Mapping[str, Any]
Reader = Callable[[Sequence[Path], Options], Iterator[Raw]]


def lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines of a UTF-8 file (gzip or not) with their 1-based numbers, without line ends.

    Raises:
        DataError: no such file, damaged or truncated gzip, bytes that are not UTF-8.
    """
    number = 0
    try:
        with path.open("rb") as probe:
            packed = probe.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if packed else path.open("rb") as handle:
            for number, line in enumerate(handle, 1):
                text = line.decode("utf-8")
                if number == 1:
                    text = text.removeprefix("\ufeff")
                yield number, text.rstrip("\r\n")
    except FileNotFoundError:
        raise DataError(
            f"{path}: no such file; set XSTILTS_DATA or the study's `data` to the folder it is in"
        ) from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path} row {number}: byte {error.object[error.start]:#04x} at position {error.start} is not UTF-8; "
            "convert the file to UTF-8"
        ) from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataError(f"{path} after row {number}: truncated or damaged gzip ({error}); fetch it again") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror or error}") from None


def read_tsv(paths: Sequence[Path], options: Options) -> Iterator[Raw]:
    """Tab-separated values, no quoting. `columns` names them; without it the first line is a header.

    With `drop_short`, lines of too few columns are left out but counted: GLUE's QQP has some, which readers skip.
    """
    for path in paths:
        names: Sequence[str] | None = options.get("columns")
        offset = 0
        for number, line in lines(path):
            cells = line.split("\t")
            if names is None:
                names, offset = cells, 1
                continue
            if len(cells) < len(names) and options.get("drop_short"):
                continue
            if len(cells) != len(names):
                raise DataError(
                    f"{path} row {number - offset}: {len(cells)} columns, expected {len(names)} ({', '.join(names)})"
                )
            yield Raw(path, number - offset, dict(zip(names, cells)))


def read_csv(paths: Sequence[Path], options: Options) -> Iterator[Raw]:
    """Comma-separated values (RFC 4180 quoting) with a header; `delimiter` may be given."""
    for path in paths:
        source = (line + "\n" for _, line in lines(path))
        reader = csv.reader(source, delimiter=options.get("delimiter", ","), strict=True)
        names: list[str] | None = None
        number = 0
        try:
            for cells in reader:
                if names is None:
                    names = cells
                    continue
                number += 1
                if len(cells) != len(names):
                    raise DataError(
                        f"{path} row {number}: {len(cells)} columns, expected {len(names)} ({', '.join(names)})"
                    )
                yield Raw(path, number, dict(zip(names, cells)))
        except csv.Error as error:
            raise DataError(f"{path} row {number + 1}: not valid CSV: {error}") from None


def read_jsonl(paths: Sequence[Path], options: Options) -> Iterator[Raw]:
    """JSON lines: one object a line."""
    for path in paths:
        for number, line in lines(path):
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise DataError(f"{path} row {number}: not valid JSON: {error}") from None
            if not isinstance(row, dict):
                raise DataError(f"{path} row {number}: a JSON {type(row).__name__}, expected an object")
            yield Raw(path, number, row)


def read_labelled_jsonl(paths: Sequence[Path], options: Options) -> Iterator[Raw]:
    """JSON lines and a file with one label a line, as the releases of Social IQa have them: rows get `label`."""
    rows, labels = list(read_jsonl(paths[:1], {})), [line for _, line in lines(paths[1])]
    if len(rows) != len(labels):
        raise DataError(f"{paths[0]}: {len(rows)} rows, but {paths[1]} has {len(labels)} labels")
    for raw, label in zip(rows, labels):
        yield Raw(raw.file, raw.number, {**raw.row, "label": label.strip()})


def read_text(paths: Sequence[Path], options: Options) -> Iterator[Raw]:
    """Plain text, one item a line, as {text}; empty lines are skipped but counted."""
    for path in paths:
        for number, line in lines(path):
            if line.strip():
                yield Raw(path, number, {"text": line})


def read_parallel(paths: Sequence[Path], options: Options) -> Iterator[Raw]:
    """Two line-aligned files, foreign then English, as {text, english}."""
    foreign, english = paths
    left, right = list(lines(foreign)), list(lines(english))
    if len(left) != len(right):
        raise DataError(f"{foreign}: {len(left)} lines, but {english} has {len(right)}; they must be line-aligned")
    for (number, text), (_, translation) in zip(left, right):
        yield Raw(foreign, number, {"text": text, "english": translation})


def read_mining(paths: Sequence[Path], options: Options) -> Iterator[Raw]:
    """BUCC: foreign sentences, English sentences (`id TAB sentence`) and gold (`foreign-id TAB english-id`).

    Rows are {side, id, text, matches, group}. A gold pair shares one group, so that no part or half of the data
    separates a sentence from its translation.
    """
    foreign, english, gold = paths
    sides = {side: list(read_tsv([path], {"columns": ("id", "text")})) for side, path in
             (("foreign", foreign), ("english", english))}  # fmt: skip
    known = {side: {raw.row["id"] for raw in rows} for side, rows in sides.items()}
    matches: dict[str, list[str]] = {}
    group: dict[str, str] = {}
    for raw in read_tsv([gold], {"columns": ("foreign", "english")}):
        for side in ("foreign", "english"):
            if raw.row[side] not in known[side]:
                raise DataError(f"{gold} row {raw.number}: id {raw.row[side]!r} is not in the {side} file")
        matches.setdefault(raw.row["foreign"], []).append(raw.row["english"])
        group.setdefault(raw.row["english"], raw.row["foreign"])
    if not matches:
        raise DataError(f"{gold}: no gold pair: the labels are blanked; use the shared task's own files")
    for side, rows in sides.items():
        for raw in rows:
            name = raw.row["id"]
            found = tuple(matches.get(name, ())) if side == "foreign" else ()
            row = {
                "side": side,
                "id": name,
                "text": raw.row["text"],
                "matches": found,
                "group": group.get(name, name),
            }
            yield Raw(raw.file, raw.number, row)


def read_squad(paths: Sequence[Path], options: Options) -> Iterator[Raw]:
    """SQuAD JSON, flattened to questions: {id, question, context, title, answers, paragraph} (`paragraph` from 0).

    With the option `answers_only` a question needs an id and answers' texts alone, all that scoring reads.
    """
    lenient = bool(options.get("answers_only"))
    for path in paths:
        content = "\n".join(line for _, line in lines(path))
        try:
            articles = json.loads(content)["data"]
            paragraphs = [(article.get("title", ""), part) for article in articles for part in article["paragraphs"]]
        except (json.JSONDecodeError, RecursionError) as error:
            raise DataError(f"{path}: not valid JSON: {error}") from None
        except (KeyError, TypeError, AttributeError):
            raise DataError(f"{path}: not SQuAD JSON; expected data[].paragraphs[].{{context, qas}}") from None
        yield from _questions(path, paragraphs, lenient=lenient)


def read_squad_paragraphs(paths: Sequence[Path], options: Options) -> Iterator[Raw]:
    """JSON lines of SQuAD paragraphs ({title, context, qas}), flattened to questions like `read_squad`."""
    for path in paths:
        yield from _questions(path, [(raw.row.get("title", ""), raw.row) for raw in read_jsonl([path], {})])


def _questions(
    path: Path, paragraphs: Sequence[tuple[str, Mapping[str, Any]]], *, lenient: bool = False
) -> Iterator[Raw]:
    number = 0
    blank = {"question": "", "answer_start": -1} if lenient else {}
    for index, (title, paragraph) in enumerate(paragraphs):
        for item in paragraph.get("qas", ()):
            number += 1
            try:
                answers = [{**blank, **answer} for answer in item.get("answers") or []]
                row = {
                    "id": str(item["id"]),
                    "question": {**blank, **item}["question"],
                    "context": paragraph.get("context", "") if lenient else paragraph["context"],
                    "title": title,
                    "paragraph": index,
                    "answers": {
                        "text": [answer["text"] for answer in answers],
                        "answer_start": [answer["answer_start"] for answer in answers],
                    },
                }
            except (KeyError, TypeError, AttributeError) as error:
                raise DataError(f"{path} question {number}: not in SQuAD's form: {error!r} is missing") from None
            yield Raw(path, number, row)


def read_columns(paths: Sequence[Path], options: Options) -> Iterator[Raw]:
    """CoNLL columns: one token a line, empty line between sentences, as {words, tags}.

    `separator` (default any white space), `word` and `tag` are column numbers (defaults 0 and the last).
    """
    separator, word, tag = options.get("separator"), options.get("word", 0), options.get("tag", -1)
    for path in paths:
        number, words, tags = 1, [], []
        for place, line in lines(path):
            if line.strip():
                cells = line.split(separator)
                if len(cells) < 2:
                    raise DataError(f"{path} line {place} (sentence {number}): {line!r} has no tag column")
                words.append(cells[word])
                tags.append(cells[tag])
            elif words:
                yield Raw(path, number, {"words": words, "tags": tags})
                number, words, tags = number + 1, [], []
        if words:
            yield Raw(path, number, {"words": words, "tags": tags})


_LEAF = re.compile(r"<L (\S+) \S+ \S+ (\S+) [^>]+>")


def read_ccgbank(paths: Sequence[Path], options: Options) -> Iterator[Raw]:
    """CCGbank's derivations (`AUTO/<section>/*.auto`) as {words, tags, section}; leaf: `<L category pos pos word ...>`.

    A tag is `CCG` and the number of its category among all categories of the files in sorted order, because the list
    itself may not be copied into a catalogue: read the whole bank, whichever sections are wanted.
    """
    bank = [(path, number, _LEAF.findall(line)) for path in paths for number, line in enumerate(_derivations(path), 1)]
    categories = sorted({category for _, _, leaves in bank for category, _ in leaves})
    numbers = {category: f"CCG{number}" for number, category in enumerate(categories)}
    for path, number, leaves in bank:
        if not leaves:
            raise DataError(f"{path} derivation {number}: no `<L category ...>` leaf; expected CCGbank's AUTO files")
        words, tags = [word for _, word in leaves], [numbers[category] for category, _ in leaves]
        yield Raw(path, number, {"words": words, "tags": tags, "section": path.parent.name})


def _derivations(path: Path) -> list[str]:
    return [line for _, line in lines(path) if line.strip() and not line.startswith("ID=")]


def read_conllu(paths: Sequence[Path], options: Options) -> Iterator[Raw]:
    """CoNLL-U as {words, tags, spans, id, document}.

    Empty nodes (`8.1`) are dropped. Words are syntactic words; `spans` are (first, last, form) of fused tokens
    (German `zum`), 0-based, so that a dataset may put the fused form back.
    """
    for path in paths:
        number, document = 1, ""
        row: dict[str, Any] = {"words": [], "tags": [], "spans": [], "id": ""}
        for place, line in lines(path):
            if line.startswith("#"):
                key, _, value = line[1:].partition("=")
                if key.strip() == "sent_id":
                    row["id"] = value.strip()
                elif key.strip() == "newdoc id":
                    document = value.strip()
            elif line:
                _token(path, place, line.split("\t"), row)
            elif row["words"]:
                yield Raw(path, number, {**row, "document": document})
                number, row = number + 1, {"words": [], "tags": [], "spans": [], "id": ""}
        if row["words"]:
            yield Raw(path, number, {**row, "document": document})


def _token(path: Path, place: int, cells: Sequence[str], row: dict[str, Any]) -> None:
    if len(cells) != 10:
        raise DataError(f"{path} line {place}: {len(cells)} columns, CoNLL-U has 10")
    index = cells[0]
    if "-" in index:
        first, _, last = index.partition("-")
        row["spans"].append((int(first) - 1, int(last) - 1, cells[1]))
    elif "." not in index:
        row["words"].append(cells[1])
        row["tags"].append(cells[3])


FORMATS: Mapping[str, Reader] = {
    "tsv": read_tsv,
    "csv": read_csv,
    "jsonl": read_jsonl,
    "labelled_jsonl": read_labelled_jsonl,
    "text": read_text,
    "parallel": read_parallel,
    "mining": read_mining,
    "squad": read_squad,
    "squad_paragraphs": read_squad_paragraphs,
    "columns": read_columns,
    "ccgbank": read_ccgbank,
    "conllu": read_conllu,
}
