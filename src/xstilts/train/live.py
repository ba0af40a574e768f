"""The live vocabulary: training holds only those rows of the word embeddings that its data can touch.

No other row ever gets a gradient. AdamW keeps zero moments for it and only decays it, so its value after n steps
is a known product. What is trained is therefore a table of the live rows (with it go gradients, moments, the best
copy and checkpoints: with XLM-R's 250,002 rows most of the memory of a training), and at the end the whole table
is read again from where it came from, its rows are decayed, and the live ones put in. This is exact: see `widen`.

Not for masked LM, whose softmax runs over the vocabulary.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from xstilts.models.encoder import PackedEncoder
from xstilts.tasks.encoded import Encoded

WORTH = 0.8
"""The largest live share of the vocabulary at which leaving out the rest is worth reading the table twice."""

BLOCK = 65536
"""Values that are handled together (decayed through all steps): few enough to stay in a processor's cache."""


def live_rows(data: Iterable[Encoded], vocab: int, special: Iterable[int | None] = ()) -> NDArray[np.int64] | None:
    """The ids (int64 [L], ascending) that occur in `data` or are `special`.

    Returns:
        None where the whole table is to be trained: nearly all of it is live, or an id lies outside it (which the
        encoder reports).
    """
    used = np.zeros(vocab, np.bool_)
    used[[token for token in special if token is not None and token < vocab]] = True
    for encoded in data:
        for start in range(0, len(encoded.ids), BLOCK):
            ids = encoded.ids[start : start + BLOCK]
            if int(ids.max()) >= vocab:
                return None
            used[ids] = True
    rows = np.flatnonzero(used)
    return rows if len(rows) <= WORTH * vocab else None


class LiveEmbedding(nn.Embedding):
    """A table of some rows of a larger one, asked by their ids there."""

    def __init__(self, table: Tensor, padding: int, *, frozen: bool, rows: NDArray[np.int64]) -> None:
        count, width = table.shape
        super().__init__(count, width, padding_idx=padding, _weight=table, _freeze=frozen)
        place = torch.zeros(int(rows[-1]) + 1, dtype=torch.long)
        place[torch.from_numpy(rows)] = torch.arange(len(rows))
        self.place: Tensor
        self.register_buffer("place", place, persistent=False)

    def forward(self, input: Tensor) -> Tensor:
        """Ids int64 [...], all among the rows, to [..., H]."""
        return super().forward(self.place[input])


def shrink(encoder: PackedEncoder, rows: NDArray[np.int64]) -> None:
    """Replace the encoder's table by its `rows` (the padding index among them), frozen if it was.

    Ids stay those of the whole table, so that data can be shared and mapped.
    """
    whole = encoder.word_embeddings()
    table, padding = whole.detach()[torch.from_numpy(rows)], int(np.searchsorted(rows, encoder.config.pad_id))
    encoder.embeddings.word_embeddings = LiveEmbedding(table, padding, frozen=not whole.requires_grad, rows=rows)


def widen(encoder: PackedEncoder, rows: NDArray[np.int64], whole: Tensor, factors: NDArray[np.float32]) -> None:
    """Undo `shrink` after training: the table is `whole`, decayed, with the trained rows in it.

    Decay is applied as the optimizer does, one rounded fp32 product a step, so the other rows have the bits they
    would have had in a training of the whole table (on a CPU; on a GPU each step may round otherwise, at most 2^-23
    of the value a step). The product of all factors in one would not do: at usual rates (1e-5 * 0.01 a step) it
    differs from the steps by as much as they decay, because each step's decay is one unit in the last place.

    Args:
        encoder: on the CPU.
        rows: as given to `shrink`.
        whole: fp32 [V, H], as it was before training; it is overwritten.
        factors: fp32 [n], as of `optimizer.decay_factors`; empty if the table was not trained.
    """
    values = whole.view(-1).numpy()
    steps = factors[factors != 1]
    for start in range(0, len(values) if len(steps) else 0, BLOCK):
        block = values[start : start + BLOCK]
        for factor in steps:
            np.multiply(block, factor, out=block)
    trained = encoder.word_embeddings()
    whole[torch.from_numpy(rows)] = trained.detach()
    count, width = whole.shape
    encoder.embeddings.word_embeddings = nn.Embedding(
        count, width, padding_idx=encoder.config.pad_id, _weight=whole, _freeze=not trained.requires_grad
    )
