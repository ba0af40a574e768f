"""Finnish: fifteen cases, of which the object takes three; the negation verb; numerals with the partitive singular.

The total object stands in the genitive (plural: nominative), and in the partitive when the clause is denied or the
verb is not bounded (halata); some verbs govern another case or a postposition. Where a thing is found, bought, hidden
or brought is said in the case of motion that the verb asks for. The present tense speaks of the future.
"""

from __future__ import annotations

from xstilts.lab.grammar import label, lexicon, mark
from xstilts.lab.meaning import NP, Clause, Sentence, Token, finish, words
from xstilts.lab.words.fi import (
    ADJECTIVES,
    BRANDS,
    COMPARATIVES,
    COPULA,
    DETERMINERS,
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
    WHERE,
    WHO,
)
from xstilts.lab.world import PERSONS

SINGULAR = {"nom": 0, "acc": 1, "gen": 1, "par": 2}
PLURAL = {"nom": 3, "acc": 3, "par": 4, "gen": 5, "all": 6}
LOCAL = {"in": 0, "from": 1, "to": 2}


def person(np: NP) -> str:
    """A person as the subject of a causal event."""
    return (lexicon(NAMES) if np.det == "name" else lexicon(NOUNS))[np.noun][0]


def form(forms: tuple[str, ...], case: str) -> str:
    """The singular in a case: nom, acc, gen, par, or all and abl, whose stem is that of the genitive."""
    if case in SINGULAR:
        return forms[SINGULAR[case]]
    stem, back = forms[1][:-1], any(vowel in forms[1].lower() for vowel in "aou")
    return stem + {"all": "lle", "abl": "lta" if back else "ltä"}[case]


def called(key: str) -> str:
    """The genitive of what an organisation is called: a brand, a city or a surname."""
    if key in lexicon(BRANDS):
        return lexicon(BRANDS)[key][1]
    return lexicon(PLACES)[key][4] if key in lexicon(PLACES) else lexicon(FAMILIES)[key][1]


def organisation(np: NP, forms: tuple[str, ...], index: int) -> list[Token]:
    """An organisation: its name in the genitive, then the kind in one of its forms."""
    return [Token(called(np.of), "PROPN"), Token(forms[index], "NOUN")]


def name(np: NP, case: str) -> list[Token]:
    """A name, of which only the last part takes the case."""
    first = lexicon(NAMES)[np.noun]
    if not np.family:
        return [Token(form(first, case), "PROPN")]
    return [Token(first[0], "PROPN"), Token(form(lexicon(FAMILIES)[np.family], case), "PROPN")]


def noun_phrase(np: NP, case: str = "nom") -> list[Token]:
    """Determiner, adjective, noun in a case (nom, acc, gen, par, all); there are no articles."""
    if np.det == "name":
        return name(np, case)
    if np.det == "org":
        return organisation(np, lexicon(ORGANISATIONS)[np.noun], SINGULAR[case])
    if np.det == "pron":
        return [Token("hän", "PRON")]
    if np.det in ("num", "least", "exact"):
        return counted(np, case)
    many = np.det in ("all", "some")
    # joitakin and yhtäkään are partitives already
    inner = "par" if case == "acc" and np.det in ("some", "any") else case
    parts = [(ADJECTIVES, np.adj, "ADJ")] if np.adj else []
    body = [
        Token(lexicon(table)[key][PLURAL[inner]] if many else form(lexicon(table)[key], inner), tag)
        for table, key, tag in [*parts, (NOUNS, np.noun, "NOUN")]
    ]
    determiner = DETERMINERS.get("no" if np.det == "any" else np.det, {})
    return [*([Token(determiner[case], "PRON")] if determiner else []), *body]


def counted(np: NP, case: str) -> list[Token]:
    """A number with its noun: partitive singular in the nominative and accusative, else both in the case."""
    inner = "par" if case in ("nom", "acc") else case
    before = {"least": words("vähintään/ADV"), "exact": words("tasan/ADV")}.get(np.det, [])
    number = NUMBERS["nom" if case == "acc" else case][np.n]
    adj = [Token(form(lexicon(ADJECTIVES)[np.adj], inner), "ADJ")] if np.adj else []
    return [*before, Token(number, "NUM"), *adj, Token(form(lexicon(NOUNS)[np.noun], inner), "NOUN")]


def predicate(c: Clause) -> list[Token]:
    """The verb; denied, the negation verb with a participle (past) or the bare stem (present)."""
    many = c.subj.det in ("all", "some")  # a counted subject takes the singular
    stative = c.verb in ("at", "is")
    forms, tag = (COPULA, "AUX") if stative else (lexicon(VERBS)[c.verb], "VERB")
    future = c.tense == "future"
    if not c.denied:
        return [Token(forms[4 * future + many], tag)]
    return [Token("eivät" if many else "ei", "AUX"), Token(forms[6] if future else forms[2 + many], tag)]


def complement(c: Clause) -> list[Token]:
    """The adjective of a state (partitive for several things), with what it is compared to."""
    if c.than:
        other = [Token("kuin", "SCONJ"), *noun_phrase(c.than)]
        return [*words(lexicon(COMPARATIVES)[c.adj][0]), *mark(c, "than", other)]
    return [Token(lexicon(ADJECTIVES)[c.adj][4 if c.subj.plural else 0], "ADJ")] if c.adj else []


def governed(c: Clause) -> tuple[str, str]:
    """The case of the object and the local case of the place, as the verb asks for them."""
    case, local = COPULA[7:] if c.verb in ("at", "is") else lexicon(VERBS)[c.verb][7:]
    return "par" if c.denied and case == "acc" else case, local


def constituents(c: Clause) -> dict[str, list[Token]]:
    """What stands after the verb, by slot; the constituent that is asked for is left out."""
    case, local = governed(c)
    obj = noun_phrase(c.obj, case) if c.obj else []
    obj += [Token("luona", "ADP")] if case == "gen" else []
    place_tag = "PROPN" if c.place and lexicon(PLACES)[c.place][0][0].isupper() else "NOUN"
    found = {
        "obj": obj,
        "party": noun_phrase(c.party, {"lle": "all", "lta": "abl"}[PARTIES[c.verb]]) if c.party else [],
        "time": words(lexicon(TIMES)[c.time][0]) if c.time else [],
        "manner": [Token(MANNERS[c.manner], "ADV")] if c.manner else [],
        "venue": organisation(c.venue, lexicon(ORGANISATIONS)[c.venue.noun], 3 + LOCAL[local]) if c.venue else [],
        "place": [Token(lexicon(PLACES)[c.place][LOCAL[local]], place_tag)] if c.place else [],
    }
    gone = ("place", "venue") if c.asked == "place" else (c.asked,)
    return {slot: [] if slot in gone else mark(c, slot, tokens) for slot, tokens in found.items()}


def question_word(c: Clause) -> list[Token]:
    """What asks for the constituent, in the case that the verb asks for."""
    case, local = governed(c)
    if c.asked == "place":
        return words(WHERE[local])
    if c.asked == "obj" and c.obj and (c.obj.det == "name" or c.obj.noun in PERSONS):
        return words(WHO[case])
    return words(QUESTIONS[{"subj": "who", "obj": "what", "time": "when"}[c.asked]])


def clause(c: Clause) -> list[Token]:
    """Time? subject verb, then what is known before what is new: a definite object early, an indefinite one last.

    The time stands before the adjective of a state (`oli eilen halpa`), and a place that something is brought to or
    hidden in behind the object.
    """
    parts = constituents(c)
    subject = [] if c.asked == "subj" else mark(c, "subj", noun_phrase(c.subj))
    definite = c.obj is not None and (c.obj.det in ("the", "this", "name") or governed(c)[0] in ("gen", "all"))
    where = ("venue", "place")
    if definite:
        order = ("obj", "party", "time", "manner", *where)
    elif governed(c)[1] == "to":
        order = ("time", "manner", "party", "obj", *where)
    else:
        order = ("time", "manner", *where, "party", "obj")
    fronted = c.front and not c.asked
    start = parts.pop("time") if fronted else []
    rest = [token for slot in order for token in parts.get(slot, [])]
    asked = question_word(c) if c.asked else []
    known, new = (rest, complement(c)) if c.adj else ([], rest)
    return [*asked, *start, *subject, *predicate(c), *known, *new]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens; a comma stands before every clause but the first."""
    comma = Token(",", "PUNCT", True)
    if s.holder:
        verb = {"say": "sanoi", "know": "tietää"}[s.link]
        holder = label([Token(lexicon(NAMES)[s.holder][0], "PROPN")], "holder", "PER")
        return finish([*holder, Token(verb, "VERB"), comma, Token("että", "SCONJ"), *clause(s.clauses[0])])
    out = clause(s.clauses[0])
    if s.link:
        out += [comma, *words(LINKS[s.link]), *clause(s.clauses[1])]
    return finish(out, stop="?" if s.clauses[0].asked else ".")
