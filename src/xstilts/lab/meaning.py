"""Meanings: what a sentence says, in no language. Every language realises the same records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class NP:
    """A noun phrase.

    `noun` is a concept of `world.NOUNS`, a name of `world.NAMES` (det "name"), "he" or "she" (det "pron"), or a kind of
    organisation of `world.ORGANISATIONS` (det "org").
    `det` is one of name, pron, org, a, the, this, num, least (at least n), exact (exactly n), all, some, no, any.
    "no" is for subjects and already negates the clause; "any" is for objects of negated clauses.
    `family` is the surname of a name (`world.FAMILIES`, or none); `of` is what an organisation is called: a brand of
    `world.BRANDS`, a surname or a city.
    """

    noun: str
    det: str
    n: int = 0
    adj: str = ""
    family: str = ""
    of: str = ""

    @property
    def plural(self) -> bool:
        """Whether it speaks of more than one."""
        return self.det in ("num", "least", "exact", "all", "some")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One proposition: an event, a location (`verb` "at", `place` or `venue` set) or a state (`verb` "is", `adj` set).

    `neg` negates the whole clause, its place and time included; a clause whose subject has det "no" is not marked.
    `front` puts the time expression first where a language lets one choose.
    `venue` is an organisation at which it happens; a city may follow as `place`.
    `party` is a name (without surname): who got it (verbs sell, give) or who let it go (buy, get); such clauses are
    in the past and affirmed.
    `than` makes a state a comparison (adj of `world.COMPARED`), in the past and affirmed.
    `asked` (subj, obj, place, time) makes it a question for that constituent, whose value says what kind of thing
    is asked for; a place that is asked for may stand in `venue`. `index` counts the clauses of a sentence.
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
    venue: NP | None = None
    party: NP | None = None
    than: NP | None = None
    asked: str = ""
    index: int = 0

    @property
    def denied(self) -> bool:
        """Whether the clause is negated, by `neg` or by its subject."""
        return self.neg or self.subj.det == "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One clause, two joined by `link`, or one that `holder` says or knows (`link` say, know).

    Links of two clauses: and, but, because, so ("A, so B" says what "B because A" says).
    """

    clauses: tuple[Clause, ...]
    link: str = ""
    holder: str = ""


def numbered(sentence: Sentence) -> Sentence:
    """The sentence with the number of each clause in the clause, from which roles are made."""
    clauses = tuple(replace(clause, index=index) for index, clause in enumerate(sentence.clauses))
    return replace(sentence, clauses=clauses)


class Token(NamedTuple):
    """A word and what is known of it.

    `tag` is the universal part of speech (UD v2); `glue` says that it follows the word before without a space; `role`
    is clause and constituent ("0.subj", "1.place", or "holder"); `entity` is PER, LOC, ORG or none.
    """

    text: str
    tag: str
    glue: bool = False
    role: str = ""
    entity: str = ""


def words(text: str) -> list[Token]:
    """Tokens from `word/TAG word/TAG`, the notation of the language files."""
    return [Token(word, tag) for word, _, tag in (part.rpartition("/") for part in text.split())]


def detokenise(tokens: list[Token]) -> str:
    """The text of some tokens."""
    return "".join(token.text if token.glue or i == 0 else " " + token.text for i, token in enumerate(tokens))


def finish(tokens: list[Token], capital: str | None = None, stop: str = ".") -> list[Token]:
    """Capitalise the first word and add a full stop, or `stop`. `capital` overrides the first letter (Turkish i)."""
    first = tokens[0]
    head = capital if capital is not None else first.text[0].upper()
    return [first._replace(text=head + first.text[1:]), *tokens[1:], Token(stop, "PUNCT", True)]


def rows(table: str) -> dict[str, tuple[str, ...]]:
    """A language file's table, one entry a line: `key | field | field`."""
    lines = (line.split("|") for line in table.strip().splitlines())
    return {fields[0].strip(): tuple(field.strip() for field in fields[1:]) for fields in lines}
