"""Forward passes over packed data: head outputs and sentence vectors, in the order of the data.

Groups are visited in order of length so that sequences of equal length sit together; each batch holds at most
`budget` tokens (or one group). The order of visiting cannot change a result beyond float rounding, and every
output is scattered back to where its group, sequence or token stands in the `Encoded`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray

from xstilts.models.arithmetic import arithmetic
from xstilts.models.batch import Batch, make_batch, ranges, token_budget
from xstilts.tasks.encoded import Encoded

T = TypeVar("T")
Tick = Callable[[int], None]
"""Told how many tokens each batch held; it may raise `Interrupted`."""


def ignore(tokens: int) -> None:
    """A tick that does nothing."""


def batches(encoded: Encoded, budget: int) -> Iterator[NDArray[np.int64]]:
    """Group indices in batches of at most `budget` tokens, shortest first."""
    tokens = encoded.group_tokens()
    order = np.argsort(tokens, kind="stable")
    start, used = 0, 0
    for position, group in enumerate(order):
        size = int(tokens[group])
        if position > start and used + size > budget:
            yield order[start:position]
            start, used = position, 0
        used += size
    if start < len(order):
        yield order[start:]


def one_late(outputs: Iterator[T]) -> Iterator[T]:
    """The same, each handed out when the next is under way: a GPU computes that while this one is fetched."""
    held: list[T] = []
    for one in outputs:
        yield from held
        held = [one]
    yield from held


def _places(encoded: Encoded, groups: NDArray[np.int64], shape: str) -> NDArray[np.int64]:
    """Where the outputs of some groups belong: group, sequence or token indices of the whole set."""
    if shape == "label":
        return groups
    first, last = encoded.groups[groups], encoded.groups[groups + 1]
    if shape in ("score", "embedding"):
        return ranges(first, last)
    return ranges(encoded.offsets[first], encoded.offsets[last])


def _rows(encoded: Encoded, shape: str) -> int:
    if shape == "label":
        return len(encoded.groups) - 1
    return len(encoded.offsets) - 1 if shape in ("score", "embedding") else len(encoded.ids)


@torch.no_grad()
def predict(
    model: Any,
    encoded: Encoded,
    head: str,
    *,
    budget: int | None = None,
    precision: str = "fp32",
    device: str = "cpu",
    tick: Tick = ignore,
) -> NDArray[Any]:
    """The head's outputs for every group, in the data's own order.

    Returns:
        label: float32 [G, size] logits; score: float32 [S]; token: int64 [T] argmax; span: float32 [T, 2].
    """
    shape = model.specs[head].shape
    training = model.training
    model.eval()
    result: NDArray[Any] | None = None

    def outputs() -> Iterator[tuple[NDArray[np.int64], torch.Tensor, int]]:
        for groups in batches(encoded, budget or token_budget(device)):
            batch = make_batch(encoded, groups, device)
            with arithmetic(precision, device):
                output = model.outputs(batch, head)
            yield groups, output, batch.tokens

    for groups, output, tokens in one_late(outputs()):
        values = output.cpu().numpy() if not output.is_floating_point() else output.float().cpu().numpy()
        if result is None:
            result = np.zeros((_rows(encoded, shape), *values.shape[1:]), values.dtype)
        result[_places(encoded, groups, shape)] = values
        tick(tokens)
    model.train(training)
    return result if result is not None else np.zeros(0, np.float32)


@torch.no_grad()
def embed(
    model: Any,
    encoded: Encoded,
    layers: list[int],
    *,
    pooling: str = "mean",
    specials: bool = True,
    budget: int | None = None,
    precision: str = "fp32",
    device: str = "cpu",
    tick: Tick = ignore,
) -> NDArray[np.float32]:
    """Sentence vectors of several layers in one pass.

    Args:
        layers: indices of hidden_states (0 = embeddings).
        pooling: `mean` over the sequence's tokens (cls and sep too when `specials`), or `first` token.

    Returns:
        float32 [len(layers), S, H], not normalised.
    """
    training = model.training
    model.eval()
    result: NDArray[np.float32] | None = None

    def outputs() -> Iterator[tuple[NDArray[np.int64], list[torch.Tensor], int]]:
        for groups in batches(encoded, budget or token_budget(device)):
            batch = make_batch(encoded, groups, device)
            with arithmetic(precision, device):
                states = model.hidden(batch, layers)
            keep = torch.ones(batch.tokens, device=device) if specials else (~batch.special).float()
            yield groups, [_pool(state.float(), batch, keep, pooling) for state in states], batch.tokens

    for groups, pooled, tokens in one_late(outputs()):
        places = _places(encoded, groups, "embedding")
        for index, vectors in enumerate(pooled):
            if result is None:
                result = np.zeros((len(layers), len(encoded.offsets) - 1, vectors.shape[1]), np.float32)
            result[index, places] = vectors.cpu().numpy()
        tick(tokens)
    model.train(training)
    return result if result is not None else np.zeros((len(layers), 0, 0), np.float32)


def _pool(state: torch.Tensor, batch: Batch, keep: torch.Tensor, pooling: str) -> torch.Tensor:
    """[T, H] token states to [S, H] sentence vectors."""
    starts = batch.offsets[:-1]
    if pooling == "first":
        return state[starts]
    total = torch.zeros(len(starts), state.shape[1], device=state.device)
    total.index_add_(0, batch.sequence, state * keep[:, None])
    number = torch.zeros(len(starts), device=state.device).index_add_(0, batch.sequence, keep)
    return total / number.clamp(min=1)[:, None]
