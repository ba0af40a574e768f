"""Lines as sequences of their own, every token of them once; bundles of about equally many tokens."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from xstilts.core.errors import DataError
from xstilts.tasks.encoded import Encoded
from xstilts.tasks.records import TextExample
from xstilts.train.bundles import bundled, joined, text_lines

CLS, SEP = 0, 1
ORDER = ("de", "en", "zh")


class Numbers:
    """A tokenizer of numbers: `7 8` is tokens 7 and 8."""

    fingerprint, vocab_size = "numbers", 1000
    cls_id, sep_id, pad_id, mask_id, unk_id = CLS, SEP, 2, 3, 4
    pair_separators, segment_types = 2, False

    def ids(self, texts):
        return [ids for ids, _ in self.encode(texts)]

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


def packed(texts=MIXED, max_length=16, order=ORDER) -> Encoded:
    return text_lines(texts, Numbers(), order, max_length=max_length)


def sequences(encoded: Encoded) -> list[tuple[int, ...]]:
    return [tuple(part.tolist()) for part in np.split(encoded.ids, encoded.offsets[1:-1])]


def test_every_line_is_a_sequence_in_its_own_language() -> None:
    encoded = packed()
    assert sequences(encoded) == [(CLS, *map(int, text.text.split()), SEP) for text in MIXED]
    assert np.array_equal(encoded.groups, np.arange(len(MIXED) + 1))
    assert np.array_equal(encoded.special, np.isin(encoded.ids, (CLS, SEP)))
    assert encoded.languages.dtype == np.int16 and len(encoded.targets) == 0
    numbers = [ORDER.index(text.language) for text in MIXED]
    assert np.array_equal(encoded.languages, np.repeat(numbers, np.diff(encoded.offsets)))


def test_a_longer_line_is_cut_into_parts_that_follow_one_another() -> None:
    long = TextExample(id="x", group="x", language="en", text=" ".join(map(str, range(10, 19))))
    empty = TextExample(id="e", group="e", language="en", text="")
    encoded = packed([empty, long, GERMAN[0]], max_length=6)
    assert sequences(encoded)[:3] == [(0, 10, 11, 12, 13, 1), (0, 14, 15, 16, 17, 1), (0, 18, 1)]
    assert encoded.example.tolist()[:4] == [1, 1, 1, 2], "a line without tokens has no sequence"


def test_languages_follow_the_order_that_is_given() -> None:
    encoded = packed(order=("en", "de"))
    plain = ~encoded.special
    assert (encoded.ids[plain & (encoded.languages == 0)] >= 300).all()
    assert (encoded.ids[plain & (encoded.languages == 1)] < 300).all()


def test_no_room_for_text_is_refused() -> None:
    with pytest.raises(DataError, match="no room"):
        packed(max_length=2)


def test_bundles_hold_every_sequence_once_and_are_as_full_as_they_can() -> None:
    encoded = packed()
    found = bundled(encoded, 30, seed=1)
    assert Counter(sequences(found)) == Counter(sequences(encoded))
    assert sequences(found) != sequences(encoded), "the order is drawn"
    sizes, lengths = found.group_tokens(), np.diff(found.offsets)
    assert sizes.sum() == len(encoded.ids) and sizes.max() <= 30
    first = lengths[found.groups[1:-1]]
    assert (sizes[:-1] + first > 30).all(), "the next sequence would not have fitted"
    assert found.example.tolist() == list(range(len(sizes)))
    words = ~found.special
    assert np.array_equal(found.ids[words] >= 300, found.languages[words] == 1), "languages move with their tokens"


def test_a_sequence_longer_than_a_bundle_stays_alone() -> None:
    found = bundled(packed(), 5, seed=1)
    lengths = np.diff(found.offsets)
    for size, first, last in zip(found.group_tokens(), found.groups[:-1], found.groups[1:]):
        assert size <= 5 or last - first == 1
    assert lengths.max() > 5


def test_bundles_depend_on_the_seed_alone() -> None:
    one, again, other = (bundled(packed(), 30, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.ids, again.ids) and np.array_equal(one.groups, again.groups)
    assert not np.array_equal(one.ids, other.ids)


def test_joined_texts_keep_their_groups() -> None:
    first, second = bundled(packed(GERMAN), 30, seed=1), bundled(packed(ENGLISH), 30, seed=1)
    both = joined(first, second)
    assert sequences(both) == sequences(first) + sequences(second)
    assert np.array_equal(both.group_tokens(), np.concatenate([first.group_tokens(), second.group_tokens()]))
    assert np.array_equal(both.languages, np.concatenate([first.languages, second.languages]))
    assert np.array_equal(both.special, np.isin(both.ids, (CLS, SEP)))
    assert len(both.groups) == len(first.groups) + len(second.groups) - 1 == len(both.example) + 1
