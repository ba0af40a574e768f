"""Text as blocks: every line of a language once, one language a block, nothing but the tail left out."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from xstilts.core.errors import DataError
from xstilts.tasks.records import TextExample
from xstilts.train.blocks import text_blocks

CLS, SEP = 0, 1
ORDER = ("de", "en", "zh")


class Numbers:
    """A tokenizer of numbers: `7 8` is tokens 7 and 8."""

    fingerprint, vocab_size = "numbers", 1000
    cls_id, sep_id, pad_id, mask_id, unk_id = CLS, SEP, 2, 3, 4
    pair_separators, segment_types = 2, False

    def encode(self, texts):
        return [([int(word) for word in text.split()], []) for text in texts]


def lines(language: str, count: int, first: int, seed: int) -> list[TextExample]:
    """Lines of 1 to 9 tokens `first` to `first + 199`; one line stands there twice."""
    random = np.random.default_rng(seed)
    texts = [" ".join(map(str, random.integers(first, first + 200, random.integers(1, 10)))) for _ in range(count - 1)]
    return [
        TextExample(id=f"{language}{i}", group=f"{i}", language=language, text=text)
        for i, text in enumerate([texts[0], *texts])
    ]


GERMAN, ENGLISH = lines("de", 30, 100, 1), lines("en", 50, 300, 2)
MIXED = [example for pair in zip(GERMAN, ENGLISH) for example in pair] + ENGLISH[30:]


def blocks(texts=MIXED, seed=1, max_length=16, order=ORDER):
    return text_blocks(texts, Numbers(), order, max_length=max_length, seed=seed)


def rows(encoded, number):
    """The blocks of one language, without the specials around them."""
    table = encoded.ids.reshape(-1, 16)
    assert (table[:, 0] == CLS).all() and (table[:, -1] == SEP).all()
    return table[encoded.example == number][:, 1:-1]


def test_blocks_are_full_and_of_one_language() -> None:
    encoded = blocks()
    assert set(np.diff(encoded.offsets).tolist()) == {16}
    assert np.array_equal(encoded.groups, np.arange(len(encoded.offsets)))
    languages = encoded.languages.reshape(-1, 16)
    assert encoded.languages.dtype == np.int16 and (languages == languages[:, :1]).all()
    assert np.array_equal(languages[:, 0], encoded.example)
    for number, first in ((0, 100), (1, 300)):
        found = rows(encoded, number)
        words = found[found != SEP]
        assert words.size and ((words >= first) & (words < first + 200)).all()
    assert set(encoded.example.tolist()) == {0, 1}, "a language without text has no block"
    assert len(encoded.targets) == 0


@pytest.mark.parametrize(("number", "texts"), [(0, GERMAN), (1, ENGLISH)])
def test_blocks_hold_every_line_once_but_for_the_tail(number: int, texts: list[TextExample]) -> None:
    stream = rows(blocks(), number).ravel().tolist()
    wanted = Counter(text.text for text in texts)
    total = sum(len(text.text.split()) + 1 for text in texts)
    assert total - len(stream) in range(14), "what is left out does not fill a block"
    found, line = Counter(), []
    for token in stream:
        if token == SEP:
            found[" ".join(map(str, line))] += 1
            line = []
        else:
            line.append(token)
    assert not found - wanted, "a line that is not there, or too often"
    missing = list((wanted - found).elements())
    assert sum(len(text.split()) + 1 for text in missing) == total - len(stream) + len(line)
    tail = " ".join(map(str, line))
    assert not line or any(text == tail or text.startswith(tail + " ") for text in missing)
    assert list(found) != list(dict.fromkeys(each.text for each in texts)), "the order is drawn"


def test_separators_inside_a_block_are_never_masked() -> None:
    encoded = blocks()
    assert np.array_equal(encoded.special, (encoded.ids == CLS) | (encoded.ids == SEP))
    assert (rows(encoded, 1) == SEP).any(), "there is one inside"


def test_blocks_depend_on_the_seed_and_not_on_other_languages() -> None:
    first, again, other = blocks(), blocks(), blocks(seed=2)
    assert np.array_equal(first.ids, again.ids)
    assert not np.array_equal(first.ids, other.ids)
    assert Counter(first.example.tolist()) == Counter(other.example.tolist())
    assert np.array_equal(blocks(ENGLISH).ids.reshape(-1, 16)[:, 1:-1], rows(first, 1))


def test_languages_follow_the_order_that_is_given() -> None:
    encoded = blocks(order=("en", "de"))
    assert encoded.ids[encoded.languages == 0].max() >= 300 > encoded.ids[encoded.languages == 1].max()


def test_no_room_for_text_is_refused() -> None:
    with pytest.raises(DataError, match="no room"):
        blocks(max_length=2)
