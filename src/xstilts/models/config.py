"""The shape of an encoder, read from a Hugging Face `config.json`. No torch."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xstilts.core.errors import ModelError

PACKED_FAMILIES = ("bert", "roberta", "xlm-roberta")
"""Architectures that run packed; every other one gets a padded view (`padded.py`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderConfig:
    """What the packed encoder needs to know. `raw` is the whole configuration as it was read."""

    family: str
    vocab: int
    hidden: int
    layers: int
    heads: int
    intermediate: int
    max_positions: int
    type_vocab: int
    pad_id: int
    eps: float
    activation: str
    hidden_dropout: float
    attention_dropout: float
    classifier_dropout: float
    initializer_range: float
    raw: Mapping[str, Any] = field(repr=False)

    @property
    def position_offset(self) -> int:
        """Position id of a sequence's first token: pad_id + 1 for RoBERTa and XLM-R (fairseq), 0 for BERT."""
        return 0 if self.family == "bert" else self.pad_id + 1

    @property
    def max_length(self) -> int:
        """The longest sequence the position table allows, specials included."""
        return self.max_positions - self.position_offset


def read_config(folder: Path) -> dict[str, Any]:
    """The JSON object of `folder/config.json`.

    Raises:
        ModelError: it is missing, not JSON, or has no `model_type`.
    """
    path = folder / "config.json"
    if not path.is_file():
        raise ModelError(
            f"{folder} is not a model folder: config.json is missing; expected config.json, "
            "model.safetensors and tokenizer.json as Hugging Face's save_pretrained writes them"
        )
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ModelError(f"{path} is not JSON ({error}); restore the file from where the model came from") from error
    if not isinstance(config, dict) or not isinstance(config.get("model_type"), str):
        raise ModelError(f"{path} does not name a model_type; expected for example one of {', '.join(PACKED_FAMILIES)}")
    return config


def parse_config(raw: Mapping[str, Any], *, dropout: float | None = None) -> EncoderConfig:
    """The encoder's shape; `dropout` replaces every dropout rate of the configuration.

    Defaults are those of Hugging Face's BertConfig and XLMRobertaConfig.

    Raises:
        ModelError: a value is missing, or the positions are not absolute.
    """
    family = str(raw["model_type"])
    if raw.get("position_embedding_type", "absolute") != "absolute":
        raise ModelError(
            f"position_embedding_type {raw['position_embedding_type']!r} of a {family} model is not "
            "supported; allowed: absolute"
        )
    try:
        hidden_dropout = _rate(raw.get("hidden_dropout_prob"), 0.1, dropout)
        return EncoderConfig(
            family=family,
            vocab=int(raw["vocab_size"]),
            hidden=int(raw["hidden_size"]),
            layers=int(raw["num_hidden_layers"]),
            heads=int(raw["num_attention_heads"]),
            intermediate=int(raw["intermediate_size"]),
            max_positions=int(raw.get("max_position_embeddings", 512)),
            type_vocab=int(raw.get("type_vocab_size", 2)),
            pad_id=int(raw.get("pad_token_id", 0 if family == "bert" else 1)),
            eps=float(raw.get("layer_norm_eps", 1e-12)),
            activation=str(raw.get("hidden_act", "gelu")),
            hidden_dropout=hidden_dropout,
            attention_dropout=_rate(raw.get("attention_probs_dropout_prob"), 0.1, dropout),
            classifier_dropout=_rate(raw.get("classifier_dropout"), hidden_dropout, dropout),
            initializer_range=float(raw.get("initializer_range", 0.02)),
            raw=dict(raw),
        )
    except KeyError as error:
        raise ModelError(f"the configuration of this {family} model lacks {error}; restore its config.json") from error


def _rate(value: Any, default: float, override: float | None) -> float:
    if override is not None:
        return override
    return default if value is None else float(value)
