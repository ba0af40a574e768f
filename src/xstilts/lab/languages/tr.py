"""Turkish: verb last, case by suffix with vowel harmony, negation inside the verb, no gender.

Most forms are stored whole; dative and ablative follow from the accusative, whose vowel shows the harmony. The copula
of the past is written with its word and is a token of its own, as in the Turkish treebanks (Paris'te|ydi). Question
words stand where the answer would, right before the verb when they ask for the subject. Suffixes of the names of
organisations take no apostrophe. A comma parts a name from one that follows it in another role, and the pronoun `o`
from a noun phrase (`o hastane` is "that hospital").
"""

from __future__ import annotations

from dataclasses import replace

from xstilts.lab.grammar import label, lexicon, mark
from xstilts.lab.meaning import NP, Clause, Sentence, Token, finish, words
from xstilts.lab.words.tr import (
    ADJECTIVES,
    BRANDS,
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
    SPECIFIC,
    TIMES,
    VERBS,
)


def person(np: NP) -> str:
    """A person as the subject of a causal event."""
    return (lexicon(NAMES) if np.det == "name" else lexicon(NOUNS))[np.noun][0]


def inflected(forms: tuple[str, ...], case: str) -> str:
    """Of a nominative and its accusative, one or the other, or the dative (names only) or ablative that go with them.

    The vowel of the accusative's suffix tells the harmony, also where the stem does not (saati: saatten).
    """
    nominative, accusative = forms[:2]
    if case in ("nom", "acc"):
        return accusative if case == "acc" else nominative
    vowel = "e" if accusative[-1] in "iü" else "a"
    stem = nominative + ("'" if nominative[0].isupper() else "")
    if case == "dat":
        return stem + ("y" if nominative[-1] in "aeıioöuü" else "") + vowel
    return stem + ("t" if nominative[-1] in "çfhkpsşt" else "d") + vowel + "n"


def name(np: NP, case: str) -> list[Token]:
    """A name, of which only the last part takes the case."""
    first = lexicon(NAMES)[np.noun]
    if not np.family:
        return [Token(inflected(first, case), "PROPN")]
    return [Token(first[0], "PROPN"), Token(inflected(lexicon(FAMILIES)[np.family], case), "PROPN")]


def organisation(np: NP, case: str) -> list[Token]:
    """What it is called (a brand, a surname or a city), and its kind in a case (nom, acc, loc)."""
    found = lexicon(BRANDS).get(np.of) or lexicon(FAMILIES).get(np.of)
    called = found[0] if found else lexicon(PLACES)[np.of][0].partition("'")[0]
    kind = lexicon(ORGANISATIONS)[np.noun][("nom", "acc", "loc").index(case)]
    return [Token(called, "PROPN"), Token(kind, "PROPN")]


def noun_phrase(np: NP, case: str = "nom", specific: bool = False) -> list[Token]:
    """Determiner, adjective, noun in a case (nom, acc, abl).

    Numbers take the singular; only definite objects take the accusative, or any object when `specific`.
    """
    if np.det == "name":
        return name(np, case)
    if np.det == "org":
        return organisation(np, case)
    if np.det == "pron":
        return [Token("o", "PRON")]
    forms = lexicon(NOUNS)[np.noun]
    bare = case == "acc" and not specific and np.det not in ("the", "this")
    noun = forms[2] if np.det in ("all", "some") else inflected(forms, "nom" if bare else case)
    kind = [Token(word, "NOUN") for word in noun.split()]
    adj = words(lexicon(ADJECTIVES)[np.adj][0] + "/ADJ") if np.adj else []
    if np.det == "a":
        return [*adj, Token("bir", "DET"), *kind]
    number = [Token(NUMBERS[np.n], "NUM")]
    before = {
        "this": words("bu/DET"),
        "num": number,
        "least": [*words("en/ADV az/ADV"), *number],
        "exact": [*words("tam/ADV"), *number],
        "all": words("bütün/DET"),
        "some": words("bazı/DET"),
        "no": words("hiçbir/DET"),
        # `hiç güzel` would be "not at all beautiful"
        "any": words("hiçbir/DET" if specific or adj else "hiç/ADV"),
    }
    return [*before.get(np.det, []), *adj, *kind]


def past_copula(word: str) -> Token:
    """The copula that is written with a word: -(y)dI."""
    last = next(letter for letter in reversed(word) if letter in "aeıioöuü")
    vowel = {"a": "ı", "ı": "ı", "o": "u", "u": "u", "ö": "ü", "ü": "ü"}.get(last, "i")
    consonant = "yd" if word[-1] in "aeıioöuü" else "t" if word[-1] in "çfhkpsşt" else "d"
    return Token(consonant + vowel, "AUX", True)


def predicate(c: Clause, state: list[Token]) -> list[Token]:
    """The verb, or what follows a place or an adjective: a verb in the future, the copula in the past.

    The copula has the role of the word that it is written with, so that it can be part of an answer.
    """
    future = c.tense == "future"
    if c.verb == "at" and future:
        return [Token("olmayacak" if c.denied else "olacak", "VERB")]
    if c.verb in ("at", "is"):
        return [Token("değildi", "AUX")] if c.denied else [past_copula(state[-1].text)._replace(role=state[-1].role)]
    light, *forms = lexicon(VERBS)[c.verb]
    verb = Token(forms[2 * future + c.denied], "VERB")
    return [*([Token(light, "NOUN")] if light else []), verb]


def object_phrase(c: Clause) -> list[Token]:
    """The object, if there is one.

    In the accusative `bir kediyi` is one cat that is known; so what `hiçbir kız` denies is denied by `hiçbir kediyi`.
    Without a case `bir elma yemedi` says no more than "no apple", and stays.
    """
    if c.obj is None:
        return []
    specific = c.verb in SPECIFIC
    none = specific and c.denied and c.obj.det == "a"
    return noun_phrase(replace(c.obj, det="any") if none else c.obj, "acc", specific)


def question_word(c: Clause) -> list[Token]:
    """What asks for the constituent."""
    if c.asked == "obj" and c.obj:
        thing = "which" if c.verb in SPECIFIC else "what"
        return words(QUESTIONS["whom" if c.obj.det == "name" else thing])
    return words(QUESTIONS[c.asked])


def constituents(c: Clause) -> dict[str, list[Token]]:
    """The constituents by slot; a question word stands in its slot, and one word for a place and what is there."""
    found: dict[str, list[Token]] = {
        "subj": noun_phrase(c.subj),
        "time": words(lexicon(TIMES)[c.time][0]) if c.time else [],
        "place": words(lexicon(PLACES)[c.place][0]) if c.place else [],
        "venue": organisation(c.venue, "loc") if c.venue else [],
        "than": [*noun_phrase(c.than, "abl")] if c.than else [],
        "party": name(c.party, PARTIES[c.verb]) if c.party else [],
        "obj": object_phrase(c),
    }
    parts = {slot: mark(c, slot, tokens) for slot, tokens in found.items()}
    if c.asked == "place":
        parts["venue"] = []
    return {**parts, c.asked: question_word(c)} if c.asked else parts


def parted(subject: list[Token], rest: list[Token]) -> list[Token]:
    """A subject and what follows it; a comma where they could be read as one phrase: two names, `o` and a noun."""
    names = [token.tag == "PROPN" and token.entity in ("PER", "ORG") for token in (subject[-1], rest[0])]
    that = subject[-1].text == "o" and rest[0].tag in ("ADJ", "NOUN", "NUM")
    return [*subject, *([Token(",", "PUNCT", True)] if all(names) or that else []), *rest]


def clause(c: Clause) -> list[Token]:
    """Time and subject in either order, place, second person, definite object, manner, indefinite object, verb.

    Asked for, a subject stands before the verb (or the place that somebody is at), a time after the place.
    """
    parts = constituents(c)
    subject, time, obj = parts["subj"], parts["time"], parts["obj"]
    place = [*parts["place"], *parts["venue"]]
    if c.verb in ("at", "is"):
        more = words("daha/ADV") if c.than else []
        state = [*more, *words(lexicon(ADJECTIVES)[c.adj][0] + "/ADJ")] if c.adj else []
        held = [*place, *parts["than"], *state]
        rest = [*held, *predicate(c, held)]
        return [*time, *parted(subject, rest)] if c.front or c.asked == "subj" else parted(subject, [*time, *rest])
    manner = [Token(MANNERS[c.manner], "ADV")] if c.manner else []
    definite = c.asked != "obj" and c.obj is not None and c.obj.det in ("the", "this", "name", "org")
    middle = [*parts["party"], *([*obj, *manner] if definite else [*manner, *obj])]
    verb = predicate(c, [])
    if c.asked == "subj":
        return [*time, *place, *middle, *subject, *verb]
    if c.asked == "time":
        return parted(subject, [*place, *middle, *time, *verb])
    if c.asked == "place":
        return parted(subject, [*time, *middle, *place, *verb])
    rest = [*place, *middle, *verb]
    return [*time, *parted(subject, rest)] if c.front else parted(subject, [*time, *rest])


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens."""
    if s.holder:
        verb = {"say": "dedi", "know": "biliyor"}[s.link]
        holder = label([Token(lexicon(NAMES)[s.holder][0], "PROPN")], "holder", "PER")
        return capitalised([*holder, Token(verb, "VERB"), Token("ki", "SCONJ"), *clause(s.clauses[0])])
    out = clause(s.clauses[0])
    if s.link:
        link = [token._replace(glue=token.tag == "PUNCT") for token in words(LINKS[s.link])]
        out += [*link, *clause(s.clauses[1])]
    return capitalised(out, "?" if s.clauses[0].asked else ".")


def capitalised(tokens: list[Token], stop: str = ".") -> list[Token]:
    """`finish` with the dotted capital of Turkish: i becomes İ."""
    return finish(tokens, "İ" if tokens[0].text[0] == "i" else None, stop)
