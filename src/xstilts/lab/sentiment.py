"""Reviews: the label is the reviewer's own verdict.

An opinion is said straight ("quiet", "noisy") or by denying the opposite ("not noisy", "not quiet"); what others said
is agreed or disagreed with. At difficulty 1 most opinions are straight, so the words tell part of the label; from
difficulty 2 both ways are equally frequent in both labels, and so are agreeing and disagreeing.
"""

from __future__ import annotations

from random import Random

from xstilts.lab import world
from xstilts.lab.draw import chance, pick, pick_word

LABELS = ("negative", "positive")
STRAIGHT = (0.62, 0.5, 0.5)
"""How often an opinion is said straight, per difficulty."""
Part = tuple[str, ...]
"""("opinion", key, field) | ("verdict", key, field) | ("quote", source, key, field, reply, field)."""


def opinion(rng: Random, aspect: str, positive: bool, difficulty: int) -> tuple[str, str]:
    """An opinion and which of its four phrases says it (see a language's OPINIONS)."""
    straight = chance(rng, STRAIGHT[difficulty - 1])
    return aspect, str((0 if positive else 1) + (0 if straight else 2))


def quote(rng: Random, aspect: str, positive: bool, difficulty: int) -> Part:
    """Somebody else's opinion, either way, and the reply that makes the reviewer's own."""
    said = chance(rng, 0.5)
    found = opinion(rng, aspect, said, difficulty)
    return "quote", pick(rng, world.SOURCES), *found, pick(rng, world.REPLIES), "0" if said == positive else "1"


def review(rng: Random, split: str, difficulty: int) -> tuple[str, tuple[Part, ...], str]:
    """What is reviewed, the parts of the review, and its label."""
    positive = chance(rng, 0.5)
    subject = pick(rng, world.REVIEWED)
    pool = world.allowed(tuple(f"{subject}.{aspect}" for aspect in world.ASPECTS[subject]), split)
    aspects = sorted(pool, key=lambda _: rng.random())
    parts: list[Part] = [("opinion", *opinion(rng, aspects[0], positive, difficulty))]
    if difficulty == 1 and chance(rng, 0.5):
        parts.append(("opinion", *opinion(rng, aspects[1], positive, difficulty)))
    if difficulty > 1:
        parts = [quote(rng, aspects[0], positive, difficulty)]
    if difficulty > 2:
        parts.append(quote(rng, aspects[1], positive, difficulty))
    if difficulty == 1 or chance(rng, 0.5):
        verdict = pick_word(rng, world.VERDICTS, split)
        parts.append(("verdict", verdict, "0" if positive else "1"))
    return subject, tuple(parts), LABELS[positive]
