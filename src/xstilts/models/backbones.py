"""Backbones by name (built-ins, local folders, hub ids): found, checked and fingerprinted without torch."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xstilts.core.canonical import digest, file_digest
from xstilts.core.errors import ModelError
from xstilts.models.config import PACKED_FAMILIES, read_config
from xstilts.models.reference import BackboneRef as BackboneRef
from xstilts.models.tokenizer import VOCABULARY_FILES

BUILTINS = ("mini", "random")
"""`mini` is the packaged backbone; `random` has its config and tokenizer, and weights drawn from a seed."""

FOLDER = "folder"
"""The `source` of a local folder; its path is `location`, so a folder can move and stay the same model."""

TOKENIZER_FILES = (
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "sentencepiece.bpe.model",
    "spiece.model",
    "vocab.txt",
    "vocab.json",
    "merges.txt",
)
_TOKENIZERS = ("tokenizer.json", *VOCABULARY_FILES)
_WEIGHTS = ("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin")

_KNOWN: dict[str, tuple[str, int, int, int, int, int, int]] = {
    # family, hidden, layers, heads, intermediate, vocabulary, positions: the config.json of each model card
    "xlm-roberta-base": ("xlm-roberta", 768, 12, 12, 3072, 250002, 514),
    "xlm-roberta-large": ("xlm-roberta", 1024, 24, 16, 4096, 250002, 514),
    "bert-base-multilingual-cased": ("bert", 768, 12, 12, 3072, 119547, 512),
    "codebert-base": ("roberta", 768, 12, 12, 3072, 50265, 514),
    "roberta-base": ("roberta", 768, 12, 12, 3072, 50265, 514),
    "roberta-large": ("roberta", 1024, 24, 16, 4096, 50265, 514),
}
_OWNERS = ("FacebookAI", "google-bert", "microsoft")


def builtin_folder() -> Path:
    """The packaged folder of the built-in backbone."""
    return Path(__file__).parent / "builtin" / "mini"


def resolve(
    source: str,
    *,
    seed: int | None = None,
    base_dir: Path | None = None,
    offline: bool = False,
    further: tuple[str, ...] = (),
) -> BackboneRef:
    """Find a backbone, check that it is complete, and name it by content.

    Args:
        source: a built-in (`mini`, `random`), a local folder, or a hub id (`FacebookAI/xlm-roberta-base`). A
            name that begins with `.`, `/` or `~`, or that is a folder under `base_dir`, is a local folder.
        seed: what the weights of `random` are drawn from; required there, ignored elsewhere.
        base_dir: what a relative folder is relative to (the study file's folder).
        offline: use only what is already on this machine (HF_HUB_OFFLINE says the same).
        further: names of files that decide what the model does beside those of an encoder.

    Raises:
        ModelError: unknown or unreachable, or the folder lacks something (all that is missing is named).
    """
    if source in BUILTINS:
        return _resolve_builtin(source, seed)
    path = Path(source).expanduser()
    local = path if path.is_absolute() else (base_dir or Path()) / path
    if local.is_dir() or source.startswith((".", "/", "~")):
        return _resolve_folder(local.resolve(), further)
    return _resolve_hub(source, offline, further)


def placeholder(source: str) -> BackboneRef:
    """A reference for planning a hub model that is not on this machine; stages made of it cannot run.

    Raises:
        ModelError: the shape of `source` is not known either.
    """
    shape = known_shape(source)
    if shape is None:
        raise ModelError(
            f"model {source!r} is not on this machine and its shape is not known; known without the hub: "
            f"{', '.join(sorted(_KNOWN))}; give a local folder or run where the hub can be reached"
        )
    return BackboneRef(source=source, fingerprint="unresolved", family=shape["family"])


def folder(ref: BackboneRef) -> Path:
    """The folder with the backbone's config.json, weights and tokenizer on this machine.

    Raises:
        ModelError: it is not there (any more).
    """
    path = builtin_folder() if ref.source in BUILTINS else Path(ref.location)
    if not (ref.location or ref.source in BUILTINS) or not path.is_dir():
        raise ModelError(
            f"the folder of backbone {ref.source!r} is not on this machine: "
            f"{ref.location or 'never resolved'}; make it available again, or name another folder in "
            "the study's models"
        )
    return path


def describe(ref: BackboneRef) -> dict[str, Any]:
    """The backbone's shape, for cost estimates.

    Returns:
        `family`, `hidden`, `layers`, `heads`, `intermediate`, `vocab`, `max_positions`, `parameters` (of the
        encoder, embeddings included) and `embedding_parameters`.
    """
    if not ref.location and ref.source not in BUILTINS:
        shape = known_shape(ref.source)
        if shape is not None:
            return shape
    raw = read_config(folder(ref))
    hidden = int(raw.get("hidden_size", raw.get("d_model", raw.get("dim", 0))))
    return _shape(
        str(raw["model_type"]),
        hidden,
        int(raw.get("num_hidden_layers", raw.get("num_layers", raw.get("n_layers", 0)))),
        int(raw.get("num_attention_heads", raw.get("num_heads", raw.get("n_heads", 1)))),
        int(raw.get("intermediate_size", raw.get("d_ff", 4 * hidden))),
        int(raw.get("vocab_size", 0)),
        int(raw.get("max_position_embeddings", 0)),
        int(raw.get("type_vocab_size", 0)),
    )


def known_shape(source: str) -> dict[str, Any] | None:
    """The shape of a well-known hub model without its files (see `describe`), or None."""
    owner, _, name = source.rpartition("/")
    if name not in _KNOWN or (owner and owner not in _OWNERS):
        return None
    family, hidden, layers, heads, intermediate, vocab, positions = _KNOWN[name]
    return _shape(family, hidden, layers, heads, intermediate, vocab, positions, 2 if family == "bert" else 1)


def _shape(
    family: str,
    hidden: int,
    layers: int,
    heads: int,
    intermediate: int,
    vocab: int,
    positions: int,
    types: int,
) -> dict[str, Any]:
    embedding = (vocab + positions + types) * hidden + 2 * hidden
    attention = 4 * (hidden * hidden + hidden) + 2 * hidden
    feed_forward = 2 * hidden * intermediate + intermediate + hidden + 2 * hidden
    return {
        "family": family,
        "hidden": hidden,
        "layers": layers,
        "heads": heads,
        "intermediate": intermediate,
        "vocab": vocab,
        "max_positions": positions,
        "parameters": embedding + layers * (attention + feed_forward),
        "embedding_parameters": embedding,
    }


def _resolve_builtin(source: str, seed: int | None) -> BackboneRef:
    path = builtin_folder()
    if not (path / "config.json").is_file():
        raise ModelError(f"the built-in backbone {source!r} is not packaged ({path} is missing); reinstall xstilts")
    if source == "mini":
        return BackboneRef(source=source, fingerprint=_fingerprint(path, _weight_files(path)), family=_family(path))
    if seed is None:
        raise ModelError("the built-in backbone 'random' needs a seed to draw its weights from; give one")
    return BackboneRef(source=source, fingerprint=_fingerprint(path, []), family=_family(path), init_seed=seed)


def _resolve_folder(path: Path, further: tuple[str, ...]) -> BackboneRef:
    if not path.is_dir():
        raise ModelError(f"model folder {path} does not exist; give an existing folder, a hub id or one of {BUILTINS}")
    missing = []
    if not (path / "config.json").is_file():
        missing.append("config.json")
    if not any((path / name).is_file() for name in _WEIGHTS):
        missing.append(f"weights (one of {', '.join(_WEIGHTS)})")
    if not any((path / name).is_file() for name in _TOKENIZERS):
        missing.append(f"a tokenizer (one of {', '.join(_TOKENIZERS)})")
    if missing:
        raise ModelError(
            f"model folder {path} lacks {', '.join(missing)}; write it with save_pretrained of both model and tokenizer"
        )
    fingerprint = _fingerprint(path, [*_weight_files(path), *further])
    return BackboneRef(source=FOLDER, fingerprint=fingerprint, family=_family(path), location=str(path))


def _resolve_hub(source: str, offline: bool, further: tuple[str, ...]) -> BackboneRef:
    from huggingface_hub import snapshot_download

    only_local = offline or os.environ.get("HF_HUB_OFFLINE", "").upper() in ("1", "TRUE", "YES", "ON")
    patterns = ["config.json", *TOKENIZER_FILES, *further]
    try:
        path = Path(snapshot_download(source, allow_patterns=patterns, local_files_only=only_local))
        weights = [*_WEIGHTS[:2], "model-*.safetensors"]
        path = Path(snapshot_download(source, allow_patterns=[*patterns, *weights], local_files_only=only_local))
        if not any((path / name).is_file() for name in _WEIGHTS):
            path = Path(snapshot_download(source, allow_patterns=[_WEIGHTS[2]], local_files_only=only_local))
    except Exception as error:  # the client raises its own, urllib's, httpx's and OSError
        reason = (
            "it is not in the local hub cache (offline)"
            if only_local
            else f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"
        )
        raise ModelError(
            f"model {source!r} is neither a built-in ({', '.join(BUILTINS)}) nor a folder here, and "
            f"the Hugging Face hub gave nothing: {reason}. Give the path of a local folder with "
            "config.json, model.safetensors and tokenizer.json, or download it where the hub can be "
            f"reached (`hf download {source}`) and copy the cache"
        ) from error
    ref = _resolve_folder(path, further)
    commit = path.name
    return ref.model_copy(update={"source": source, "fingerprint": digest([commit, ref.fingerprint])})


def _family(path: Path) -> str:
    return str(read_config(path)["model_type"])


def _weight_files(path: Path) -> list[str]:
    """Names of the files that hold the weights, the same ones that loading reads."""
    if (path / _WEIGHTS[0]).is_file():
        return [_WEIGHTS[0]]
    if (path / _WEIGHTS[1]).is_file():
        return [_WEIGHTS[1], *sorted(file.name for file in path.glob("model-*.safetensors"))]
    return [_WEIGHTS[2]] if (path / _WEIGHTS[2]).is_file() else []


def file_names(path: Path, others: Sequence[str] | None = None) -> list[str]:
    """Names of a backbone folder's files that loading reads: configuration, tokenizer, others (None: all weights)."""
    wanted = ("config.json", *TOKENIZER_FILES, *(_weight_files(path) if others is None else others))
    return [name for name in wanted if (path / name).is_file()]


def _fingerprint(path: Path, others: list[str]) -> str:
    """Digest over the digests of config, tokenizer files and others (weights)."""
    return digest({name: file_digest(path / name) for name in file_names(path, others)})


def is_packed(ref: BackboneRef) -> bool:
    """Whether the backbone runs packed (BERT, RoBERTa, XLM-R) rather than through a padded view."""
    return ref.family in PACKED_FAMILIES


def can_map(ref: BackboneRef, *, from_stage: bool) -> bool:
    """Whether the word embeddings of an encoder may stay in their file for as long as a stage runs (`load_model`'s
    `mapped`): of packed encoders, and where nobody overwrites the file in place. The files of a stage and those of the
    hub are never; a user's own folder may be.

    Args:
        from_stage: the encoder is a train stage's, not the backbone itself.
    """
    return is_packed(ref) and (from_stage or (ref.source != FOLDER and ref.init_seed is None))
