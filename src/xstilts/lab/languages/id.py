"""Indonesian: no inflection; classifiers, adjective and demonstrative after the noun, negation tidak, future akan."""

from __future__ import annotations

from xstilts.lab import world
from xstilts.lab.grammar import label, lexicon, mark
from xstilts.lab.meaning import NP, Clause, Sentence, Token, detokenise, finish, words
from xstilts.lab.words.id import (
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
    SPECIAL_VERBS,
    TIMES,
    VERBS,
)


def person(np: NP) -> str:
    """A person as the subject of a causal event."""
    return detokenise(noun_phrase(np))


def adjective(np: NP) -> list[Token]:
    """The attribute of a noun: animals are cantik, things indah."""
    if np.adj == "beautiful" and np.noun in world.ANIMALS:
        return words("cantik/ADJ")
    return words(lexicon(ADJECTIVES)[np.adj][0]) if np.adj else []


def common(noun: str) -> list[Token]:
    """The words of a noun (anak laki-laki)."""
    return [Token(word, "NOUN") for word in noun.split()]


def indefinite(np: NP) -> list[Token]:
    """`se-` with the classifier, noun, adjective; somebody is seseorang."""
    noun, classifier = lexicon(NOUNS)[np.noun]
    if np.noun == "person":
        return words("siapa/PRON" if np.det == "any" else "seseorang/PRON")
    return [Token("se" + classifier, "DET"), *common(noun), *adjective(np)]


def counted(np: NP) -> list[Token]:
    """Number, classifier, noun, adjective; orang is its own classifier."""
    noun, classifier = lexicon(NOUNS)[np.noun]
    unit = [] if noun == classifier else [Token(classifier, "NOUN")]
    return [Token(NUMBERS[np.n], "NUM"), *unit, *common(noun), *adjective(np)]


def proper(np: NP) -> list[Token]:
    """A person with the surname, or an organisation: the kind before the brand, surname or city."""
    if np.det == "name":
        family = lexicon(FAMILIES)[np.family] if np.family else ()
        return [Token(name, "PROPN") for name in (lexicon(NAMES)[np.noun][0], *family)]
    found = lexicon(BRANDS).get(np.of) or lexicon(FAMILIES).get(np.of)
    called = [Token(found[0], "PROPN")] if found else words(lexicon(PLACES)[np.of][0])
    return [*words(lexicon(ORGANISATIONS)[np.noun][0]), *called]


def noun_phrase(np: NP) -> list[Token]:
    """Quantifier, classifier, noun, adjective, demonstrative; `any` is `se-` noun `pun` (not a single one)."""
    if np.det in ("name", "org"):
        return proper(np)
    if np.det == "pron":
        return [Token("dia", "PRON")]
    if np.det == "a":
        return indefinite(np)
    if np.det == "any":
        return [*indefinite(np), Token("pun", "PART")]
    before = {"least": "paling/ADV sedikit/ADV", "exact": "tepat/ADV", "num": ""}
    if np.det in before:
        return [*words(before[np.det]), *counted(np)]
    body = [*common(lexicon(NOUNS)[np.noun][0]), *adjective(np)]
    if np.det == "no":
        return [*words("tidak/PART ada/VERB"), *body, Token("yang", "PRON")]
    if np.det in ("the", "this"):
        return [*body, Token("ini" if np.det == "this" else "itu", "DET")]
    return [*words({"all": "semua/DET", "some": "beberapa/DET"}[np.det]), *body]


def verb(c: Clause) -> list[Token]:
    """Negation, future, manner that comes early, and the verb or predicate adjective."""
    out = [*words("tidak/PART" if c.neg else ""), *words("akan/AUX" if c.tense == "future" else "")]
    if c.verb == "is":
        return [*out, *words(lexicon(COMPARATIVES)[c.adj][0] if c.than else lexicon(ADJECTIVES)[c.adj][1])]
    if c.verb == "at":
        return [*out, Token("berada", "VERB")]
    manner = words(lexicon(MANNERS)[c.manner][0]) if c.manner else []
    return [*out, *manner, *words(voices(c)[passive(c)])]


def voices(c: Clause) -> tuple[str, ...]:
    """The active and the passive form of the verb."""
    special = SPECIAL_VERBS.get((c.verb, c.obj.noun)) if c.obj else None
    return special or lexicon(VERBS)[c.verb]


def passive(c: Clause) -> bool:
    """Whether a question for the object turns the clause round (Apa yang dibeli oleh Anna?)."""
    return c.asked == "obj" and bool(voices(c)[1])


def target(c: Clause) -> list[Token]:
    """The object. After a subject with `no`, an indefinite object is denied as well."""
    if c.obj is None:
        return []
    if c.subj.det == "no" and c.obj.det == "a":
        return noun_phrase(NP(noun=c.obj.noun, det="any", adj=c.obj.adj))
    return noun_phrase(c.obj)


def constituents(c: Clause) -> dict[str, list[Token]]:
    """The constituents of a clause, each as its own tokens with their role; things are brought to (ke) a place."""
    toward = "ke" if c.verb == "bring" else "di"
    found = {
        "subj": noun_phrase(c.subj),
        "verb": verb(c),
        "than": [Token("daripada", "ADP"), *noun_phrase(c.than)] if c.than else [],
        "obj": target(c),
        "party": [*words(PARTIES[c.verb]), *noun_phrase(c.party)] if c.party else [],
        "manner": words(lexicon(MANNERS)[c.manner][1]) if c.manner else [],
        "venue": [Token(toward, "ADP"), *noun_phrase(c.venue)] if c.venue else [],
        "place": [Token("di" if c.venue else toward, "ADP"), *words(lexicon(PLACES)[c.place][0])] if c.place else [],
        "time": words(lexicon(TIMES)[c.time][0]) if c.time else [],
    }
    return {slot: tokens if slot == "verb" else mark(c, slot, tokens) for slot, tokens in found.items()}


def question(c: Clause, parts: dict[str, list[Token]]) -> list[Token]:
    """A question: siapa, apa with yang for subject and object, di mana and kapan before a statement."""
    gone = ("place", "venue") if c.asked == "place" else (c.asked,)
    rest = [token for slot, tokens in parts.items() if slot not in ("subj", "verb", *gone) for token in tokens]
    if c.asked in ("place", "time"):
        asks = words(QUESTIONS["goal" if c.asked == "place" and c.verb == "bring" else c.asked])
        return [*asks, *parts["subj"], *parts["verb"], *rest]
    if c.asked == "subj":
        return [*words(QUESTIONS["who"]), Token("yang", "PRON"), *parts["verb"], *rest]
    assert c.obj is not None
    who = c.obj.det == "name" or c.obj.noun in world.PERSONS
    asks = words(QUESTIONS["who" if who else "animal" if c.obj.noun in world.ANIMALS else "what"])
    if passive(c):
        return [*asks, Token("yang", "PRON"), *parts["verb"], Token("oleh", "ADP"), *parts["subj"], *rest]
    return [*parts["subj"], *parts["verb"], *asks, *rest]


def clause(c: Clause) -> list[Token]:
    """Time? subject verb object manner place time."""
    parts = constituents(c)
    if c.asked:
        return question(c, parts)
    time = parts.pop("time")
    rest = [token for tokens in parts.values() for token in tokens]
    return [*time, *rest] if c.front else [*rest, *time]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens; a comma stands before a coordinating link."""
    if s.holder:
        said = {"say": "mengatakan/VERB", "know": "tahu/VERB"}[s.link]
        holder = label([Token(lexicon(NAMES)[s.holder][0], "PROPN")], "holder", "PER")
        return finish([*holder, *words(said), Token("bahwa", "SCONJ"), *clause(s.clauses[0])])
    out = clause(s.clauses[0])
    if s.link:
        comma = [Token(",", "PUNCT", True)] if s.link in ("and", "but") else []
        out += [*comma, *words(LINKS[s.link]), *clause(s.clauses[1])]
    return finish(out, stop="?" if s.clauses[0].asked else ".")
