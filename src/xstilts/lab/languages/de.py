"""German: four-way agreement, verb second in main clauses and last in dependent ones, perfect tense, `kein`.

Definite objects stand before the adverbials and indefinite ones after them. Where something is brought is said in the
accusative or with nach, behind the object. What is sold goes `an` somebody; what is given has its person in the dative.
"""

from __future__ import annotations

from xstilts.lab.grammar import label, lexicon, mark
from xstilts.lab.meaning import NP, Clause, Sentence, Token, finish, words
from xstilts.lab.words.de import (
    ADJECTIVES,
    BRANDS,
    COMPARATIVES,
    FAMILIES,
    LINKS,
    MANNERS,
    NAMES,
    NOUNS,
    NUMBERS,
    ORGANISATIONS,
    PARTIES,
    PLACES,
    QUESTIONS,
    TIMES,
    VERBS,
)
from xstilts.lab.world import PERSONS

STRONG = {"m": "er", "f": "e", "n": "es", "p": "e"}
"""Endings of dieser and of adjectives without a determiner, by gender (p: plural), in the nominative."""
ARTICLE = {"m": "der", "f": "die", "n": "das", "p": "die"}


def person(np: NP) -> str:
    """A person as the subject of a causal event."""
    return " ".join(token.text for token in noun_phrase(np, "nom"))


def adjective(stem: str, gender: str, case: str, kind: str) -> str:
    """Endings: `weak` after der-words, `mixed` after ein-words, `strong` after nothing or a number."""
    if gender == "p":
        ending = "e" if kind == "strong" else "en"
    elif gender == "m" and case == "acc":
        ending = "en"
    elif kind == "weak":
        ending = "e"
    else:
        ending = STRONG[gender]
    return stem + ending


def determiner(np: NP, gender: str, case: str) -> tuple[list[Token], str]:
    """The determiner and which adjective endings follow it."""
    masculine_acc = gender == "m" and case == "acc"
    if np.det in ("a", "no", "any"):
        ending = "en" if masculine_acc else "e" if gender == "f" else ""
        return [Token(("ein" if np.det == "a" else "kein") + ending, "DET")], "mixed"
    if np.det == "the":
        return [Token("den" if masculine_acc else ARTICLE[gender], "DET")], "weak"
    if np.det == "this":
        return [Token("dies" + ("en" if masculine_acc else STRONG[gender]), "DET")], "weak"
    if np.det in ("all", "some"):
        return [Token("alle" if np.det == "all" else "einige", "DET")], "weak" if np.det == "all" else "strong"
    before = {"least": words("mindestens/ADV"), "exact": words("genau/ADV")}.get(np.det, [])
    return [*before, Token(NUMBERS[np.n], "NUM")], "strong"


def proper(key: str) -> list[Token]:
    """What an organisation is called: a brand, a surname or a city."""
    found = lexicon(BRANDS).get(key) or lexicon(FAMILIES).get(key)
    return [Token(found[0], "PROPN")] if found else words(lexicon(PLACES)[key][0])[-1:]


def noun_phrase(np: NP, case: str) -> list[Token]:
    """Determiner, adjective, noun in the nominative ("nom") or accusative ("acc"); names have one form for both."""
    if np.det == "name":
        family = lexicon(FAMILIES)[np.family] if np.family else ()
        return [Token(name, "PROPN") for name in (lexicon(NAMES)[np.noun][0], *family)]
    if np.det == "org":
        return [*words(lexicon(ORGANISATIONS)[np.noun][0]), *proper(np.of)]
    if np.det == "pron":
        return [Token({"he": "er", "she": "sie"}[np.noun], "PRON")]
    gender, singular, plural, *accusative = lexicon(NOUNS)[np.noun]
    gender = "p" if np.plural else gender
    noun = plural if np.plural else accusative[0] if accusative and case == "acc" else singular
    before, kind = determiner(np, gender, case)
    stem = [Token(adjective(lexicon(ADJECTIVES)[np.adj][0], gender, case, kind), "ADJ")] if np.adj else []
    return [*before, *stem, Token(noun, "NOUN")]


def verb_parts(c: Clause) -> tuple[Token, list[Token]]:
    """The finite verb, and what stands at the end of the clause."""
    plural = c.subj.plural
    if c.verb in ("at", "is") and c.tense == "past":
        return Token("waren" if plural else "war", "AUX"), []
    if c.tense == "future":
        last = [Token("sein", "AUX")] if c.verb in ("at", "is") else words(lexicon(VERBS)[c.verb][1] + "/VERB")
        return Token("werden" if plural else "wird", "AUX"), last
    participle, _, *auxiliary = lexicon(VERBS)[c.verb]
    forms = ("ist", "sind") if auxiliary else ("hat", "haben")
    return Token(forms[plural], "AUX"), [Token(participle, "VERB")]


def complement(c: Clause) -> list[Token]:
    """The adjective of a state, with what it is compared to."""
    if c.than:
        other = [Token("als", "ADP"), *noun_phrase(c.than, "nom")]
        return [*words(lexicon(COMPARATIVES)[c.adj][0]), *mark(c, "than", other)]
    return [Token(lexicon(ADJECTIVES)[c.adj][-1], "ADJ")] if c.adj else []


def at_organisation(np: NP, motion: bool) -> list[Token]:
    """At an organisation (dative), or to it; its article may be fused with the adposition."""
    kind, rest, aim = lexicon(ORGANISATIONS)[np.noun]
    return [*words(aim if motion else rest), *words(kind)[1:], *proper(np.of)]


def in_place(place: str, motion: bool) -> list[Token]:
    """In a place, or to it."""
    rest, *aim = lexicon(PLACES)[place]
    return [*words(aim[0] if aim else "nach/ADP"), *([] if aim else words(rest)[-1:])] if motion else words(rest)


def constituents(c: Clause) -> dict[str, list[Token]]:
    """What stands between the finite verb and the end of the clause; the constituent that is asked for is left out."""
    motion = c.verb == "bring"
    found = {
        "obj": noun_phrase(c.obj, "acc") if c.obj else [],
        "party": [*words(PARTIES[c.verb]), *noun_phrase(c.party, "acc")] if c.party else [],
        "venue": at_organisation(c.venue, motion) if c.venue else [],
        "place": in_place(c.place, motion and not c.venue) if c.place else [],
        "time": words(lexicon(TIMES)[c.time][0]) if c.time else [],
    }
    gone = ("place", "venue") if c.asked == "place" else (c.asked,)
    marked = {slot: [] if slot in gone else mark(c, slot, tokens) for slot, tokens in found.items()}
    denied = c.neg and not (c.obj and c.obj.det == "any")
    return {
        **marked,
        "manner": [Token(MANNERS[c.manner], "ADV")] if c.manner else [],
        "nicht": [Token("nicht", "PART")] if denied else [],
        "state": complement(c),
    }


def order(c: Clause) -> tuple[str, ...]:
    """The order of the constituents behind subject and finite verb."""
    here, there = (("venue", "place"), ()) if c.verb != "bring" else ((), ("venue", "place"))
    if c.obj is None:
        return (
            "time",
            *(() if c.verb == "at" else here),
            "nicht",
            "manner",
            *(here if c.verb == "at" else ()),
            "state",
        )
    if c.obj.det in ("the", "this", "name", "org"):
        return ("obj", "time", *here, "nicht", "manner", *there)
    if c.verb == "give":
        return ("party", "time", *here, "obj")
    if c.party and c.verb != "sell":  # behind the place, von Anna would be its owner
        return ("time", "party", *here, "obj")
    return ("time", *here, "manner", "obj", "party", "nicht", *there)


def clause(c: Clause, shape: str = "main") -> list[Token]:
    """A clause in one of three shapes: `main` (verb second), `dependent` (verb last), `inverted` (after an adverb)."""
    finite, last = verb_parts(c)
    parts = constituents(c)
    subject = [] if c.asked == "subj" else mark(c, "subj", noun_phrase(c.subj, "nom"))
    front = parts.pop("time") if c.front and not c.asked else []
    middle = [token for slot in order(c) for token in parts.get(slot, [])]
    if c.asked:
        return [*question_word(c), finite, *subject, *middle, *last]
    if shape == "dependent":
        return [*subject, *front, *middle, *last, finite]
    if shape == "inverted":
        return [finite, *subject, *front, *middle, *last]
    return [*front, finite, *subject, *middle, *last] if front else [*subject, finite, *middle, *last]


def question_word(c: Clause) -> list[Token]:
    """What asks for the constituent; persons are asked for in the accusative, the aim of a motion with wohin."""
    word = c.asked
    if word == "obj":
        word = "who" if c.obj and (c.obj.det == "name" or c.obj.noun in PERSONS) else "what"
    return words(QUESTIONS["to" if word == "place" and c.verb == "bring" else word])


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens; commas before every further clause but that with und."""
    comma = Token(",", "PUNCT", True)
    if s.holder:
        holder = label([Token(lexicon(NAMES)[s.holder][0], "PROPN")], "holder", "PER")
        verbs = [Token("hat", "AUX"), Token("gesagt", "VERB")] if s.link == "say" else [Token("weiß", "VERB")]
        return finish([*holder, *verbs, comma, Token("dass", "SCONJ"), *clause(s.clauses[0], "dependent")])
    out = clause(s.clauses[0])
    if s.link:
        shape = {"because": "dependent", "so": "inverted"}.get(s.link, "main")
        out += [comma] if s.link != "and" else []
        out += [*words(LINKS[s.link]), *clause(s.clauses[1], shape)]
    return finish(out, stop="?" if s.clauses[0].asked else ".")
