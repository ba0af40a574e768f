"""Sharding (FSDP2): a rank holds its part of every parameter, gradient and optimizer state, instead of all of them.

Every parameter is cut along its first dimension. A layer's parameters are gathered when it is about to run, and let go
after; those outside the layers (embeddings, heads) stay from the first forward to the end of the backward pass. A
gradient is summed over ranks and cut as soon as it is there, micro-batch by micro-batch, so that no rank ever holds
all of them. Since a forward pass is an exchange, ranks must run equally many: see `loop._parts`.

What leaves the training (checkpoints, the best weights, the result) is whole, and comes together in rank 0's main
memory one parameter at a time. So a file knows nothing of sharding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, cast

import torch
from torch import Tensor, nn

from xstilts.train.ranks import Ranks

LAYER = re.compile(r"(^|.*\.)layers?\.\d+")
"""The name of a layer, in our encoder and nearly all of transformers. What has none is one unit."""


def shard(model: nn.Module, ranks: Ranks, device: str) -> None:
    """Shard a model that lies on the CPU over the ranks, which have been joined, and bring the parts to the devices.

    Layers are moved one by one, so that no device ever holds the whole model. The optimizer is made afterwards.
    """
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard, register_fsdp_forward_method

    kind = torch.device(device).type
    torch.zeros((), device=device)  # a mesh takes the device that is in use
    mesh = init_device_mesh(kind, (ranks.size,))
    for layer in _layers(model):
        fully_shard(layer, mesh=mesh)
    fully_shard(model, mesh=mesh)
    for entry in ("loss", "outputs"):  # what is called instead of `forward`
        register_fsdp_forward_method(model, entry)


def _layers(model: nn.Module) -> Iterator[nn.Module]:
    """The outermost modules that are named like layers."""
    found: list[str] = []
    for name, module in model.named_modules():
        if LAYER.fullmatch(name) and not any(name.startswith(outer + ".") for outer in found):
            found.append(name)
            yield module


def settled(model: nn.Module) -> nn.Module:
    """The model, its parameters sharded even after a forward pass without a backward pass, which leaves some whole."""
    if hasattr(model, "reshard"):
        cast(Any, model).reshard()
    return model


def is_sharded(value: Tensor) -> bool:
    """Whether this process holds only its part of a tensor."""
    return hasattr(value, "full_tensor")


def whole(value: Tensor) -> Tensor:
    """A tensor, put together if it is sharded; then every rank must ask."""
    return cast(Tensor, cast(Any, value).full_tensor()) if is_sharded(value) else value


def collected(values: Mapping[str, Tensor], ranks: Ranks) -> dict[str, Tensor]:
    """The same tensors, whole, on rank 0; none on the others, who must ask too. Sharded ones come to the CPU."""
    result: dict[str, Tensor] = {}
    for name, value in values.items():
        full = whole(value.detach())
        if ranks.leads:
            result[name] = full.cpu() if is_sharded(value) else full
    return result


@torch.no_grad()
def fill(target: Tensor, value: Tensor) -> None:
    """Copy a whole tensor into another of its shape, or the part of it that this rank holds."""
    if not is_sharded(target):
        target.copy_(value)
        return
    sharded = cast(Any, target)
    parts = value.chunk(sharded.device_mesh.size())  # how `Shard(0)` cuts: the last ones may be smaller, or none
    place = sharded.device_mesh.get_local_rank()
    sharded.to_local().copy_(parts[place] if place < len(parts) else value[:0])
