"""Swahili: every noun has a class, with which adjective, number, determiner and verb agree.

The verb is one word: subject prefix, tense, relative, object prefix, stem. "No X did" is "there is no X who did" with
a relative verb. Persons that are objects are taken up by an object prefix, other animals when they are definite.
"""

from __future__ import annotations

from xstilts.lab.grammar import label, lexicon, mark
from xstilts.lab.meaning import NP, Clause, Sentence, Token, finish, words
from xstilts.lab.words.sw import (
    ADJECTIVES,
    BRANDS,
    CLASSES,
    COPULA,
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
    SPECIAL_VERBS,
    TIMES,
    VERBS,
)
from xstilts.lab.world import ANIMALS, PERSONS

TOUCHED = ("see", "feed", "hug", "wash")
"""Verbs that take up even an indefinite animal by an object prefix."""


def person(np: NP) -> str:
    """A person as the subject of a causal event."""
    return (lexicon(NAMES) if np.det == "name" else lexicon(NOUNS))[np.noun][0]


def noun_class(np: NP) -> str:
    """The class that agrees with a noun phrase."""
    if np.det == "org":
        return lexicon(ORGANISATIONS)[np.noun][1]
    return "1" if np.det in ("name", "pron") else lexicon(NOUNS)[np.noun][2 + np.plural]


def adjective(key: str, number: str) -> list[Token]:
    """An adjective as it agrees with a class, or a phrase that the connective joins to the noun."""
    forms = lexicon(ADJECTIVES)[key]
    if "/" in forms[0]:
        return [Token(lexicon(CLASSES)[number][6], "ADP"), *words(forms[0])]
    return [Token(forms[0] if len(forms) == 1 else forms[int(number) - 1], "ADJ")]


def organisation(np: NP) -> list[Token]:
    """The kind of organisation, the connective, and a brand, a surname or a city."""
    noun, number = lexicon(ORGANISATIONS)[np.noun]
    found = lexicon(BRANDS).get(np.of) or lexicon(FAMILIES).get(np.of)
    called = Token(found[0], "PROPN") if found else words(lexicon(PLACES)[np.of][0])[-1]
    return [Token(noun, "NOUN"), Token(lexicon(CLASSES)[number][6], "ADP"), called]


def noun_phrase(np: NP) -> list[Token]:
    """Noun, adjective, number or determiner; there are no articles."""
    if np.det == "name":
        family = lexicon(FAMILIES)[np.family] if np.family else ()
        return [Token(part, "PROPN") for part in (lexicon(NAMES)[np.noun][0], *family)]
    if np.det == "org":
        return organisation(np)
    if np.det == "pron":
        return [Token("yeye", "PRON")]
    number = noun_class(np)
    _, _, _, this, whole, whatever, _ = lexicon(CLASSES)[number]
    noun = [Token(lexicon(NOUNS)[np.noun][np.plural], "NOUN")]
    adj = adjective(np.adj, number) if np.adj else []
    if np.det == "some":
        return [*words("baadhi/NOUN ya/ADP"), *noun, *adj]
    counted = np.det in ("num", "least", "exact")
    after = [Token(lexicon(NUMBERS)[number][np.n - 1], "NUM")] if counted else []
    after += words("kamili/ADJ" if np.det == "exact" else "")
    if np.det in ("this", "all", "any"):
        after = [Token({"this": this, "all": whole, "any": whatever}[np.det], "DET")]
    # numbers follow an adjective, determiners precede it; a phrase with the connective comes last
    out = [*noun, *adj, *after] if counted and len(adj) == 1 else [*noun, *after, *adj]
    return [*words("angalau/ADV" if np.det == "least" else ""), *out]


def forms(c: Clause) -> tuple[str, str, str]:
    """Stem, stem of the negative past where it has -ku- itself, and complement of the verb."""
    stem, short, after = COPULA if c.verb in ("at", "is") else lexicon(VERBS)[c.verb]
    return (SPECIAL_VERBS.get((c.verb, c.obj.noun), stem) if c.obj else stem), short, after


def object_prefix(c: Clause) -> str:
    """What takes up a living object (or the person that something is given to) in the verb."""
    np = c.party if c.verb == "give" else c.obj
    if np is None or c.verb in ("at", "is"):
        return ""
    definite = (np.det in ("the", "this") and c.asked != "obj") or c.verb in TOUCHED
    if np.det != "name" and np.noun not in PERSONS and not (np.noun in ANIMALS and definite):
        return ""
    if np.plural:
        return "wa"
    initial = forms(c)[0][0]
    return "mu" if initial == "u" else "mw" if initial in "aeio" else "m"


def predicate(c: Clause) -> list[Token]:
    """The verb in one word; it is relative after hakuna (there is no)."""
    subject, negative, relative, *_ = lexicon(CLASSES)[noun_class(c.subj)]
    stative = c.verb in ("at", "is")
    stem, short, after = forms(c)
    taken = object_prefix(c)
    future = c.tense == "future"
    if c.subj.det == "no":
        verb = subject + ("taka" if future else "li") + relative + taken + stem
    elif c.neg:
        verb = negative + ("ta" + taken + stem if future else short or "ku" + taken + stem)
    else:
        verb = subject + ("ta" if future else "li") + taken + stem
    return [Token(verb, "AUX" if stative else "VERB"), *words(after)]


def complement(c: Clause) -> list[Token]:
    """The adjective of a state, with what it is compared to."""
    if not c.adj:
        return []
    than = mark(c, "than", [Token("kuliko", "ADP"), *noun_phrase(c.than)]) if c.than else []
    return [*adjective(c.adj, noun_class(c.subj)), *than]


def asked_for(c: Clause) -> str:
    """The key of the question word: persons are nani, animals mnyama gani (alimlisha nini asks what one fed it)."""
    if c.asked != "obj" or c.obj is None:
        return c.asked
    if c.obj.det == "name" or c.obj.noun in PERSONS:
        return "who"
    return "animal" if c.obj.noun in ANIMALS else "obj"


def constituents(c: Clause) -> dict[str, list[Token]]:
    """The constituents in the order of a statement; a question word stands where its answer would."""
    party = [*words(PARTIES[c.verb]), *noun_phrase(c.party)] if c.party else []
    first, last = (party, []) if c.verb == "give" else ([], party)
    found = {
        "subj": noun_phrase(c.subj),
        "recipient": first,
        "obj": noun_phrase(c.obj) if c.obj else [],
        "party": last,
        "manner": [Token(MANNERS[c.manner], "ADV")] if c.manner else [],
        "venue": [Token("katika", "ADP"), *noun_phrase(c.venue)] if c.venue else [],
        "place": words(lexicon(PLACES)[c.place][0]) if c.place else [],
        "time": words(lexicon(TIMES)[c.time][0]) if c.time else [],
    }
    marked = {slot: mark(c, "party" if slot == "recipient" else slot, tokens) for slot, tokens in found.items()}
    if c.asked == "place":
        marked["venue"] = []
    if c.asked:
        marked[c.asked] = words(QUESTIONS[asked_for(c)])
    return marked


def clause(c: Clause) -> list[Token]:
    """Time? subject verb object manner place time."""
    parts = constituents(c)
    subject, time = parts.pop("subj"), parts.pop("time")
    none = [Token("hakuna", "VERB")] if c.subj.det == "no" else []
    rest = [token for tokens in parts.values() for token in tokens]
    out = [*none, *subject, *predicate(c), *complement(c), *rest]
    return [*time, *out] if c.front and not c.asked else [*out, *time]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens."""
    if s.holder:
        verb = {"say": "alisema", "know": "anajua"}[s.link]
        holder = label([Token(lexicon(NAMES)[s.holder][0], "PROPN")], "holder", "PER")
        return finish([*holder, Token(verb, "VERB"), Token("kwamba", "SCONJ"), *clause(s.clauses[0])])
    out = clause(s.clauses[0])
    if s.link:
        comma = [Token(",", "PUNCT", True)] if s.link != "because" else []
        out += [*comma, *words(LINKS[s.link]), *clause(s.clauses[1])]
    return finish(out, stop="?" if s.clauses[0].asked else ".")
