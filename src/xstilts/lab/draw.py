"""Random choices that depend on one item alone, the split an item belongs to, and the sampling of free clauses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import TypeVar
from zlib import crc32

from xstilts.core.seeds import derive
from xstilts.lab import world
from xstilts.lab.meaning import NP, Clause, Sentence

T = TypeVar("T")
ATTEMPTS = 10_000
"""No draw needs nearly as many: more would be a condition that nothing fulfils."""

FOLDS = {"train": range(0, 14), "dev": range(14, 17), "test": range(17, 20)}
"""An item belongs to the split that a checksum of its meaning falls into: the splits share no item."""


def patience(what: str) -> Iterator[int]:
    """Counts the attempts of a draw that is repeated until it fits: call `next` once an attempt.

    Raises:
        AssertionError: after `ATTEMPTS`, in place of a loop without end.
    """
    yield from range(ATTEMPTS)
    raise AssertionError(f"nothing fits in {ATTEMPTS} attempts: {what}")


def item_random(seed: int, task: str, split: str, index: int, attempt: int) -> Random:
    """The generator of one attempt at one item; other items do not touch it."""
    return Random(derive(seed, "lab", task, split, index, attempt))


def pick(rng: Random, pool: Sequence[T]) -> T:
    """One of `pool`, uniformly (only `random()` is used: its stream is the same in every Python)."""
    return pool[int(rng.random() * len(pool))]


def chance(rng: Random, probability: float) -> bool:
    """True with the given probability."""
    return rng.random() < probability


def in_split(meaning: object, split: str) -> bool:
    """Whether a meaning belongs to a split. Articles do not count: some languages have none."""
    key = repr(meaning).replace("'the'", "'a'").replace("front=True", "front=False")
    return crc32(key.encode("utf-8")) % 20 in FOLDS[split]


def pick_name(rng: Random, split: str, besides: str = "") -> str:
    """A name; dev and test draw half of theirs from the names that training never has."""
    pool = world.names("train") if split in ("dev", "test") and chance(rng, 0.5) else world.names(split)
    return pick(rng, [name for name in pool if name != besides])


def pick_word(rng: Random, pool: tuple[str, ...], split: str) -> str:
    """A concept; dev and test draw a third of theirs from the concepts that training never has, where there are any."""
    if split in ("dev", "test"):
        held = [word for word in pool if word in world.HELD_WORDS]
        if held and chance(rng, 1 / 3):
            return pick(rng, held)
    return pick(rng, world.allowed(pool, split))


def describe(rng: Random, noun: str, split: str, probability: float) -> str:
    """An adjective for a noun, or none."""
    pool = world.allowed(world.describable(noun), split)
    return pick(rng, pool) if pool and chance(rng, probability) else ""


def free_subject(rng: Random, split: str, pool: tuple[str, ...]) -> NP:
    """Any kind of subject."""
    det = pick(
        rng,
        (
            "name",
            "name",
            "name",
            "pron",
            "a",
            "the",
            "the",
            "this",
            "num",
            "all",
            "some",
            "no",
            "least",
            "exact",
        ),
    )
    if det == "name":
        return NP(noun=pick_name(rng, split), det=det)
    if det == "pron":
        return NP(noun=pick(rng, ("he", "she")), det=det)
    noun = pick_word(rng, pool, split)
    count = 2 + int(rng.random() * 8) if det in ("num", "least", "exact") else 0
    return NP(noun=noun, det=det, n=count, adj=describe(rng, noun, split, 0.3))


def free_object(rng: Random, split: str, verb: str, denied: bool, besides: NP, wordy: float) -> NP:
    """Any kind of object that fits the verb; negated clauses have no indefinite or counted ones, but `any`."""
    noun = pick_word(rng, tuple(noun for noun in world.OBJECTS[verb] if noun != besides.noun), split)
    dets: tuple[str, ...] = ("a", "a", "the", "this", "num", "num")
    if denied:
        dets = ("the", "this") if besides.det == "no" else ("the", "this", "any", "any")
    if noun in world.PERSONS and chance(rng, 0.5):
        return NP(noun=pick_name(rng, split, besides.noun), det="name")
    det = pick(rng, dets)
    count = 2 + int(rng.random() * 8) if det == "num" else 0
    return NP(noun=noun, det=det, n=count, adj=describe(rng, noun, split, wordy))


def free_clause(rng: Random, split: str, difficulty: int) -> Clause:
    """Any clause of the grammar: event, location or state, with more modifiers at higher difficulty."""
    wordy = min(0.3 + 0.2 * (difficulty - 1), 0.9)
    kind = pick(rng, ("event", "event", "event", "event", "alone", "alone", "at", "is"))
    future = kind != "is" and chance(rng, 0.3)
    tense = "future" if future else "past"
    time = pick(rng, world.FUTURE if future else world.PAST) if future or chance(rng, wordy + 0.2) else ""
    front = bool(time) and chance(rng, 0.35)
    neg = chance(rng, 0.2)
    if kind == "is":
        noun = pick_word(rng, world.GOODS, split)
        adj = pick(rng, world.allowed(world.describable(noun), split))
        return Clause(
            subj=NP(noun=noun, det=pick(rng, ("the", "this"))),
            verb="is",
            adj=adj,
            time=time,
            neg=neg,
            front=front,
        )
    alone = pick_word(rng, world.INTRANSITIVE, split) if kind == "alone" else ""
    animals = ("dog", "cat", "horse", "cow", "bird", "duck")
    subj = free_subject(rng, split, world.PERSONS + (animals if alone in ("run", "sleep") else ()))
    neg = neg and subj.det in ("name", "pron", "the", "this")
    denied = neg or subj.det == "no"
    place = pick_word(rng, world.PLACES, split) if kind == "at" or chance(rng, wordy) else ""
    shared = {"subj": subj, "place": place, "time": time, "tense": tense, "neg": neg, "front": front}
    if kind == "at":
        return Clause(verb="at", **shared)  # type: ignore[arg-type]
    moves = {"run": ("quickly", "slowly"), "swim": ("quickly", "slowly")}
    if alone:
        calm = () if alone in ("dance", "sleep") else moves.get(alone, ("quietly",))
        manner = pick(rng, calm) if calm and not denied and chance(rng, wordy) else ""
        return Clause(verb=alone, manner=manner, **shared)  # type: ignore[arg-type]
    verb = pick_word(rng, world.TRANSITIVE, split)
    manner = pick(rng, ("quickly", "quietly", "suddenly")) if not denied and chance(rng, wordy / 2) else ""
    manner = "" if verb in ("see", "lose", "find", "call", "visit") else manner
    return Clause(verb=verb, obj=free_object(rng, split, verb, denied, subj, wordy), manner=manner, **shared)  # type: ignore[arg-type]


def free_sentence(rng: Random, split: str, difficulty: int) -> Sentence:
    """Any sentence; `because` and `know` are constructions that only dev, test and plain text have."""
    clause = free_clause(rng, split, difficulty)
    everything = split != "train"
    if chance(rng, 0.12):
        besides = clause.subj.noun
        link = pick(rng, ("say", "know")) if everything else "say"
        return Sentence(clauses=(clause,), link=link, holder=pick_name(rng, split, besides))
    if chance(rng, 0.2 + 0.2 * (difficulty - 1)):
        link = pick(rng, ("and", "but", "because")) if everything else pick(rng, ("and", "but"))
        return Sentence(clauses=(clause, free_clause(rng, split, difficulty)), link=link)
    return Sentence(clauses=(clause,))
