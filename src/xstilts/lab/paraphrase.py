"""Paraphrases in the manner of PAWS: two sentences of nearly the same words, and the label by who did what to whom.

A unit is a transfer (sell and buy, give and get), a comparison (bigger and smaller) or a cause (because and so). It
is told again with its two sides exchanged or not, and with the converse word or not: both or neither say the same,
one of them alone says something else. A contact (call, visit) has no converse: exchanged, it says something else. So
the words and their overlap are the same in both labels. Order of clauses and place of the time vary freely.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from xstilts.lab.draw import chance, pick
from xstilts.lab.meaning import Clause, Sentence
from xstilts.lab.named import comparison, contact, converse, exchanged, transfer

LABELS = ("different", "paraphrase")


def unit(rng: Random, split: str, difficulty: int, kinds: tuple[str, ...]) -> Clause:
    """A clause that can be told in another way."""
    kind = pick(rng, kinds)
    if kind == "comparison":
        return comparison(rng, split)
    made = transfer(rng, split, difficulty) if kind == "transfer" else contact(rng, split, difficulty)
    return replace(made, front=chance(rng, 0.5))


def again(rng: Random, clause: Clause, same: bool) -> Clause:
    """The clause told again: the same, or something else with the same words. The time changes its place."""
    clause = replace(clause, front=bool(clause.time) and not clause.front)
    if not clause.party and not clause.than:
        return clause if same else exchanged(clause)
    turned = chance(rng, 0.5)
    clause = exchanged(clause) if turned else clause
    return converse(clause) if turned == same else clause


def single(rng: Random, split: str, difficulty: int, same: bool) -> tuple[Sentence, Sentence]:
    """One unit in one clause."""
    clause = unit(rng, split, difficulty, ("transfer", "transfer", "contact"))
    return Sentence(clauses=(clause,)), Sentence(clauses=(again(rng, clause, same),))


def double(rng: Random, split: str, difficulty: int, same: bool) -> tuple[Sentence, Sentence]:
    """Two units joined by `and` or `but`, in either order; when they differ, one of them does."""
    kinds = ("transfer", "comparison", "contact")
    two = [unit(rng, split, difficulty, kinds), unit(rng, split, difficulty, ("transfer", "contact"))]
    broken = -1 if same else pick(rng, (0, 1))
    told = [again(rng, clause, index != broken) for index, clause in enumerate(two)]
    order = pick(rng, (1, -1))
    link = pick(rng, ("and", "but"))
    return Sentence(clauses=tuple(two), link=link), Sentence(clauses=tuple(told[::order]), link=link)


def causal(rng: Random, split: str, difficulty: int, same: bool) -> tuple[Sentence, Sentence]:
    """A cause and its effect: `because` and `so` are converses. At difficulty 3 a unit is told again too."""
    two = [unit(rng, split, difficulty, ("transfer", "contact")) for _ in range(2)]
    link = pick(rng, ("because", "so"))
    turned = chance(rng, 0.5)
    whole = difficulty < 3 or chance(rng, 0.5)
    if whole:
        told = [replace(clause, front=not clause.front) for clause in two]
        changes = turned == same
    else:
        broken = -1 if same else pick(rng, (0, 1))
        told = [again(rng, clause, index != broken) for index, clause in enumerate(two)]
        changes = turned
    other = {"because": "so", "so": "because"}[link] if changes else link
    return Sentence(clauses=tuple(two), link=link), Sentence(clauses=tuple(told[:: -1 if turned else 1]), link=other)


def pair(rng: Random, split: str, difficulty: int) -> tuple[Sentence, Sentence, str]:
    """Two sentences and whether they say the same. Difficulty 2 and 3 have two units more often, and longer ones."""
    label = pick(rng, LABELS)
    same = label == "paraphrase"
    shape = rng.random()
    alone = (0.5, 0.2, 0.0)[difficulty - 1]
    make = single if shape < alone else double if shape < alone + (1 - alone) * 0.6 else causal
    one, two = make(rng, split, difficulty, same)
    return one, two, label
