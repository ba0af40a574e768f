"""Byte pair merges by hand, and a tokenizer whose bytes do not depend on the process that made it."""

import os
import subprocess
import sys

from xstilts.train.bpe import learn_pieces
from xstilts.train.vocabulary import SPECIALS, train_vocabulary


def test_merges_worked_out_by_hand():
    # Pairs: (##b, ##c) 2 + 4 + 3 = 9, (a, ##b) 5 + 2 = 7.
    # After "##bc": (a, ##b) 5, (x, ##bc) 4, (y, ##bc) 3, (a, ##bc) 2.
    pieces = learn_pieces({"ab": 5, "abc": 2, "xbc": 4, "ybc": 3}, 100, 100)
    assert pieces[:7] == ["a", "b", "c", "x", "y", "##b", "##c"]
    assert pieces[7:] == ["##bc", "ab", "xbc", "ybc", "abc"]


def test_ties_go_to_the_pair_made_first():
    assert learn_pieces({"ab": 1, "cd": 1, "ef": 1}, 100, 100)[-3:] == ["ab", "cd", "ef"]
    assert learn_pieces({"ef": 1, "cd": 1, "ab": 1}, 100, 100)[-3:] == ["ab", "cd", "ef"]


def test_repeated_neighbours_are_joined_from_the_left():
    assert learn_pieces({"aaaa": 1}, 100, 100) == ["a", "##a", "##aa", "aaa", "aaaa"]


def test_the_size_and_the_alphabet_are_kept():
    words = {"ab": 3, "abc": 2, "zz": 1}
    assert len(learn_pieces(words, 7, 100)) == 7
    assert not any("z" in piece for piece in learn_pieces(words, 100, 3))


def test_pieces_are_read_longest_first_and_specials_come_first():
    tokenizer = train_vocabulary({"en": ["low lower lowest", "slow low"]}, 60, characters=1000, seed=1)
    assert [tokenizer.token_to_id(name) for name in SPECIALS] == [0, 1, 2, 3, 4]
    assert tokenizer.encode("Low", add_special_tokens=False).tokens == ["low"]
    assert tokenizer.encode("low").tokens == ["<s>", "low", "</s>"]
    assert tokenizer.encode("q", add_special_tokens=False).tokens == ["<unk>"]
    assert tokenizer.encode("<mask>", add_special_tokens=False).ids == [4]


def test_arabic_is_read_without_vowel_signs_and_stretching():
    """Kitab (book) bare, fully voweled, and stretched by tatweel is one word; its letters stay."""
    bare = "\u0643\u062a\u0627\u0628"
    voweled = "\u0643\u0650\u062a\u064e\u0627\u0628\u064c"
    stretched = "\u0643\u062a\u0640\u0640\u0627\u0628"
    dagger = "\u0643\u062a\u0670\u0627\u0628\u0652"
    tokenizer = train_vocabulary({"ar": [f"{bare} {bare} {voweled}"]}, 60, characters=1000, seed=1)
    expected = tokenizer.encode(bare, add_special_tokens=False).ids
    assert tokenizer.token_to_id("<unk>") not in expected
    for text in (voweled, stretched, dagger):
        assert tokenizer.encode(text, add_special_tokens=False).ids == expected
    assert not set(tokenizer.get_vocab()) & set("\u0640\u064e\u0650\u064c\u0670")
    other = tokenizer.encode(bare.replace("\u062a", "\u0628"), add_special_tokens=False).ids
    assert other != expected, "letters are told apart"


PROGRAM = """
from xstilts.lab import generate
from xstilts.train.vocabulary import train_vocabulary
texts = {code: [row["text"] for row in generate("text", "train", code, seed=0, size=60)] for code in ("en", "ru", "zh")}
print(train_vocabulary(texts, 500, characters=5000, seed=1).to_str())
"""


def test_two_processes_make_the_same_bytes():
    made = []
    for seed in ("1", "2"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TOKENIZERS_PARALLELISM": "true" if seed == "1" else "false",
        }
        done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, env=environment, check=True)
        made.append(done.stdout)
    assert made[0] == made[1]
    assert len(made[0]) > 5000
