"""Files of predictions in XTREME's submission formats, and label files of the same form: lines, tags, pairs, JSON.

The formats are those that XTREME's `evaluate.py` reads (Hu et al. 2020, arXiv:2003.11080): UTF-8, one answer a line;
tags with a blank line after each sentence; `{question id: text}`; `foreign id TAB english id`. A byte order mark,
`CR LF` line ends and gzip are accepted. Everything else that is not in the form is an error with file and line.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from xstilts.core.errors import DataError
from xstilts.tasks.formats import lines

SWAPPED = "are --gold and --predictions swapped?"


def text_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file, gzip or not, without line ends.

    Raises:
        DataError: missing, a directory, damaged gzip, empty, or not UTF-8.
    """
    if path.is_dir():
        raise DataError(f"{path}: is a directory; name the file in it")
    if path.exists() and not path.is_file():
        raise DataError(f"{path}: is a pipe or a device, and files are read more than once; write it to a file first")
    if not path.is_file():
        raise DataError(f"{path}: no such file; check the path")
    found = [line for _, line in lines(path)]
    if not any(line.strip() for line in found):
        raise DataError(f"{path}: the file is empty; one answer per example is needed")
    if any("\0" in line for line in found):
        raise DataError(f"{path}: holds NUL characters, as UTF-16 does; convert it to UTF-8")
    return found


def answer_lines(path: Path, content: list[str], *, gold: bool) -> list[str]:
    """One answer per line.

    Raises:
        DataError: an empty line (in a gold file: blanked labels), or lines that hold more than an answer.
    """
    found = [line.strip() for line in content]
    for number, line in enumerate(found, start=1):
        if not line:
            reason = "blanked labels" if gold else "no prediction"
            raise DataError(f"{path}:{number}: an empty line ({reason}); every line must hold one answer")
        if "\t" in line or line.startswith("{"):
            advice = "" if gold else f"; {SWAPPED}"
            raise DataError(
                f"{path}:{number}: {line[:80]!r} holds more than an answer, like a released data file; "
                f"allowed is one answer per line{advice}"
            )
    return found


def tag_lines(path: Path, content: list[str], *, gold: bool) -> list[list[str]]:
    """Sentences of tags: one tag a line (the last column where there are two), sentences divided by blank lines."""
    sentences: list[list[str]] = [[]]
    for number, line in enumerate(content, start=1):
        if not line.strip():
            sentences.append([])
            continue
        cells = line.split("\t") if "\t" in line else line.split()
        if len(cells) > 2:
            advice = "" if gold else f"; {SWAPPED}"
            raise DataError(
                f"{path}:{number}: {line[:80]!r} has {len(cells)} columns; allowed is a tag, or a word and "
                f"its tag{advice}"
            )
        sentences[-1].append(cells[-1].strip())
    return [sentence for sentence in sentences if sentence]


def pair_lines(path: Path, content: list[str]) -> set[tuple[str, str]]:
    """Id pairs divided by a tab. They are a set, as in the official scorer: a repeated pair counts once."""
    pairs = set()
    for number, line in enumerate(content, start=1):
        fields = [part.strip() for part in line.split("\t")]
        if fields == [""]:
            continue
        if len(fields) != 2 or not all(re.fullmatch(r"\S*\d", part) for part in fields):
            hint = "; a file of sentences is no list of pairs" if len(fields) == 2 and all(fields) else ""
            raise DataError(
                f"{path}:{number}: {line.strip()[:80]!r} is not two ids (de-000000001) divided by a tab{hint}"
            )
        pairs.add((fields[0], fields[1]))
    return pairs


def answers(path: Path) -> dict[str, str]:
    """Question id -> predicted text, from one JSON object."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                raise DataError(f"{path}: the id {name!r} occurs twice; one prediction per question is allowed")
            found[name] = value
        return found

    try:
        found = json.loads("\n".join(text_lines(path)), object_pairs_hook=once)
    except json.JSONDecodeError as error:
        raise DataError(f"{path}:{error.lineno}: not valid JSON ({error.msg})") from error
    except RecursionError:
        raise DataError(f"{path}: not valid JSON (nested too deeply)") from None
    expected = "must be one JSON object of texts: {question id: text}"
    if isinstance(found, dict) and isinstance(found.get("data"), list):
        raise DataError(f"{path}: holds SQuAD data, not predictions; it {expected}; {SWAPPED}")
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise DataError(f"{path}: {expected}")
    if not found:
        raise DataError(f"{path}: no predictions in it; it {expected}")
    return found
