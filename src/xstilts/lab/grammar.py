"""What every grammar uses: reading a table, marking what a constituent is and which names are in it.

A *role* names the clause and the constituent a token belongs to ("0.subj"); an *entity* the kind of name (PER, LOC,
ORG). Both are set for whole constituents by `mark`, so a grammar calls it once per constituent and knows no more.
"""

from __future__ import annotations

from functools import cache

from xstilts.lab.meaning import Clause, Token, rows

CORE = {"PER": ("PROPN",), "LOC": ("PROPN",), "ORG": ("PROPN", "NOUN", "ADJ")}
"""The tags that a name may begin and end with; articles and adpositions around it are no part of it."""
EDGES = ("ADP", "PART", "PUNCT", "AUX")
"""Tags at the edges of a constituent that an answer does without."""


@cache
def lexicon(table: str) -> dict[str, tuple[str, ...]]:
    """A table of a language's words, read once."""
    return rows(table)


def phrases(table: str) -> dict[str, str]:
    """A table whose entries are one phrase, which may itself hold `{male|female}` alternatives."""
    return {key: "|".join(fields) for key, fields in lexicon(table).items()}


def mark(c: Clause, slot: str, tokens: list[Token]) -> list[Token]:
    """The tokens of a constituent with their role and the entity in it.

    Args:
        c: The clause; its `index` is the first half of the role.
        slot: subj, obj, party, than, place, venue or time.
        tokens: The constituent with its adpositions; an empty list stays empty.
    """
    found = {"subj": c.subj, "obj": c.obj, "party": c.party, "than": c.than, "venue": c.venue}.get(slot)
    kind = {"name": "PER", "org": "ORG"}.get(found.det, "") if found else ""
    return label(tokens, f"{c.index}.{slot}", "LOC" if slot == "place" else kind)


def label(tokens: list[Token], role: str, entity: str = "") -> list[Token]:
    """Tokens with a role; from the first to the last one that can be part of a name, with an entity as well."""
    core = [i for i, token in enumerate(tokens) if token.tag in CORE.get(entity, ())]
    inside = range(core[0], core[-1] + 1) if core else range(0)
    return [token._replace(role=role, entity=entity if i in inside else "") for i, token in enumerate(tokens)]


def tags_of_names(tokens: list[Token]) -> list[str]:
    """BIO tags: a name begins where the entity or the role changes."""
    out: list[str] = []
    before = ("", "")
    for token in tokens:
        here = (token.entity, token.role)
        out.append(f"{'I' if here == before else 'B'}-{token.entity}" if token.entity else "O")
        before = here
    return out


def spans(tokens: list[Token]) -> list[tuple[int, int]]:
    """Where each token stands in the text of `detokenise`: start and end in characters."""
    out: list[tuple[int, int]] = []
    at = 0
    for index, token in enumerate(tokens):
        start = at + (1 if index and not token.glue else 0)
        at = start + len(token.text)
        out.append((start, at))
    return out


def answers(tokens: list[Token], role: str) -> list[tuple[int, int]]:
    """The character spans that answer for a constituent: without the adpositions at its edges, and whole."""
    inside = [i for i, token in enumerate(tokens) if token.role == role]
    assert inside and inside == list(range(inside[0], inside[-1] + 1)), f"{role} is not one piece: {tokens}"
    core = [i for i in inside if tokens[i].tag not in EDGES] or inside
    where = spans(tokens)
    found = [(where[part[0]][0], where[part[-1]][1]) for part in (core, inside)]
    return list(dict.fromkeys(found))
