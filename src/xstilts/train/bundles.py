"""Lines of text as sequences of their own, and bundles of sequences: groups of about equally many tokens.

A line stands alone, as sentences do wherever the model is used. (Lines joined to full blocks, as in RoBERTa's
full-sentences format, cost the same per token here, because nothing is padded, and start in mid-line.) Bundles make
every step of a training read about the same number of tokens, whatever the lengths of its sequences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from xstilts.core.seeds import generator
from xstilts.tasks.encoded import Encoded, Tokenizer
from xstilts.tasks.kinds.pack import Packer, token_ids
from xstilts.tasks.records import TextExample
from xstilts.train.mlm import select


def text_lines(texts: Sequence[TextExample], tokenizer: Tokenizer, order: Sequence[str], *, max_length: int) -> Encoded:
    """Every line as a sequence, one per group; a longer line is cut, and its parts follow one another.

    Args:
        order: names of the languages; `languages` of the result indexes it.
        max_length: tokens of a sequence, specials included.

    Returns:
        Packed sequences in the order of the text; `example` counts the lines. No targets: masks are drawn in training.
    """
    packer = Packer(tokenizer)
    room = packer.room(max_length, pair=False)
    number = {language: index for index, language in enumerate(order)}
    found = token_ids([example.text for example in texts], tokenizer)
    spoken: list[tuple[int, int]] = []
    for index, example in enumerate(texts):
        ids = found[example.text]
        for start in range(0, len(ids), room):
            part = ids[start : start + room]
            packer.sequence(part)
            packer.close_group(index)
            spoken.append((number[example.language], len(part) + packer.specials(pair=False)))
    indices, lengths = np.array(spoken, np.int64).reshape(-1, 2).T
    return replace(packer.finish([]), languages=np.repeat(indices, lengths).astype(np.int16))


def bundled(encoded: Encoded, tokens: int, seed: int) -> Encoded:
    """The groups of text in random order, so many of them put together as fill `tokens` tokens and no more.

    A group that is longer stays alone. `example` counts the bundles.
    """
    order = generator(seed, "bundles").permutation(len(encoded.groups) - 1)
    shuffled = select(encoded, order)
    starts, filled = [0], 0
    for index, size in enumerate(shuffled.group_tokens().tolist()):
        if filled and filled + size > tokens:
            starts.append(index)
            filled = 0
        filled += size
    groups = np.append(shuffled.groups[starts], shuffled.groups[-1]) if len(order) else shuffled.groups
    return replace(shuffled, groups=groups, example=np.arange(len(groups) - 1, dtype=np.int32))


def joined(first: Encoded, second: Encoded) -> Encoded:
    """Two packed texts (without targets) as one, the first's groups before the second's."""
    return Encoded(
        ids=np.concatenate([first.ids, second.ids]),
        types=np.concatenate([first.types, second.types]),
        offsets=np.concatenate([first.offsets, second.offsets[1:] + first.offsets[-1]]),
        groups=np.concatenate([first.groups, second.groups[1:] + first.groups[-1]]),
        example=np.concatenate([first.example, second.example]),
        targets=np.zeros(0, np.int64),
        special=np.concatenate([first.special, second.special]),
        languages=np.concatenate([first.languages, second.languages]),
    )
