"""Two comparable corpora: a third of each side has its translation on the other, the rest only looks as if it had.

Sentences come in blocks of six, three a side: a parallel pair, a near miss of it on each side (the two misses differ),
and an unrelated sentence on each side.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from xstilts.lab import world
from xstilts.lab.draw import chance, patience, pick, pick_name, pick_word
from xstilts.lab.meaning import NP, Clause, Sentence
from xstilts.lab.named import converse, varied_sentence

BLOCK = 6
EDITS = (2, 1, 1)
"""How many edits make a near miss, per difficulty; at difficulty 3 only edits that change one short word."""
SUBTLE = ("subj", "count", "time", "neg", "converse")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sentence of a block: its side (foreign or english) and whether it is the parallel one."""

    sentence: Sentence
    side: str
    parallel: bool


def block(rng: Random, split: str, difficulty: int) -> tuple[Place, ...]:
    """The six sentences of a block, in a drawn order."""
    tries = patience("a block of five different sentences")
    while True:
        next(tries)
        pair = varied_sentence(rng, split, difficulty + 1)
        made = [missed(rng, pair, split, difficulty) for _ in range(2)]
        alone = [varied_sentence(rng, split, difficulty + 1) for _ in range(2)]
        if len({repr(sentence) for sentence in (pair, *made, *alone) if sentence}) == 5:
            break
    places = [Place(sentence=pair, side=side, parallel=True) for side in ("foreign", "english")]
    for miss, other, side in zip(made, alone, ("foreign", "english"), strict=True):
        assert miss is not None
        places += [Place(sentence=one, side=side, parallel=False) for one in (miss, other)]
    return tuple(sorted(places, key=lambda _: rng.random()))


def missed(rng: Random, sentence: Sentence, split: str, difficulty: int) -> Sentence | None:
    """The sentence with small changes that every language shows, or none when it offers none."""
    found = sentence
    for _ in range(EDITS[difficulty - 1]):
        at = pick(rng, range(len(found.clauses)))
        options = edits(found.clauses[at])
        options = [slot for slot in options if difficulty < 3 or slot in SUBTLE] or options
        if not options:
            return None
        changed = edited(rng, found.clauses[at], pick(rng, options), split)
        found = replace(found, clauses=(*found.clauses[:at], changed, *found.clauses[at + 1 :]))
    return found


def edits(c: Clause) -> list[str]:
    """What can be changed in a clause. Articles and pronouns are left alone: some languages do not show them."""
    subj, obj = c.subj, c.obj
    settled = obj is None or obj.det in ("the", "this", "name", "org")
    deniable = not c.manner and not c.party and not c.than and settled and subj.det in ("name", "the", "this")
    can = {
        "subj": subj.det == "name",
        "kind": subj.det in ("a", "the", "this") and subj.noun in world.PERSONS,
        "count": subj.n > 0 or (obj is not None and obj.n > 0),
        "obj": obj is not None and obj.det in ("a", "the", "this", "num") and obj.adj == "",
        "adj": obj is not None and obj.adj != "",
        "place": c.place != "",
        "time": c.time != "",
        "neg": c.neg or deniable,
        "converse": c.party is not None or c.than is not None,
    }
    if c.neg and not settled:
        can["neg"] = False
    return [slot for slot, possible in can.items() if possible]


def edited(rng: Random, c: Clause, slot: str, split: str) -> Clause:
    """The clause with another value in one slot."""
    if slot == "subj":
        return replace(c, subj=replace(c.subj, noun=other_name(rng, split, c)))
    if slot == "kind":
        return replace(c, subj=replace(c.subj, noun=another(rng, world.PERSONS, c.subj.noun, split)))
    if slot == "place":
        pool = next(pool for pool in (world.CITIES, world.COUNTRIES, (*world.SITES, "house")) if c.place in pool)
        return replace(c, place=another(rng, pool, c.place, split))
    if slot == "time":
        pool = world.FUTURE if c.time in world.FUTURE else world.PAST
        return replace(c, time=another(rng, pool, c.time, split))
    if slot == "neg":
        return replace(c, neg=not c.neg)
    if slot == "converse":
        return converse(c)
    if slot == "count" and c.subj.n:
        return replace(c, subj=recounted(rng, c.subj))
    assert c.obj is not None
    if slot == "count":
        return replace(c, obj=recounted(rng, c.obj))
    if slot == "adj":
        pool = world.describable(c.obj.noun)
        return replace(c, obj=replace(c.obj, adj=another(rng, pool, c.obj.adj, split)))
    pool = world.TRANSFERRED if c.party else world.OBJECTS[c.verb]
    return replace(c, obj=replace(c.obj, noun=another(rng, pool, c.obj.noun, split)))


def other_name(rng: Random, split: str, c: Clause) -> str:
    """A name that nobody in the clause has."""
    taken = {np.noun for np in (c.subj, c.obj, c.party) if np}
    tries = patience("another name")
    while True:
        next(tries)
        name = pick_name(rng, split)
        if name not in taken:
            return name


def another(rng: Random, pool: tuple[str, ...], value: str, split: str) -> str:
    """A value of the pool that is another one."""
    return pick_word(rng, tuple(word for word in pool if word != value), split)


def recounted(rng: Random, np: NP) -> NP:
    """One more or one fewer, from two to nine."""
    step = 1 if np.n <= 2 or (np.n < 9 and chance(rng, 0.5)) else -1
    return replace(np, n=np.n + step)
