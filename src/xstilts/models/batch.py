"""`Batch`: packed tensors of a micro-batch, and the plan of its attention.

On a CPU the plan also keeps the number of distinct matrix shapes small. There the bfloat16 products are
compiled for each shape at its first use and kept in a cache of limited size; compiling takes longer than
running. Micro-batches differ in their number of tokens and in their lengths, so exact shapes would compile at
nearly every step. Hence a few filler tokens at the end (at most 1 in 32), and attention in blocks of
1, 2, 4, ... sequences of similar length, padded to the same length and masked.

On a GPU what costs is launches and waiting: a batch goes there in one copy that nothing waits for, and everything
whose size only the data knows is worked out here, so that no step has to ask the device for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from xstilts.tasks.encoded import IGNORE, Encoded

RUN_TOKENS = 1024
ALIGNMENT = 16
"""Bytes at whose multiples the arrays of one copy begin."""


def on_host(device: str | torch.device) -> bool:
    """Whether a device is the CPU."""
    return torch.device(device).type == "cpu"


def token_budget(device: str | torch.device) -> int:
    """Tokens that one forward pass takes at most, unless its caller says otherwise: more on a GPU, to fill it."""
    return 8192 if on_host(device) else 16384


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
class Padding:
    """How sorted tokens are spread over padded runs.

    Attributes:
        source: int64 [P + 1] the sorted token at each place of the padded layout; the first filler token at
            pads and at the last place, which belongs to no run.
        place: int64 [T'] the place of each sorted token; of fillers the last one.
        biases: for each run what is added to its scores: float [count, 1, 1, length] with 0 for tokens and
            -inf for pads, or None if it has no pads.
    """

    source: Tensor
    place: Tensor
    biases: tuple[Tensor | None, ...]
    layouts: dict[int, Layout] = field(default_factory=dict)

    def layout(self, runs: Sequence[Run], heads: int) -> Layout:
        """Where the rows of every head stand; computed once for a number of heads."""
        if heads not in self.layouts:
            self.layouts[heads] = _layout(runs, self.source.numpy(), self.place.numpy(), heads)
        return self.layouts[heads]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The padded layout of attention, head by head: a run of n sequences of L tokens is a block [n, heads, L], and with
    queries, keys and values (parts) a block [3, n, heads, L], one run after the other. A row has the size of a head.

    Attributes:
        gather_parts: int64 [3 * P * heads] the row of [T', 3, heads] at each place; `gather` int64 [P * heads] of
            [T', heads].
        place_parts: int64 [T' * 3 * heads] where each row of [T', 3, heads] stands; `place` int64 [T' * heads] of
            [T', heads]. Rows of fillers: one past the last place.
    """

    gather_parts: Tensor
    gather: Tensor
    place_parts: Tensor
    place: Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Tokens sorted by the length of their sequence, so that similar lengths are batched together.

    `order` int64 [T']: the token that stands at each place of the sorted layout. The places from T on are
    filler: their tokens are computed but never read, so no gradient comes back to them. `place` int64 [T]:
    where each token stands. `inside` is True when the sorted layout is the batch's own (nothing to move).
    `runs` are sequences of equal length in the sorted layout, or with `padding` (on a CPU) in the padded one.
    `bounds` int32 [S + 1], elsewhere than on a CPU: where each sequence begins and ends in the sorted layout.
    """

    order: Tensor
    place: Tensor
    runs: tuple[Run, ...]
    padding: Padding | None
    bounds: Tensor | None
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
        scored: int64 [N] the tokens whose target is not IGNORE, where targets are per token (else of no meaning).
        special: bool [T]. languages: int64 [T] language of each token, empty unless the data says so.
        plan: the length-sorted order and the runs of sequences that attention works on.
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
    scored: Tensor
    special: Tensor
    languages: Tensor
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
    sequences = ranges(first, last)
    begin, end = encoded.offsets[sequences], encoded.offsets[sequences + 1]
    tokens = ranges(begin, end)
    lengths = end - begin
    assert len(lengths) and int(lengths.min()) > 0, "an empty sequence was encoded"
    offsets = _boundaries(lengths)
    sequence = np.repeat(np.arange(len(lengths)), lengths)
    targets = _targets(encoded, chosen, sequences, tokens)
    scored = np.flatnonzero(targets != IGNORE) if targets.shape == tokens.shape else np.zeros(0, np.int64)
    spoken = encoded.languages[tokens] if len(encoded.languages) else encoded.languages
    arrays: dict[str, NDArray[np.generic]] = {
        "ids": encoded.ids[tokens].astype(np.int64),
        "types": encoded.types[tokens].astype(np.int64),
        "local": np.arange(len(tokens)) - offsets[sequence],
        "sequence": sequence,
        "offsets": offsets,
        "groups": _boundaries(last - first),
        "targets": targets,
        "scored": scored,
        "special": encoded.special[tokens],
        "languages": spoken.astype(np.int64),
    }
    by_length = np.argsort(lengths, kind="stable")
    runs, padding = _padded_runs(lengths[by_length]) if on_host(device) else (_exact_runs(lengths), None)
    arrays |= _order(lengths, offsets, by_length, padding)
    tensors = moved(arrays, device)
    return Batch(
        ids=tensors["ids"],
        types=tensors["types"],
        positions=tensors["local"],
        sequence=tensors["sequence"],
        local=tensors["local"],
        offsets=tensors["offsets"],
        groups=tensors["groups"],
        targets=tensors["targets"],
        scored=tensors["scored"],
        special=tensors["special"],
        languages=tensors["languages"],
        plan=Plan(
            order=tensors["order"],
            place=tensors["place"],
            runs=runs,
            padding=padding,
            bounds=tensors.get("bounds"),
            inside=bool((by_length[1:] > by_length[:-1]).all()),
        ),
        longest=int(lengths.max()),
        widest=int((last - first).max()),
    )


def moved(arrays: Mapping[str, NDArray[np.generic]], device: str | torch.device) -> dict[str, Tensor]:
    """The arrays as tensors on a device: on a CPU over their own memory, elsewhere as views of one copy.

    A GPU gets it from page-locked memory, so that the copy is queued like a kernel and nothing waits for it.
    """
    arrays = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    if on_host(device):
        return {name: torch.from_numpy(array) for name, array in arrays.items()}
    sizes = [-(-array.nbytes // ALIGNMENT) * ALIGNMENT for array in arrays.values()]
    starts = dict(zip(arrays, np.cumsum([0, *sizes]).tolist()))
    staged = torch.empty(sum(sizes), dtype=torch.uint8, pin_memory=torch.device(device).type == "cuda")
    room = staged.numpy()
    for name, array in arrays.items():
        room[starts[name] : starts[name] + array.nbytes] = array.reshape(-1).view(np.uint8)
    there = staged.to(device, non_blocking=True)
    result = {}
    for name, array in arrays.items():
        values = there[starts[name] : starts[name] + array.nbytes].view(torch.from_numpy(array[:0]).dtype)
        result[name] = values.view(array.shape)
    return result


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


def _order(
    lengths: NDArray[np.int64], offsets: NDArray[np.int64], by_length: NDArray[np.int64], padding: Padding | None
) -> dict[str, NDArray[np.generic]]:
    """`order` and `place` of a plan, and its `bounds` where there is no padding."""
    order = ranges(offsets[by_length], offsets[by_length + 1])
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    if padding is None:
        return {"order": order, "place": place, "bounds": _boundaries(lengths[by_length]).astype(np.int32)}
    return {"order": np.concatenate([order, np.zeros(len(padding.place) - len(order), np.int64)]), "place": place}


def _exact_runs(lengths: NDArray[np.int64]) -> tuple[Run, ...]:
    """One run for each length that occurs, shortest first."""
    sizes, counts = np.unique(lengths, return_counts=True)
    starts = np.concatenate([[0], np.cumsum(sizes * counts)[:-1]])
    return tuple(Run(int(start), int(count), int(size)) for start, count, size in zip(starts, counts, sizes))


def _padded_runs(lengths: NDArray[np.int64]) -> tuple[tuple[Run, ...], Padding]:
    """Runs of similar length over sequences sorted by length, and where their tokens stand."""
    shapes = run_shapes(lengths.tolist())
    starts = np.cumsum([0, *(count * length for count, length in shapes)])
    runs = tuple(Run(int(start), *shape) for start, shape in zip(starts, shapes))
    tokens, places = int(lengths.sum()), int(starts[-1])
    first = np.concatenate([run.start + np.arange(run.count) * run.length for run in runs])
    filled = ranges(first, first + lengths)
    source = np.full(places + 1, tokens, np.int64)
    source[filled] = np.arange(tokens)
    place = np.full(round_up(tokens + 1), places, np.int64)
    place[:tokens] = filled
    biases = []
    for run in runs:
        pads = source[run.start : run.stop].reshape(run.count, 1, 1, run.length) == tokens
        bias = np.where(pads, np.float32("-inf"), np.float32(0.0))
        biases.append(torch.from_numpy(bias) if pads.any() else None)
    padding = Padding(source=torch.from_numpy(source), place=torch.from_numpy(place), biases=tuple(biases))
    return runs, padding


def _layout(runs: Sequence[Run], source: NDArray[np.int64], place: NDArray[np.int64], heads: int) -> Layout:
    gathers, places = [], []
    for parts in (3, 1):
        rows = [
            parts * heads * run.start
            + np.arange(parts * heads * run.count * run.length)
            .reshape(parts, run.count, heads, run.length)
            .transpose(1, 3, 0, 2)
            .reshape(-1, parts * heads)
            for run in runs
        ]
        standing = np.concatenate([*rows, np.full((1, parts * heads), parts * heads * runs[-1].stop)])
        gather = np.empty(parts * heads * runs[-1].stop, np.int64)
        gather[standing[:-1]] = source[:-1, None] * (parts * heads) + np.arange(parts * heads)
        gathers.append(torch.from_numpy(gather))
        places.append(torch.from_numpy(standing[place].reshape(-1)))
    return Layout(gather_parts=gathers[0], gather=gathers[1], place_parts=places[0], place=places[1])


def run_shapes(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """(count, length) of the padded runs over ascending lengths, in their order.

    Built from the longest down: counts are powers of two, a run's length is a multiple of 8 (of 16 above 64),
    no sequence in it is padded by more than a quarter (or 8 tokens), and its scores fit in a processor's
    cache.
    """
    shapes: list[tuple[int, int]] = []
    end = len(lengths)
    while end:
        step = 8 if lengths[end - 1] <= 64 else 16
        length = -(-lengths[end - 1] // step) * step
        shortest = min(length - 8, length * 3 // 4)
        count = 1
        while 2 * count <= end and 2 * count * length <= RUN_TOKENS and lengths[end - 2 * count] >= shortest:
            count *= 2
        shapes.append((count, length))
        end -= count
    return shapes[::-1]


def round_up(count: int) -> int:
    """The next number with at most six significant binary digits: at most 1/32 more, 32 values per octave."""
    unit = 1 << max(0, count.bit_length() - 6)
    return -(-count // unit) * unit


def ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """Concatenated integer ranges [start, end), int64."""
    lengths = ends - starts
    shift = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    result: NDArray[np.int64] = np.arange(int(lengths.sum()), dtype=np.int64) + shift
    return result


def _boundaries(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    result: NDArray[np.int64] = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    return result
