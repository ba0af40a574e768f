"""`Model`: one encoder and its heads; losses and outputs per head shape; loading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from xstilts.core.errors import ModelError
from xstilts.core.seeds import derive
from xstilts.models import backbones
from xstilts.models.batch import Batch
from xstilts.models.config import PACKED_FAMILIES, EncoderConfig, parse_config, read_config
from xstilts.models.encoder import WORDS, Encoder, PackedEncoder
from xstilts.models.heads import LmHead, build_head, draw_head, draw_parameters
from xstilts.models.reference import BackboneRef
from xstilts.models.weights import fill_encoder, pretrained_lm, read_tensors
from xstilts.tasks.encoded import HeadSpec


class Model(nn.Module):
    """An encoder and named heads.

    Attributes:
        encoder: packed or padded; parameters are named as in Hugging Face's base model.
        heads: module per head; use `head(name)` (keys are escaped because module names cannot hold dots).
        specs: head name -> HeadSpec, `embedding` heads included (they have no module).
        config: the encoder's shape.
    """

    def __init__(self, encoder: nn.Module, config: EncoderConfig, specs: Mapping[str, HeadSpec]) -> None:
        super().__init__()
        self.config = config
        self.specs = dict(specs)
        self.encoder = encoder
        self.heads = nn.ModuleDict(
            {head_key(name): build_head(spec, config) for name, spec in specs.items() if spec.shape != "embedding"}
        )

    @property
    def core(self) -> Encoder:
        """The encoder by its interface."""
        return cast(Encoder, self.encoder)

    def head(self, name: str) -> nn.Module:
        """The module of a head.

        Raises:
            ModelError: there is no such head, or it has no parameters.
        """
        if head_key(name) not in self.heads:
            raise ModelError(f"this model has no head {name!r}; it has: {', '.join(self.specs) or 'none'}")
        return self.heads[head_key(name)]

    def hidden(self, batch: Batch, layers: Sequence[int] | None = None) -> Tensor | list[Tensor]:
        """Last hidden states [T, H], or one [T, H] for each of `layers` (0 = embeddings); see `Encoder`."""
        return self.core.hidden(batch, layers)

    def loss(self, batch: Batch, head: str) -> tuple[Tensor, int]:
        """Cross-entropy summed over scored units, and their number.

        Units: groups (label, score), tokens whose target is not IGNORE (token, lm), windows (span; the mean
        of start and end). Divide by the number of units of the whole optimizer step.

        Returns:
            A scalar in fp32 (0 with a graph when nothing is scored), and the count.
        """
        module, shape = self.head(head), self.specs[head].shape
        if shape in ("token", "lm"):
            index = batch.scored
            rows, table = self.core.rows(batch, index), self.core.word_embeddings()
            if isinstance(module, LmHead) and module.softmax is not None:
                languages = batch.languages[index]
                return module.softmax.loss(module, rows, batch.targets[index], languages, table), len(index)
            logits = self._logits(module, rows)
            return F.cross_entropy(logits.float(), batch.targets[index], reduction="sum"), len(index)
        logits = self._grouped(batch, head, module)
        if shape == "span":
            starts, ends = (_chosen(logits[:, :, side], batch.targets[:, side]) for side in (0, 1))
            return (starts + ends) / 2, len(batch.targets)
        return _chosen(logits, batch.targets), len(batch.targets)

    def outputs(self, batch: Batch, head: str) -> Tensor:
        """What a kind decodes: label [G, size] and span [T, 2] logits, score [S], token int64 [T] argmax."""
        module, shape = self.head(head), self.specs[head].shape
        if shape == "label":
            return self._grouped(batch, head, module)
        if shape == "score":
            return self._logits(module, self._summary(batch, head)).squeeze(1).float()
        if shape == "lm":
            raise ModelError("a masked LM head has a loss but no predictions; choose another head")
        logits = self._logits(module, cast(Tensor, self.core.hidden(batch)))
        return logits.argmax(-1) if shape == "token" else logits.float()

    def _summary(self, batch: Batch, head: str) -> Tensor:
        """What a head of shape label or score reads: [R, H], or [R, 5 * H] with `pooling` "parts".

        Rows are sequences for score; for label the first sequence of each group.
        """
        spec, first = self.specs[head], batch.groups[:-1]
        if spec.pooling == "parts":
            rows = parts_of(cast(Tensor, self.core.hidden(batch)).float(), batch)
            return rows[first] if spec.shape == "label" else rows
        return self.core.rows(batch, batch.offsets[first] if spec.shape == "label" else batch.offsets[:-1])

    def _logits(self, module: nn.Module, states: Tensor) -> Tensor:
        inputs = (states, self.core.word_embeddings()) if isinstance(module, LmHead) else (states,)
        return cast(Tensor, module(*inputs))

    def _grouped(self, batch: Batch, head: str, module: nn.Module) -> Tensor:
        """Logits in fp32 laid out for a softmax over dimension 1; places outside a group or sequence hold
        -inf.

        label [G, size]; score [G, choices]; span [S, L, 2].
        """
        shape = self.specs[head].shape
        if shape == "label":
            return self._logits(module, self._summary(batch, head)).float()
        if shape == "score":
            scores = self._logits(module, self._summary(batch, head)).squeeze(1).float()
            sizes = batch.groups.diff()
            group = torch.repeat_interleave(
                torch.arange(len(sizes), device=sizes.device), sizes, output_size=len(scores)
            )
            place = torch.arange(len(scores), device=sizes.device) - batch.groups[group]
            table = scores.new_full((len(sizes), batch.widest), float("-inf"))
            return table.index_put((group, place), scores)
        logits = self._logits(module, cast(Tensor, self.core.hidden(batch))).float()
        table = logits.new_full((len(batch.offsets) - 1, batch.longest, 2), float("-inf"))
        return table.index_put((batch.sequence, batch.local), logits)


def parts_of(states: Tensor, batch: Batch) -> Tensor:
    """[T, H] to [S, 5 * H]: first token, u, v, |u - v|, u * v with u, v the means over the two texts of a sequence.

    Special tokens count in neither (their sum has a row of its own); v is 0 where there is one text.
    """
    seen = batch.special.long().cumsum(0)
    before = seen[batch.offsets[:-1]]  # the first token is special, and counted
    second = (seen - before[batch.sequence]) > 0
    sequences = len(batch.offsets) - 1
    place = torch.where(batch.special, 2 * sequences, batch.sequence * 2 + second)
    sums = states.new_zeros(2 * sequences + 1, states.shape[1]).index_add(0, place, states)
    sizes = place.new_zeros(2 * sequences + 1).index_add(0, place, torch.ones_like(place)).clamp(min=1)
    u, v = (sums / sizes[:, None])[:-1].view(sequences, 2, -1).unbind(1)
    return torch.cat([states[batch.offsets[:-1]], u, v, (u - v).abs(), u * v], dim=1)


def head_key(name: str) -> str:
    """A head's key among modules: its name, without dots (torch forbids them), never that of a method."""
    key = name.replace("%", "%25").replace(".", "%2E")
    return key + "%" if hasattr(nn.ModuleDict, key) else key


def load_model(
    ref: BackboneRef,
    *,
    heads: Mapping[str, HeadSpec],
    encoder_dir: Path | None = None,
    heads_dir: Path | None = None,
    seed: int,
    dropout: float | None = None,
    mapped: bool = False,
) -> Model:
    """Build a model: the encoder of a stage's output or of the backbone, and heads from a stage's output or
    fresh.

    Args:
        ref: the backbone (its config and tokenizer hold for every stage made from it).
        heads: head name -> spec.
        encoder_dir: the `encoder/` folder of a train stage; None takes the backbone's weights (drawn from
            `init_seed` for `random`).
        heads_dir: the folder of a train stage whose heads are taken; each of `heads` must be there with its
            spec. None draws each head from (seed, its name); a masked LM head is the backbone's own when it
            has one.
        seed: what fresh heads are drawn from.
        dropout: replaces every dropout rate of the configuration.
        mapped: leave the word embeddings of a packed encoder in their file, where it holds fp32: they are read
            when touched, and the file stays as it is whatever is written to them. The file must not be overwritten
            in place meanwhile.

    Returns:
        The model on the CPU in fp32, in training mode.

    Raises:
        ModelError: the encoder would be partly loaded, or a head is missing or does not fit.
    """
    encoder, config = _load_encoder(ref, encoder_dir, dropout, mapped=mapped)
    model = Model(encoder, config, heads)
    for name, spec in heads.items():
        if spec.shape == "embedding":
            continue
        draw_head(model.head(name), seed=seed, name=name, deviation=config.initializer_range)
        if spec.shape == "lm" and heads_dir is None and ref.init_seed is None:
            pretrained = pretrained_lm(ref.family, backbones.folder(ref)) if backbones.is_packed(ref) else None
            if pretrained is not None:
                model.head(name).load_state_dict(pretrained)
    if heads_dir is not None:
        from xstilts.models.layout import fill_heads

        fill_heads(model, heads_dir)
    return model.train()


def load_words(ref: BackboneRef, encoder_dir: Path | None = None) -> Tensor:
    """The word embeddings fp32 [V, H] that `load_model` gives a packed encoder, mapped as there."""
    encoder, _ = _load_encoder(ref, encoder_dir, None, mapped=True)
    return cast(Encoder, encoder).word_embeddings().detach()


def _load_encoder(
    ref: BackboneRef, encoder_dir: Path | None, dropout: float | None, *, mapped: bool
) -> tuple[nn.Module, EncoderConfig]:
    place = encoder_dir or backbones.folder(ref)
    raw = read_config(place)
    if raw["model_type"] not in PACKED_FAMILIES:
        from xstilts.models.padded import load_padded

        padded = load_padded(place, dropout=dropout)
        return padded, _head_config(raw, padded.width, len(padded.word_embeddings()), dropout)
    config = parse_config(raw, dropout=dropout)
    encoder = PackedEncoder(config)
    if encoder_dir is None and ref.init_seed is not None:
        seed = derive(ref.init_seed, "backbone")
        draw_parameters(encoder, seed=seed, deviation=config.initializer_range)
    else:
        fill_encoder(encoder, read_tensors(place), str(place), uncopied=[WORDS] if mapped else [])
    return encoder, config


def _head_config(raw: Mapping[str, object], width: int, vocab: int, dropout: float | None) -> EncoderConfig:
    """What heads need to know of an architecture that we do not run ourselves."""
    known = {
        "vocab_size": vocab,
        "hidden_size": width,
        "num_hidden_layers": 0,
        "num_attention_heads": 1,
        "intermediate_size": 0,
        "hidden_dropout_prob": raw.get("hidden_dropout_prob", raw.get("dropout", raw.get("dropout_rate"))),
        "model_type": raw["model_type"],
    }
    return parse_config(known, dropout=dropout)


def _chosen(logits: Tensor, targets: Tensor) -> Tensor:
    """Sum over rows of -log softmax(logits)[target]; -inf entries are outside the softmax."""
    return F.cross_entropy(logits, targets, reduction="sum")
