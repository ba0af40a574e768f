"""Vietnamese: no inflection; classifiers before the noun, adjective and demonstrative after, markers before the verb.

Text is written in syllables: each syllable is a token and carries the tag of the word it belongs to. Tags follow the
VTB treebank: markers of tense and negation are ADV, demonstratives and nào PRON, classifiers NOUN.
"""

from __future__ import annotations

from xstilts.lab import world
from xstilts.lab.grammar import label, lexicon, mark
from xstilts.lab.meaning import NP, Clause, Sentence, Token, detokenise, finish, words
from xstilts.lab.words.vi import (
    ADJECTIVES,
    BRANDS,
    COMPARATIVES,
    FAMILIES,
    LINKS,
    MANNERS,
    MOTION,
    NAMES,
    NOUNS,
    NUMBERS,
    ORGANISATIONS,
    PARTIES,
    PLACES,
    PRONOUN,
    QUESTIONS,
    SPECIAL_VERBS,
    TIMES,
    VERBS,
)

SOFT = world.ANIMALS + world.FRUITS + world.FLOWERS
"""Nouns whose colour follows them bare (con mèo đen); others take màu (cái ghế màu đen)."""


def person(np: NP) -> str:
    """A person as the subject of a causal event: the classifier alone makes it definite (người phụ nữ)."""
    return detokenise(noun_phrase(np) if np.det == "name" else noun_body(np))


def noun_body(np: NP) -> list[Token]:
    """Classifier, noun, adjective."""
    noun, classifier, _ = lexicon(NOUNS)[np.noun]
    out = [Token(word, "NOUN") for word in f"{classifier} {noun}".split()]
    return [*out, *(words(lexicon(ADJECTIVES)[np.adj][np.noun not in SOFT]) if np.adj else [])]


def quantifier(np: NP) -> list[Token]:
    """What stands before the classifier: number, plural words, the negated verb of existence."""
    number = [Token(NUMBERS[np.n or 1], "NUM")]
    plural = [Token(lexicon(NOUNS)[np.noun][2], "DET")]
    before = {
        "a": number,
        "num": number,
        "least": [*words("ít/ADV nhất/ADV"), *number],
        "exact": [*words("đúng/ADV"), *number],
        "all": [*words("tất/PRON cả/PRON"), *plural],
        "some": words("một/DET số/DET"),
        "no": words("không/ADV có/VERB"),
    }
    return before.get(np.det, [])


def proper(np: NP) -> list[Token]:
    """A person with the surname, or an organisation: the kind before the brand, surname or city."""
    if np.det == "name":
        family = lexicon(FAMILIES)[np.family] if np.family else ()
        return [Token(name, "PROPN") for name in (lexicon(NAMES)[np.noun][0], *family)]
    found = lexicon(BRANDS).get(np.of) or lexicon(FAMILIES).get(np.of)
    called = [Token(found[0], "PROPN")] if found else words(lexicon(PLACES)[np.of][0])
    return [*words(lexicon(ORGANISATIONS)[np.noun][0]), *called]


def noun_phrase(np: NP) -> list[Token]:
    """Quantifier, classifier, noun, adjective, demonstrative; nào after the noun is `any` under negation."""
    if np.det in ("name", "org"):
        return proper(np)
    if np.det == "pron":
        return words(PRONOUN[np.noun])
    after = {"the": "đó/PRON", "this": "này/PRON", "no": "nào/PRON", "any": "nào/PRON"}
    return [*quantifier(np), *noun_body(np), *words(after.get(np.det, ""))]


def markers(c: Clause) -> list[Token]:
    """What stands before the verb: đều for all, future or past, negation, manner.

    The past goes unmarked where something else tells it or đã would mean `already`: in denied clauses, with a
    predicate adjective, before `suddenly`.
    """
    past = not (c.denied or c.verb == "is" or c.manner == "suddenly")
    tense = "sẽ/ADV" if c.tense == "future" else "đã/ADV" if past else ""
    manner = words(lexicon(MANNERS)[c.manner][0]) if c.manner and c.verb not in MOTION else []
    negation = words("không/ADV" if c.neg else "")
    return [*words("đều/ADV" if c.subj.det == "all" else ""), *words(tense), *negation, *manner]


def verb(c: Clause) -> tuple[list[Token], list[Token]]:
    """The verb or predicate adjective, and what of it follows the object."""
    if c.verb == "is":
        return words(lexicon(COMPARATIVES)[c.adj][0] if c.than else lexicon(ADJECTIVES)[c.adj][2]), []
    if c.verb == "at":
        return [Token("ở", "VERB")], []
    special = SPECIAL_VERBS.get((c.verb, c.obj.noun)) if c.obj else None
    before, after = lexicon(VERBS)[c.verb]
    found = words(special or before)
    return found[:1] if goes(c) else found, words(after)


def goes(c: Clause) -> bool:
    """Whether something is brought to a place: then the verb has no theo (along)."""
    return c.verb == "bring" and bool(c.venue or c.place)


def toward(tokens: list[Token]) -> list[Token]:
    """The place that something is brought to: into (vào) what one is inside (trong) of, else đến."""
    if tokens[0].text == "trong":
        return [Token("vào", "ADP"), *tokens[1:]]
    return [Token("đến", "ADP"), *tokens]


def target(c: Clause) -> list[Token]:
    """The object, or the word that asks for it in its place; after a subject with `no`, `a` is denied as well."""
    if c.obj is None:
        return []
    if c.asked == "obj":
        who = c.obj.det == "name" or c.obj.noun in world.PERSONS
        return words(QUESTIONS["who" if who else "animal" if c.obj.noun in world.ANIMALS else "what"])
    if c.subj.det == "no" and c.obj.det == "a":
        return noun_phrase(NP(noun=c.obj.noun, det="any", adj=c.obj.adj))
    return noun_phrase(c.obj)


def where(c: Clause) -> dict[str, list[Token]]:
    """Venue and place with the preposition ở; the verb ở takes the first without it, and trong stands for it."""
    if c.asked == "place":
        found = {"venue": [], "place": words(QUESTIONS["goal" if goes(c) else "place"])}
        if goes(c):
            return found
    else:
        venue = noun_phrase(c.venue) if c.venue else []
        found = {"venue": venue, "place": words(lexicon(PLACES)[c.place][0]) if c.place else []}
    needed, goal = c.verb != "at", goes(c)
    for slot, tokens in found.items():
        if tokens:
            located = [Token("ở", "ADP"), *tokens] if needed and tokens[0].tag != "ADP" else tokens
            found[slot] = toward(tokens) if goal else located
            needed, goal = True, False
    return found


def constituents(c: Clause) -> dict[str, list[Token]]:
    """The constituents of a clause, each as its own tokens with their role."""
    before, after = verb(c)
    found = {
        "subj": words(QUESTIONS["who"]) if c.asked == "subj" else noun_phrase(c.subj),
        "verb": [*markers(c), *before],
        "than": noun_phrase(c.than) if c.than else [],
        "obj": target(c),
        "after": after,
        "party": [*words(PARTIES[c.verb]), *noun_phrase(c.party)] if c.party else [],
        "manner": words(lexicon(MANNERS)[c.manner][1]) if c.manner and c.verb in MOTION else [],
        **where(c),
        "time": words(lexicon(TIMES)[c.time][0]) if c.time else [],
    }
    unmarked = ("verb", "after", c.asked)
    return {slot: tokens if slot in unmarked else mark(c, slot, tokens) for slot, tokens in found.items()}


def clause(c: Clause) -> list[Token]:
    """Time? subject markers verb object manner place time.

    A question leaves its word where the answer would be; khi nào comes first for the future and last for the past.
    """
    parts = constituents(c)
    time = parts.pop("time")
    first = c.front or c.asked == "place"
    if c.asked == "time":
        time, first = words(QUESTIONS["time"]), c.tense == "future"
    rest = [token for tokens in parts.values() for token in tokens]
    return [*time, *rest] if first else [*rest, *time]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens; a comma stands before every link but vì."""
    if s.holder:
        said = {"say": "đã/ADV nói/VERB", "know": "biết/VERB"}[s.link]
        holder = label([Token(lexicon(NAMES)[s.holder][0], "PROPN")], "holder", "PER")
        return finish([*holder, *words(said), Token("rằng", "SCONJ"), *clause(s.clauses[0])])
    out = clause(s.clauses[0])
    if s.link:
        comma = [Token(",", "PUNCT", True)] if s.link != "because" else []
        out += [*comma, *words(LINKS[s.link]), *clause(s.clauses[1])]
    return finish(out, stop="?" if s.clauses[0].asked else ".")
