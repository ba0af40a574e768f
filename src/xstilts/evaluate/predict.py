"""Forward passes over packed data: head outputs and sentence vectors, in the order of the data.

Groups are visited in order of length so that sequences of equal length sit together; each batch holds at most
`token_budget` tokens (or one group). The order of visiting cannot change a result beyond float rounding, and every
output is scattered back to where its group, sequence or token stands in the `Encoded`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from xstilts.models.batch import make_batch, ranges
from xstilts.tasks.encoded import Encoded

TOKEN_BUDGET = 8192
Tick = Callable[[int], None]
"""Told how many tokens each batch held; it may raise `Interrupted`."""


def ignore(tokens: int) -> None:
    """A tick that does nothing."""


def batches(encoded: Encoded, token_budget: int) -> Iterator[NDArray[np.int64]]:
    """Group indices in batches of at most `token_budget` tokens, shortest first."""
    tokens = encoded.group_tokens()
    order = np.argsort(tokens, kind="stable")
    start, used = 0, 0
    for position, group in enumerate(order):
        size = int(tokens[group])
        if position > start and used + size > token_budget:
            yield order[start:position]
            start, used = position, 0
        used += size
    if start < len(order):
        yield order[start:]


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
    token_budget: int = TOKEN_BUDGET,
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
    for groups in batches(encoded, token_budget):
        batch = make_batch(encoded, groups, device)
        with torch.autocast(torch.device(device).type, dtype=torch.bfloat16, enabled=precision == "bf16"):
            output = model.outputs(batch, head)
        values = output.cpu().numpy() if not output.is_floating_point() else output.float().cpu().numpy()
        if result is None:
            result = np.zeros((_rows(encoded, shape), *values.shape[1:]), values.dtype)
        result[_places(encoded, groups, shape)] = values
        tick(len(batch.ids))
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
    token_budget: int = TOKEN_BUDGET,
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
    for groups in batches(encoded, token_budget):
        batch = make_batch(encoded, groups, device)
        with torch.autocast(torch.device(device).type, dtype=torch.bfloat16, enabled=precision == "bf16"):
            states = model.hidden(batch, layers)
        places = _places(encoded, groups, "embedding")
        lengths = torch.as_tensor(encoded.offsets[places + 1] - encoded.offsets[places], device=device)
        sequence = torch.repeat_interleave(torch.arange(len(places), device=device), lengths)
        starts = torch.cumsum(lengths, 0) - lengths
        keep = torch.ones(len(batch.ids), device=device)
        if not specials:
            tokens = ranges(encoded.offsets[places], encoded.offsets[places + 1])
            keep = torch.as_tensor(~encoded.special[tokens], dtype=torch.float32, device=device)
        for index, state in enumerate(states):
            vectors = _pool(state.float(), sequence, starts, keep, len(places), pooling)
            if result is None:
                result = np.zeros((len(layers), len(encoded.offsets) - 1, vectors.shape[1]), np.float32)
            result[index, places] = vectors.cpu().numpy()
        tick(len(batch.ids))
    model.train(training)
    return result if result is not None else np.zeros((len(layers), 0, 0), np.float32)


def _pool(
    state: torch.Tensor,
    sequence: torch.Tensor,
    starts: torch.Tensor,
    keep: torch.Tensor,
    count: int,
    pooling: str,
) -> torch.Tensor:
    """[T, H] token states to [count, H] sentence vectors."""
    if pooling == "first":
        return state[starts]
    total = torch.zeros(count, state.shape[1], device=state.device)
    total.index_add_(0, sequence, state * keep[:, None])
    number = torch.zeros(count, device=state.device).index_add_(0, sequence, keep)
    return total / number.clamp(min=1)[:, None]
