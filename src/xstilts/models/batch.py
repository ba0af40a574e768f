"""`Batch`: packed tensors of a micro-batch, and the plan that puts sequences of equal length together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from xstilts.tasks.encoded import Encoded


@dataclass(frozen=True, slots=True)
class Run:
    """`count` sequences of `length` tokens, one after the other from token `start` of the sorted order."""

    start: int
    count: int
    length: int

    @property
    def stop(self) -> int:
        """One past the run's last token."""
        return self.start + self.count * self.length


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Tokens sorted by the length of their sequence, so that equal lengths are batched without padding.

    `order` int64 [T]: the token that stands at each place of the sorted layout; `place` int64 [T]: its
    inverse. `inside` is True when the sorted layout is the batch's own (nothing to move).
    """

    order: Tensor
    place: Tensor
    runs: tuple[Run, ...]
    inside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """T tokens in S sequences in G groups, no padding; everything in the order of the groups asked for.

    Attributes:
        ids: int64 [T]. types: int64 [T] token types.
        positions: int64 [T] from 0 in each sequence; the encoder adds its family's offset. May be replaced
            (translation pairs restart them) as long as no value reaches the model's longest length.
        sequence: int64 [T] index of each token's sequence. local: int64 [T] place inside the sequence.
        offsets: int64 [S + 1]. groups: int64 [G + 1].
        targets: as in `Encoded`, for these groups alone (empty where the kind has none).
        special: bool [T].
        plan: the length-sorted order (attention works on runs of equal length).
        longest: tokens of the longest sequence. widest: sequences of the largest group.
    """

    ids: Tensor
    types: Tensor
    positions: Tensor
    sequence: Tensor
    local: Tensor
    offsets: Tensor
    groups: Tensor
    targets: Tensor
    special: Tensor
    plan: Plan
    longest: int
    widest: int

    @property
    def tokens(self) -> int:
        """T."""
        return len(self.ids)


def make_batch(encoded: Encoded, groups: NDArray[np.integer], device: str | torch.device = "cpu") -> Batch:
    """Gather some groups (any order, repeats allowed) of a packed set as one batch.

    Args:
        encoded: the packed set.
        groups: int [G'] group indices; at least one.
        device: where the tensors go.
    """
    assert len(groups) > 0, "a batch needs at least one group"
    chosen = np.asarray(groups, dtype=np.int64)
    first, last = encoded.groups[chosen], encoded.groups[chosen + 1]
    sequences = _ranges(first, last)
    begin, end = encoded.offsets[sequences], encoded.offsets[sequences + 1]
    tokens = _ranges(begin, end)
    lengths = end - begin
    assert len(lengths) and int(lengths.min()) > 0, "an empty sequence was encoded"
    offsets = _boundaries(lengths)
    sequence = np.repeat(np.arange(len(lengths)), lengths)
    local = np.arange(len(tokens)) - offsets[sequence]

    def tensor(array: NDArray[np.generic]) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(array)).to(device)

    positions = tensor(local)
    return Batch(
        ids=tensor(encoded.ids[tokens].astype(np.int64)),
        types=tensor(encoded.types[tokens].astype(np.int64)),
        positions=positions,
        sequence=tensor(sequence),
        local=positions,
        offsets=tensor(offsets),
        groups=tensor(_boundaries(last - first)),
        targets=tensor(_targets(encoded, chosen, sequences, tokens)),
        special=tensor(encoded.special[tokens]),
        plan=_plan(lengths, offsets, device),
        longest=int(lengths.max()),
        widest=int((last - first).max()),
    )


def _targets(
    encoded: Encoded, groups: NDArray[np.int64], sequences: NDArray[np.int64], tokens: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The targets of a selection; what they are per (group, sequence, token) follows from their shape."""
    targets = encoded.targets
    if targets.ndim == 2:
        return targets[sequences]
    if len(targets) == 0:
        return targets
    if len(targets) == len(encoded.ids):
        return targets[tokens]
    assert len(targets) == len(encoded.groups) - 1, "targets fit neither groups nor tokens"
    return targets[groups]


def _plan(lengths: NDArray[np.int64], offsets: NDArray[np.int64], device: str | torch.device) -> Plan:
    by_length = np.argsort(lengths, kind="stable")
    order = _ranges(offsets[by_length], offsets[by_length + 1])
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    sizes, counts = np.unique(lengths, return_counts=True)
    starts = np.concatenate([[0], np.cumsum(sizes * counts)[:-1]])
    runs = tuple(Run(int(start), int(count), int(size)) for start, count, size in zip(starts, counts, sizes))
    return Plan(
        order=torch.from_numpy(order).to(device),
        place=torch.from_numpy(place).to(device),
        runs=runs,
        inside=bool((by_length[1:] > by_length[:-1]).all()),
    )


def _ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Concatenated integer ranges [start, end), int64."""
    lengths = ends - starts
    shift = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    result: NDArray[np.int64] = np.arange(int(lengths.sum()), dtype=np.int64) + shift
    return result


def _boundaries(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    result: NDArray[np.int64] = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    return result
