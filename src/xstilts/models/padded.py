"""Any other architecture: transformers' own model on a padded view of the batch, same interface."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn

from xstilts.core.errors import ModelError
from xstilts.models.batch import Batch
from xstilts.models.encoder import check_layers


class PaddedEncoder(nn.Module):
    """An `Encoder` around a transformers model (the encoder half of an encoder-decoder)."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model
        config = model.config
        self.width = int(config.hidden_size)
        self.depth = int(config.num_hidden_layers)
        self.pad_id = int(getattr(config, "pad_token_id", None) or 0)
        accepted = inspect.signature(model.forward).parameters
        self.takes_types = "token_type_ids" in accepted and int(getattr(config, "type_vocab_size", 0) or 0) > 1

    def word_embeddings(self) -> nn.Parameter:
        """The [V, H] table."""
        return cast(nn.Parameter, self.model.get_input_embeddings().weight)

    def hidden(self, batch: Batch, layers: Sequence[int] | None = None) -> Tensor | list[Tensor]:
        """As `Encoder.hidden`; every layer is computed."""
        inputs: dict[str, Tensor] = {"input_ids": self._pad(batch.ids, batch, self.pad_id)}
        inputs["attention_mask"] = self._pad(torch.ones_like(batch.ids), batch, 0)
        if self.takes_types:
            inputs["token_type_ids"] = self._pad(batch.types, batch, 0)
        output = self.model(**inputs, output_hidden_states=layers is not None, return_dict=True)
        if layers is None:
            return cast(Tensor, output.last_hidden_state[batch.sequence, batch.local])
        check_layers(layers, self.depth)
        return [output.hidden_states[index][batch.sequence, batch.local] for index in layers]

    def rows(self, batch: Batch, index: Tensor) -> Tensor:
        """Last hidden states [R, H] of some tokens."""
        return cast(Tensor, self.hidden(batch))[index]

    @staticmethod
    def _pad(values: Tensor, batch: Batch, fill: int) -> Tensor:
        padded = values.new_full((len(batch.offsets) - 1, batch.longest), fill)
        padded[batch.sequence, batch.local] = values
        return padded


def load_padded(folder: Path, *, dropout: float | None) -> PaddedEncoder:
    """A model folder through `AutoModel`, in fp32.

    Raises:
        ModelError: transformers cannot load it, or the folder does not hold every weight.
    """
    from transformers import AutoConfig, AutoModel

    try:
        config = AutoConfig.from_pretrained(str(folder), local_files_only=True)
        for name in (
            "hidden_dropout_prob",
            "attention_probs_dropout_prob",
            "dropout",
            "attention_dropout",
            "dropout_rate",
        ):
            if dropout is not None and isinstance(getattr(config, name, None), float):
                setattr(config, name, dropout)
        model, info = AutoModel.from_pretrained(
            str(folder), config=config, dtype=torch.float32, local_files_only=True, output_loading_info=True
        )
    except Exception as error:  # transformers raises many kinds here
        raise ModelError(
            f"transformers cannot load {folder} ({type(error).__name__}: {error}); expected a folder that "
            "AutoModel.from_pretrained reads"
        ) from error
    missing = sorted(name for name in info["missing_keys"] if "pooler" not in name)
    if missing:
        raise ModelError(f"{folder} lacks {len(missing)} weights of its model, first {missing[0]}; restore its weights")
    return PaddedEncoder(model.get_encoder() if config.is_encoder_decoder else model)
