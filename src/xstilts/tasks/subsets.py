"""Parts and seeded subsets of a dataset: functions of group ids alone, so that they agree across languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xstilts.core.seeds import derive, subset_rank
from xstilts.tasks.records import Example, MineExample


def place_of(dataset: str, group: str) -> float:
    """Where a group lies in the unit interval: parts of a dataset are intervals [low, high) of it."""
    return derive(0, "part", dataset, group) / 2**63


def part(examples: Sequence[Example], dataset: str, low: float, high: float) -> list[Example]:
    """The examples whose group lies in [low, high), in file order. A group is never divided."""
    if low <= 0.0 and high >= 1.0:
        return list(examples)
    inside = {group: low <= place_of(dataset, group) < high for group in {example.group for example in examples}}
    return [example for example in examples if inside[example.group]]


def subset(examples: Sequence[Example], limit: int | None, seed: int) -> list[Example]:
    """A seeded subset of `limit` examples of one language, in file order.

    Whole groups are taken by `subset_rank` until the limit is reached; the last one is cut, in file order. So the
    subset is parallel across languages whose items share groups, holds every smaller subset, and keeps
    paragraphs whole where questions share one. Corpora for mining are thinned on both sides at once, see `thin_corpus`.
    """
    if limit is None:
        return list(examples)
    if examples and isinstance(examples[0], MineExample):
        return thin_corpus([example for example in examples if isinstance(example, MineExample)], limit, seed)
    if len(examples) <= limit:
        return list(examples)
    members: dict[str, list[int]] = {}
    for index, example in enumerate(examples):
        members.setdefault(example.group, []).append(index)
    kept: list[int] = []
    for group in sorted(members, key=lambda name: (subset_rank(seed, name), name)):
        kept.extend(members[group][: limit - len(kept)])
        if len(kept) == limit:
            break
    return [examples[index] for index in sorted(kept)]


def thin_corpus(examples: Sequence[MineExample], limit: int, seed: int) -> list[Example]:
    """A smaller comparable corpus: `limit` foreign sentences, the other side and the gold pairs in proportion.

    The share limit / (foreign sentences) of the gold pairs is kept, both sentences of each; both sides are filled up to
    the share with sentences without a translation. So the density of gold pairs stays that of the whole corpus.
    """
    foreign = [example for example in examples if example.side == "foreign"]
    english = [example for example in examples if example.side == "english"]
    if len(foreign) <= limit:
        return list(examples)
    rank: Mapping[str, int] = {example.id: subset_rank(seed, example.id) for example in examples}
    share = limit / len(foreign)
    gold = sorted((example for example in foreign if example.matches), key=lambda example: rank[example.id])
    pairs = gold[: max(1, round(share * len(gold)))] if gold else []
    matched = {name for example in gold for name in example.matches}
    keep = {example.id for example in pairs} | {name for example in pairs for name in example.matches}
    for side, size in ((foreign, limit), (english, round(share * len(english)))):
        alone = [example for example in side if not example.matches and example.id not in matched]
        room = size - sum(example.id in keep for example in side)
        keep.update(example.id for example in sorted(alone, key=lambda one: rank[one.id])[: max(0, room)])
    return [example for example in examples if example.id in keep]
