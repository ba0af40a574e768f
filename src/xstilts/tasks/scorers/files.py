"""Gold and prediction files: labels, tags, id pairs and SQuAD JSON, with errors naming file and line."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

from xstilts.core.errors import DataError


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, packed or not, without a byte order mark.

    Raises:
        DataError: missing, not a file, damaged gzip, or not UTF-8.
    """
    try:
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 (byte {error.start}); convert it to UTF-8") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DataError(f"{path}: damaged gzip file ({error}); get it again") from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror or error}); check the path") from error


def read_labels(path: Path, *, gold: bool) -> list[str]:
    """One label per line.

    Raises:
        DataError: an empty file or line (a gold file with empty lines has blanked labels).
    """
    lines = [line.strip() for line in read_text(path).removesuffix("\n").split("\n")]
    if lines == [""]:
        raise DataError(f"{path}: the file is empty; it must hold one label per line")
    for number, line in enumerate(lines, start=1):
        if not line:
            reason = "blanked labels" if gold else "no prediction"
            raise DataError(f"{path}:{number}: an empty line ({reason}); every line must hold one label")
    return lines


def read_tags(path: Path) -> list[list[str]]:
    """Sentences of tags: one tag per line (the last column), sentences divided by blank lines."""
    sentences: list[list[str]] = [[]]
    for line in read_text(path).split("\n"):
        if line.strip():
            sentences[-1].append(line.split()[-1])
        elif sentences[-1]:
            sentences.append([])
    sentences = [sentence for sentence in sentences if sentence]
    if not sentences:
        raise DataError(f"{path}: no tags; it must hold one tag per line, a blank line after each sentence")
    return sentences


def read_pairs(path: Path) -> set[tuple[str, str]]:
    """Id pairs, one per line, divided by a tab. An empty file is an empty set: nothing was mined."""
    pairs = set()
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        fields = [part.strip() for part in line.split("\t")]
        if fields == [""]:
            continue
        if len(fields) != 2 or not all(fields):
            raise DataError(f"{path}:{number}: {line.strip()!r} is not two ids divided by a tab")
        pairs.add((fields[0], fields[1]))
    return pairs


def read_json(path: Path) -> Any:
    """A JSON file."""
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise DataError(f"{path}:{error.lineno}: not valid JSON ({error.msg})") from error


def read_answers(path: Path) -> dict[str, list[str]]:
    """Question id -> gold answers, from SQuAD JSON (v1.1 or v2.0)."""
    answers: dict[str, list[str]] = {}
    try:
        for article in read_json(path)["data"]:
            for paragraph in article["paragraphs"]:
                for question in paragraph["qas"]:
                    identity = str(question["id"])
                    if identity in answers:
                        raise DataError(f"{path}: question id {identity!r} occurs twice; ids must be unique")
                    answers[identity] = [str(answer["text"]) for answer in question["answers"]]
    except (KeyError, TypeError) as error:
        raise DataError(
            f"{path}: not SQuAD JSON ({type(error).__name__}: {error}); expected "
            '{"data": [{"paragraphs": [{"qas": [{"id", "answers": [{"text"}]}]}]}]}'
        ) from error
    if not answers:
        raise DataError(f"{path}: no questions in it")
    return answers
