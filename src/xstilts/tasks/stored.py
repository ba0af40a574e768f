"""Examples in a file of our own (JSON lines): how one stage hands them to another."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from xstilts.core.errors import DataError
from xstilts.core.files import write_text
from xstilts.tasks.formats import lines
from xstilts.tasks.kinds import KINDS
from xstilts.tasks.records import Example


def write_examples(path: Path, examples: Iterable[Example]) -> None:
    """Write examples of one kind whole, in order."""
    write_text(path, "".join(json.dumps(asdict(example), ensure_ascii=False) + "\n" for example in examples))


def read_examples(path: Path, kind: str) -> list[Example]:
    """The examples of a file, equal to those that were written.

    Raises:
        DataError: no such file, or it does not hold examples of the kind.
    """
    record = KINDS[kind].example_type
    found: list[Example] = []
    for number, line in lines(path):
        try:
            found.append(record(**{name: _tuples(value) for name, value in json.loads(line).items()}))
        except (json.JSONDecodeError, TypeError, AttributeError) as error:
            raise DataError(f"{path} row {number}: not an example of the kind {kind!r} ({error})") from None
    return found


def _tuples(value: Any) -> Any:
    """JSON has lists where examples have tuples."""
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
