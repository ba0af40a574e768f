"""Hindi: verb last, ergative past (ने) agreeing with a bare object, को of animate objects, two cases, two genders.

Questions leave the order as it is, with the question word before the verb. A positive adjective with से compares.
"""

from __future__ import annotations

import re
from dataclasses import replace

from xstilts.lab import world
from xstilts.lab.grammar import label, lexicon, mark
from xstilts.lab.meaning import NP, Clause, Sentence, Token, detokenise, finish, words
from xstilts.lab.words.hi import (
    ADJECTIVES,
    BRANDS,
    FAMILIES,
    LINKS,
    MANNERS,
    NAMES,
    NOUNS,
    NUMBERS,
    ORGANISATIONS,
    OTHER_VERBS,
    PARTIES,
    PERFECTIVES,
    PLACES,
    PRONOUN_FORMS,
    QUESTIONS,
    STOP,
    TIMES,
    VERBS,
    WHO,
)

Agreement = tuple[str, bool]
"""What a verb agrees with: gender (m or f) and whether plural."""
CONSONANT = re.compile("[क-ह]़?$")
WAS = {("m", False): "था", ("m", True): "थे", ("f", False): "थी", ("f", True): "थीं"}


def person(np: NP) -> str:
    """A person in the direct case."""
    return detokenise(noun_phrase(np))


def event_sentence(np: NP, phrase: str, pronoun: bool) -> str:
    """A causal event as a whole sentence about a person, or about he or she, in the case that the event asks for.

    Args:
        np: The person.
        phrase: An entry of `EVENTS` in the person's gender; a first postposition belongs to the person.
        pronoun: Whether to speak of he or she; together with a postposition it is one word (उसने).
    """
    first, _, rest = phrase.partition(" ")
    post, rest = (first, rest) if first in PRONOUN_FORMS else ("", phrase)
    someone = NP(noun="he", det="pron") if pronoun else np
    return f"{detokenise(with_post(someone, post))} {rest}{STOP}"


def agreement(np: NP) -> Agreement:
    """Gender and number of a noun phrase."""
    if np.det in ("name", "pron"):
        return ("f" if np.noun in (*world.FEMALE, "she") else "m"), False
    if np.det == "org":
        return lexicon(ORGANISATIONS)[np.noun][0], False
    return lexicon(NOUNS)[np.noun][0], np.plural


def adjective(key: str, gender: str, direct: bool) -> Token:
    """An adjective: -ā in the masculine direct singular, -e in the masculine otherwise, -ī in the feminine."""
    forms = lexicon(ADJECTIVES)[key]
    index = 2 if gender == "f" else 0 if direct else 1
    return Token(forms[min(index, len(forms) - 1)], "ADJ")


def proper(key: str) -> list[Token]:
    """What an organisation is called: a brand, a surname or a city."""
    found = lexicon(BRANDS).get(key) or lexicon(FAMILIES).get(key)
    return [Token(found[0], "PROPN")] if found else words(lexicon(PLACES)[key][0])[:1]


def noun_phrase(np: NP, oblique: bool = False) -> list[Token]:
    """Determiner, adjective, noun in the direct case, or in the oblique one that stands before a postposition."""
    if np.det == "name":
        family = lexicon(FAMILIES)[np.family] if np.family else ()
        return [Token(name, "PROPN") for name in (lexicon(NAMES)[np.noun][0], *family)]
    if np.det == "org":
        return [*proper(np.of), Token(lexicon(ORGANISATIONS)[np.noun][1], "NOUN")]
    if np.det == "pron":
        return [Token(PRONOUN_FORMS[""], "PRON")]
    gender, *forms = lexicon(NOUNS)[np.noun]
    noun = Token(forms[2 * np.plural + oblique], "NOUN")
    adj = [adjective(np.adj, gender, not oblique and not np.plural)] if np.adj else []
    number = [Token(NUMBERS[np.n], "NUM")]
    before = {
        "a": words("एक/DET"),
        "this": words("इस/DET" if oblique else "यह/DET"),
        "num": number,
        "least": [*words("कम/DET से/ADP कम/DET"), *number],
        "exact": [*words("ठीक/ADV"), *number],
        "all": words("सभी/DET"),
        "some": words("कुछ/DET"),
        "no": words("किसी/DET भी/PART" if oblique else "कोई/DET भी/PART"),
        "any": words("किसी/DET" if oblique else "कोई/DET"),
    }
    return [*before.get(np.det, []), *adj, noun]


def with_post(np: NP, post: str) -> list[Token]:
    """A noun phrase with its postposition; with a pronoun it is one word."""
    if np.det == "pron":
        return [Token(PRONOUN_FORMS[post], "PRON")]
    return [*noun_phrase(np, oblique=bool(post)), *([Token(post, "ADP")] if post else [])]


def verb(c: Clause) -> tuple[str, ...]:
    """The entry of the verb; animals are bathed, not washed, and a picture is made, not drawn as others are."""
    if c.verb == "wash" and c.obj and c.obj.noun in world.ANIMALS:
        return lexicon(OTHER_VERBS)["bathe"]
    picture = c.verb == "draw" and c.obj and c.obj.noun == "picture"
    return lexicon(OTHER_VERBS)["make"] if picture else lexicon(VERBS)[c.verb]


def subject_post(c: Clause) -> str:
    """The postposition of the subject: ने in the past only, को (whoever finds something) always."""
    post = "" if c.verb in ("at", "is") else verb(c)[0]
    return "" if post == "ने" and c.tense == "future" else post


def object_post(c: Clause) -> str:
    """The postposition of the object, or none: को for persons, definite animals, definite things that change."""
    assert c.obj is not None
    rule = verb(c)[1]
    if rule not in ("bare", "free", "affected"):
        return rule
    definite = c.obj.det in ("the", "this", "name", "org") and c.asked != "obj"
    human = c.obj.det == "name" or c.obj.noun in world.PERSONS
    marked = human or (definite and (c.obj.noun in world.ANIMALS or rule == "affected"))
    return "को" if marked and rule != "bare" else ""


def controller(c: Clause) -> Agreement:
    """What the verb agrees with: a bare subject, else a bare object, else nothing (masculine singular).

    A constituent that is asked for is masculine singular as well (कौन, क्या), whatever the answer is.
    """
    slot, np = ("obj", c.obj) if subject_post(c) else ("subj", c.subj)
    if np is None or c.asked == slot or (slot == "obj" and object_post(c)):
        return "m", False
    return agreement(np)


def inflected(root: str, future: bool, agree: Agreement) -> str:
    """A verb in the perfective or the future."""
    gender, plural = agree
    if future:
        nasal = root == "दे" or bool(CONSONANT.search(root))
        stem = root if root == "दे" else root + ("े" if nasal else "ए")
        mark_of_plural = ("ं" if nasal else "ँ") if plural else ""
        return stem + mark_of_plural + ("गी" if gender == "f" else "गे" if plural else "गा")
    index = 2 * (gender == "f") + plural
    if root in PERFECTIVES:
        return PERFECTIVES[root][index]
    return root + (("ा", "े", "ी", "ीं") if CONSONANT.search(root) else ("या", "ए", "ई", "ईं"))[index]


def predicate(c: Clause, asking: list[Token]) -> list[Token]:
    """Adjective or light word, negation, verb; affirmed verbs may lean on a helper (खो दी), others do not.

    The question word `asking` stands before the verb; before its light word if it asks for the object or the two are
    one idiom.
    """
    future, agree = c.tense == "future", controller(c)
    negation = [Token("नहीं", "PART")] if c.denied else []
    if c.verb in ("at", "is"):
        be = ("हों" if agree[1] else "हो") + ("गी" if agree[0] == "f" else "गे" if agree[1] else "गा")
        adj = [adjective(c.adj, agree[0], not agree[1])] if c.adj else []
        return [*asking, *adj, *negation, Token(be if future else WAS[agree], "AUX" if c.adj else "VERB")]
    _, _, light, root, helper = verb(c)
    close = c.asked == "obj" or c.verb == "hug"
    before = [*asking, *words(light)] if close else [*words(light), *asking]
    if helper and not c.denied and not c.asked:
        return [*before, Token(root, "VERB"), Token(inflected(helper, future, agree), "AUX")]
    return [*before, *negation, Token(inflected(root, future, agree), "VERB")]


def question_word(c: Clause) -> list[Token]:
    """The word that asks for a constituent, with the postposition of what it asks for; none in a statement."""
    if c.asked == "subj":
        return [Token(WHO[subject_post(c)], "PRON")]
    if c.asked == "obj" and object_post(c):
        return [Token(WHO[object_post(c)], "PRON")]
    return [Token(QUESTIONS[c.asked], "PRON")] if c.asked else []


def where(c: Clause) -> dict[str, list[Token]]:
    """Place and organisation; the place of an organisation takes the genitive (पेरिस के वेबर होटल में)."""
    place = words(lexicon(PLACES)[c.place][0]) if c.place else []
    if not c.venue:
        return {"place": place}
    gender, _, at = lexicon(ORGANISATIONS)[c.venue.noun]
    of = [Token("की" if gender == "f" else "के", "ADP")]
    return {"place": [*place[:1], *of] if place else [], "venue": [*noun_phrase(c.venue, oblique=True), *words(at)]}


def constituents(c: Clause) -> dict[str, list[Token]]:
    """All but the predicate in their order, each with its postposition; the one that is asked for is left out."""
    manner = MANNERS.get(c.manner, "")
    if c.manner == "quickly" and c.verb in ("run", "swim"):
        manner = "तेजी/NOUN से/ADP"
    found = {
        "subj": with_post(c.subj, subject_post(c)),
        "time": words(lexicon(TIMES)[c.time][0]) if c.time else [],
        **where(c),
        "manner": words(manner),
        "party": with_post(c.party, PARTIES[c.verb]) if c.party else [],
        "obj": with_post(c.obj, object_post(c)) if c.obj else [],
        "than": with_post(c.than, "से") if c.than else [],
    }
    gone = ("place", "venue") if c.asked == "place" else (c.asked,)
    return {slot: [] if slot in gone else mark(c, slot, tokens) for slot, tokens in found.items()}


def runs_together(c: Clause) -> bool:
    """Whether a bare name and what follows could be read as other names: टॉम वेबर होटल में (Tom Weber, Weber Hotel)."""
    if subject_post(c) or c.subj.det not in ("name", "org"):
        return False
    if c.place and not c.venue:
        return c.subj.det == "org" or (c.subj.family != "" and c.place in world.SITES)
    return c.venue is not None or (c.obj is not None and c.obj.det == "org")


def clause(c: Clause) -> list[Token]:
    """Subject and time in either order, place, manner, second person, object, predicate.

    Where the subject would run together with the next name, the time stands between them, or "when", or the object.
    """
    if c.obj and c.obj.det == "a" and c.denied:
        c = replace(c, obj=replace(c.obj, det="any"))
    parts, asking = constituents(c), question_word(c)
    time, subj = parts.pop("time"), parts.pop("subj")
    close = runs_together(c)
    if close and c.asked == "time":
        time, asking = asking, []
    elif close and not time and c.obj and c.obj.det == "name":
        parts = {"obj": parts["obj"], **{slot: tokens for slot, tokens in parts.items() if slot != "obj"}}
    start = [*time, *subj] if c.front and not close else [*subj, *time]
    return [*start, *(token for tokens in parts.values() for token in tokens), *predicate(c, asking)]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens."""
    if s.holder:
        said = s.link == "say"
        knows = "जानती" if s.holder in world.FEMALE else "जानता"
        holder = label([Token(lexicon(NAMES)[s.holder][0], "PROPN")], "holder", "PER")
        told = words("ने/ADP कहा/VERB" if said else f"{knows}/VERB है/AUX")
        return finish([*holder, *told, Token("कि", "SCONJ"), *clause(s.clauses[0])], stop=STOP)
    out = clause(s.clauses[0])
    if s.link:
        comma = [Token(",", "PUNCT", True)] if s.link in ("but", "so") else []
        out += [*comma, *words(LINKS[s.link]), *clause(s.clauses[1])]
    return finish(out, stop="?" if s.clauses[0].asked else STOP)
