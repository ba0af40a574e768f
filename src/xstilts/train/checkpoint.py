"""Checkpoints: one safetensors file that holds everything a training needs to go on as if nothing had
happened.

Tensors: the trained parameters, the optimizer's state, the best parameters so far, torch's generator states of every
rank.
The file's metadata holds the rest as JSON: the position (step, losses, dev scores: the sampler and the
schedule are functions of the step), numpy's generator state, and the stage's key. One file, written whole and
renamed, so a kill at any instant leaves the old checkpoint or the new one. No pickle.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import nn

from xstilts.core.faults import reach
from xstilts.core.files import replacing
from xstilts.core.memory import trim
from xstilts.train.ranks import ALONE, Ranks
from xstilts.train.shard import collected, fill, settled
from xstilts.train.state import TrainState

FORMAT = 2
FILE_NAME = "training.safetensors"
BEST_NAME = "best.safetensors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A checkpoint as read: position, tensors by name, numpy generator state, threads and ranks it was made with."""

    state: TrainState
    tensors: Mapping[str, torch.Tensor]
    numpy_state: Mapping[str, Any]
    threads: int
    ranks: int

    def part(self, prefix: str) -> dict[str, torch.Tensor]:
        """The tensors under a prefix, without it."""
        start = prefix + "/"
        return {name[len(start) :]: value for name, value in self.tensors.items() if name.startswith(start)}


def trained(model: nn.Module) -> dict[str, nn.Parameter]:
    """The parameters that training can change, by name; frozen ones come from where the model came from."""
    return {name: value for name, value in settled(model).named_parameters() if value.requires_grad}


def save_checkpoint(
    folder: Path,
    *,
    key: str,
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    state: TrainState,
    best: Path | None,
    random: np.random.Generator,
    ranks: Ranks = ALONE,
) -> None:
    """Write a checkpoint over the previous one. `best` is a file of `set_aside`. All ranks call it, rank 0 writes.

    Tensors are written whole, sharded or not.

    Raises:
        OSError: as the file system says; the previous checkpoint is then intact.
    """
    parameters = trained(model)
    states = _random_states(parameters.values(), ranks)
    tensors: dict[str, torch.Tensor] = {f"model/{name}": value for name, value in parameters.items()}
    for name, value in parameters.items():
        for slot, tensor in optimizer.state.get(value, {}).items():
            tensors[f"optimizer/{name}/{slot}"] = tensor
    tensors = collected(tensors, ranks)
    if not ranks.leads:
        return
    if best is not None:
        tensors.update({f"best/{name}": value for name, value in read_aside(best).items()})
    tensors.update(states)
    record = {
        "format": FORMAT,
        "key": key,
        "state": asdict(state),
        "numpy": random.bit_generator.state,
        "threads": torch.get_num_threads(),
        "ranks": ranks.size,
    }
    with replacing(folder / FILE_NAME) as temporary:
        contiguous = {name: value.contiguous() for name, value in tensors.items()}
        save_file(contiguous, temporary, metadata={"training": json.dumps(record)})
        reach("checkpoint")


def load_checkpoint(folder: Path, *, key: str) -> Checkpoint | None:
    """The checkpoint of this very stage, or None if there is none that can be used (damaged, other key or
    format).

    Half-written files of a killed process are removed on the way.
    """
    for leftover in folder.glob(f".{FILE_NAME}.*.tmp"):
        leftover.unlink(missing_ok=True)
    path = folder / FILE_NAME
    try:
        with safe_open(path, framework="pt") as file:
            record = _record(file, key)
            if record is None:
                return None
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a mapping
    except (FileNotFoundError, SafetensorError, KeyError, ValueError):
        return None
    return Checkpoint(
        state=TrainState(**record["state"]),
        tensors=tensors,
        numpy_state=record["numpy"],
        threads=record["threads"],
        ranks=record.get("ranks", 1),
    )


def recorded_threads(folder: Path, *, key: str) -> int | None:
    """The threads a stage was begun with (it resumes with the same, for the same bits); None if it is new."""
    try:
        with safe_open(folder / FILE_NAME, framework="pt") as file:
            record = _record(file, key)
    except (FileNotFoundError, SafetensorError, KeyError, ValueError):
        return None
    return int(record["threads"]) if record is not None else None


def _record(file: Any, key: str) -> dict[str, Any] | None:
    """The JSON part of an open checkpoint, or None if it is another stage's or in another format."""
    record: dict[str, Any] = json.loads((file.metadata() or {})["training"])
    return record if record["format"] == FORMAT and record["key"] == key else None


def restore(checkpoint: Checkpoint, model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    """Put the checkpoint's parameters and optimizer state into a model and its optimizer."""
    parameters = trained(model)
    put(model, checkpoint.part("model"))
    slots = checkpoint.part("optimizer")
    for name, parameter in parameters.items():
        start = name + "/"
        mine = {slot[len(start) :]: value for slot, value in slots.items() if slot.startswith(start)}
        if mine:
            optimizer.state[parameter] = {slot: _slot(value, parameter) for slot, value in mine.items()}


def _slot(value: torch.Tensor, parameter: torch.Tensor) -> torch.Tensor:
    """One value of a parameter's optimizer state, laid out as the parameter is unless it is a mere number."""
    if value.shape != parameter.shape:
        return value.clone().to(parameter.device)
    result = torch.zeros_like(parameter, requires_grad=False)
    fill(result, value)
    return result


def _random_states(parameters: Iterable[torch.Tensor], ranks: Ranks) -> dict[str, torch.Tensor]:
    """The states of torch's generators: `random/cpu` of rank 0, `random/cpu/1` of rank 1, and so on; also on GPUs."""
    states = {"random/cpu": torch.get_rng_state()}
    if any(value.is_cuda for value in parameters):
        states["random/cuda"] = torch.cuda.get_rng_state()
    return {
        _of_rank(name, rank): value for name, mine in states.items() for rank, value in enumerate(ranks.gathered(mine))
    }


def _of_rank(name: str, rank: int) -> str:
    return f"{name}/{rank}" if rank else name


def restore_random(checkpoint: Checkpoint, random: np.random.Generator, rank: int = 0) -> None:
    """Put every generator of a rank back where it stood: torch's (dropout), numpy's (masking)."""
    torch.set_rng_state(checkpoint.tensors[_of_rank("random/cpu", rank)].clone())
    if "random/cuda" in checkpoint.tensors:
        torch.cuda.set_rng_state(checkpoint.tensors[_of_rank("random/cuda", rank)].clone())
    random.bit_generator.state = dict(checkpoint.numpy_state)


def put(model: nn.Module, values: Mapping[str, torch.Tensor]) -> None:
    """Copy values into the trained parameters. Names must agree exactly: else the mistake is ours."""
    parameters = trained(model)
    assert parameters.keys() == values.keys(), f"other parameters: {parameters.keys() ^ values.keys()}"
    for name, parameter in parameters.items():
        fill(parameter, values[name])


def set_aside(values: Mapping[str, torch.Tensor], folder: Path, ranks: Ranks) -> Path:
    """Write parameters to a file for later in this process, so that they take no memory; the last such file goes.

    It means nothing to a later process: checkpoints hold a copy. All ranks call it and may then read what rank 0 wrote.
    """
    path = folder / BEST_NAME
    values = collected(values, ranks)
    if ranks.leads:
        folder.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        save_file({name: value.contiguous() for name, value in values.items()}, path)
    ranks.told(lambda: None)
    return path


def read_aside(path: Path) -> dict[str, torch.Tensor]:
    """What `set_aside` wrote, on the CPU, read into memory that earlier steps freed."""
    trim()
    return dict(load_file(path))
