"""The data of the races: real length mixes through the package's own sources, tokeniser and kinds."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from xstilts.core.seeds import generator
from xstilts.models.backbones import builtin_folder
from xstilts.models.tokenizer import load_tokenizer
from xstilts.tasks.catalogue import DATASETS
from xstilts.tasks.encoded import Encoded, HeadSpec, Shape
from xstilts.tasks.kinds import KINDS
from xstilts.tasks.records import Portion, Roots
from xstilts.tasks.sources import load, reference
from xstilts.train.mixture import Mixture
from xstilts.train.mlm import select

HELD_OUT = 64
"""Groups whose loss is compared after training."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """Which examples: (dataset, split, languages, examples per language) for training and evaluation."""

    train: tuple[str, str, tuple[str, ...], int]
    test: tuple[str, str, tuple[str, ...], int]
    max_length: int


FIVE = ("en", "de", "ar", "ru", "zh")
MIXES = {
    "nli": Mix(train=("mnli_dev_matched", "all", ("en",), 9815), test=("xnli", "test", FIVE, 200), max_length=128),
    "qa": Mix(train=("squad", "train", ("en",), 3000), test=("xquad", "test", FIVE, 60), max_length=384),
    "lab_nli": Mix(train=("lab_nli", "train", ("en",), 400), test=("lab_nli", "test", ("en", "de"), 40), max_length=64),
}
"""`lab_nli` needs no data folder and is for the test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Packed data in an order of its own, the head it wants, and the length scripts pad to.

    `held_out` is of the training data and in no batch.
    """

    train: Encoded
    held_out: Encoded
    test: Encoded
    head: HeadSpec
    max_length: int


def prepare(mix: str, vocab: int, path: Path) -> None:
    """Tokenise a mix with the built-in backbone's tokenizer and keep it at `path` (npz)."""
    wanted, tokenizer = MIXES[mix], load_tokenizer(builtin_folder())
    data = os.environ.get("XSTILTS_DATA")
    roots = Roots(data=Path(data) if data else None)
    arrays: dict[str, NDArray[np.generic]] = {}
    for part, (name, split, languages, limit) in (("train", wanted.train), ("test", wanted.test)):
        dataset = DATASETS[name]
        examples = load(reference(Portion(dataset=name, split=split), languages, roots=roots, limit=limit), roots)
        shape = Shape(max_length=wanted.max_length, train=part == "train")
        encoded = KINDS[dataset.kind].encode(examples, tokenizer, dataset.labels, shape)
        encoded = spread(encoded, tokenizer.vocab_size, vocab)
        arrays |= {f"{part}.{field.name}": getattr(encoded, field.name) for field in fields(Encoded)}
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **arrays)


def read(mix: str, path: Path) -> Prepared:
    """What `prepare` kept."""
    with np.load(path) as arrays:
        parts = [
            Encoded(**{field.name: arrays[f"{part}.{field.name}"] for field in fields(Encoded)})
            for part in ("train", "test")
        ]
    dataset = DATASETS[MIXES[mix].train[0]]
    head = KINDS[dataset.kind].head(dataset.labels)
    train, test = _shuffled(parts[0], "train"), _shuffled(parts[1], "test")
    every = np.arange(len(train.groups) - 1)
    return Prepared(
        train=chosen(train, every[HELD_OUT:]),
        held_out=chosen(train, every[:HELD_OUT]),
        test=test,
        head=head,
        max_length=MIXES[mix].max_length,
    )


def spread(encoded: Encoded, known: int, vocab: int) -> Encoded:
    """Ids of a tokenizer with `known` entries spread over a table of `vocab` rows.

    Each piece owns as many rows as the larger table has for it, and the piece before it chooses among them: the pieces
    of a larger vocabulary are longer, so that one of ours in different surroundings would be different ones there.
    Specials stay. The identity when the table is not at least twice as large.
    """
    slots = vocab // known
    if slots < 2:
        return encoded
    before = np.concatenate([[0], encoded.ids[:-1]])
    moved = encoded.ids + known * (before % slots)
    return replace(encoded, ids=np.where(encoded.special, encoded.ids, moved).astype(np.int32))


def random_batches(groups: int, batch: int, steps: int, seed: int) -> list[NDArray[np.int64]]:
    """The groups of each step, as the training stage draws them."""
    mixture = Mixture(np.zeros(steps, np.int64), sizes=[groups], batch_sizes=[batch], seed=seed)
    return [mixture.draw(step).groups for step in range(steps)]


def sorted_batches(tokens: NDArray[np.int64], batch: int, steps: int, seed: int) -> list[NDArray[np.int64]]:
    """Batches of about equal length over the whole pool, in random order: next to no padding."""
    order = np.argsort(tokens, kind="stable")
    whole = len(order) // batch
    batches = order[: whole * batch].reshape(whole, batch)
    chosen = generator(seed, "order", "sorted").permutation(whole)
    return [batches[chosen[step % whole]] for step in range(steps)]


def chosen(encoded: Encoded, groups: NDArray[np.int64]) -> Encoded:
    """Some groups with their targets, for kinds whose targets are per group or whose groups are single sequences."""
    return replace(select(encoded, groups), targets=encoded.targets[groups])


def _shuffled(encoded: Encoded, purpose: str) -> Encoded:
    return chosen(encoded, generator(0, "order", purpose).permutation(len(encoded.groups) - 1))
