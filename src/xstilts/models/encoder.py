"""The packed encoder: BERT, RoBERTa and XLM-R over flat tokens [T], with next to no work on padding.

Post-layer-norm transformer encoders (Devlin et al. 2019; Liu et al. 2019; Conneau et al. 2020). Module names
are those of Hugging Face's `BertModel` / `XLMRobertaModel` without pooler, so a state dict maps one to one.
Inside, tokens lie in the order of `Plan` (sorted by sequence length); everything that leaves is in the
batch's own order.

Start reading at `PackedEncoder`. An encoder of any kind offers `hidden`, `rows`, `width`, `depth`,
`word_embeddings` (see `Encoder`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from xstilts.core.errors import ModelError
from xstilts.models.arithmetic import computed
from xstilts.models.attention import packed_attention, used
from xstilts.models.batch import Batch, round_up
from xstilts.models.config import EncoderConfig
from xstilts.models.dropout import Dropout, dropout

WORDS = "embeddings.word_embeddings.weight"
"""The name of a packed encoder's [V, H] table of words among its parameters."""


class Encoder(Protocol):
    """What heads and the rest of the program need of an encoder, packed or padded."""

    width: int
    """Size of a hidden state (H)."""
    depth: int
    """Number of layers; hidden_states have indices 0 (embeddings) to depth."""

    def hidden(self, batch: Batch, layers: Sequence[int] | None = None) -> Tensor | list[Tensor]:
        """Last hidden states [T, H], or a list with one [T, H] for each index of hidden_states asked for."""
        ...

    def rows(self, batch: Batch, index: Tensor) -> Tensor:
        """Last hidden states [R, H] of some tokens (int64 [R]) alone."""
        ...

    def word_embeddings(self) -> nn.Parameter:
        """The [V, H] table that a masked LM head is tied to."""
        ...


class Embeddings(nn.Module):
    """Sum of word, type and position embeddings, normalised."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        # every user fills the table, so it is not drawn here: that would cost seconds and a gigabyte
        unset = torch.empty(config.vocab, config.hidden)
        self.word_embeddings = nn.Embedding(config.vocab, config.hidden, padding_idx=config.pad_id, _weight=unset)
        self.position_embeddings = nn.Embedding(config.max_positions, config.hidden)
        self.token_type_embeddings = nn.Embedding(config.type_vocab, config.hidden)
        self.LayerNorm = nn.LayerNorm(config.hidden, eps=config.eps)
        self.dropout = Dropout(config.hidden_dropout)

    def forward(self, ids: Tensor, types: Tensor, positions: Tensor) -> Tensor:
        """Int64 [T] each; `positions` with the family's offset. Returns [T, H]."""
        total = self.word_embeddings(ids) + self.token_type_embeddings(types) + self.position_embeddings(positions)
        return cast(Tensor, self.dropout(self.LayerNorm(total)))


class Projections(nn.Module):
    """Queries, keys and values: three parameters each, as Hugging Face names them, used as one product."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.query = nn.Linear(config.hidden, config.hidden)
        self.key = nn.Linear(config.hidden, config.hidden)
        self.value = nn.Linear(config.hidden, config.hidden)

    def forward(self, states: Tensor) -> Tensor:
        """[T, H] to [T, 3 * H]."""
        weight = torch.cat([self.query.weight, self.key.weight, self.value.weight])
        return F.linear(states, weight, torch.cat([self.query.bias, self.key.bias, self.value.bias]))


class Residual(nn.Module):
    """Projection, dropout, residual sum, layer norm."""

    def __init__(self, size: int, config: EncoderConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(size, config.hidden)
        self.LayerNorm = nn.LayerNorm(config.hidden, eps=config.eps)
        self.rate = config.hidden_dropout

    def forward(self, states: Tensor, residual: Tensor) -> Tensor:
        """[R, size] and [R, H] to [R, H]."""
        update = dropout(self.dense(states), self.rate, self.training)
        return cast(Tensor, self.LayerNorm(update + residual))


class Attention(nn.Module):
    """Self-attention with its output projection. The child is called `self`, as in Hugging Face's names."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.add_module("self", Projections(config))
        self.output = Residual(config.hidden, config)
        self.heads = config.heads
        self.rate = config.attention_dropout

    def forward(self, states: Tensor, batch: Batch, keep: Tensor | None) -> Tensor:
        """[T, H] to [T, H], or to [R, H] for the places `keep` alone (attending to all tokens)."""
        qkv = self.get_submodule("self")(states)
        context = packed_attention(qkv, batch.plan, self.heads, self.rate if self.training else 0.0)
        if keep is not None:
            context, states = context[keep], states[keep]
        return cast(Tensor, self.output(context, states))


class Intermediate(nn.Module):
    """The widening half of the feed-forward block."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(config.hidden, config.intermediate)
        self.activation = config.activation

    def forward(self, states: Tensor) -> Tensor:
        """[R, H] to [R, intermediate]."""
        return activate(self.activation, self.dense(states))


class Layer(nn.Module):
    """One transformer layer."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.attention = Attention(config)
        self.intermediate = Intermediate(config)
        self.output = Residual(config.intermediate, config)

    def forward(self, states: Tensor, batch: Batch, keep: Tensor | None = None) -> Tensor:
        """[T, H] to [T, H] ([R, H] with `keep`)."""
        attended = self.attention(states, batch, keep)
        return cast(Tensor, self.output(self.intermediate(attended), attended))


class Layers(nn.Module):
    """The list of layers, under Hugging Face's name `encoder.layer`."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.layer = nn.ModuleList(Layer(config) for _ in range(config.layers))


class PackedEncoder(nn.Module):
    """An `Encoder` for BERT, RoBERTa and XLM-R weights."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        if config.hidden % config.heads:
            raise ModelError(f"hidden_size {config.hidden} is not a multiple of {config.heads} attention heads")
        activate(config.activation, torch.zeros(1))
        self.config = config
        self.width = config.hidden
        self.depth = config.layers
        self.embeddings = Embeddings(config)
        self.encoder = Layers(config)

    def word_embeddings(self) -> nn.Parameter:
        """The [V, H] table."""
        return cast(nn.Parameter, self.embeddings.word_embeddings.weight)

    def attention(self, device: str, precision: str) -> dict[str, str]:
        """Names of the attention that runs on a device at fp32 or bf16, in `training` and `evaluation`."""
        dtype = torch.bfloat16 if computed(precision, device) == "bf16" else torch.float32
        size, where = self.config.hidden // self.config.heads, torch.device(device)
        rates = {"training": self.config.attention_dropout, "evaluation": 0.0}
        return {phase: used(where, dtype, size, rate) for phase, rate in rates.items()}

    def hidden(self, batch: Batch, layers: Sequence[int] | None = None) -> Tensor | list[Tensor]:
        """Hidden states in the batch's order.

        Args:
            batch: T packed tokens.
            layers: indices as in Hugging Face's `hidden_states`: 0 is the (normalised) output of the
                embeddings, `depth` the last layer. None asks for the last alone. Layers above the highest
                index are not computed.

        Returns:
            [T, H], or a list of [T, H] in the order of `layers`.

        Raises:
            ModelError: an index outside 0..depth, or a sequence longer than the model allows.
        """
        if layers is None:
            return self._unsort(self._states(batch, self.depth)[-1], batch)
        check_layers(layers, self.depth)
        states = self._states(batch, max(layers, default=0))
        return [self._unsort(states[index], batch) for index in layers]

    def rows(self, batch: Batch, index: Tensor) -> Tensor:
        """Last hidden states [R, H] of the tokens `index` (int64 [R]) alone.

        The last layer's projections and feed-forward block run on these rows only: for a head on first tokens
        that is most of a layer saved, with the same values and gradients.
        """
        below = self._states(batch, self.depth - 1)[-1]
        place = batch.plan.place[index]
        if place.device.type == "cpu":  # few distinct shapes: see `batch`
            place = F.pad(place, (0, round_up(len(index)) - len(index)))
        return cast(Tensor, self.encoder.layer[self.depth - 1](below, batch, place)[: len(index)])

    def _states(self, batch: Batch, upto: int) -> list[Tensor]:
        """Hidden states 0..upto in the sorted order."""
        if batch.longest > self.config.max_length:
            raise ModelError(
                f"a sequence has {batch.longest} tokens; this model takes at most "
                f"{self.config.max_length}; lower max_length in the recipe"
            )
        if batch.ids.device.type == "cpu" and int(batch.ids.max()) >= self.config.vocab:
            raise ModelError(
                f"token id {int(batch.ids.max())} is outside the model's vocabulary of "
                f"{self.config.vocab}; the tokenizer in the model's folder does not belong to its weights"
            )
        order = batch.plan.order
        positions = batch.positions[order] + self.config.position_offset
        states = [self.embeddings(batch.ids[order], batch.types[order], positions)]
        for layer in list(self.encoder.layer)[:upto]:
            states.append(layer(states[-1], batch))
        return states

    @staticmethod
    def _unsort(states: Tensor, batch: Batch) -> Tensor:
        return states[: batch.tokens] if batch.plan.inside else states[batch.plan.place]


def check_layers(layers: Sequence[int], depth: int) -> None:
    """Refuse indices outside hidden_states."""
    wrong = [index for index in layers if not 0 <= index <= depth]
    if wrong:
        raise ModelError(
            f"layer {wrong[0]} does not exist: this model has hidden states 0 (embeddings) to "
            f"{depth}; choose one of these in `retrieval.layer`"
        )


def activate(name: str, values: Tensor) -> Tensor:
    """The configuration's `hidden_act`; `gelu` is the exact one (erf).

    Raises:
        ModelError: an activation that none of the packed families was published with.
    """
    if name == "gelu":
        return F.gelu(values)
    if name in ("gelu_new", "gelu_pytorch_tanh"):
        return F.gelu(values, approximate="tanh")
    if name == "relu":
        return F.relu(values)
    if name in ("silu", "swish"):
        return F.silu(values)
    raise ModelError(f"activation {name!r} is not supported; allowed: gelu, gelu_new, gelu_pytorch_tanh, relu, silu")
