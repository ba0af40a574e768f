"""Spanish: gender and number agreement, preterite and future, personal a, contractions, ser and estar.

The personal `a` stands before persons, and before animals that one feeds, hugs or washes. Something is brought `a` a
place. A second person with `a` is doubled by `le`: whoever buys something `a` somebody has it from them.
"""

from __future__ import annotations

from xstilts.lab.grammar import label, lexicon, mark
from xstilts.lab.meaning import NP, Clause, Sentence, Token, finish, words
from xstilts.lab.words.es import (
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
from xstilts.lab.world import ANIMALS, PERSONS

CARING = ("feed", "hug", "wash")
"""Verbs that treat an animal as a person."""


def person(np: NP) -> str:
    """A person as the subject of a causal event."""
    return " ".join(token.text for token in noun_phrase(np))


def adjective(adj: str, gender: str, plural: bool) -> str:
    """Agreement: -o changes with gender, -e does not."""
    form = lexicon(ADJECTIVES)[adj][0]
    form = form[:-1] + "a" if gender != "m" and form.endswith("o") else form
    return form + "s" if plural else form


def determiner(np: NP, gender: str) -> list[Token]:
    """Articles, demonstratives, quantifiers, numbers; before a stressed a, el, un and ningún are feminine too."""
    feminine = gender != "m"
    plain = gender == "f"
    number = [Token(NUMBERS[np.n], "NUM")]
    return {
        "a": words("una/DET" if plain else "un/DET"),
        "the": words("la/DET" if plain else "el/DET"),
        "this": words("esta/DET" if feminine else "este/DET"),
        "no": words("ninguna/DET" if plain else "ningún/DET"),
        "any": words("ninguna/DET" if plain else "ningún/DET"),
        "all": words("todas/DET las/DET" if feminine else "todos/DET los/DET"),
        "some": words("algunas/DET" if feminine else "algunos/DET"),
        "num": number,
        "least": [*words("al/ADP menos/ADV"), *number],
        "exact": [*words("exactamente/ADV"), *number],
    }[np.det]


def proper(key: str) -> list[Token]:
    """What an organisation is called: a brand, a surname or a city."""
    found = lexicon(BRANDS).get(key) or lexicon(FAMILIES).get(key)
    return [Token(found[0], "PROPN")] if found else words(lexicon(PLACES)[key][0])[-1:]


def noun_phrase(np: NP) -> list[Token]:
    """Determiner, noun, adjective."""
    if np.det == "name":
        family = lexicon(FAMILIES)[np.family] if np.family else ()
        return [Token(name, "PROPN") for name in (lexicon(NAMES)[np.noun][0], *family)]
    if np.det == "org":
        return [*words(lexicon(ORGANISATIONS)[np.noun][0]), *proper(np.of)]
    if np.det == "pron":
        return [Token({"he": "él", "she": "ella"}[np.noun], "PRON")]
    gender, singular, plural = lexicon(NOUNS)[np.noun]
    adj = [Token(adjective(np.adj, gender, np.plural), "ADJ")] if np.adj else []
    noun = [Token(text, "ADP" if text == "de" else "NOUN") for text in (plural if np.plural else singular).split()]
    return [*determiner(np, gender), *noun, *adj]


def with_a(phrase: list[Token]) -> list[Token]:
    """A phrase after `a`, which is contracted with el."""
    return [Token("al", "ADP"), *phrase[1:]] if phrase[0].text == "el" else [Token("a", "ADP"), *phrase]


def personal(c: Clause) -> bool:
    """Whether the object takes the personal a."""
    if c.obj is None or c.obj.det == "org":
        return False
    return c.obj.det == "name" or c.obj.noun in PERSONS or (c.obj.noun in ANIMALS and c.verb in CARING)


def verb_form(c: Clause) -> list[Token]:
    """The finite verb, with its negation and with le before it."""
    plural = c.subj.plural
    out = [*words("no/ADV" if c.neg else ""), *words("le/PRON" if doubled(c) else "")]
    if c.verb == "is":
        copula = "ser" if c.than else lexicon(ADJECTIVES)[c.adj][1]
        return [*out, Token({"ser": ("era", "eran"), "estar": ("estaba", "estaban")}[copula][plural], "AUX")]
    if c.verb == "at":
        forms = ("estará", "estarán") if c.tense == "future" else ("estuvo", "estuvieron")
        return [*out, Token(forms[plural], "AUX")]
    singular, many, stem = lexicon(VERBS)[c.verb]
    if c.tense == "future":
        return [*out, Token(stem + ("án" if plural else "á"), "VERB")]
    return [*out, Token(many if plural else singular, "VERB")]


def doubled(c: Clause) -> bool:
    """Whether le stands for the second person before the verb."""
    return c.party is not None and PARTIES[c.verb] == "a/ADP"


def complement(c: Clause) -> list[Token]:
    """The adjective of a state, which agrees with the subject, with what it is compared to."""
    if not c.adj:
        return []
    form = Token(adjective(c.adj, lexicon(NOUNS)[c.subj.noun][0], c.subj.plural), "ADJ")
    if not c.than:
        return [form]
    than = mark(c, "than", [Token("que", "SCONJ"), *noun_phrase(c.than)])
    return [*words(lexicon(COMPARATIVES)[c.adj][0]), form, *than]


def constituents(c: Clause) -> dict[str, list[Token]]:
    """The constituents behind the verb in their order; the one that is asked for is left out."""
    obj = noun_phrase(c.obj) if c.obj else []
    venue = noun_phrase(c.venue) if c.venue else []
    place = words(lexicon(PLACES)[c.place][0]) if c.place else []
    if c.verb == "bring":
        venue, place = with_a(venue) if venue else [], place if venue or not place else with_a(place[1:])
    elif venue:
        venue = [Token("en", "ADP"), *venue]
    found = {
        "obj": with_a(obj) if personal(c) else obj,
        "party": [*words(PARTIES[c.verb]), *noun_phrase(c.party)] if c.party else [],
        "manner": [Token(MANNERS[c.manner], "ADV")] if c.manner else [],
        "venue": venue,
        "place": place,
        "time": words(lexicon(TIMES)[c.time][0]) if c.time else [],
    }
    if c.verb == "get":  # recibió de Pablo un libro: behind the book, de Pablo would be its owner
        found = {"party": found.pop("party"), **found}
    gone = ("place", "venue") if c.asked == "place" else (c.asked,)
    return {slot: mark(c, slot, tokens) for slot, tokens in found.items() if slot not in gone}


def question_word(c: Clause) -> list[Token]:
    """The opening mark and what asks for the constituent, with a capital letter."""
    word = c.asked
    if word == "obj":
        assert c.obj is not None
        person_asked = c.obj.det == "name" or c.obj.noun in PERSONS
        word = "who" if person_asked else "animal" if personal(c) else "what"
    first, *rest = words(QUESTIONS["to" if word == "place" and c.verb == "bring" else word])
    return [Token("¿", "PUNCT"), first._replace(text=first.text.capitalize(), glue=True), *rest]


def clause(c: Clause) -> list[Token]:
    """Time? subject no? verb object manner place time; the subject of a question stands behind its verb."""
    parts = constituents(c)
    time = parts.pop("time", [])
    rest = [*complement(c), *(token for tokens in parts.values() for token in tokens)]
    subject = [] if c.asked == "subj" else mark(c, "subj", noun_phrase(c.subj))
    if c.asked:
        return [*question_word(c), *verb_form(c), *subject, *rest, *time]
    out = [*subject, *verb_form(c), *rest]
    return [*time, *out] if c.front else [*out, *time]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens; a comma stands before pero and así que."""
    if s.holder:
        verb = {"say": "dijo", "know": "sabe"}[s.link]
        holder = label([Token(lexicon(NAMES)[s.holder][0], "PROPN")], "holder", "PER")
        return finish([*holder, Token(verb, "VERB"), Token("que", "SCONJ"), *clause(s.clauses[0])])
    out = clause(s.clauses[0])
    if s.link:
        comma = [Token(",", "PUNCT", True)] if s.link in ("but", "so") else []
        out += [*comma, *words(LINKS[s.link]), *clause(s.clauses[1])]
    return finish(out, stop="?" if s.clauses[0].asked else ".")
