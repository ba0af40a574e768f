"""A toy model with the interface of `models.model.Model`, and toy data: the loop tested by itself."""

from __future__ import annotations

import hashlib

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from xstilts.tasks.encoded import IGNORE, Encoded, HeadSpec

VOCABULARY = 40
CLASSES = 3
SPECIAL = 1


class ToyEncoder(nn.Module):
    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.embeddings = nn.Embedding(VOCABULARY, hidden)
        self.layer = nn.ModuleList([nn.Linear(hidden, hidden) for _ in range(3)])
        self.LayerNorm = nn.LayerNorm(hidden)


class ToyModel(nn.Module):
    """Mean of embeddings through small layers with dropout; heads `label` (label) and `mlm` (lm)."""

    def __init__(self, seed: int = 0, hidden: int = 8, dropout: float = 0.1) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.encoder = ToyEncoder(hidden)
        self.heads = nn.ModuleDict({"label": nn.Linear(hidden, CLASSES), "mlm": nn.Linear(hidden, VOCABULARY)})
        self.specs = {"label": HeadSpec(shape="label", size=CLASSES), "mlm": HeadSpec(shape="lm")}
        self.dropout = dropout

    def _tokens(self, batch):
        hidden = self.encoder.embeddings(batch.ids)
        for layer in self.encoder.layer:
            hidden = hidden + torch.tanh(layer(F.dropout(hidden, self.dropout, self.training)))
        return self.encoder.LayerNorm(hidden)

    def outputs(self, batch, head):
        hidden = self._tokens(batch)
        if head == "mlm":
            return self.heads[head](hidden)
        count = len(batch.groups) - 1
        total = torch.zeros(count, hidden.shape[1]).index_add_(0, batch.sequence, hidden)
        return self.heads[head](total / torch.bincount(batch.sequence)[:, None])

    def loss(self, batch, head):
        logits = self.outputs(batch, head)
        loss = F.cross_entropy(logits.float(), batch.targets, ignore_index=IGNORE, reduction="sum")
        return loss, int((batch.targets != IGNORE).sum())


def toy_data(count: int = 50, seed: int = 0, *, labelled: bool = True) -> Encoded:
    """Sequences of 3 to 12 tokens between specials; the label is the class that most tokens vote for."""
    random = np.random.default_rng(seed)
    lengths = random.integers(3, 13, count)
    ids, special, labels = [], [], []
    for length in lengths:
        body = random.integers(2, VOCABULARY, length)
        labels.append(np.bincount(body % CLASSES, minlength=CLASSES).argmax())
        ids.extend([SPECIAL, *body, SPECIAL])
        special.extend([True, *([False] * length), True])
    return Encoded(
        ids=np.asarray(ids, np.int32),
        types=np.zeros(len(ids), np.int8),
        offsets=np.concatenate([[0], np.cumsum(lengths + 2)]),
        groups=np.arange(count + 1, dtype=np.int64),
        example=np.arange(count, dtype=np.int32),
        targets=np.asarray(labels if labelled else [], np.int64),
        special=np.asarray(special),
    )


def weights_digest(model: nn.Module) -> str:
    """SHA-256 of every parameter's bytes."""
    sum_ = hashlib.sha256()
    for name, value in model.state_dict().items():
        sum_.update(name.encode() + value.numpy().tobytes())
    return sum_.hexdigest()
