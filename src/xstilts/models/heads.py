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
from xstilts.models.batch import moved, on_host
from xstilts.models.config import EncoderConfig
from xstilts.models.dropout import Dropout
from xstilts.models.encoder import activate
from xstilts.tasks.encoded import HeadSpec

PARTS = 5
"""What a head with `pooling` "parts" reads: first token, u, v, |u - v|, u * v (InferSent's features, Conneau et al.
2017, arXiv:1705.02364, over the parts of one sequence)."""
UNSEEN = 0.005
"""Share of a language's frequencies that is spread over the tokens of all languages."""


class LabelHead(nn.Module):
    """Dropout, dense, tanh, dropout, projection (`XLMRobertaClassificationHead`).

    Without the first dropout it is BERT's pooler and classifier, and the multiple choice head of both
    families.
    """

    def __init__(self, hidden: int, size: int, rate: float, *, input_dropout: bool, inputs: int = 1) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(hidden) for _ in range(inputs if inputs > 1 else 0))
        self.before = Dropout(rate if input_dropout else 0.0)
        self.dense = nn.Linear(inputs * hidden, hidden)
        self.after = Dropout(rate)
        self.out_proj = nn.Linear(hidden, size)

    def forward(self, states: Tensor) -> Tensor:
        """[R, inputs * H] to [R, size]; several inputs are normalised one by one, since their sizes differ widely."""
        if self.norms:
            parts = states.chunk(len(self.norms), dim=1)
            states = torch.cat([norm(part) for norm, part in zip(self.norms, parts, strict=True)], dim=1)
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
    """Dense, activation, layer norm, decoder tied to the word embeddings, bias (`XLMRobertaLMHead`).

    `untie` gives it a decoder of its own: a table that only predicts, so that what prediction needs (telling a word
    from its translations) does not pull on the embeddings.
    """

    def __init__(self, hidden: int, vocab: int, eps: float, activation: str) -> None:
        super().__init__()
        self.dense = nn.Linear(hidden, hidden)
        self.layer_norm = nn.LayerNorm(hidden, eps=eps)
        self.bias = nn.Parameter(torch.zeros(vocab))
        self.activation = activation
        self.decoder: nn.Parameter | None = None
        self.softmax: LanguageSoftmax | None = None

    def untie(self, table: Tensor) -> None:
        """Predict with a table of its own from now on, which starts as the [V, H] word embeddings."""
        self.decoder = nn.Parameter(table.detach().clone())

    def table(self, embeddings: Tensor) -> Tensor:
        """What is predicted with, [V, H]: the word embeddings unless `untie` was called."""
        return embeddings if self.decoder is None else self.decoder

    def forward(self, states: Tensor, embeddings: Tensor) -> Tensor:
        """[R, H] and the [V, H] word embeddings to [R, V]."""
        return F.linear(self.features(states), self.table(embeddings), self.bias)

    def features(self, states: Tensor) -> Tensor:
        """[R, H] to [R, H]: what is multiplied with the word embeddings."""
        return cast(Tensor, self.layer_norm(activate(self.activation, self.dense(states))))


class LanguageSoftmax:
    """A masked LM softmax that is told the language of each token, over a sample of the vocabulary in training.

    Logits are those of the tied head plus the log frequency of the token in its language. Start embeddings that are
    aligned across languages cannot tell a word from its translations; the frequencies do, so that hidden states need
    not carry the language. In training the softmax runs over the step's targets and `count` draws from the languages
    at hand (frequency ** 0.75), corrected by the log of the probability that a token is drawn, which keeps the full
    softmax's optimum (Jean et al. 2015, arXiv:1412.2007, section 3) but for the targets of other rows, which are always
    candidates and count as drawn ones (a few percent of extra weight at 4,096 draws): on a CPU a vocabulary of 30,000
    costs more than four layers of width 256. In evaluation it runs over the whole vocabulary.
    """

    def __init__(self, counts: Tensor, sampled: int) -> None:
        """`counts` [L, V]: how often each token occurs in the text of each language. `sampled` 0: no sampling."""
        share = counts.double() / counts.double().sum(dim=1, keepdim=True).clamp(min=1)
        overall = counts.double().sum(dim=0) + 0.5
        share = (1 - UNSEEN) * share + UNSEEN * overall / overall.sum()
        weight = share**0.75
        self.log_share = share.log().float()
        self.proposal = weight / weight.sum(dim=1, keepdim=True)
        self.sampled = sampled

    def loss(self, head: LmHead, states: Tensor, targets: Tensor, languages: Tensor, embeddings: Tensor) -> Tensor:
        """Cross-entropy summed over rows: states [R, H], targets and languages int64 [R], embeddings [V, H].

        Draws candidates from torch's generator in training mode.
        """
        if not (head.training and self.sampled):
            logits = head(states, embeddings).float() + self.log_share[languages]
            return F.cross_entropy(logits, targets, reduction="sum")
        found = languages.new_zeros(len(self.log_share)).index_add(0, languages, torch.ones_like(languages))
        mixed = (found / len(languages)).double() @ self.proposal
        chance = moved({"chance": torch.rand(self.sampled, dtype=torch.float64).numpy()}, states.device)["chance"]
        drawn = torch.searchsorted(mixed.cumsum(0), chance)
        candidates, repeated = _distinct(torch.cat([targets, drawn.clamp(max=len(mixed) - 1)]))
        # Rows and candidates are filled up so that there are few distinct matrix shapes: see `models.batch`.
        features = F.pad(head.features(states), (0, 0, 0, -len(states) % 64))
        rows = F.pad(head.table(embeddings)[candidates], (0, 0, 0, -len(candidates) % 256))
        logits = F.linear(features, rows)[: len(states), : len(candidates)].float()
        included = torch.log(-torch.expm1(-self.sampled * mixed[candidates])).float()
        offsets = (head.bias[candidates] - included).masked_fill(repeated, float("-inf"))
        logits = logits + offsets + self.log_share[languages[:, None], candidates]
        return F.cross_entropy(logits, torch.searchsorted(candidates, targets), reduction="sum")

    def to(self, device: torch.device) -> LanguageSoftmax:
        """The tables on a device."""
        self.log_share, self.proposal = self.log_share.to(device), self.proposal.to(device)
        return self


def _distinct(values: Tensor) -> tuple[Tensor, Tensor]:
    """The values in ascending order, and which of them are there already.

    On a CPU repeated ones are left out; on a GPU the number that is left would have to be waited for.
    """
    if on_host(values.device):
        distinct = torch.unique(values)
        return distinct, torch.zeros_like(distinct, dtype=torch.bool)
    ordered = torch.sort(values).values
    return ordered, F.pad(ordered[1:] == ordered[:-1], (1, 0))


def build_head(spec: HeadSpec, config: EncoderConfig) -> nn.Module:
    """The module of a head, not yet drawn (see `draw_head`).

    Raises:
        ModelError: a shape that has no module, or a size below 1.
    """
    if spec.size < 1:
        raise ModelError(f"a head of shape {spec.shape!r} needs at least one output, not {spec.size}")
    hidden, rate = config.hidden, config.classifier_dropout
    if spec.shape in ("label", "score"):
        size, before = (spec.size, config.family != "bert") if spec.shape == "label" else (1, False)
        inputs = PARTS if spec.pooling == "parts" else 1
        return LabelHead(hidden, size, rate, input_dropout=before, inputs=inputs)
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
