"""Japanese: particles, counters, verb last, polite main clauses and plain dependent ones, no plural, no spaces."""

from __future__ import annotations

from xstilts.lab.grammar import label, lexicon, mark
from xstilts.lab.meaning import NP, Clause, Sentence, Token, detokenise, words
from xstilts.lab.words.ja import (
    ADJECTIVES,
    BRANDS,
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
    PRONOUNS,
    QUESTIONS,
    REASON,
    TIMES,
    VERBS,
)
from xstilts.lab.world import ANIMALS, PERSONS

TOPICS = ("name", "org", "pron", "the", "this")
"""Determiners of subjects that are known, so that a main clause makes them its topic (は, not が)."""
# Endings of a verb: affirmed past, denied past, affirmed present, denied present. Polite ones follow the stem before
# ます; plain affirmed forms are in the table, denied ones follow the stem before ない.
POLITE = ("まし/AUX た/AUX", "ませ/AUX ん/AUX でし/AUX た/AUX", "ます/AUX", "ませ/AUX ん/AUX")
PLAIN_DENIED = ("なかっ/AUX た/AUX", "ない/AUX")
# style -> the same four of an adjective in い, after its stem, and of the copula. The style `link` (and ...) leaves the
# tense to the clause that follows.
ADJECTIVE_ENDINGS = {
    "polite": ("かっ た/AUX です/AUX", "く あり/VERB ませ/AUX ん/AUX でし/AUX た/AUX", "い です/AUX",
               "く あり/VERB ませ/AUX ん/AUX"),
    "plain": ("かっ た/AUX", "く なかっ/AUX た/AUX", "い", "く ない/AUX"),
    "link": ("く", "く なく/AUX") * 2,
}  # fmt: skip
COPULA = {
    "polite": ("でし/AUX た/AUX", "で/AUX は/ADP あり/VERB ませ/AUX ん/AUX でし/AUX た/AUX", "です/AUX",
               "で/AUX は/ADP あり/VERB ませ/AUX ん/AUX"),
    "plain": ("だっ/AUX た/AUX", "で/AUX は/ADP なかっ/AUX た/AUX", "だ/AUX", "で/AUX は/ADP ない/AUX"),
    "link": ("で/AUX", "で/AUX は/ADP なく/AUX") * 2,
}  # fmt: skip


def person(np: NP) -> str:
    """A person as the topic of a causal event; the particle is part of the event."""
    return detokenise(noun_phrase(np))


def counted(n: int, counter: str) -> list[Token]:
    """A number with its counter; one and two persons have words of their own."""
    if counter == "人" and n < 3:
        return glued([Token(NUMBERS[n] + counter, "NOUN")])
    return glued([Token(NUMBERS[n], "NUM"), Token(counter, "NOUN")])


def glued(tokens: list[Token]) -> list[Token]:
    """Tokens that follow each other without spaces, as all of a Japanese sentence does."""
    return [token._replace(glue=True) for token in tokens]


def adjective(key: str) -> list[Token]:
    """An adjective before its noun."""
    kind, stem = lexicon(ADJECTIVES)[key]
    if kind == "i":
        return [Token(stem + "い", "ADJ")]
    return words(f"{stem}/ADJ な/AUX" if kind == "na" else f"{stem}/NOUN の/ADP")


def proper(np: NP) -> list[Token]:
    """A person, the surname after a dot; or an organisation, its kind after what it is called."""
    if np.det == "name":
        family = [Token("・", "PUNCT"), Token(lexicon(FAMILIES)[np.family][0], "PROPN")] if np.family else []
        return glued([Token(lexicon(NAMES)[np.noun][0], "PROPN"), *family])
    found = lexicon(BRANDS).get(np.of) or lexicon(FAMILIES).get(np.of)
    called = [Token(found[0], "PROPN")] if found else words(lexicon(PLACES)[np.of][0])
    return glued([*called, *words(lexicon(ORGANISATIONS)[np.noun][0])])


def noun_phrase(np: NP) -> list[Token]:
    """Determiner or number with counter, adjective, noun, without a particle; `any` shows in the particles alone."""
    if np.det in ("name", "org"):
        return proper(np)
    if np.det == "pron":
        return glued([Token(PRONOUNS[np.noun == "she"], "PRON")])
    noun, counter = lexicon(NOUNS)[np.noun]
    body = [*(adjective(np.adj) if np.adj else []), *words(noun)]
    some = "いく/NUM つ/NOUN か/ADP の/ADP" if counter == "つ" else f"何/NUM {counter}/NOUN か/ADP の/ADP"
    number = [*counted(np.n, counter), Token("の", "ADP")]
    before = {
        "the": words("その/DET"),
        "this": words("この/DET"),
        "num": number,
        "least": [*words("少なくとも/ADV"), *number],
        "exact": [*words("ちょうど/ADV"), *number],
        "all": words("すべて/NOUN の/ADP"),
        "some": words(some),
        "no": words("どの/DET"),
    }
    return glued([*before.get(np.det, []), *body])


def subject(c: Clause, topic: bool) -> list[Token]:
    """The subject with は where it is the topic, else が; どの ... も and 誰も for nobody."""
    if c.asked == "subj":
        return words(QUESTIONS["who"] + " が/ADP")
    if c.subj.noun == "person" and c.subj.det in ("no", "a"):
        return words("誰/PRON も/ADP" if c.subj.det == "no" else "誰/PRON か/ADP が/ADP")
    particle = "も" if c.subj.det == "no" else "は" if topic and c.subj.det in TOPICS else "が"
    return [*noun_phrase(c.subj), Token(particle, "ADP")]


def object_phrase(c: Clause, particle: str) -> list[Token]:
    """The object with its particle: `any` is 一冊も after を, どの ... にも, or 誰も; 誰 and 何 ask for it."""
    if c.obj is None:
        return []
    if c.asked == "obj":
        who = c.obj.det == "name" or c.obj.noun in PERSONS
        return words(f"{QUESTIONS['who' if who else 'what']} {particle}/ADP")
    if c.obj.det == "a" and c.obj.noun == "person" and not c.denied:
        return words(f"誰/PRON か/ADP {particle}/ADP")
    if c.obj.det != "any":
        return [*noun_phrase(c.obj), Token(particle, "ADP")]
    if c.obj.noun == "person":
        return words("誰/PRON も/ADP")
    if particle == "に":
        return [Token("どの", "DET"), *noun_phrase(c.obj), *words("に/ADP も/ADP")]
    return [*noun_phrase(c.obj), *words("を/ADP"), *counted(1, lexicon(NOUNS)[c.obj.noun][1]), *words("も/ADP")]


def ending(c: Clause) -> int:
    """Which of the four forms: affirmed past, denied past, affirmed present, denied present."""
    return 2 * (c.tense == "future") + c.denied


def predicate(c: Clause, style: str) -> list[Token]:
    """What ends the clause: a verb, いる for being somewhere, or an adjective. `style`: polite, plain or link."""
    form = ending(c)
    if c.verb == "is":
        kind, stem = lexicon(ADJECTIVES)[c.adj]
        if kind == "i":
            first, _, rest = ADJECTIVE_ENDINGS[style][form].partition(" ")
            return [Token(stem + first, "ADJ"), *words(rest)]
        return [Token(stem, "ADJ" if kind == "na" else "NOUN"), *words(COPULA[style][form])]
    if c.verb == "at":
        light, stem, past, present, denied = "", "い", "い/VERB た/AUX", "いる", "い"
    else:
        _, light, stem, past, present, denied = lexicon(VERBS)[c.verb]
        light = LEAD if c.verb == "bring" and c.obj and c.obj.noun in ANIMALS else light
    if style == "polite":
        return words(f"{light} {stem}/VERB {POLITE[form]}")
    if style == "link":
        linked = "おり" if c.verb == "at" else stem
        negated = "おら" if c.verb == "at" else denied
        joined = " て/SCONJ" if len(linked) == 1 else ""
        return words(f"{light} {negated}/VERB ず/AUX" if c.denied else f"{light} {linked}/VERB{joined}")
    if c.denied:
        return words(f"{light} {denied}/VERB {PLAIN_DENIED[form == 3]}")
    return words(f"{light} {past if form == 0 else present + '/VERB'}")


def where(c: Clause) -> dict[str, list[Token]]:
    """Place and venue, the larger one first (パリ の ノヴァ 銀行 で); に where somebody is or something is put."""
    particle = Token("に" if c.verb in ("at", "hide", "bring") else "で", "ADP")
    if c.asked == "place":
        return {"place": [*words(QUESTIONS["place"]), particle], "venue": []}
    place = words(lexicon(PLACES)[c.place][0]) if c.place else []
    if c.venue is None:
        return {"place": [*place, particle] if place else [], "venue": []}
    return {"place": [*place, Token("の", "ADP")] if place else [], "venue": [*noun_phrase(c.venue), particle]}


def constituents(c: Clause, topic: bool) -> dict[str, list[Token]]:
    """Subject, time, place, venue, second person, what is compared to, manner and object, each with its particles."""
    particle = lexicon(VERBS)[c.verb][0] if c.verb in lexicon(VERBS) else ""
    manner = "速く/ADJ" if c.manner == "quickly" and c.verb in ("run", "swim") else MANNERS.get(c.manner, "")
    time = QUESTIONS["time"] if c.asked == "time" else lexicon(TIMES)[c.time][0] if c.time else ""
    found = {
        "subj": subject(c, topic),
        "time": words(time),
        **where(c),
        "party": [*noun_phrase(c.party), *words(PARTIES[c.verb])] if c.party else [],
        "than": [*noun_phrase(c.than), Token("より", "ADP")] if c.than else [],
        "manner": words(manner),
        "obj": object_phrase(c, particle),
    }
    unmarked = ("manner", c.asked)
    return {slot: tokens if slot in unmarked else mark(c, slot, tokens) for slot, tokens in found.items()}


def clause(c: Clause, style: str = "polite", topic: bool = True) -> list[Token]:
    """Topic and time in either order, then the rest and the predicate; a new subject or nobody follows the time."""
    parts = constituents(c, topic)
    subj, time = parts.pop("subj"), parts.pop("time")
    comma = [Token("、", "PUNCT")] if time and c.asked != "time" else []
    new = c.subj.det == "no" or (topic and (c.asked == "subj" or c.subj.det not in TOPICS))
    start = [*time, *comma, *subj] if c.front or new else [*subj, *time, *comma]
    rest = [token for tokens in parts.values() for token in tokens]
    asks = [Token("か", "PART")] if c.asked else []
    return [*start, *rest, *predicate(c, style), *asks]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens, none of them spaced.

    `A, so B` gives the reason first (A ので、B); `B because A` the other way round (B のは、A からです).
    """
    comma = Token("、", "PUNCT")
    if s.holder:
        holder = label([Token(lexicon(NAMES)[s.holder][0], "PROPN")], "holder", "PER")
        last = (
            "と/ADP 言い/VERB まし/AUX た/AUX"
            if s.link == "say"
            else "こと/NOUN を/ADP 知っ/VERB て/SCONJ い/VERB ます/AUX"
        )
        out = [*holder, Token("は", "ADP"), comma, *clause(s.clauses[0], "plain", topic=False), *words(last)]
    elif s.link == "because":
        explained, reason = (clause(one, "plain", topic=False) for one in s.clauses)
        out = [*explained, *words(LINKS["because"]), comma, *reason, *words(REASON)]
    elif s.link == "so":
        reason = clause(s.clauses[0], "plain", topic=False)
        out = [*reason, *words(LINKS["so"]), comma, *clause(s.clauses[1])]
    elif s.link == "and" and s.clauses[0].tense == s.clauses[1].tense:
        out = [*clause(s.clauses[0], "link"), comma, *clause(s.clauses[1])]
    elif s.link:
        out = [*clause(s.clauses[0]), *words(LINKS[s.link]), comma, *clause(s.clauses[1])]
    else:
        out = clause(s.clauses[0])
    return glued([*out, Token("？" if s.clauses[0].asked else "。", "PUNCT")])
