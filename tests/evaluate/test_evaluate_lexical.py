"""The overlap baseline on texts whose answers can be worked out by hand."""

import numpy as np
import pytest

from xstilts.evaluate import lexical
from xstilts.tasks.encoded import Shape
from xstilts.tasks.kinds import KINDS
from xstilts.tasks.records import (
    ChooseExample,
    ClassifyExample,
    LabelSpace,
    MineExample,
    RetrieveExample,
    TagExample,
)

SPACE = LabelSpace(name="s", labels=("no", "yes"))


class Pieces:
    """A tokenizer of white-space words, numbered as they come."""

    fingerprint, vocab_size = "pieces", 60
    cls_id, sep_id, pad_id, mask_id, unk_id = 0, 1, 2, 3, 4
    pair_separators, segment_types = 2, False

    def __init__(self):
        self.known = {}

    def number(self, piece):
        return self.known.setdefault(piece, 5 + len(self.known))

    def ids(self, texts):
        return [ids for ids, _ in self.encode(texts)]

    def encode(self, texts):
        return [([self.number(word) for word in text.split()], []) for text in texts]

    def encode_words(self, sentences):
        """`a+b` is one word of two pieces."""
        found = []
        for sentence in sentences:
            pairs = [(self.number(piece), i) for i, word in enumerate(sentence) for piece in word.split("+")]
            found.append(([one for one, _ in pairs], [i for _, i in pairs]))
        return found


def encode(kind, examples, tokenizer, space=None):
    return KINDS[kind].encode(examples, tokenizer, space, Shape(max_length=32))


def classify(text, pair, label="no"):
    return ClassifyExample(id=text, group=text, language="en", text=text, pair=pair, label=label)


def test_bags_count_each_text_of_a_pair_and_no_specials():
    tokenizer = Pieces()
    encoded = encode("classify", [classify("x y x", "y z"), classify("z", "x")], tokenizer, SPACE)
    x, y, z = (tokenizer.number(word) for word in "xyz")
    first, second = (lexical.bags(encoded, 60, part=part).toarray() for part in ("first", "second"))
    assert first[0, [x, y, z]].tolist() == [2, 1, 0] and second[0, [x, y, z]].tolist() == [0, 1, 1]
    assert first[:, :5].sum() == second[:, :5].sum() == 0
    np.testing.assert_array_equal(first + second, lexical.bags(encoded, 60).toarray())


def test_overlap_features_by_hand():
    encoded = encode("classify", [classify("a b c d", "a b e")], Pieces(), SPACE)
    found = lexical.overlap_features(encoded, 60)[0]
    expected = [2 / 3, 2 / 4, 2 / 5, np.log(5), np.log(4), np.log(4 / 5)]
    np.testing.assert_allclose(found, expected)


def test_pairs_are_classified_by_overlap_in_words_never_seen():
    rng = np.random.default_rng(0)

    def pair(words, copied):
        text = list(rng.choice(words, 5, replace=False))
        other = text[:3] if copied else [word for word in words if word not in text][:3]
        return classify(" ".join(text), " ".join(other), "yes" if copied else "no")

    tokenizer = Pieces()
    train = [pair([f"e{i}" for i in range(12)], n % 2 == 0) for n in range(40)]
    test = [pair([f"f{i}" for i in range(12)], n % 3 == 0) for n in range(30)]
    sets = [encode("classify", rows, tokenizer, SPACE) for rows in (train, test)]
    logits = lexical.classify(*sets, 60, 2)
    assert [SPACE.labels[i] for i in logits.argmax(1)] == [example.label for example in test]


def test_single_texts_are_classified_by_their_words():
    tokenizer = Pieces()
    train = [classify(f"good w{i % 5}", None, "yes") for i in range(10)]
    train += [classify(f"bad w{i % 5}", None, "no") for i in range(10)]
    test = [classify("w9 good", None), classify("bad w9 w8", None)]
    sets = [encode("classify", rows, tokenizer, SPACE) for rows in (train, test)]
    assert lexical.classify(*sets, 60, 2).argmax(1).tolist() == [1, 0]


def test_logistic_regression_finds_the_optimum():
    rng = np.random.default_rng(1)
    features, labels = rng.normal(size=(60, 3)), rng.integers(0, 3, 60)
    model = lexical.fit_logistic(features, labels, 3)
    logits = model.logits(features)
    share = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    slope = features.T @ (share - np.eye(3)[labels]) + lexical.PENALTY * model.weights
    assert np.abs(slope).max() < 1e-3 and np.abs((share - np.eye(3)[labels]).sum(axis=0)).max() < 1e-3


def test_rare_shared_words_find_the_translation():
    def one(number, text, english):
        return RetrieveExample(id=str(number), group=str(number), language="de", text=text, english=english)

    examples = [
        one(0, "der der Paris", "the the Rome"),
        one(1, "der Rome der", "the Oslo"),
        one(2, "Oslo", "Paris the"),
    ]
    encoded = encode("retrieve", examples, Pieces())
    assert lexical.retrieve(examples, encoded, 60).tolist() == [1, 2, 0]


def test_mining_pairs_sentences_that_share_words_and_survives_those_that_share_none():
    def one(side, number, text):
        return MineExample(id=f"{side}{number}", group=str(number), language="de", side=side, text=text, matches=("x",))

    examples = [one("foreign", 0, "u Paris"), one("foreign", 1, "v w"), one("foreign", 2, "v Oslo")]
    examples += [one("english", 0, "the Oslo"), one("english", 1, "Paris is"), one("english", 2, "no thing")]
    pairs = lexical.mine(examples, encode("mine", examples, Pieces()), 60, 2)
    assert np.isfinite(pairs.score).all()
    found = sorted(zip(pairs.foreign_index.tolist(), pairs.english_index.tolist(), pairs.score.tolist()))
    assert [(a, b) for a, b, score in found if score > 0] == [(0, 4), (2, 3)]


def test_choices_are_scored_by_what_they_share_with_the_prompt():
    examples = [
        ChooseExample(id=str(i), group=str(i), language="en", prompt="the dog ran", choices=choices, label=0)
        for i, choices in enumerate([("the cat sat", "the dog sat down"), ("dog", "cat")])
    ]
    scores = lexical.choose(examples, encode("choose", examples, Pieces()), 60)
    assert scores[1] > scores[0] > 0 and scores[2] > scores[3] == 0


def test_words_take_the_tag_of_their_pieces_then_of_their_shape():
    space = LabelSpace(name="t", labels=("D", "N", "P", "X"))

    def sentence(words, tags):
        return TagExample(id=words, group=words, language="en", words=tuple(words.split()), tags=tuple(tags.split()))

    tokenizer = Pieces()
    train = [sentence("the dog+s saw Paul .", "D N X P X"), sentence("the cat+s the 12", "D N D X")]
    test = [sentence("dog+s bird+s Berlin 7 ! katze", "N N N N N N")]
    sets = [encode("tag", rows, tokenizer, space) for rows in (train, test)]
    tags = lexical.tag(sets[0], train, sets[1], test)
    first = np.flatnonzero(np.concatenate([[False], sets[1].words[1:] != sets[1].words[:-1]]) & (sets[1].words >= 0))
    # Seen; its piece `s`; capital as in Paul; digit as in 12; no letter as in `.`; small letters, most often `the`.
    assert [space.labels[i] for i in tags[first]] == ["N", "N", "P", "X", "X", "D"]


@pytest.mark.parametrize(
    ("word", "shape"), [("Paris", "Aa"), ("run", "a"), ("3rd", "0"), ("...", "."), ("\u0434\u043e\u043c", "a")]
)
def test_shapes(word, shape):
    assert lexical.shape(word) == shape
