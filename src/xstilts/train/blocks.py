"""Text as blocks of equal length: lines of one language one after the other, separated as sentences are.

Blocks waste nothing on short lines and give attention something to look at (RoBERTa's full-sentences format, Liu et
al. 2019, arXiv:1907.11692, section 4.2, with lines instead of documents).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xstilts.core.seeds import generator
from xstilts.tasks.encoded import Encoded, Tokenizer
from xstilts.tasks.kinds.pack import Packer, token_ids
from xstilts.tasks.records import TextExample


def text_blocks(
    texts: Sequence[TextExample], tokenizer: Tokenizer, order: Sequence[str], *, max_length: int, seed: int
) -> Encoded:
    """All text, shuffled within each language and cut into blocks; what does not fill a last block is left out.

    Args:
        order: names of the languages; `languages` of the result indexes it.
        max_length: tokens of a block, specials included.

    Returns:
        One group per block, in the order of the languages. No targets: masks are drawn in training.
    """
    packer = Packer(tokenizer)
    room = packer.room(max_length, pair=False)
    counts = []
    for number, language in enumerate(order):
        lines = [example.text for example in texts if example.language == language]
        stream = _stream(lines, tokenizer, generator(seed, "blocks", language))
        blocks = len(stream) // room
        for index in range(blocks):
            packer.sequence(stream[index * room : (index + 1) * room])
            packer.close_group(number)
        counts.append(blocks * max_length)
    languages = np.repeat(np.arange(len(order)), counts).astype(np.int16)
    encoded = packer.finish([])
    separators = encoded.special | (encoded.ids == tokenizer.sep_id)
    return replace(encoded, languages=languages, special=separators)


def _stream(lines: Sequence[str], tokenizer: Tokenizer, random: np.random.Generator) -> NDArray[np.int32]:
    """The tokens of all lines in random order, a separator after each."""
    found = token_ids(lines, tokenizer)
    separator = np.array([tokenizer.sep_id], np.int32)
    parts = [part for index in random.permutation(len(lines)) for part in (found[lines[int(index)]], separator)]
    return np.concatenate(parts) if parts else np.zeros(0, np.int32)
