"""Hugging Face weights into the packed encoder, refusing partial loads; parameter checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from xstilts.core.errors import ModelError

PREFIXES = ("roberta.", "bert.")
"""What Hugging Face's task classes put before the encoder's names (XLM-R uses `roberta.` too)."""

HEAD_KEYS = ("pooler.", "cls.", "lm_head.", "classifier.", "qa_outputs.")
"""Keys of a checkpoint that belong to heads and may stay unused."""

LM_NAMES = {
    "bert": {
        "dense.weight": "cls.predictions.transform.dense.weight",
        "dense.bias": "cls.predictions.transform.dense.bias",
        "layer_norm.weight": "cls.predictions.transform.LayerNorm.weight",
        "layer_norm.bias": "cls.predictions.transform.LayerNorm.bias",
        "bias": "cls.predictions.bias",
    },
    "roberta": {
        name: f"lm_head.{name}"
        for name in ("dense.weight", "dense.bias", "layer_norm.weight", "layer_norm.bias", "bias")
    },
}


def read_tensors(folder: Path) -> dict[str, Tensor]:
    """Every tensor of a model folder, as stored; old gamma and beta are named weight and bias.

    Those of safetensors files are mapped: read when touched, and copied page by page when written to.

    Raises:
        ModelError: there are no weights, or a file cannot be read.
    """
    from safetensors.torch import load_file

    single, index, pickled = (
        folder / name for name in ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin")
    )
    try:
        if single.is_file():
            tensors = load_file(single)
        elif index.is_file():
            files = sorted(set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values()))
            tensors = {name: tensor for file in files for name, tensor in load_file(folder / file).items()}
        elif pickled.is_file():
            tensors = torch.load(pickled, map_location="cpu", weights_only=True)
        else:
            raise ModelError(f"{folder} holds no weights; expected model.safetensors or pytorch_model.bin")
    except ModelError:
        raise
    except Exception as error:  # safetensors, pickle and JSON raise their own
        raise ModelError(f"the weights in {folder} cannot be read ({error}); restore the file") from error
    return {_modern(name): tensor for name, tensor in tensors.items()}


def fill_encoder(
    encoder: nn.Module, tensors: Mapping[str, Tensor], origin: str, *, uncopied: Collection[str] = ()
) -> None:
    """Give the encoder copies of a checkpoint's tensors, in fp32; nothing may be missing or left over but heads.

    Args:
        encoder: a `PackedEncoder`.
        tensors: names as in the file, with or without a prefix.
        origin: where they come from, for messages.
        uncopied: parameters that become the file's own tensor if it is fp32 (see `read_tensors`).

    Raises:
        ModelError: a parameter is missing or of another shape, or a key is neither the encoder's nor a
            head's.
    """
    named = {_strip(name): tensor for name, tensor in tensors.items()}
    wanted = dict(encoder.named_parameters())
    missing = sorted(set(wanted) - set(named))
    if missing:
        raise ModelError(f"{origin} lacks {_some(missing)}; the model would be partly random; restore its weights")
    shapes = [
        f"{name} {tuple(named[name].shape)} instead of {tuple(parameter.shape)}"
        for name, parameter in wanted.items()
        if named[name].shape != parameter.shape
    ]
    if shapes:
        raise ModelError(f"weights of {origin} do not fit its config.json: {_some(shapes)}; restore both files")
    unused = sorted(
        name
        for name in set(named) - set(wanted)
        if not name.startswith(HEAD_KEYS) and not name.endswith("position_ids")
    )
    if unused:
        raise ModelError(
            f"{origin} has weights that its config.json has no place for: {_some(unused)}; "
            "check num_hidden_layers and model_type"
        )
    with torch.no_grad():
        for name, parameter in wanted.items():
            if name in uncopied:
                parameter.data = named[name].float()
            else:
                parameter.copy_(named[name])


def pretrained_lm(family: str, folder: Path) -> dict[str, Tensor] | None:
    """The masked LM head in a backbone's file, by our names, or None when it does not hold it whole."""
    names = LM_NAMES.get("bert" if family == "bert" else "roberta", {})
    tensors = read_tensors(folder)
    if not all(name in tensors for name in names.values()):
        return None
    return {ours: tensors[theirs].float() for ours, theirs in names.items()}


def parameter_checksum(module: nn.Module) -> str:
    """SHA-256 over names, shapes, types and bytes of a module's parameters: equal only if all bits are."""
    total = hashlib.sha256()
    for name, parameter in sorted(module.named_parameters()):
        data = parameter.detach().cpu().contiguous()
        total.update(f"{name} {data.dtype} {tuple(data.shape)}\n".encode())
        total.update(data.view(-1).view(torch.uint8).numpy().data if data.numel() else b"")
    return total.hexdigest()


def _strip(name: str) -> str:
    for prefix in PREFIXES:
        if name.startswith(prefix):
            return name[len(prefix) :]
    return name


def _modern(name: str) -> str:
    if name.endswith("LayerNorm.gamma"):
        return name[: -len("gamma")] + "weight"
    return name[: -len("beta")] + "bias" if name.endswith("LayerNorm.beta") else name


def _some(names: list[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
