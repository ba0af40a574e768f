"""English."""

from __future__ import annotations

from xstilts.lab.grammar import label, lexicon, mark
from xstilts.lab.meaning import NP, Clause, Sentence, Token, finish, words
from xstilts.lab.words.en import (
    BRANDS,
    COMPARATIVES,
    FAMILIES,
    LINKS,
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


def person(np: NP) -> str:
    """A person as the subject of a causal event."""
    return lexicon(NAMES)[np.noun][0] if np.det == "name" else f"the {np.noun}"


def proper(key: str) -> list[Token]:
    """What an organisation is called: a brand, a surname or a city."""
    found = lexicon(BRANDS).get(key) or lexicon(FAMILIES).get(key)
    return [Token(found[0], "PROPN")] if found else words(lexicon(PLACES)[key][0])[-1:]


def noun_phrase(np: NP) -> list[Token]:
    """Determiner, adjective, noun."""
    if np.det == "name":
        family = lexicon(FAMILIES)[np.family] if np.family else ()
        return [Token(name, "PROPN") for name in (lexicon(NAMES)[np.noun][0], *family)]
    if np.det == "org":
        return [Token("the", "DET"), *proper(np.of), Token(lexicon(ORGANISATIONS)[np.noun][0], "PROPN")]
    if np.det == "pron":
        return [Token(np.noun, "PRON")]
    plural = np.plural or (np.det == "any")
    noun = (lexicon(NOUNS)[np.noun][0] or np.noun + "s") if plural else np.noun
    body = [*([Token(np.adj, "ADJ")] if np.adj else []), Token(noun, "NOUN")]
    if np.det == "a":
        return [Token("an" if body[0].text[0] in "aeio" else "a", "DET"), *body]
    number = [Token(NUMBERS[np.n], "NUM")]
    before = {
        "num": number,
        "least": [*words("at/ADP least/ADJ"), *number],
        "exact": [Token("exactly", "ADV"), *number],
    }
    return [*before.get(np.det, [Token(np.det, "DET")]), *body]


def predicate(c: Clause) -> tuple[list[Token], list[Token]]:
    """What comes before the subject of a question (auxiliary, negation), and what stays behind it."""
    negation = [Token("not", "PART")] if c.neg else []
    stative = c.verb in ("at", "is")
    if c.tense == "future":
        verb = Token("be", "AUX") if stative else Token(c.verb, "VERB")
        return [Token("will", "AUX"), *negation], [verb]
    if stative:
        return [Token("were" if c.subj.plural else "was", "AUX"), *negation], []
    if c.neg or c.asked not in ("", "subj"):
        return [Token("did", "AUX"), *negation], [Token(c.verb, "VERB")]
    return [], [Token(lexicon(VERBS)[c.verb][0], "VERB")]


def complement(c: Clause) -> list[Token]:
    """The adjective of a state, with what it is compared to."""
    if c.than:
        return [
            *words(lexicon(COMPARATIVES)[c.adj][0]),
            *mark(c, "than", [Token("than", "ADP"), *noun_phrase(c.than)]),
        ]
    return [Token(c.adj, "ADJ")] if c.adj else []


def constituents(c: Clause) -> dict[str, list[Token]]:
    """The constituents but the subject, in the order of a statement; the one that is asked for is left out.

    What is brought is brought *to* a place.
    """
    place = words(lexicon(PLACES)[c.place][0]) if c.place else []
    at = Token("to" if c.verb == "bring" else "at", "ADP")
    party = [*words(PARTIES[c.verb]), *noun_phrase(c.party)] if c.party else []
    found = {
        "obj": noun_phrase(c.obj) if c.obj else [],
        "party": party,
        "manner": [Token(c.manner, "ADV")] if c.manner else [],
        "venue": [at, *noun_phrase(c.venue)] if c.venue else [],
        "place": [at, *place[1:]] if place and c.verb == "bring" and not c.venue else place,
        "time": words(lexicon(TIMES)[c.time][0]) if c.time else [],
    }
    gone = ("place", "venue") if c.asked == "place" else (c.asked,)
    return {slot: mark(c, slot, tokens) for slot, tokens in found.items() if slot not in gone}


def clause(c: Clause) -> list[Token]:
    """Time? subject auxiliaries verb object manner place time."""
    parts = constituents(c)
    time = parts.pop("time", [])
    rest = [token for tokens in parts.values() for token in tokens]
    finite, verb = predicate(c)
    subject = mark(c, "subj", noun_phrase(c.subj))
    if c.asked == "subj":
        return [*words(QUESTIONS["who"]), *finite, *verb, *rest, *time]
    if c.asked:
        person_asked = c.asked == "obj" and c.obj and (c.obj.det == "name" or c.obj.noun in PERSONS)
        word = "who" if person_asked else {"obj": "what", "place": "where", "time": "when"}[c.asked]
        return [*words(QUESTIONS[word]), *finite, *subject, *verb, *rest, *time]
    out = [*subject, *finite, *verb, *complement(c), *rest]
    return [*time, *out] if c.front else [*out, *time]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens."""
    if s.holder:
        verb = {"say": "said", "know": "knows"}[s.link]
        holder = label([Token(lexicon(NAMES)[s.holder][0], "PROPN")], "holder", "PER")
        return finish([*holder, Token(verb, "VERB"), Token("that", "SCONJ"), *clause(s.clauses[0])])
    out = clause(s.clauses[0])
    if s.link:
        comma = [Token(",", "PUNCT", True)] if s.link != "because" else []
        out += [*comma, *words(LINKS[s.link]), *clause(s.clauses[1])]
    return finish(out, stop="?" if s.clauses[0].asked else ".")
