"""Translation pairs as single sequences: what translation language modelling masks (Conneau and Lample 2019,
arXiv:1901.07291, section 3.3). A word masked in one language can be read off its translation in the other.

Which two languages of a sentence meet is drawn per sentence from (seed, its group), so it does not depend on the order
of the data or on which other sentences there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from xstilts.core.errors import DataError
from xstilts.core.seeds import generator
from xstilts.tasks.encoded import Encoded, Tokenizer
from xstilts.tasks.kinds.pack import Packer
from xstilts.tasks.records import Example, TextExample

PAIRS_PER_SENTENCE = 4
"""Random pairs of languages of every sentence."""


def by_sentence(parallel: Sequence[Example], tokenizer: Tokenizer) -> dict[str, dict[str, list[int]]]:
    """Parallel sentence (its group) -> language -> token ids without specials; texts without tokens are left out."""
    texts = [example for example in parallel if isinstance(example, TextExample)]
    sentences: dict[str, dict[str, list[int]]] = {}
    for example, ids in zip(texts, tokenizer.ids([example.text for example in texts]), strict=True):
        if ids:
            sentences.setdefault(example.group, {})[example.language] = list(ids)
    return sentences


def translation_pairs(
    parallel: Sequence[Example],
    tokenizer: Tokenizer,
    *,
    max_length: int,
    seed: int,
    pairs: int = PAIRS_PER_SENTENCE,
    order: Sequence[str] = (),
) -> Encoded:
    """Two languages of one sentence as one sequence, `pairs` random pairs of languages of every sentence.

    Args:
        parallel: text examples; those of equal `group` are translations of each other.
        max_length: tokens of a sequence with specials; each side keeps its first half of the room at most.
        order: names of the languages; where given, `languages` of the result indexes it.

    Returns:
        Packed sequences, one per group; `example` counts the sentences. No targets: masks are drawn in training.

    Raises:
        DataError: no sentence stands in two languages.
    """
    packer = Packer(tokenizer)
    room = packer.room(max_length, pair=True) // 2
    spoken: list[tuple[int, int]] = []
    for number, (group, sentence) in enumerate(by_sentence(parallel, tokenizer).items()):
        languages = sorted(sentence)
        random = generator(seed, "pairs", group)
        for _ in range(pairs if len(languages) > 1 else 0):
            first, second = random.choice(len(languages), 2, replace=False)
            sides = [(sentence[languages[side]][:room], languages[side]) for side in (first, second)]
            packer.sequence(sides[0][0], sides[1][0])
            if order:
                specials = (2, packer.specials(pair=True) - 2)
                spoken += [
                    (order.index(name), len(ids) + more) for (ids, name), more in zip(sides, specials, strict=True)
                ]
            packer.close_group(number)
    if packer.sequences == 0:
        there = sorted({example.language for example in parallel})
        raise DataError(
            f"no sentence of the parallel text stands in two languages (it has {', '.join(there) or 'none'}); "
            "translation language modelling needs sentences with equal groups in at least two languages"
        )
    indices, lengths = np.array(spoken, np.int64).reshape(-1, 2).T
    return replace(packer.finish([]), languages=np.repeat(indices, lengths).astype(np.int16))
