"""The error family. A user never sees a traceback for a mistake of their own: the CLI prints these and exits 2.

Every message says what was wrong, the value seen, the values allowed, and what to do next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


class XstiltsError(Exception):
    """Base of every error that is the user's to mend (exit code 2)."""


class DataError(XstiltsError):
    """A data file is missing, damaged, or does not hold what its format promises."""


class ModelError(XstiltsError):
    """A backbone or tokenizer cannot be loaded or does not fit the task."""


class StoreError(XstiltsError):
    """The store cannot be used: newer version, held by another driver, damaged, or no space left."""


class StageFailed(XstiltsError):
    """One stage could not finish, for example because its loss diverged; other stages go on (exit code 1)."""


class Interrupted(Exception):
    """The user asked to stop; everything finished so far is kept and the study resumes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong in a study.

    `where` is a dotted path in the file (`targets[2]`), `line` is 1-based or None, `message` says what was wrong
    with the value seen, `allowed` what would be accepted, `hint` what to do next.
    """

    message: str
    where: str = ""
    line: int | None = None
    allowed: str = ""
    hint: str = ""

    def render(self, path: str = "") -> str:
        """One problem as `file:line: where: message; allowed: ...; hint`."""
        place = ":".join(part for part in (path, str(self.line) if self.line else "") if part)
        text = ": ".join(part for part in (place, self.where, self.message) if part)
        if self.allowed:
            text += f"\n    allowed: {self.allowed}"
        if self.hint:
            text += f"\n    what to do: {self.hint}"
        return text


class StudyError(XstiltsError):
    """Everything that is wrong with one study file, collected before any training."""

    def __init__(self, problems: Sequence[Problem], path: str = "") -> None:
        self.problems = tuple(problems)
        self.path = path
        count = len(self.problems)
        head = f"{count} problem{'s' if count != 1 else ''} in {path or 'the study'}:"
        super().__init__("\n".join([head, *(problem.render(path) for problem in self.problems)]))


def suggestion(name: str, known: Iterable[str]) -> str:
    """`did you mean 'xnli'?` for a misspelt name, or an empty string when nothing is close."""
    close = get_close_matches(name, list(known), n=3, cutoff=0.6)
    return f"did you mean {' or '.join(repr(match) for match in close)}?" if close else ""
