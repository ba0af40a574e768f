"""Extractive questions: one fact answers, the others nearly do.

A distractor differs from the question in one thing that is given (another person, thing, deed or time) and gives
another answer of the same type; or it agrees in everything given and is denied. From difficulty 2 the question may say
less than the fact (fruit for apple, yesterday for yesterday morning).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from xstilts.lab import world
from xstilts.lab.draw import chance, patience, pick, pick_word
from xstilts.lab.meaning import NP, Clause, Sentence
from xstilts.lab.named import DONE_TO_PERSON, full_name, organisation, thing

DISTRACTORS = ((2,), (3, 4), (5,))
"""How many distractors, per difficulty."""
LIVING = world.PERSONS + world.SHOWS
Values = dict[str, NP | str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The sentences of a context, the question, and the sentence and role that answer it."""

    context: tuple[Sentence, ...]
    question: Clause
    sentence: int
    role: str


def below(value: str, top: str) -> bool:
    """Whether a concept is the other or contained in it."""
    while value != top and value in world.PARENT:
        value = world.PARENT[value]
    return value == top


def covers(asked: NP | str | None, said: NP | str | None) -> bool:
    """Whether what a question gives holds of what a fact says."""
    if isinstance(asked, NP) and isinstance(said, NP):
        if asked.det in ("name", "org"):
            return (asked.noun, asked.of) == (said.noun, said.of)
        return said.det not in ("name", "org") and below(said.noun, asked.noun) and asked.adj in ("", said.adj)
    return isinstance(asked, str) and isinstance(said, str) and below(said, asked)


def plain(value: NP | str | None) -> NP | str | None:
    """A value without its article."""
    return replace(value, det="a") if isinstance(value, NP) and value.det == "the" else value


def related(one: NP | str | None, other: NP | str | None) -> bool:
    """Whether one value is the other or a case of it, so that denying one would bear on the other."""
    return covers(one, other) or covers(other, one)


def slots(clause: Clause) -> Values:
    """What a clause says, per constituent that it has; an organisation at which it happens counts as its place."""
    found: Values = {"subj": clause.subj, "place": clause.venue or clause.place, "time": clause.time}
    return {**found, "obj": clause.obj, "verb": clause.verb} if clause.obj else found


def holds(fact: Clause, question: Clause) -> bool:
    """Whether a fact agrees with everything that a question gives (its own negation aside)."""
    given, said = slots(question), slots(fact)
    same = fact.tense == question.tense and fact.verb == question.verb
    return same and all(covers(given[name], said[name]) for name in given if name not in ("verb", question.asked))


def new_value(rng: Random, split: str, slot: str, clause: Clause) -> Clause:
    """The clause with another value in one slot."""
    if slot == "subj":
        return replace(clause, subj=full_name(rng, split, 0.3, besides=clause.subj.noun))
    if slot == "time":
        time = pick(rng, world.PAST + world.FUTURE)
        return replace(clause, time=time, tense="future" if time in world.FUTURE else "past")
    if slot == "place":
        if clause.venue:
            return replace(clause, venue=organisation(rng, split, besides=clause.venue.of))
        pools = (world.CITIES, world.COUNTRIES, world.SITES)
        pool = next(pool for pool in pools if clause.place in pool)
        return replace(clause, place=pick_word(rng, pool, split))
    assert clause.obj is not None
    if slot == "verb":
        verbs = DONE_TO_PERSON if clause.obj.det == "name" else fitting_verbs(clause.obj)
        return replace(clause, verb=pick_word(rng, verbs, split))
    if clause.obj.det == "name":
        return replace(clause, obj=full_name(rng, split, 0.3, besides=clause.subj.noun))
    return replace(clause, obj=thing(rng, split, objects(clause.verb)))


def objects(verb: str) -> tuple[str, ...]:
    """The things that a verb takes, without persons."""
    return tuple(noun for noun in world.OBJECTS[verb] if noun not in LIVING)


def fitting_verbs(obj: NP) -> tuple[str, ...]:
    """The verbs that take a thing."""
    return tuple(verb for verb, nouns in world.OBJECTS.items() if obj.noun in nouns)


def base_fact(rng: Random, split: str) -> Clause:
    """Who did what to whom, where and when; or who was where and when."""
    time = pick(rng, world.PAST + world.PAST + world.FUTURE)
    venue = organisation(rng, split) if chance(rng, 0.15) else None
    place = pick_word(rng, pick(rng, (world.CITIES, world.COUNTRIES, world.SITES)), split)
    fact = Clause(
        subj=full_name(rng, split, 0.3),
        verb="at",
        place="" if venue else place,
        venue=venue,
        time=time,
        tense="future" if time in world.FUTURE else "past",
    )
    if chance(rng, 0.2):
        return fact
    if chance(rng, 0.25):
        verb = pick_word(rng, DONE_TO_PERSON, split)
        return replace(fact, verb=verb, obj=full_name(rng, split, 0.3, besides=fact.subj.noun))
    verb = pick_word(rng, tuple(verb for verb in world.TRANSITIVE if objects(verb)), split)
    return replace(fact, verb=verb, obj=thing(rng, split, objects(verb)))


def wider(rng: Random, split: str, question: Clause, difficulty: int) -> Clause:
    """The question with less detail in what it gives: a kind for its member, a day for its part, no adjective."""
    if difficulty > 1 and question.asked != "time" and chance(rng, 0.5):
        question = replace(question, time=world.PARENT.get(question.time, question.time))
    obj = question.obj
    if difficulty > 1 and obj and obj.det == "the" and question.asked != "obj" and chance(rng, 0.5):
        kind = world.allowed((world.PARENT.get(obj.noun, obj.noun),), split) or (obj.noun,)
        if kind[0] in world.OBJECTS[question.verb]:
            question = replace(question, obj=replace(obj, noun=kind[0], adj=""))
    return question


def distractor(rng: Random, split: str, fact: Clause, question: Clause, denied: bool) -> Clause:
    """A near miss with another answer: denied, or with one given thing changed."""
    asked = question.asked
    given = [slot for slot in slots(fact) if slot != asked]
    tries = patience(f"a near miss of {fact}")
    while True:
        next(tries)
        made = new_value(rng, split, asked, fact)
        if made.obj and made.obj.noun == made.subj.noun:
            continue
        if denied:
            if made.tense == question.tense:
                obj = replace(made.obj, det="the") if made.obj and made.obj.det == "a" else made.obj
                return replace(made, neg=True, obj=obj)
            continue
        made = new_value(rng, split, pick(rng, given), made)
        consistent = made.obj is None or made.obj.det == "name" or made.obj.noun in objects(made.verb)
        consistent = consistent and (made.obj is None or made.obj.noun != made.subj.noun)
        if consistent and not holds(made, question):
            return made


def item(rng: Random, split: str, difficulty: int) -> Item:
    """A context with one fact that answers the question."""
    fact = base_fact(rng, split)
    asked = pick(rng, [slot for slot in slots(fact) if slot != "verb"])
    obj = replace(fact.obj, det="the") if fact.obj and fact.obj.det == "a" else fact.obj
    question = wider(rng, split, replace(fact, asked=asked, obj=obj), difficulty)
    others: list[Clause] = []
    seen = [plain(slots(fact)[asked])]
    count = pick(rng, DISTRACTORS[difficulty - 1])
    tries = patience(f"near misses of {fact} with different answers")
    while len(others) < count:
        next(tries)
        denied = not others and chance(rng, 0.5 + 0.2 * (difficulty - 1))  # never certain: some facts have no denial
        other = distractor(rng, split, fact, question, denied)
        value = plain(slots(other)[asked])
        if value not in seen and not (denied and related(value, seen[0])):
            others.append(other)
            seen.append(value)
    facts = [replace(clause, front=chance(rng, 0.3)) for clause in sorted([fact, *others], key=lambda _: rng.random())]
    right = next(index for index, clause in enumerate(facts) if not clause.neg and holds(clause, question))
    return arranged(rng, facts, right, question, difficulty)


def arranged(rng: Random, facts: list[Clause], right: int, question: Clause, difficulty: int) -> Item:
    """The facts as sentences, one a sentence; at difficulty 3 some are joined in twos."""
    context: list[Sentence] = []
    answer = (0, 0)
    index = 0
    while index < len(facts):
        two = difficulty == 3 and index + 1 < len(facts) and chance(rng, 0.4)
        inside = facts[index : index + 1 + two]
        if index <= right < index + len(inside):
            answer = (len(context), right - index)
        context.append(Sentence(clauses=tuple(inside), link=pick(rng, ("and", "but")) if two else ""))
        index += len(inside)
    slot = "venue" if question.asked == "place" and question.venue else question.asked
    return Item(
        context=tuple(context),
        question=replace(question, front=False),
        sentence=answer[0],
        role=f"{answer[1]}.{slot}",
    )
