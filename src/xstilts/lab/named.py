"""Clauses with more names in them, and the constructions that say one thing in two ways.

Names are persons with surnames, organisations called after a brand, a surname or a city, and cities that are surnames
too: what kind of name a word is depends on the sentence. Transfers (sell and buy, give and get), comparisons and
`so` have a converse that says the same of the same things in another order.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from xstilts.lab import world
from xstilts.lab.draw import chance, describe, free_sentence, pick, pick_name, pick_word
from xstilts.lab.meaning import NP, Clause, Sentence

ORGANISATION_DOES = ("buy", "sell", "choose", "find", "lose")
DONE_TO_ORGANISATION = ("see", "find", "buy", "sell", "choose", "draw")
DONE_TO_PERSON = ("see", "draw", "hug", "call", "visit")


def full_name(rng: Random, split: str, probability: float, besides: str = "") -> NP:
    """A person, with a surname at the given probability."""
    family = pick_word(rng, world.FAMILIES, split) if chance(rng, probability) else ""
    return NP(noun=pick_name(rng, split, besides), det="name", family=family)


def organisation(rng: Random, split: str, besides: str = "") -> NP:
    """An organisation, whose name is as often a brand as a surname or a city (`besides`: not this one)."""
    pool = pick(rng, (world.BRANDS, world.BRANDS, world.FAMILIES, world.CITIES))
    called = pick_word(rng, tuple(name for name in pool if name != besides), split)
    return NP(noun=pick(rng, world.ORGANISATIONS), det="org", of=called)


def thing(rng: Random, split: str, pool: tuple[str, ...], wordy: float = 0.3) -> NP:
    """One indefinite thing."""
    noun = pick_word(rng, pool, split)
    return NP(noun=noun, det="a", adj=describe(rng, noun, split, wordy))


def past_time(rng: Random, probability: float) -> str:
    """A time in the past, or none."""
    return pick(rng, world.PAST) if chance(rng, probability) else ""


def named_clause(rng: Random, split: str, difficulty: int) -> Clause:
    """An event with names as subject, object and place; surnames and organisations are rarer at difficulty 1."""
    rich = (0.25, 0.5, 0.7)[min(difficulty, 3) - 1]
    tense = "future" if chance(rng, 0.25) else "past"
    time = pick(rng, world.FUTURE) if tense == "future" else past_time(rng, 0.6)
    subj = organisation(rng, split) if chance(rng, rich / 2) else full_name(rng, split, rich)
    if subj.det == "org":
        verb = pick_word(rng, ORGANISATION_DOES, split)
        obj = thing(rng, split, world.OBJECTS[verb])
    elif chance(rng, 0.45):
        verb = pick_word(rng, DONE_TO_ORGANISATION, split)
        obj = organisation(rng, split)
    else:
        verb = pick_word(rng, DONE_TO_PERSON, split)
        obj = full_name(rng, split, rich, besides=subj.noun)
    at_site = chance(rng, 0.3)
    place = (
        "" if chance(rng, 0.2) else pick_word(rng, world.SITES if at_site else world.CITIES + world.COUNTRIES, split)
    )
    venue = None
    if subj.det != "org" and obj.det != "org" and chance(rng, rich):
        venue, place = organisation(rng, split), "" if at_site else place
    return Clause(
        subj=subj, verb=verb, obj=obj, place=place, venue=venue, time=time, tense=tense,
        front=bool(time) and chance(rng, 0.35),
    )  # fmt: skip


def named_sentence(rng: Random, split: str, difficulty: int) -> Sentence:
    """One named clause, or two, or one that somebody reports."""
    clause = named_clause(rng, split, difficulty)
    if chance(rng, 0.15):
        besides = clause.subj.noun
        return Sentence(clauses=(clause,), link="say", holder=pick_name(rng, split, besides))
    if chance(rng, 0.25 * (difficulty - 1) + 0.1):
        link = pick(rng, ("and", "but") if split == "train" else ("and", "but", "because", "so"))
        return Sentence(clauses=(clause, named_clause(rng, split, difficulty)), link=link)
    return Sentence(clauses=(clause,))


def transfer(rng: Random, split: str, difficulty: int) -> Clause:
    """Somebody sells, gives, buys or gets something, and the one from or to whom it goes."""
    giver = NP(noun=pick_name(rng, split), det="name")
    taker = NP(noun=pick_name(rng, split, giver.noun), det="name")
    where = pick_word(rng, world.SITES, split) if chance(rng, 0.25 * (difficulty - 1)) else ""
    obj = thing(rng, split, world.TRANSFERRED, 0.2 + 0.2 * difficulty)
    verb = pick(rng, tuple(world.PARTIES))
    return Clause(subj=giver, verb=verb, obj=obj, party=taker, place=where, time=pick(rng, world.PAST))


def comparison(rng: Random, split: str) -> Clause:
    """One thing beside another."""
    pool = (*world.BOOKS, *world.TOYS, *world.THINGS)
    adj = pick(rng, world.allowed(tuple(world.COMPARED), split))
    one = pick_word(rng, pool, split)
    other = pick_word(rng, tuple(noun for noun in pool if not related(noun, one)), split)
    return Clause(subj=NP(noun=one, det="the"), verb="is", adj=adj, than=NP(noun=other, det="the"))


def related(one: str, other: str) -> bool:
    """Whether two nouns are the same, or one is a kind of the other."""
    return one == other or world.PARENT.get(one) == other or world.PARENT.get(other) == one


def contact(rng: Random, split: str, difficulty: int) -> Clause:
    """Somebody does something to somebody."""
    subj = NP(noun=pick_name(rng, split), det="name")
    obj = NP(noun=pick_name(rng, split, subj.noun), det="name")
    where = pick_word(rng, world.PLACES, split) if chance(rng, 0.25 * difficulty) else ""
    verb = pick_word(rng, DONE_TO_PERSON, split)
    return Clause(subj=subj, verb=verb, obj=obj, place=where, time=pick(rng, world.PAST))


def converse(clause: Clause) -> Clause:
    """What the other side does: buy for sell, smaller for bigger. The persons or things stay where they are."""
    if clause.party:
        return replace(clause, verb=world.PARTIES[clause.verb])
    return replace(clause, adj=world.COMPARED[clause.adj])


def exchanged(clause: Clause) -> Clause:
    """The two persons or things of a transfer, comparison or contact in each other's place."""
    if clause.party:
        return replace(clause, subj=clause.party, party=clause.subj)
    if clause.than:
        return replace(clause, subj=clause.than, than=clause.subj)
    assert clause.obj is not None
    return replace(clause, subj=clause.obj, obj=clause.subj)


def varied_sentence(rng: Random, split: str, difficulty: int) -> Sentence:
    """Any sentence of the grammar: free ones, names, transfers, comparisons, and causes told from either side."""
    kind = rng.random()
    if kind < 0.5:
        return free_sentence(rng, split, difficulty)
    if kind < 0.72:
        return named_sentence(rng, split, difficulty)
    if kind < 0.84:
        clause = transfer(rng, split, difficulty)
        return Sentence(clauses=(replace(clause, front=chance(rng, 0.4)),))
    if kind < 0.92:
        compared = comparison(rng, split)
        if difficulty == 1:
            return Sentence(clauses=(compared,))
        return Sentence(clauses=(compared, contact(rng, split, difficulty)), link=pick(rng, ("and", "but")))
    link = pick(rng, ("so", "because"))
    return Sentence(clauses=(contact(rng, split, difficulty), transfer(rng, split, difficulty)), link=link)
