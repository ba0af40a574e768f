"""Chinese (simplified): no inflection; classifiers, aspect, time and place before the verb, full-width punctuation."""

from __future__ import annotations

from xstilts.lab.grammar import label, lexicon, mark
from xstilts.lab.meaning import NP, Clause, Sentence, Token, words
from xstilts.lab.words.zh import (
    ADJECTIVES,
    BRANDS,
    CALMLY,
    COMPARATIVES,
    FAMILIES,
    LINKS,
    MANNERS,
    MOTION,
    NAMES,
    NOUNS,
    NUMBERS,
    ORGANISATIONS,
    PACES,
    PLACES,
    PRONOUN,
    PUT,
    QUESTIONS,
    SIZES,
    TIMES,
    VERBS,
    WATCH,
)
from xstilts.lab.world import PERSONS, SHOWS


def person(np: NP) -> str:
    """A person as the subject of a causal event."""
    if np.det == "name":
        return lexicon(NAMES)[np.noun][0]
    noun, classifier = lexicon(NOUNS)[np.noun]
    return f"那{classifier}{noun}"


def proper(np: NP) -> list[Token]:
    """A person, the surname after a dot; or an organisation, its kind after what it is called."""
    if np.det == "name":
        family = [Token("·", "PUNCT"), Token(lexicon(FAMILIES)[np.family][0], "PROPN")] if np.family else []
        return [Token(lexicon(NAMES)[np.noun][0], "PROPN"), *family]
    found = lexicon(BRANDS).get(np.of) or lexicon(FAMILIES).get(np.of)
    called = [Token(found[0], "PROPN")] if found else words(lexicon(PLACES)[np.of][0])
    return [*called, Token(lexicon(ORGANISATIONS)[np.noun][0], "NOUN")]


def noun_phrase(np: NP) -> list[Token]:
    """Determiner or number, classifier, adjective, noun."""
    if np.det in ("name", "org"):
        return proper(np)
    if np.det == "pron":
        return [Token(PRONOUN[np.noun], "PRON")]
    noun, classifier = lexicon(NOUNS)[np.noun]
    adjective = lexicon(ADJECTIVES)[np.adj][0] if np.adj else ""
    adjective = SIZES.get(np.adj, adjective) if np.noun == "novel" else adjective
    body = [*words(adjective), Token(noun, "NOUN")]
    number = [Token(NUMBERS[np.n or 1], "NUM"), Token(classifier, "NOUN")]
    before = {
        "a": number,
        "num": number,
        "the": [Token("那", "DET"), Token(classifier, "NOUN")],
        "this": [Token("这", "DET"), Token(classifier, "NOUN")],
        "least": [Token("至少", "ADV"), *number],
        "exact": [Token("正好", "ADV"), *number],
        "all": [Token("所有", "DET"), Token("的", "PART")],
        "some": [Token("有些", "DET")],
        "no": [Token("没有", "VERB"), *number],
        "any": [Token("任何", "DET")],
    }
    return [*before[np.det], *body]


def put(c: Clause) -> bool:
    """Whether the place is where the thing comes to be: it follows the verb, and the object stands before it."""
    return c.verb in PUT and bool(c.place or c.venue)


def focused(c: Clause) -> bool:
    """Whether a question about the past stands between 是 and 的: when, and where something was done."""
    asks = c.asked == "time" or (c.asked == "place" and c.verb != "at" and not put(c))
    return asks and c.tense == "past"


def aspect(c: Clause) -> list[Token]:
    """The 了 of what happened; at the end of a clause it is a particle (as in UD Chinese-GSD)."""
    if c.tense == "future" or c.denied or focused(c):
        return []
    last = not put(c) and c.obj is None and not lexicon(VERBS)[c.verb][1]
    return [Token("了", "PART" if last else "AUX")]


def where(c: Clause) -> list[Token]:
    """Place and venue, the larger one first (在 巴黎 的 诺瓦 银行); the verb 在 and verbs of putting need no 在."""
    before = [] if c.verb == "at" or put(c) else [Token("在", "ADP")]
    if c.asked == "place":
        return [*before, *words(QUESTIONS["place"])]
    place = words(lexicon(PLACES)[c.place][0]) if c.place else []
    if c.venue is None:
        return mark(c, "place", [*before, *place] if place else [])
    if not place:
        return mark(c, "venue", [*before, *noun_phrase(c.venue)])
    return [*mark(c, "place", [*before, *place, Token("的", "PART")]), *mark(c, "venue", noun_phrase(c.venue))]


def target(c: Clause) -> list[Token]:
    """The object, after 把 where it precedes its verb, or the word that asks for it in its place.

    After a subject with `no`, an indefinite object is denied as well: 任何.
    """
    if c.obj is None:
        return []
    before = [Token("把", "ADP")] if put(c) else []
    if c.asked == "obj":
        who = c.obj.det == "name" or c.obj.noun in PERSONS
        return [*before, *words(QUESTIONS["who" if who else "what"])]
    any_of = NP(noun=c.obj.noun, det="any", adj=c.obj.adj)
    return mark(c, "obj", [*before, *noun_phrase(any_of if c.subj.det == "no" and c.obj.det == "a" else c.obj)])


def party(c: Clause) -> tuple[list[Token], list[Token]]:
    """The second person: before the verb (从 汤姆 那里), or between the verb and the object."""
    if c.party is None:
        return [], []
    found = noun_phrase(c.party)
    if c.verb in ("buy", "get"):
        return mark(c, "party", [Token("从", "ADP"), *found, Token("那里", "PRON")]), []
    return [], mark(c, "party", found)


def action(c: Clause) -> list[Token]:
    """Place, manner, verb, aspect and object of an event; an object that is put somewhere before the verb."""
    source, taker = party(c)
    if c.manner and c.verb in MOTION:
        return [*where(c), Token(MOTION[c.verb], "VERB"), *words(PACES[c.manner])]
    calmly = CALMLY.get(c.verb) if c.manner == "quietly" else None
    manner = words(calmly or MANNERS[c.manner]) if c.manner else []
    if put(c):
        return [*manner, *target(c), Token(PUT[c.verb], "VERB"), *aspect(c), *where(c)]
    verb, after = lexicon(VERBS)[c.verb]
    verb = WATCH if c.verb == "see" and c.obj and c.obj.noun in SHOWS else verb
    given = [Token("给", "ADP")] if c.verb == "sell" and taker else []
    rest = words(after) if aspect(c) else []
    return [*where(c), *source, *manner, Token(verb, "VERB"), *given, *aspect(c), *taker, *target(c), *rest]


def predicate(c: Clause) -> list[Token]:
    """Focus, negation or future, then the adjective, the place or the action."""
    if c.than:
        compared = mark(c, "than", [Token("比", "ADP"), *noun_phrase(c.than)])
        return [*compared, *words(lexicon(COMPARATIVES)[c.adj][0])]
    if c.verb == "is":
        return words(lexicon(ADJECTIVES)[c.adj][2 if c.neg else 1])
    when = words(QUESTIONS["time"]) if c.asked == "time" else []
    negation = []
    if c.neg:
        negation = [Token("不", "ADV") if c.tense == "future" or c.verb == "at" else Token("没有", "AUX")]
    future = [Token("会", "AUX")] if c.tense == "future" else []
    body = [Token("在", "VERB"), *where(c)] if c.verb == "at" else action(c)
    if focused(c):
        return [Token("是", "AUX"), *when, *body, Token("的", "PART")]
    return [*when, *negation, *future, *body]


def clause(c: Clause) -> list[Token]:
    """Time and subject in either order, then the predicate; 所有 is taken up by 都."""
    time = mark(c, "time", words(lexicon(TIMES)[c.time][0])) if c.time and c.asked != "time" else []
    subject = words(QUESTIONS["who"]) if c.asked == "subj" else mark(c, "subj", noun_phrase(c.subj))
    quantified = [Token("都", "ADV")] if c.subj.det == "all" else []
    first = c.front or c.subj.det == "no" or c.asked == "subj"
    return [*(time + subject if first else subject + time), *quantified, *predicate(c)]


def realise(s: Sentence) -> list[Token]:
    """A sentence as tagged tokens, none of them spaced."""
    comma = Token("，", "PUNCT")
    if s.holder:
        verb = {"say": "说", "know": "知道"}[s.link]
        holder = label([Token(lexicon(NAMES)[s.holder][0], "PROPN")], "holder", "PER")
        out = [*holder, Token(verb, "VERB"), *clause(s.clauses[0])]
    elif s.link:
        out = [*clause(s.clauses[0]), comma, *words(LINKS[s.link]), *clause(s.clauses[1])]
    else:
        out = clause(s.clauses[0])
    stop = Token("？" if s.clauses[0].asked else "。", "PUNCT")
    return [token._replace(glue=True) for token in [*out, stop]]
