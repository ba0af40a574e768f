"""Russian: six noun forms, animacy, forms after numerals, gender in the past tense, no articles.

What is known stands early and what is new late: the receiver before an indefinite thing, a question word first, the
time between the subject and the verb. Foreign surnames in a consonant take cases for men alone. Organisations are
called by the kind, which takes the case, and a name that does not. An indefinite object of a denied clause is said
as `ни одной книги`, also after a subject with `ни один`: a bare noun could be a definite one. Things are brought
(принести) and animals led (привести) to a place, in the accusative; one asks куда.
"""

from __future__ import annotations

from dataclasses import replace

from xstilts.lab.grammar import label, lexicon, mark
from xstilts.lab.meaning import NP, Clause, Sentence, Token, finish, words
from xstilts.lab.words.ru import (
    ADJECTIVES,
    ANIMATE_NUMBERS,
    BRANDS,
    CITIES,
    COMPARATIVES,
    FAMILIES,
    LEAD,
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
from xstilts.lab.world import ANIMALS, FEMALE


def person(np: NP) -> str:
    """A person as the subject of a causal event."""
    return lexicon(NAMES)[np.noun][0] if np.det == "name" else lexicon(NOUNS)[np.noun][1]


def adjective(adj: str, gender: str, case: str) -> str:
    """An adjective; gender m, f, n, p and case nom, gen, ins, acc (inanimate), aca (animate accusative)."""
    stem, masculine, vowel = lexicon(ADJECTIVES)[adj]
    if gender == "p":
        return stem + (vowel + "х" if case in ("gen", "aca") else vowel + "е")
    if gender == "f":
        return stem + {"nom": "ая", "acc": "ую", "aca": "ую"}.get(case, "ой")
    if case == "gen" or (case == "aca" and gender == "m"):
        return stem + "ого"
    if case == "ins":
        return stem + vowel + "м"
    return stem + ("ое" if gender == "n" else masculine)


def counted(np: NP, row: tuple[str, ...], case: str) -> list[Token]:
    """A number with its noun: genitive singular after 2-4, plural after 5-9 and in animate accusatives."""
    kind, _, genitive, _, plural = row[:5]
    few, many = (row[6], row[7]) if len(row) > 7 else (genitive, plural)
    gender, animate = kind[0], kind[1]
    number = NUMBERS[np.n]
    if np.n == 2 and gender == "f":
        number = "две"
    if np.n >= 5:
        noun, adj_case = many, "gen"
    elif case == "acc" and animate == "a":
        number, noun, adj_case = ANIMATE_NUMBERS[np.n], many, "gen"
    else:
        noun, adj_case = few, "nom" if gender == "f" else "gen"
    before = {"least": words("по/ADP меньшей/ADJ мере/NOUN"), "exact": words("ровно/ADV")}.get(np.det, [])
    adj = [Token(adjective(np.adj, "p", adj_case), "ADJ")] if np.adj else []
    return [*before, Token(number, "NUM"), *adj, Token(noun, "NOUN")]


def name(np: NP, case: str) -> list[Token]:
    """A name in a case (nom, acc, dat, gen), with its surname (nom, acc) if there is one."""
    first = Token(lexicon(NAMES)[np.noun][("nom", "acc", "dat", "gen").index(case)], "PROPN")
    if not np.family:
        return [first]
    nominative, man, woman = lexicon(FAMILIES)[np.family]
    accusative = woman if np.noun in FEMALE else man
    return [first, Token({"nom": nominative, "acc": accusative}[case], "PROPN")]


def organisation(np: NP, case: str) -> list[Token]:
    """The kind in a case (nom, acc, pre), then what it is called: a brand, a surname or a city, always nominative."""
    kind = lexicon(ORGANISATIONS)[np.noun][("nom", "acc", "pre").index(case) + 1]
    called = (lexicon(BRANDS).get(np.of) or lexicon(FAMILIES).get(np.of) or (CITIES.get(np.of, ""),))[0]
    assert called, np
    return [Token(kind, "NOUN"), Token(called, "PROPN")]


def noun_phrase(np: NP, case: str) -> list[Token]:
    """A noun phrase in the nominative ("nom") or accusative ("acc"; "not any" takes the genitive)."""
    if np.det == "name":
        return name(np, case)
    if np.det == "org":
        return organisation(np, case)
    if np.det == "pron":
        return [Token({"he": "он", "she": "она"}[np.noun], "PRON")]
    row = lexicon(NOUNS)[np.noun]
    kind, nominative, genitive, plural, _ = row[:5]
    gender, animate = kind[0], kind[1]
    if np.det in ("num", "least", "exact"):
        return counted(np, row, case)
    if np.det in ("all", "some"):
        adj = [Token(adjective(np.adj, "p", "nom"), "ADJ")] if np.adj else []
        return [Token("все" if np.det == "all" else "некоторые", "DET"), *adj, Token(plural, "NOUN")]
    if np.det in ("no", "any"):
        one = (
            {"m": "один", "f": "одна", "n": "одно"} if np.det == "no" else {"m": "одного", "f": "одной", "n": "одного"}
        )
        noun, form = (nominative, "nom") if np.det == "no" else (genitive, "gen")
        adj = [Token(adjective(np.adj, gender, form), "ADJ")] if np.adj else []
        return [Token("ни", "PART"), Token(one[gender], "NUM"), *adj, Token(noun, "NOUN")]
    living = case == "acc" and animate == "a"
    accusative = row[5] if len(row) > 5 and row[5] != "-" else genitive if living and gender == "m" else nominative
    adj = [Token(adjective(np.adj, gender, "aca" if living else case), "ADJ")] if np.adj else []
    this = {"m": "этого" if living else "этот", "f": "эту" if case == "acc" else "эта", "n": "это"}[gender]
    return [
        *([Token(this, "DET")] if np.det == "this" else []),
        *adj,
        Token(accusative if case == "acc" else nominative, "NOUN"),
    ]


def gender_of(np: NP) -> str:
    """The gender a past tense agrees with: m, f, n, or p for the plural."""
    if np.plural:
        return "p"
    if np.det == "name":
        return "f" if np.noun in FEMALE else "m"
    if np.det == "org":
        return lexicon(ORGANISATIONS)[np.noun][0]
    return {"he": "m", "she": "f"}.get(np.noun) or lexicon(NOUNS)[np.noun][0][0]


def verb_form(c: Clause) -> list[Token]:
    """The predicate without objects: past in gender and number, future perfective or with the auxiliary."""
    gender = "m" if c.asked == "subj" else gender_of(c.subj)
    negation = [Token("не", "PART")] if c.denied else []
    be = {"m": "был", "f": "была", "n": "было", "p": "были"}[gender]
    auxiliary = Token("будут" if gender == "p" else "будет", "AUX")
    if c.than:
        than = [Token(",", "PUNCT", True), Token("чем", "SCONJ"), *noun_phrase(c.than, "nom")]
        return [Token(be, "AUX"), Token(lexicon(COMPARATIVES)[c.adj][0], "ADJ"), *mark(c, "than", than)]
    if c.verb == "is":
        return [*negation, Token(be, "AUX"), Token(adjective(c.adj, gender, "ins"), "ADJ")]
    if c.verb == "at":
        return [*negation, auxiliary._replace(tag="VERB") if c.tense == "future" else Token(be, "VERB")]
    led = c.verb == "bring" and c.obj is not None and c.obj.noun in ANIMALS
    masculine, stem, *future = LEAD if led else lexicon(VERBS)[c.verb]
    if c.tense == "future":
        if len(future) == 1:
            return [*negation, auxiliary, Token(future[0], "VERB")]
        return [*negation, Token(future[gender == "p"], "VERB")]
    reflexive = masculine.endswith("ся")
    other = stem + {"m": "", "f": "а", "n": "о", "p": "и"}[gender] + ("сь" if reflexive else "")
    return [*negation, Token(masculine if gender == "m" else other, "VERB")]


def in_place(place: str, motion: bool) -> list[Token]:
    """In a place (prepositional), or to it (accusative)."""
    rest, aim = lexicon(PLACES)[place]
    adposition, noun = words(rest)
    return [adposition, noun._replace(text=aim) if motion else noun]


def constituents(c: Clause) -> dict[str, list[Token]]:
    """The constituents by slot, each with its adpositions; the one that is asked for is left out."""
    motion = c.verb == "bring"
    obj = replace(c.obj, det="any") if c.obj and c.denied and c.obj.det == "a" else c.obj
    adposition, case = PARTIES[c.verb] if c.party else ("", "")
    found = {
        "subj": noun_phrase(c.subj, "nom"),
        "time": words(lexicon(TIMES)[c.time][0]) if c.time else [],
        "party": [*words(adposition), *name(c.party, case)] if c.party else [],
        "obj": noun_phrase(obj, "acc") if obj else [],
        "venue": [Token("в", "ADP"), *organisation(c.venue, "acc" if motion else "pre")] if c.venue else [],
        "place": in_place(c.place, motion and not c.venue) if c.place else [],
    }
    gone = ("place", "venue") if c.asked == "place" else (c.asked,)
    return {slot: [] if slot in gone else mark(c, slot, tokens) for slot, tokens in found.items()}


def question_word(c: Clause) -> list[Token]:
    """What asks for the constituent: an object by whether it is alive (animals too), a place by rest and motion."""
    if c.asked == "subj":
        return words(QUESTIONS["who"])
    if c.asked == "obj" and c.obj:
        alive = c.obj.det == "name" or (c.obj.det != "org" and lexicon(NOUNS)[c.obj.noun][0][1] == "a")
        return words(QUESTIONS["whom" if alive else "what"])
    return words(QUESTIONS["to" if c.asked == "place" and c.verb == "bring" else c.asked])


def clause(c: Clause) -> list[Token]:
    """Time and subject in either order, auxiliary, manner, verb, second person, object, where.

    A question word stands before all.
    """
    parts = constituents(c)
    subject, time = parts["subj"], parts["time"]
    manner = [Token(MANNERS[c.manner], "ADV")] if c.manner else []
    auxiliary = [token for token in verb_form(c) if token.tag in ("PART", "AUX")] if c.verb != "is" else []
    verb = [*auxiliary, *manner, *verb_form(c)[len(auxiliary) :]]
    if c.asked == "place" and c.verb == "at":
        return [*question_word(c), *time, *verb, *subject]
    lead = [*question_word(c), *subject, *time] if c.asked else [*time, *subject] if c.front else [*subject, *time]
    rest = [token for slot in ("party", "obj", "venue", "place") for token in parts[slot]]
    return [*lead, *verb, *rest]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens; a comma before every dependent clause, every contrast and every consequence."""
    comma = Token(",", "PUNCT", True)
    if s.holder:
        feminine = s.holder in FEMALE
        verb = ("сказала" if feminine else "сказал") if s.link == "say" else "знает"
        holder = label([Token(lexicon(NAMES)[s.holder][0], "PROPN")], "holder", "PER")
        return finish([*holder, Token(verb, "VERB"), comma, Token("что", "SCONJ"), *clause(s.clauses[0])])
    out = clause(s.clauses[0])
    if s.link:
        out += [comma, *words(LINKS[s.link]), *clause(s.clauses[1])]
    return finish(out, stop="?" if s.clauses[0].asked else ".")
