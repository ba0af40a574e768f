"""What a train stage leaves: `encoder/` in the Hugging Face layout, `heads.json`, `heads.safetensors`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from xstilts.core.canonical import canonical_json
from xstilts.core.errors import ModelError
from xstilts.core.files import read_json, write_json, write_with
from xstilts.models.model import Model, head_key
from xstilts.models.padded import PaddedEncoder
from xstilts.models.reference import BackboneRef
from xstilts.models.weights import parameter_checksum as parameter_checksum
from xstilts.tasks.encoded import HeadSpec

ARCHITECTURE = {"bert": "Bert", "roberta": "Roberta", "xlm-roberta": "XLMRoberta"}


def save_model(model: Model, ref: BackboneRef, labels: Mapping[str, Sequence[str] | None], folder: Path) -> None:
    """Write a model, in fp32.

    Writes `encoder/config.json` and `encoder/model.safetensors` (names of the base model; `AutoModel` loads
    the folder), `heads.json` (backbone, and per head its shape, size and its labels) and
    `heads.safetensors`.

    Args:
        model: what to write.
        ref: the backbone it was made from.
        labels: label names per head, in order (None where a head has none); id2label of an export.
        folder: the stage's folder; files in it are replaced whole.
    """
    encoder = folder / "encoder"
    write_json(encoder / "config.json", _encoder_config(model))
    _write_tensors(encoder / "model.safetensors", _encoder_tensors(model.encoder))
    heads = {
        name: {"shape": spec.shape, "size": spec.size, "pooling": spec.pooling, "labels": _listed(labels.get(name))}
        for name, spec in model.specs.items()
    }
    # the backbone's identity only: a path in it would make equal stages differ
    write_json(folder / "heads.json", {"backbone": json.loads(canonical_json(ref.identity())), "heads": heads})
    _write_tensors(folder / "heads.safetensors", dict(model.heads.state_dict()))


def read_head_info(folder: Path) -> dict[str, dict[str, Any]]:
    """Per head of a stage's output: `shape`, `size`, `pooling` and `labels` (a list or None).

    Raises:
        ModelError: the folder holds no readable heads.json.
    """
    path = folder / "heads.json"
    try:
        heads = read_json(path)["heads"]
        assert isinstance(heads, dict)
    except (OSError, ValueError, KeyError, AssertionError) as error:
        raise ModelError(
            f"{path} cannot be read ({type(error).__name__}); expected the folder of a finished train stage"
        ) from error
    return heads


def read_head_specs(folder: Path) -> dict[str, HeadSpec]:
    """The heads of a stage's output, ready for `load_model(heads=..., heads_dir=folder)`."""
    return {
        name: HeadSpec(shape=info["shape"], size=int(info["size"]), pooling=info.get("pooling", "first"))
        for name, info in read_head_info(folder).items()
    }


def fill_heads(model: Model, folder: Path) -> None:
    """Load every head of `model` from a stage's output.

    Raises:
        ModelError: a head is not there, or has another shape or size there.
    """
    stored = read_head_specs(folder)
    tensors = read_head_tensors(folder)
    for name, spec in model.specs.items():
        if spec.shape == "embedding":
            continue
        if name not in stored:
            raise ModelError(f"{folder} has no head {name!r}; it has: {', '.join(stored) or 'none'}")
        if stored[name] != spec:
            there = stored[name]
            raise ModelError(
                f"head {name!r} in {folder} is {there.shape} of size {there.size} ({there.pooling}); the task needs "
                f"{spec.shape} of size {spec.size} ({spec.pooling}); use a stage trained on that label space"
            )
        prefix = head_key(name) + "."
        own = {key.removeprefix(prefix): value for key, value in tensors.items() if key.startswith(prefix)}
        try:
            model.head(name).load_state_dict(own)
        except RuntimeError as error:
            raise ModelError(f"weights of head {name!r} in {folder} do not fit: {error}") from error


def read_head_tensors(folder: Path) -> dict[str, Tensor]:
    """`heads.safetensors` of a stage's output; keys are `head_key(name).parameter`.

    Raises:
        ModelError: the file cannot be read.
    """
    from safetensors.torch import load_file

    path = folder / "heads.safetensors"
    try:
        return dict(load_file(path))
    except Exception as error:  # safetensors raises its own
        raise ModelError(f"{path} cannot be read ({error}); run the stage again") from error


def _listed(labels: Sequence[str] | None) -> list[str] | None:
    return None if labels is None else list(labels)


def _encoder_config(model: Model) -> dict[str, Any]:
    if isinstance(model.encoder, PaddedEncoder):
        raw = json.loads(model.encoder.model.config.to_json_string(use_diff=False))
        return {key: value for key, value in raw.items() if key not in ("_name_or_path", "dtype", "torch_dtype")}
    dropped = (
        "_name_or_path",
        "architectures",
        "dtype",
        "torch_dtype",
        "id2label",
        "label2id",
        "problem_type",
    )
    raw = {key: value for key, value in model.config.raw.items() if key not in dropped}
    return {**raw, "architectures": [ARCHITECTURE[model.config.family] + "Model"], "dtype": "float32"}


def _encoder_tensors(encoder: nn.Module) -> dict[str, Tensor]:
    """State by Hugging Face names; a tensor tied under several names is written once."""
    module = encoder.model if isinstance(encoder, PaddedEncoder) else encoder
    seen: set[int] = set()
    tensors = {}
    for name, tensor in module.state_dict().items():
        if tensor.data_ptr() not in seen:
            seen.add(tensor.data_ptr())
            tensors[name] = tensor
    return tensors


def _write_tensors(path: Path, tensors: Mapping[str, Tensor]) -> None:
    from safetensors.torch import save_file

    flat = {name: tensor.detach().float().cpu().contiguous() for name, tensor in tensors.items()}
    write_with(path, lambda temporary: save_file(flat, temporary, metadata={"format": "pt"}))
