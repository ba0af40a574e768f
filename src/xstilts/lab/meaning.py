"""Meanings: what a sentence says, in no language. Every language realises the same records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class NP:
    """A noun phrase.

    `noun` is a concept of `world.NOUNS`, a name of `world.NAMES` (det "name"), or "he" or "she" (det "pron").
    `det` is one of name, pron, a, the, this, num, least (at least n), exact (exactly n), all, some, no, any.
    "no" is for subjects and already negates the clause; "any" is for objects of negated clauses.
    """

    noun: str
    det: str
    n: int = 0
    adj: str = ""

    @property
    def plural(self) -> bool:
        """Whether it speaks of more than one."""
        return self.det in ("num", "least", "exact", "all", "some")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One proposition: an event, a location (`verb` "at", `place` set) or a state (`verb` "is", `adj` set).

    `neg` negates the whole clause, its place and time included; a clause whose subject has det "no" is not marked.
    `front` puts the time expression first where a language lets one choose.
    """

    subj: NP
    verb: str
    obj: NP | None = None
    adj: str = ""
    place: str = ""
    time: str = ""
    manner: str = ""
    tense: str = "past"
    neg: bool = False
    front: bool = False

    @property
    def denied(self) -> bool:
        """Whether the clause is negated, by `neg` or by its subject."""
        return self.neg or self.subj.det == "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One clause, two joined by `link` (and, but, because), or one that `holder` says or knows (`link` say, know)."""

    clauses: tuple[Clause, ...]
    link: str = ""
    holder: str = ""


class Token(NamedTuple):
    """A word, its universal part of speech (UD v2), and whether it follows the one before without a space."""

    text: str
    tag: str
    glue: bool = False


def words(text: str) -> list[Token]:
    """Tokens from `word/TAG word/TAG`, the notation of the language files."""
    return [Token(word, tag) for word, _, tag in (part.rpartition("/") for part in text.split())]


def detokenise(tokens: list[Token]) -> str:
    """The text of some tokens."""
    return "".join(token.text if token.glue or i == 0 else " " + token.text for i, token in enumerate(tokens))


def finish(tokens: list[Token], capital: str | None = None) -> list[Token]:
    """Capitalise the first word and add a full stop. `capital` overrides the first letter (Turkish i)."""
    first = tokens[0]
    head = capital if capital is not None else first.text[0].upper()
    return [first._replace(text=head + first.text[1:]), *tokens[1:], Token(".", "PUNCT", True)]


def rows(table: str) -> dict[str, tuple[str, ...]]:
    """A language file's table, one entry a line: `key | field | field`."""
    lines = (line.split("|") for line in table.strip().splitlines())
    return {fields[0].strip(): tuple(field.strip() for field in fields[1:]) for fields in lines}
