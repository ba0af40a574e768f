"""Translation pairs: two languages of one sentence in one sequence, drawn from the seed and the sentence alone."""

from itertools import pairwise

import numpy as np
import pytest

from xstilts.core.errors import DataError
from xstilts.tasks.records import TextExample
from xstilts.train.pairs import by_sentence, translation_pairs


class Words:
    """A tokenizer of numbers: `7 8` is tokens 7 and 8."""

    fingerprint, vocab_size = "words", 100
    cls_id, sep_id, pad_id, mask_id, unk_id = 0, 1, 2, 3, 4
    pair_separators, segment_types = 2, False

    def ids(self, texts):
        return [ids for ids, _ in self.encode(texts)]

    def encode(self, texts):
        return [([int(word) for word in text.split()], []) for text in texts]


def text(group, language, words):
    return TextExample(id=f"{group}-{language}", group=group, language=language, text=words)


PARALLEL = [
    text("a", "en", "10 11"), text("b", "en", "20 21 22"), text("c", "en", "30"),
    text("a", "de", "12 13"), text("b", "de", "23"), text("a", "zh", "14"), text("c", "de", ""),
]  # fmt: skip


def sequences(encoded):
    return [encoded.ids[i:j].tolist() for i, j in zip(encoded.offsets[:-1], encoded.offsets[1:])]


def test_sentences_without_tokens_have_no_translation():
    assert by_sentence(PARALLEL, Words())["c"] == {"en": [30]}


def test_every_sequence_holds_one_sentence_in_two_languages():
    encoded = translation_pairs(PARALLEL, Words(), max_length=20, seed=1, pairs=3)
    found = sequences(encoded)
    assert len(found) == 6  # two sentences stand in more than one language, three pairs each
    german_english = {(0, 20, 21, 22, 1, 1, 23, 1), (0, 23, 1, 1, 20, 21, 22, 1)}
    assert {tuple(ids) for ids in found[3:]} <= german_english
    assert all(ids[0] == 0 and ids[-1] == 1 for ids in found)
    assert encoded.example.tolist() == [0, 0, 0, 1, 1, 1] and len(encoded.targets) == 0
    assert (encoded.ids[encoded.special] <= 1).all() and (encoded.ids[~encoded.special] >= 10).all()


def test_pairs_depend_on_seed_and_sentence_and_not_on_order():
    many = [text(f"s{i}", code, str(10 + i)) for i in range(40) for code in ("en", "de", "zh", "ru")]
    one = sequences(translation_pairs(many, Words(), max_length=20, seed=1))
    assert one == sequences(translation_pairs(many, Words(), max_length=20, seed=1))
    langs = [text(f"s{i}", code, f"{10 + i} {60 + k}") for i in range(40) for k, code in enumerate(("en", "de", "zh"))]
    assert sequences(translation_pairs(langs, Words(), max_length=20, seed=1)) != sequences(
        translation_pairs(langs, Words(), max_length=20, seed=2)
    )
    backwards = translation_pairs(langs[::-1], Words(), max_length=20, seed=1)
    assert sorted(sequences(backwards)) == sorted(sequences(translation_pairs(langs, Words(), max_length=20, seed=1)))


def test_long_sides_keep_half_of_the_room_each():
    long = [text("a", "en", " ".join(map(str, range(10, 30)))), text("a", "de", " ".join(map(str, range(40, 60))))]
    encoded = translation_pairs(long, Words(), max_length=14, seed=1, pairs=1)
    assert np.diff(encoded.offsets).tolist() == [14]  # 2 * 5 tokens beside 4 specials


@pytest.mark.parametrize("separators", [2, 1])
def test_every_token_has_the_language_of_its_side(separators):
    """Tokens from 10 on are English, from 40 German; a special goes with the text that it opens or closes."""
    tokenizer = Words()
    tokenizer.pair_separators = separators
    both = [
        text(f"s{i}", code, " ".join(map(str, range(first, first + 1 + i % 4))))
        for i in range(12)
        for code, first in (("en", 10), ("de", 40))
    ]
    encoded = translation_pairs(both, tokenizer, max_length=20, seed=1, order=("xx", "en", "de"))
    assert len(encoded.languages) == len(encoded.ids) and encoded.languages.dtype == np.int16
    words = ~encoded.special
    assert np.array_equal(encoded.languages[words] == 2, encoded.ids[words] >= 40)
    assert set(encoded.languages.tolist()) == {1, 2}
    for start, stop in zip(encoded.offsets[:-1], encoded.offsets[1:]):
        sides = encoded.languages[start:stop].tolist()
        assert sum(one != two for one, two in pairwise(sides)) == 1, "one side, then the other"
        assert sides[0] == sides[1] and sides[-1] == sides[-2], "the outer specials go with their neighbours"


def test_cut_sides_keep_their_languages():
    long = [text("a", "en", " ".join(map(str, range(10, 30)))), text("a", "de", "40")]
    encoded = translation_pairs(long, Words(), max_length=14, seed=1, pairs=4, order=("de", "en"))
    words = ~encoded.special
    assert np.array_equal(encoded.languages[words] == 0, encoded.ids[words] == 40)


def test_without_an_order_there_are_no_languages():
    assert len(translation_pairs(PARALLEL, Words(), max_length=20, seed=1).languages) == 0


def test_text_without_translations_is_refused():
    with pytest.raises(DataError, match="two languages"):
        translation_pairs([text("a", "en", "10"), text("b", "de", "11")], Words(), max_length=20, seed=1)
