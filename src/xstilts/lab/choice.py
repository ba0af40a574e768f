"""Causes and effects: sixteen situations with two causes and two effects each, any cause leading to any effect.

The right and the wrong alternative are drawn from the same events with the same frequency, so the alternatives alone
do not tell which is right. Training never sees the second cause of a situation with its second effect.
"""

from __future__ import annotations

from random import Random

from xstilts.lab import world
from xstilts.lab.draw import chance, patience, pick, pick_name
from xstilts.lab.meaning import NP

SITUATIONS = (
    "ill", "wet", "exam", "late", "tired", "hungry", "leg", "rich", "key", "cold", "thirst", "joy", "sad", "phone",
    "burn", "fine",
)  # fmt: skip
NEAR = {
    "ill": ("cold", "thirst", "hungry", "sad", "tired", "leg", "late"),
    "wet": ("cold", "phone", "leg", "burn", "thirst"),
    "tired": ("late", "cold", "exam", "thirst"),
    "hungry": ("thirst", "tired"),
    "leg": ("cold", "sad", "tired", "late", "fine"),
    "exam": ("joy", "late", "sad"),
    "rich": ("joy", "phone"),
    "sad": ("joy",),
    "key": ("sad", "late", "cold"),
    "phone": ("sad",),
    "cold": ("sad", "late", "tired", "thirst"),
    "late": ("hungry", "sad"),
    "fine": ("late", "sad"),
    "burn": ("cold", "sad", "thirst", "leg"),
    "thirst": ("phone",),
}
"""Situations that could plausibly lead to each other; neither gives the wrong alternative for the other."""


def situation(event: str) -> str:
    """The situation of an event id (`wet.c1` -> `wet`)."""
    return event.partition(".")[0]


def near(one: str, other: str) -> bool:
    """Whether two situations are the same or could lead to each other."""
    return one == other or other in NEAR.get(one, ()) or one in NEAR.get(other, ())


def held(cause: str, effect: str) -> bool:
    """Whether training never sees this cause with this effect."""
    return cause.endswith("2") and effect.endswith("2")


def item(rng: Random, split: str) -> tuple[NP, str, str, str, int, bool]:
    """Person, event of the prompt, right event, wrong event, index of the right one, whether the pair is held out.

    Events of kind c are causes and e effects; the prompt asks for the other kind.
    """
    asked = pick(rng, ("c", "e"))
    tries = patience("two situations apart")
    while True:
        next(tries)
        right, wrong = (f"{pick(rng, SITUATIONS)}.{asked}{pick(rng, (1, 2))}" for _ in range(2))
        if not near(situation(right), situation(wrong)):
            break
    numbers = (1,) if split == "train" and right.endswith("2") else (1, 2)
    prompt = f"{situation(right)}.{'e' if asked == 'c' else 'c'}{pick(rng, numbers)}"
    cause, effect = (right, prompt) if asked == "c" else (prompt, right)
    noun = pick(rng, ("woman", "man", "boy"))
    person = NP(noun=noun, det="the") if chance(rng, 0.2) else NP(noun=pick_name(rng, split), det="name")
    return person, prompt, right, wrong, pick(rng, (0, 1)), held(cause, effect)


def others(rng: Random, split: str, found: tuple[NP, str, str, str, int, bool], count: int) -> list[tuple[NP, str]]:
    """Other persons of the same gender and what happened to them: to the first, what the wrong alternative fits."""
    person, prompt, right, wrong, *_ = found
    side = prompt.partition(".")[2][0]
    known = sorted({*world.names(split), *world.names("train")})
    pool = [name for name in known if feminine(NP(noun=name, det="name")) == feminine(person) and name != person.noun]
    events = [f"{situation(wrong)}.{side}1"]
    tries = patience("another situation")
    while len(events) < count:
        next(tries)
        other = pick(rng, SITUATIONS)
        if not near(other, situation(right)) and not near(other, situation(wrong)):
            events.append(f"{other}.{side}1")
    chosen: list[tuple[NP, str]] = []
    for event in events:
        left = [name for name in pool if name not in [np.noun for np, _ in chosen]]
        chosen.append((NP(noun=pick(rng, left), det="name"), event))
    return chosen


def feminine(person: NP) -> bool:
    """Whether the person is she."""
    return person.noun in world.FEMALE or person.noun == "woman"
