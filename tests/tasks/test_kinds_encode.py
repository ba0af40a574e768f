"""What the kinds give a model: layouts written out by hand, truncation, windows and splits."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from fake_tokenizer import FakeTokenizer
from hypothesis import given, settings
from hypothesis import strategies as st

from xstilts.core.errors import DataError, XstiltsError
from xstilts.tasks.encoded import IGNORE, Encoded, Shape
from xstilts.tasks.kinds import KINDS
from xstilts.tasks.kinds.extract import windows
from xstilts.tasks.kinds.pack import pair_lengths
from xstilts.tasks.kinds.tag import split
from xstilts.tasks.records import (
    ChooseExample,
    ClassifyExample,
    Example,
    ExtractExample,
    LabelSpace,
    MineExample,
    RetrieveExample,
    TagExample,
    TextExample,
)

NLI = LabelSpace(name="nli", labels=("entailment", "neutral", "contradiction"))
TAGS = LabelSpace(name="tags", labels=("O", "B-PER", "I-PER"))


def classify(text: str, pair: str | None = None, label: str = "neutral", name: str = "1") -> ClassifyExample:
    return ClassifyExample(id=name, group=name, language="en", text=text, pair=pair, label=label)


def tagged(words: str, tags: str, name: str = "1") -> TagExample:
    return TagExample(id=name, group=name, language="en", words=tuple(words.split()), tags=tuple(tags.split()))


def question(asked: str, context: str, *answers: tuple[str, int]) -> ExtractExample:
    return ExtractExample(id="q1", group="p1", language="en", question=asked, context=context, answers=answers)


def sequences(encoded: Encoded, tokenizer: FakeTokenizer) -> list[str]:
    borders = encoded.offsets.tolist()
    return [tokenizer.text_of(encoded.ids[a:b].tolist()) for a, b in pairwise(borders)]


def check_packing(encoded: Encoded) -> None:
    tokens, rows, groups = len(encoded.ids), len(encoded.offsets) - 1, len(encoded.groups) - 1
    assert encoded.ids.dtype == np.int32 and encoded.types.dtype == np.int8
    assert encoded.offsets.dtype == np.int64 and encoded.offsets[-1] == tokens == len(encoded.types)
    assert encoded.groups.dtype == np.int64 and encoded.groups[-1] == rows
    assert encoded.example.dtype == np.int32 and len(encoded.example) == groups
    assert encoded.special.dtype == np.bool_ and len(encoded.special) == tokens
    assert encoded.targets.dtype == np.int64


def test_kinds_have_their_names_and_unknown_ones_are_refused() -> None:
    assert [KINDS[name].name for name in KINDS] == list(KINDS)
    assert {KINDS[name].head(NLI).shape for name in KINDS} == {
        "label",
        "score",
        "token",
        "span",
        "embedding",
        "lm",
    }
    with pytest.raises(XstiltsError, match="did you mean 'classify'"):
        KINDS["clasify"]


@pytest.mark.parametrize(
    ("separators", "segments", "expected", "types"),
    [
        (2, False, "<s> a b </s> </s> c </s>", [0, 0, 0, 0, 0, 0, 0]),
        (1, True, "<s> a b </s> c </s>", [0, 0, 0, 0, 1, 1]),
    ],
)
def test_classify_layouts(separators: int, segments: bool, expected: str, types: list[int]) -> None:
    tokenizer = FakeTokenizer(pair_separators=separators, segment_types=segments)
    kind = KINDS["classify"]
    encoded = kind.encode([classify("a b", "c"), classify("d")], tokenizer, NLI, Shape())
    check_packing(encoded)
    assert sequences(encoded, tokenizer) == [expected, "<s> d </s>"]
    assert encoded.types.tolist() == [*types, 0, 0, 0]
    assert encoded.groups.tolist() == [0, 1, 2] and encoded.targets.tolist() == [1, 1]
    assert tokenizer.text_of(encoded.ids[~encoded.special]) == "a b c d"
    assert kind.head(NLI).size == 3


def test_classify_cuts_the_longer_side_at_its_end() -> None:
    tokenizer = FakeTokenizer()
    examples = [classify("a b c d e", "x y"), classify("a b", "v w x y z"), classify("a b c d", "w x y z")]
    encoded = KINDS["classify"].encode([*examples, classify("a b c d e f g h i")], tokenizer, NLI, Shape(max_length=9))
    assert sequences(encoded, tokenizer) == [
        "<s> a b c </s> </s> x y </s>",
        "<s> a b </s> </s> v w x </s>",
        "<s> a b c </s> </s> w x </s>",
        "<s> a b c d e f g </s>",
    ]


@settings(deadline=None)
@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 40))
def test_pair_lengths_equals_dropping_one_at_a_time(first: int, second: int, room: int) -> None:
    a, b = first, second
    while a + b > room:
        a, b = (a - 1, b) if a > b else (a, b - 1)
    assert pair_lengths(first, second, room) == (a, b)


@pytest.mark.parametrize(("label", "words"), [("", "blanked"), ("-", "blanked"), ("entail", "not in label space")])
def test_classify_refuses_labels(label: str, words: str) -> None:
    with pytest.raises(DataError, match=f"example '7'.*{words}.*allowed: entailment, neutral"):
        KINDS["classify"].encode([classify("a", label=label, name="7")], FakeTokenizer(), NLI, Shape())


def test_no_room_and_wrong_type_are_refused() -> None:
    with pytest.raises(DataError, match=r"max_length 4 leaves no room.*4 special"):
        KINDS["classify"].encode([classify("a", "b")], FakeTokenizer(), NLI, Shape(max_length=4))
    with pytest.raises(DataError, match=r"reads TagExample.*'1' is a ClassifyExample"):
        KINDS["tag"].encode([classify("a")], FakeTokenizer(), TAGS, Shape())
    with pytest.raises(XstiltsError, match="needs a label space"):
        KINDS["classify"].encode([classify("a")], FakeTokenizer(), None, Shape())


def choice(prompt: str, *choices: str, label: int = 0) -> ChooseExample:
    return ChooseExample(id="c1", group="c1", language="en", prompt=prompt, choices=choices, label=label)


def test_choose_groups_choices_and_cuts_the_start() -> None:
    tokenizer = FakeTokenizer()
    examples = [choice("a b c d", "x", "y z", label=1), choice("p", "q", "r", "s", label=2)]
    encoded = KINDS["choose"].encode(examples, tokenizer, None, Shape(max_length=7))
    check_packing(encoded)
    assert sequences(encoded, tokenizer)[:2] == ["<s> c d </s> </s> x </s>", "<s> c d </s> </s> z </s>"]
    assert encoded.groups.tolist() == [0, 2, 5] and encoded.targets.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("example", "words"),
    [
        (choice("p", "a"), "at least 2"),
        (choice("p", "a", "b", label=-1), "blanked"),
        (choice("p", "a", "b", label=2), "allowed: 0 to 1"),
    ],
)
def test_choose_refuses(example: ChooseExample, words: str) -> None:
    with pytest.raises(DataError, match=words):
        KINDS["choose"].encode([example], FakeTokenizer(), None, Shape())


def test_tag_labels_first_subtokens_only() -> None:
    tokenizer = FakeTokenizer(size=2)
    encoded = KINDS["tag"].encode([tagged("abcd e", "B-PER O")], tokenizer, TAGS, Shape())
    check_packing(encoded)
    assert sequences(encoded, tokenizer) == ["<s> ab cd e </s>"]
    assert encoded.targets.tolist() == [IGNORE, 1, IGNORE, 0, IGNORE]
    assert encoded.words.tolist() == [-1, 0, 0, 1, -1]


def test_tag_splits_long_sentences_at_words_and_gives_up_on_giant_words() -> None:
    tokenizer = FakeTokenizer(size=1)
    encoded = KINDS["tag"].encode(
        [tagged("ab cd e fghij k", "B-PER I-PER O B-PER O"), tagged("m", "O")],
        tokenizer,
        TAGS,
        Shape(max_length=5),
    )
    assert sequences(encoded, tokenizer) == [
        "<s> a b </s>",
        "<s> c d e </s>",
        "<s> <unk> k </s>",
        "<s> m </s>",
    ]
    assert encoded.example.tolist() == [0, 0, 0, 1] and encoded.groups.tolist() == [0, 1, 2, 3, 4]
    assert encoded.words.tolist() == [-1, 0, 0, -1, -1, 1, 1, 2, -1, -1, 3, 4, -1, -1, 0, -1]
    assert encoded.targets[encoded.targets != IGNORE].tolist() == [1, 2, 0, 1, 0, 0]


@settings(deadline=None)
@given(st.lists(st.integers(1, 6), min_size=1, max_size=12), st.integers(1, 8))
def test_split_keeps_every_word_once_and_fits(lengths: list[int], room: int) -> None:
    words = [index for index, length in enumerate(lengths) for _ in range(length)]
    pieces = split(list(range(100, 100 + len(words))), words, room=room, unknown=3)
    assert all(1 <= len(ids) <= room and len(ids) == len(owners) for ids, owners in pieces)
    owners = [set(owners) for _, owners in pieces]
    assert sum(len(some) for some in owners) == len(lengths) == len(set().union(*owners))
    kept = [token for ids, _ in pieces for token in ids if token != 3]
    assert kept == [100 + i for i, word in enumerate(words) if lengths[word] <= room]


@pytest.mark.parametrize(
    ("example", "words"),
    [
        (tagged("a b", "O"), "1 tags for 2 words"),
        (tagged("", ""), "without words"),
        (tagged("a", "B-LOC"), "'B-LOC' is not in label space 'tags'"),
        (tagged("a", "_"), "blanked"),
    ],
)
def test_tag_refuses(example: TagExample, words: str) -> None:
    with pytest.raises(DataError, match=words):
        KINDS["tag"].encode([example], FakeTokenizer(), TAGS, Shape())


def test_extract_windows_targets_and_spans() -> None:
    tokenizer = FakeTokenizer()
    example = question("why not", "aa bb cc dd ee", ("cc dd", 6))
    encoded = KINDS["extract"].encode([example], tokenizer, None, Shape(max_length=9, doc_stride=2, max_query=1))
    check_packing(encoded)
    # room: 9 - 4 specials - 1 question token = 4 context tokens, 2 apart
    assert sequences(encoded, tokenizer) == [
        "<s> why </s> </s> aa bb cc dd </s>",
        "<s> why </s> </s> cc dd ee </s>",
    ]
    assert encoded.targets.tolist() == [[6, 7], [4, 5]]
    assert encoded.spans[:9].tolist() == [*[[-1, -1]] * 4, [0, 2], [3, 5], [6, 8], [9, 11], [-1, -1]]
    assert encoded.example.tolist() == [0, 0] and encoded.groups.tolist() == [0, 1, 2]


def test_extract_positions_follow_the_layout_of_bert() -> None:
    tokenizer = FakeTokenizer(pair_separators=1, segment_types=True)
    encoded = KINDS["extract"].encode([question("q", "aa bb", ("bb", 3))], tokenizer, None, Shape())
    assert sequences(encoded, tokenizer) == ["<s> q </s> aa bb </s>"]
    assert encoded.targets.tolist() == [[4, 4]] and encoded.spans[4].tolist() == [3, 5]


def test_extract_windows_without_the_whole_answer_point_at_the_first_token() -> None:
    example = question("q", "aa bb cc dd", ("bb cc", 3))
    shape = Shape(max_length=7, doc_stride=1, train=True)
    encoded = KINDS["extract"].encode([example], FakeTokenizer(), None, shape)
    assert encoded.targets.tolist() == [[0, 0], [4, 5], [0, 0]]
    unanswered = KINDS["extract"].encode([question("q", "aa bb")], FakeTokenizer(), None, shape)
    assert unanswered.targets.tolist() == [[0, 0]]


def test_extract_answer_inside_a_token_takes_the_whole_token() -> None:
    encoded = KINDS["extract"].encode([question("q", "xx(1990)yy zz", ("1990", 3))], FakeTokenizer(), None, Shape())
    assert encoded.targets.tolist() == [[4, 4]]


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(1, 20), st.integers(1, 30))
def test_windows_cover_everything(length: int, room: int, stride: int) -> None:
    found = list(windows(length, room, stride))
    assert found[0][0] == 0 and found[-1][1] == length and all(end - begin <= room for begin, end in found)
    assert all(begin <= last for (_, last), (begin, _) in pairwise(found))
    assert len({end for _, end in found}) == len(found)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (("cc", 0), "'q1'.*'cc' is not at character 0.*'aa' stands"),
        (("bb", -1), "not at character -1"),
        (("bb", 99), "has 5 characters"),
        ((" ", 2), "blanked"),
    ],
)
def test_extract_refuses_spans(answer: tuple[str, int], words: str) -> None:
    with pytest.raises(DataError, match=words):
        KINDS["extract"].encode([question("q", "aa bb", answer)], FakeTokenizer(), None, Shape())


def test_retrieve_puts_foreign_then_english() -> None:
    tokenizer = FakeTokenizer()
    examples: list[Example] = [
        RetrieveExample(id=str(i), group=str(i), language="fr", text=f"f{i} x y", english=f"e{i}") for i in range(2)
    ]
    encoded = KINDS["retrieve"].encode(examples, tokenizer, None, Shape(max_length=4))
    check_packing(encoded)
    assert sequences(encoded, tokenizer) == ["<s> f0 x </s>", "<s> f1 x </s>", "<s> e0 </s>", "<s> e1 </s>"]
    assert encoded.example.tolist() == [0, 1, 0, 1] and len(encoded.targets) == 0


def test_mine_needs_gold_pairs() -> None:
    one = MineExample(id="a", group="a", language="zh", side="foreign", text="x", matches=("b",))
    two = MineExample(id="b", group="b", language="zh", side="english", text="y")
    encoded = KINDS["mine"].encode([one, two], FakeTokenizer(), None, Shape())
    check_packing(encoded)
    assert encoded.example.tolist() == [0, 1]
    with pytest.raises(DataError, match="blanked"):
        KINDS["mine"].encode([two], FakeTokenizer(), None, Shape())


def test_mlm_drops_texts_without_tokens() -> None:
    tokenizer = FakeTokenizer()
    texts = [TextExample(id=str(i), group=str(i), language="en", text=t) for i, t in enumerate(["a b c", "  ", "d"])]
    encoded = KINDS["mlm"].encode(texts, tokenizer, None, Shape(max_length=4))
    check_packing(encoded)
    assert sequences(encoded, tokenizer) == ["<s> a b </s>", "<s> d </s>"]
    assert encoded.example.tolist() == [0, 2]


@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_examples_give_empty_arrays(name: str) -> None:
    encoded = KINDS[name].encode([], FakeTokenizer(), NLI, Shape())
    check_packing(encoded)
    assert len(encoded.ids) == 0 and encoded.offsets.tolist() == [0] and encoded.groups.tolist() == [0]
