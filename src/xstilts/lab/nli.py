"""Natural language inference by construction.

A hypothesis is drawn first, then a label, then a premise that stands in that relation to it, so no property of the
hypothesis alone tells the label. Premises differ from hypotheses by edits whose direction is known (natural logic,
MacCartney and Manning 2009): adding a modifier or naming a member of a kind makes a clause *narrower*, the inverse
makes it *wider*. With both clauses affirmed, a narrower premise entails; with both denied, a wider one does; with one
denied, the direction that would entail contradicts; every other direction is neutral. Either direction is as frequent
in every label, so overlap and length are balanced away. By convention, at one stated time a person is in one place
and a thing has one colour and one of two opposite properties.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from xstilts.lab import world
from xstilts.lab.draw import chance, describe, patience, pick, pick_name, pick_word
from xstilts.lab.meaning import NP, Clause, Sentence

LABELS = ("entailment", "neutral", "contradiction")
Edit = tuple[str, tuple[str, ...]]
"""A slot of a clause and the values that may be put there."""


def deny(c: Clause) -> Clause:
    """The negation of an affirmed clause: `no` for an indefinite subject, else `not` (with `any` for an object)."""
    if c.subj.det in ("a", "some"):
        return replace(c, subj=replace(c.subj, det="no"))
    obj = replace(c.obj, det="any") if c.obj and c.obj.det == "a" else c.obj
    return replace(c, neg=True, obj=obj)


def narrower(c: Clause, split: str) -> dict[str, list[Edit]]:
    """Edits that make a clause narrower: `mod` adds a modifier, `kind` names a member."""
    times = world.FUTURE if c.tense == "future" else world.PAST
    mod = [
        ("place", () if c.place else world.allowed(world.PLACES, split)),
        ("time", () if c.time else times),
    ]
    kind = [("place", world.children(c.place, split)), ("time", world.children(c.time, split))]
    if c.subj.det == "a":
        kind.append(("subj", world.children(c.subj.noun, split)))
    if c.obj:
        mod.append(("adj", () if c.obj.adj else world.allowed(world.describable(c.obj.noun), split)))
        kind.append(("obj", fitting(c, world.children(c.obj.noun, split))))
    return {"mod": [edit for edit in mod if edit[1]], "kind": [edit for edit in kind if edit[1]]}


def wider(c: Clause, split: str) -> dict[str, list[Edit]]:
    """Edits that make a clause wider: `mod` drops a modifier, `kind` names the kind instead of the member."""
    drop = ("",)
    mod = [("place", drop if c.place else ()), ("time", drop if c.time and c.tense == "past" else ())]
    kind = [("place", parents(c.place, split)), ("time", parents(c.time, split))]
    if c.subj.det == "a":
        kind.append(("subj", parents(c.subj.noun, split)))
    if c.obj:
        mod.append(("adj", drop if c.obj.adj else ()))
        kind.append(("obj", fitting(c, parents(c.obj.noun, split))))
    return {"mod": [edit for edit in mod if edit[1]], "kind": [edit for edit in kind if edit[1]]}


def parents(value: str, split: str) -> tuple[str, ...]:
    """The kind of a value as a tuple, empty when there is none that the split may name."""
    return world.allowed((world.PARENT[value],), split) if value in world.PARENT else ()


def fitting(c: Clause, nouns: tuple[str, ...]) -> tuple[str, ...]:
    """The nouns that may replace the object: the verb and the adjective must fit them."""
    adj = c.obj.adj if c.obj else ""
    return tuple(n for n in nouns if n in world.OBJECTS[c.verb] and (not adj or adj in world.describable(n)))


def put(c: Clause, slot: str, value: str) -> Clause:
    """A clause with another value in one slot."""
    if slot == "place":
        return replace(c, place=value)
    if slot == "time":
        return replace(c, time=value)
    if slot == "subj":
        return replace(c, subj=replace(c.subj, noun=value))
    assert c.obj is not None
    return replace(c, obj=replace(c.obj, adj=value) if slot == "adj" else replace(c.obj, noun=value))


def event_body(rng: Random, split: str, difficulty: int) -> Clause:
    """An affirmed event that can be edited in all four ways."""
    wordy = min(0.45 + 0.15 * (difficulty - 1), 0.8)
    tries = patience("an event that can be edited")
    while True:
        next(tries)
        det = pick(rng, ("name", "name", "a", "some"))
        noun = pick_name(rng, split) if det == "name" else pick_word(rng, world.PERSONS, split)
        tense = pick(rng, ("past", "past", "future"))
        verb = pick_word(rng, world.TRANSITIVE if chance(rng, 0.8) else world.INTRANSITIVE, split)
        obj = None
        if verb in world.OBJECTS:
            thing = pick_word(rng, world.OBJECTS[verb], split)
            obj = NP(noun=thing, det="a", adj=describe(rng, thing, split, wordy))
        timed = tense == "future" or chance(rng, wordy)
        body = Clause(
            subj=NP(noun=noun, det=det),
            verb=verb,
            obj=obj,
            tense=tense,
            place=pick_word(rng, world.PLACES, split) if chance(rng, wordy) else "",
            time=pick(rng, world.FUTURE if tense == "future" else world.PAST) if timed else "",
        )
        edits = (narrower(body, split), wider(body, split))
        if all(side[how] for side in edits for how in ("mod", "kind")):
            return body


def edited(rng: Random, body: Clause, split: str, direction: str, count: int) -> Clause:
    """Up to `count` edits of the same direction; the first is always possible."""
    for _ in range(count):
        table = (narrower if direction == "narrower" else wider)(body, split)
        options = table[pick(rng, ("mod", "kind"))] or table["mod"] or table["kind"]
        if not options:
            break
        slot, values = pick(rng, options)
        body = put(body, slot, pick(rng, values))
    return body


def relate(rng: Random, body: Clause, denied: bool, label: str, split: str, difficulty: int) -> Clause:
    """A premise clause that stands in the relation `label` to the hypothesis (body, denied).

    A change of polarity costs about as many words as two edits, so premises of the same polarity get more edits:
    otherwise word overlap would betray contradictions.
    """
    premise_denied = denied if label == "entailment" else not denied
    if label == "neutral":
        premise_denied = chance(rng, 0.5)
    narrow = premise_denied == (label == "neutral")
    if premise_denied == denied:
        count = pick(rng, (2, 3, 4)) + difficulty - 1
    else:
        count = 1 if label == "neutral" else pick(rng, (0, 0, 0, 1))
    clause = edited(rng, body, split, "narrower" if narrow else "wider", count)
    if clause.subj.det == "some" and not premise_denied and chance(rng, 0.5):
        clause = replace(clause, subj=replace(clause.subj, det="all"))
    return deny(clause) if premise_denied else clause


def fact_pair(rng: Random, split: str, label: str) -> tuple[Clause, Clause]:
    """Where somebody was, or how something was: exclusive values as well as negation and containment."""
    if chance(rng, 0.5):
        subj = NP(noun=pick_name(rng, split), det="name")
        time = pick(rng, ("yesterday_morning", "yesterday_evening", "tomorrow_morning", "tomorrow_evening"))
        tense = "future" if time.startswith("tomorrow") else "past"
        country = pick_word(rng, world.COUNTRIES, split)
        body = Clause(subj=subj, verb="at", place=country, time=time, tense=tense)
    else:
        noun = pick_word(rng, world.BOOKS + world.TOYS + world.THINGS, split)
        value = pick(rng, [adj for adj in world.allowed(world.describable(noun), split) if world.rivals(adj)])
        body = Clause(subj=NP(noun=noun, det="the"), verb="is", adj=value, time=pick(rng, ("yesterday", "yesterday")))
    denied = chance(rng, 0.5)
    hypothesis = deny(body) if denied else body
    # An exclusive value: affirmed, it decides (against the affirmed, for the denied); denied, it says nothing.
    exclusive = {"entailment": denied, "contradiction": not denied, "neutral": True}[label]
    if exclusive and chance(rng, 0.15 if label == "neutral" else 0.6):
        other = rival(rng, body, split)
        return (deny(other) if label == "neutral" else other), hypothesis
    premise_denied = {"entailment": denied, "contradiction": not denied}.get(label, chance(rng, 0.2))
    if label == "contradiction" and chance(rng, 0.4):
        return (deny(body) if premise_denied else body), hypothesis
    narrow = premise_denied == (label == "neutral")
    edits = (fact_narrower if narrow else fact_wider)(rng, body, split)
    return (deny(edits) if premise_denied else edits), hypothesis


def rival(rng: Random, body: Clause, split: str) -> Clause:
    """The same statement with a value that excludes this one."""
    if body.verb == "is":
        return replace(body, adj=pick(rng, world.allowed(world.rivals(body.adj), split) or world.rivals(body.adj)))
    country = pick(rng, world.allowed(world.rivals(body.place), split))
    members = world.children(country, split)
    return replace(body, place=pick(rng, members) if members and chance(rng, 0.5) else country)


def fact_narrower(rng: Random, body: Clause, split: str) -> Clause:
    """A city of the country; a part of the day."""
    if body.verb == "at":
        return replace(body, place=pick(rng, world.children(body.place, split) or (body.place,)))
    return replace(body, time=pick(rng, world.children(body.time)))


def fact_wider(rng: Random, body: Clause, split: str) -> Clause:
    """The day instead of its part; no time at all."""
    if body.verb == "at":
        return replace(body, time=world.PARENT[body.time])
    return replace(body, time="")


def count_pair(rng: Random, split: str, label: str, difficulty: int) -> tuple[Clause, Clause]:
    """`At least n` against `at least m` and `exactly m`."""
    body = event_body(rng, split, difficulty)
    noun = pick_word(rng, world.PERSONS, split)
    n = pick(rng, (4, 5, 6, 7))
    fewer, more = (
        n - pick(rng, (1, 2)),
        n + pick(rng, (1, 2)),
    )  # close, so that the premise's number tells little
    hypothesis = replace(body, subj=NP(noun=noun, det="least", n=n))
    if label == "contradiction":
        return replace(hypothesis, subj=NP(noun=noun, det="exact", n=fewer)), hypothesis
    if label == "entailment" or chance(rng, 0.4):
        det, count = pick(rng, ("least", "exact")), more
    else:
        det, count = "least", fewer
    body = hypothesis if label == "entailment" or count < n else edited(rng, hypothesis, split, "wider", 1)
    return replace(body, subj=NP(noun=noun, det=det, n=count)), hypothesis


def other_event(rng: Random, split: str, verb: str, difficulty: int) -> Clause:
    """An event with another verb, so that it cannot bear on a hypothesis about `verb`."""
    tries = patience(f"an event that is not {verb}")
    while True:
        next(tries)
        body = event_body(rng, split, difficulty)
        if body.verb != verb:
            return body


def swap_pair(rng: Random, split: str, body: Clause, denied: bool, difficulty: int) -> tuple[Clause, Clause]:
    """Two clauses whose persons are exchanged: every word of the hypothesis is there, and nothing follows."""
    other_name = NP(noun=pick_name(rng, split, body.subj.noun), det="name")
    other = replace(event_body(rng, split, difficulty), subj=body.subj, place="", tense=body.tense, time=body.time)
    moved = replace(body, subj=other_name)
    return (deny(other) if chance(rng, 0.5) else other), (deny(moved) if denied else moved)


def aside(rng: Random, split: str, premise: Clause, hypothesis: Clause, difficulty: int) -> Clause:
    """A clause about somebody else, in the same tense, affirmed or denied; it bears on nothing.

    When the hypothesis is about a named person the aside often says the same of another person, with the polarity that
    the premise has not, so that shared words and negations do not tell the label.
    """
    subj = NP(noun=pick_name(rng, split, premise.subj.noun), det="name")
    if hypothesis.subj.det == "name" and hypothesis.verb != "at" and chance(rng, 0.8):
        obj = replace(hypothesis.obj, det="a") if hypothesis.obj else None
        echo = replace(hypothesis, subj=subj, obj=obj, neg=False)
        return echo if premise.denied else deny(echo)
    other = other_event(rng, split, premise.verb, difficulty)
    time = premise.time if other.tense != premise.tense else other.time
    place = other.place if chance(rng, 0.3) else ""
    other = replace(other, subj=subj, tense=premise.tense, time=time, place=place)
    return deny(other) if chance(rng, 0.5) else other


def pair(rng: Random, split: str, difficulty: int) -> tuple[Sentence, Sentence, str, bool]:
    """Premise, hypothesis, label, and whether a construction was used that training never has (but, because)."""
    label = pick(rng, LABELS)
    reported = chance(rng, 0.1)
    said = reported and label == "neutral" and chance(rng, 0.7)
    inner = pick(rng, ("entailment", "contradiction")) if said else label
    family = rng.random()
    two = not reported and chance(rng, 0.45 + 0.15 * (difficulty - 1))
    swapped: tuple[Clause, Clause] | None = None
    if family < 0.5:
        body, denied = event_body(rng, split, difficulty), chance(rng, 0.5)
        hypothesis = deny(body) if denied else body
        if two and label == "neutral" and body.subj.det == "name" and chance(rng, 0.6):
            swapped = swap_pair(rng, split, body, chance(rng, 0.5), difficulty)
        premise = relate(rng, body, denied, inner, split, difficulty)
    elif family < 0.75:
        premise, hypothesis = fact_pair(rng, split, inner)
    else:
        premise, hypothesis = count_pair(rng, split, inner, difficulty)
    target = Sentence(clauses=(hypothesis,))
    if reported:
        holder = pick_name(rng, split, hypothesis.subj.noun)
        return (
            Sentence(clauses=(premise,), link="say" if said else "know", holder=holder),
            target,
            label,
            False,
        )
    if not two:
        return Sentence(clauses=(premise,)), target, label, False
    link = pick(rng, ("and", "but", "because")) if split != "train" else "and"
    clauses = swapped or (premise, aside(rng, split, premise, hypothesis, difficulty))
    if chance(rng, 0.5):
        clauses = (clauses[1], clauses[0])
    return Sentence(clauses=clauses, link=link), target, label, link in ("but", "because")
