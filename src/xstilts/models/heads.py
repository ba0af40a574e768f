"""Heads: `HeadSpec` to modules. Shapes, order of operations and names follow transformers' XLM-R classes.

Every head takes rows of last hidden states [R, H] and gives logits; which rows is `model.py`'s business.
"""

from __future__ import annotations

from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from xstilts.core.errors import ModelError
from xstilts.core.seeds import derive
from xstilts.models.config import EncoderConfig
from xstilts.models.dropout import Dropout
from xstilts.models.encoder import activate
from xstilts.tasks.encoded import HeadSpec


class LabelHead(nn.Module):
    """Dropout, dense, tanh, dropout, projection (`XLMRobertaClassificationHead`).

    Without the first dropout it is BERT's pooler and classifier, and the multiple choice head of both
    families.
    """

    def __init__(self, hidden: int, size: int, rate: float, *, input_dropout: bool) -> None:
        super().__init__()
        self.before = Dropout(rate if input_dropout else 0.0)
        self.dense = nn.Linear(hidden, hidden)
        self.after = Dropout(rate)
        self.out_proj = nn.Linear(hidden, size)

    def forward(self, states: Tensor) -> Tensor:
        """[R, H] to [R, size]."""
        return cast(Tensor, self.out_proj(self.after(torch.tanh(self.dense(self.before(states))))))


class LinearHead(nn.Module):
    """Dropout and one projection (`ForTokenClassification`; `ForQuestionAnswering` with rate 0)."""

    def __init__(self, hidden: int, size: int, rate: float) -> None:
        super().__init__()
        self.before = Dropout(rate)
        self.out_proj = nn.Linear(hidden, size)

    def forward(self, states: Tensor) -> Tensor:
        """[R, H] to [R, size]."""
        return cast(Tensor, self.out_proj(self.before(states)))


class LmHead(nn.Module):
    """Dense, activation, layer norm, decoder tied to the word embeddings, bias (`XLMRobertaLMHead`)."""

    def __init__(self, hidden: int, vocab: int, eps: float, activation: str) -> None:
        super().__init__()
        self.dense = nn.Linear(hidden, hidden)
        self.layer_norm = nn.LayerNorm(hidden, eps=eps)
        self.bias = nn.Parameter(torch.zeros(vocab))
        self.activation = activation
        self.sampled: SampledVocabulary | None = None

    def forward(self, states: Tensor, table: Tensor) -> Tensor:
        """[R, H] and the [V, H] word embeddings to [R, V]."""
        return F.linear(self.features(states), table, self.bias)

    def features(self, states: Tensor) -> Tensor:
        """[R, H] to [R, H]: what is multiplied with the word embeddings."""
        return cast(Tensor, self.layer_norm(activate(self.activation, self.dense(states))))


class SampledVocabulary:
    """A softmax over the targets of a step and a random part of the vocabulary, in training only.

    Candidates are drawn with replacement in proportion to `frequency ** 0.75`; logits are corrected by the log of the
    probability that a token is among them, which keeps the full softmax's optimum (Jean et al. 2015, arXiv:1412.2007,
    sections 3.1-3.2). On a CPU a vocabulary of 30,000 costs more than four layers of width 256.
    """

    def __init__(self, frequency: Tensor, count: int) -> None:
        """`frequency` float [V], positive; `count` draws a step."""
        weight = frequency.double() ** 0.75
        share = weight / weight.sum()
        self.count = count
        self.cumulative = share.cumsum(0)
        self.log_included = torch.log(-torch.expm1(-count * share)).float()

    def loss(self, head: LmHead, states: Tensor, targets: Tensor, table: Tensor) -> Tensor:
        """Cross-entropy summed over rows: states [R, H], targets int64 [R], table [V, H]. Draws from torch's generator."""
        drawn = torch.rand(self.count, dtype=torch.float64).to(targets.device)
        last = len(self.cumulative) - 1
        candidates = torch.unique(torch.cat([targets, torch.searchsorted(self.cumulative, drawn).clamp(max=last)]))
        # Rows and candidates are filled up so that there are few distinct matrix shapes: see `models.batch`.
        features = F.pad(head.features(states), (0, 0, 0, -len(states) % 64))
        rows = F.pad(table[candidates], (0, 0, 0, -len(candidates) % 256))
        logits = F.linear(features, rows)[: len(states), : len(candidates)].float()
        logits = logits + head.bias[candidates] - self.log_included[candidates]
        return F.cross_entropy(logits, torch.searchsorted(candidates, targets), reduction="sum")


def build_head(spec: HeadSpec, config: EncoderConfig) -> nn.Module:
    """The module of a head, not yet drawn (see `draw_head`).

    Raises:
        ModelError: a shape that has no module, or a size below 1.
    """
    if spec.size < 1:
        raise ModelError(f"a head of shape {spec.shape!r} needs at least one output, not {spec.size}")
    hidden, rate = config.hidden, config.classifier_dropout
    if spec.shape == "label":
        return LabelHead(hidden, spec.size, rate, input_dropout=config.family != "bert")
    if spec.shape == "score":
        return LabelHead(hidden, 1, rate, input_dropout=False)
    if spec.shape == "token":
        return LinearHead(hidden, spec.size, rate)
    if spec.shape == "span":
        return LinearHead(hidden, 2, 0.0)
    if spec.shape == "lm":
        activation = config.activation if config.family == "bert" else "gelu"
        return LmHead(hidden, config.vocab, config.eps, activation)
    raise ModelError(f"a head of shape {spec.shape!r} has no parameters; use the model's hidden states")


def draw_head(head: nn.Module, *, seed: int, name: str, deviation: float) -> None:
    """Draw a fresh head from (seed, name) alone, so that it does not depend on what else is in the model.

    As transformers does: matrices from N(0, deviation), biases 0, layer norms 1 and 0.
    """
    draw_parameters(head, seed=derive(seed, "head", name), deviation=deviation)


@torch.no_grad()
def draw_parameters(module: nn.Module, *, seed: int, deviation: float) -> None:
    """Draw every parameter of a module from (seed, its own name): matrices N(0, deviation), the rest 0, norms
    1 and 0.

    The row of an embedding's padding index is 0.
    """
    for path, child in module.named_modules():
        for name, parameter in child.named_parameters(recurse=False):
            if parameter.ndim == 2:
                generator = torch.Generator().manual_seed(derive(seed, "weights", f"{path}.{name}"))
                parameter.normal_(0.0, deviation, generator=generator)
            else:
                parameter.fill_(1.0 if isinstance(child, nn.LayerNorm) and name == "weight" else 0.0)
        if isinstance(child, nn.Embedding) and child.padding_idx is not None:
            child.weight[child.padding_idx].zero_()
