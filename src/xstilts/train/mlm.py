"""Dynamic masking for masked language modelling: new masks at every visit of a text.

The rule is BERT's (Devlin et al. 2019, arXiv:1810.04805, section 3.1), drawn anew each time as in RoBERTa:
each token that is not special is chosen with probability `rate`; of the chosen ones 80 % become the mask
token, 10 % a random token of the whole vocabulary, 10 % stay; the loss is on the chosen ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xstilts.core.errors import ModelError
from xstilts.models.batch import ranges
from xstilts.tasks.encoded import IGNORE, Encoded, Tokenizer

MASKED = 0.8
RANDOM = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Masking:
    """How to mask: the rate, the mask token's id, and the vocabulary that random tokens are drawn from."""

    rate: float
    mask_id: int
    vocab_size: int


def masking(tokenizer: Tokenizer, rate: float) -> Masking:
    """The masking for a tokenizer. Raises ModelError if it has no mask token."""
    if tokenizer.mask_id is None:
        raise ModelError(
            "masked language modelling needs a mask token, and this backbone's tokenizer has none; "
            "remove `mlm` from the mixture or use a backbone pretrained with masked language modelling"
        )
    return Masking(rate=rate, mask_id=tokenizer.mask_id, vocab_size=tokenizer.vocab_size)


def select(encoded: Encoded, groups: NDArray[np.int64]) -> Encoded:
    """Some groups of packed text (without targets, words or spans) as packed data of their own, in that
    order.
    """
    first, last = encoded.groups[groups], encoded.groups[groups + 1]
    sequences = ranges(first, last)
    starts, ends = encoded.offsets[sequences], encoded.offsets[sequences + 1]
    tokens = ranges(starts, ends)
    return Encoded(
        ids=encoded.ids[tokens],
        types=encoded.types[tokens],
        offsets=np.concatenate([[0], np.cumsum(ends - starts)]).astype(np.int64),
        groups=np.concatenate([[0], np.cumsum(last - first)]).astype(np.int64),
        example=encoded.example[groups],
        targets=np.zeros(0, np.int64),
        special=encoded.special[tokens],
        languages=encoded.languages[tokens] if len(encoded.languages) else encoded.languages,
    )


def mask(encoded: Encoded, how: Masking, random: np.random.Generator) -> Encoded:
    """Mask a batch of text.

    At least one token is chosen, so that a loss exists. Three draws of [T] are made whatever the text is.

    Returns: The same data with masked `ids` and `targets` int64 [T]: the original id where chosen, IGNORE
        elsewhere.
    """
    count = len(encoded.ids)
    chance, action = random.random(count), random.random(count)
    replacement = random.integers(0, how.vocab_size, count)
    open_places = np.flatnonzero(~encoded.special)
    chosen = np.zeros(count, bool)
    chosen[open_places] = chance[open_places] < how.rate
    if not chosen.any() and len(open_places):
        chosen[open_places[np.argmin(chance[open_places])]] = True
    targets = np.where(chosen, encoded.ids, IGNORE).astype(np.int64)
    ids = np.where(chosen & (action < MASKED), how.mask_id, encoded.ids)
    ids = np.where(chosen & (action >= MASKED) & (action < MASKED + RANDOM), replacement, ids)
    return replace(encoded, ids=ids.astype(np.int32), targets=targets)
