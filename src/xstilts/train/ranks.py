"""Several processes that share one training: how they meet, deal out a step, and add up its gradients.

Every rank holds the whole model, or its part of it (`shard.py`), and does the same steps. A step's groups are dealt
out, each rank computes the gradient of its part of the step's mean loss (divided by the units of the whole step), and
the sum over ranks, which every rank then holds to the same bits, is clipped and applied by each. Rank 0 alone writes
files, and alone scores dev data unless the model is sharded. Ranks are processes of one machine with devices of one
kind: gloo joins them on CPUs, NCCL on GPUs.

No torch is imported here before ranks meet, and a training of one rank never asks for `torch.distributed`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

BUCKET = 1 << 24
"""Most values that travel together; a larger gradient travels alone, without a copy."""
WAIT = timedelta(hours=2)
"""How long a rank waits for the others, who may be scoring dev data. Who started a rank notices its death."""

Value = TypeVar("Value")


class RankLost(Exception):
    """Another rank is gone, or does not answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranks:
    """The place of this process among the `size` that share a training, and the file (new for each training) by which
    they find each other. A training of one rank does nothing here. `shard`: each holds a part of the model.
    """

    rank: int = 0
    size: int = 1
    meeting: Path | None = None
    shard: bool = False

    @property
    def leads(self) -> bool:
        """Whether this is rank 0."""
        return self.rank == 0

    @contextmanager
    def joined(self, device: str) -> Iterator[None]:
        """Meet the other ranks, each of which gives its own device, and part from them at the end.

        Raises:
            RankLost: the others did not come, or one was lost in a forward or backward pass that needs it.
        """
        if self.size == 1:
            yield
            return
        from torch import distributed

        assert self.meeting is not None, "ranks need a file to meet at"
        if sys.platform.startswith("linux"):  # by name a machine may not find itself
            os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
        with _talking():
            distributed.init_process_group(
                "cpu:gloo,cuda:nccl" if device.startswith("cuda") else "gloo",
                init_method=f"file://{self.meeting}",
                rank=self.rank,
                world_size=self.size,
                timeout=WAIT,
            )
        try:
            yield
        except RuntimeError as error:  # of torch's own exchanges, where the model is sharded
            if isinstance(error, distributed.DistError) or "/gloo/" in str(error):
                raise RankLost(str(error)) from error
            raise
        finally:
            distributed.destroy_process_group()

    def share(self, groups: NDArray[np.int64], rank: int) -> NDArray[np.int64]:
        """A rank's part of a step's groups, which are sorted by length: dealt there and back, so that every rank
        gets about as many tokens. It may be empty.
        """
        if self.size == 1:
            return groups
        turn = np.arange(len(groups)) % (2 * self.size)
        part: NDArray[np.int64] = groups[np.minimum(turn, 2 * self.size - 1 - turn) == rank]
        return part

    def scored(self, score: Callable[[], Value]) -> Value:
        """What `score` gives rank 0, on every rank. Rank 0 calls it alone, unless no rank has the whole model."""
        if not self.shard:
            return self.told(score)
        value = score()
        return self.told(lambda: value)

    def told(self, answer: Callable[[], Value]) -> Value:
        """What `answer` gives rank 0, which alone calls it, on every rank."""
        if self.size == 1:
            return answer()
        import torch
        from torch import distributed

        box: list[Any] = [answer() if self.leads else None]
        with _talking():
            distributed.broadcast_object_list(box, src=0, device=torch.device("cpu"))
        value: Value = box[0]
        return value

    def first(self, read: Callable[[], Value]) -> Value:
        """What `read` gives this rank. Rank 0 calls it before the others, who may find what it left in a cache."""
        if self.leads:
            value = read()
            self.told(lambda: None)
            return value
        self.told(lambda: None)
        return read()

    def gathered(self, value: torch.Tensor) -> list[torch.Tensor]:
        """The values of all ranks, on every rank: tensors on the CPU of one shape and type."""
        if self.size == 1:
            return [value]
        import torch
        from torch import distributed

        values = [torch.empty_like(value) for _ in range(self.size)]
        with _talking():
            distributed.all_gather(values, value)
        return values

    def add_up(self, loss: torch.Tensor, parameters: Sequence[torch.Tensor]) -> torch.Tensor:
        """Replace gradients by their sums over ranks, in fp32 and to the same bits on each; returns the summed loss.

        A gradient that some rank has is zero where a rank has none; one that no rank has stays None, so that the
        optimizer leaves its parameter alone. Sharded ones have been averaged in the backward pass, so the loss is too.
        """
        if self.size == 1:
            return loss
        if self.shard:
            return _summed([loss])[0] / self.size
        import torch
        from torch import distributed

        there = torch.tensor([value.grad is not None for value in parameters], dtype=torch.uint8)
        with _talking():
            distributed.all_reduce(there, distributed.ReduceOp.MAX)
        used = [value for value, has in zip(parameters, there.tolist(), strict=True) if has]
        gradients = [torch.zeros_like(value) if value.grad is None else value.grad for value in used]
        *sums, total = [part for bucket in _buckets([*gradients, loss]) for part in _summed(bucket)]
        for value, gradient in zip(used, sums, strict=True):
            value.grad = gradient
        return total


ALONE = Ranks()


def _buckets(values: Sequence[torch.Tensor]) -> Iterator[list[torch.Tensor]]:
    """Consecutive runs of tensors of at most BUCKET values; a larger one stands alone."""
    run: list[torch.Tensor] = []
    held = 0
    for value in values:
        if run and held + value.numel() > BUCKET:
            yield run
            run, held = [], 0
        run.append(value)
        held += value.numel()
    yield run


def _summed(values: Sequence[torch.Tensor]) -> list[torch.Tensor]:
    """The sums of some tensors over ranks, as views of one flat tensor."""
    import torch
    from torch import distributed

    flat = torch.cat([value.reshape(-1) for value in values]) if len(values) > 1 else values[0].reshape(-1)
    with _talking():
        distributed.all_reduce(flat)
    parts = torch.split(flat, [value.numel() for value in values])
    return [part.view(value.shape) for part, value in zip(parts, values, strict=True)]


@contextmanager
def _talking() -> Iterator[None]:
    """Name the errors of torch's collectives, which come as RuntimeError."""
    try:
        yield
    except RuntimeError as error:
        raise RankLost(str(error)) from error
