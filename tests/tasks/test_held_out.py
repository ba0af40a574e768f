"""Held-out text: chosen by its content alone, never trained on in any form, bounded."""

import random

from xstilts.tasks.fingerprints import SHINGLE_CHARACTERS, number, reducer, shingles
from xstilts.tasks.held_out import LINES_ONE_IN, MOST_SENTENCES, SENTENCES_ONE_IN, hold_out
from xstilts.tasks.records import TextExample


def line(text, language="en", group=None, name=""):
    return TextExample(id=f"{language}-{text}-{name}", group=group or f"{text}{name}", language=language, text=text)


LINES = [line(f"line number {n}", language) for language in ("en", "de") for n in range(3000)]
PARALLEL = [line(f"{language} sentence {n}", language, f"s{n}") for language in ("de", "en") for n in range(900)]


def texts(examples):
    return {example.text for example in examples}


def test_shares_and_order():
    kept, held = hold_out(LINES, [PARALLEL])
    assert 15 < sum(example.language == "de" for example in held.text) < 50
    assert len(kept.text) + len(held.text) == len(LINES)
    groups = {example.group for example in held.parallel}
    assert 10 < len(groups) < 45
    assert len(held.parallel) == 2 * len(groups), "whole groups"
    shuffled, sentences = list(LINES), list(PARALLEL)
    random.Random(1).shuffle(shuffled)
    random.Random(2).shuffle(sentences)
    assert hold_out(shuffled, [sentences])[1] == held


def test_another_corpus_does_not_move_the_choice():
    held = hold_out(LINES, [])[1]
    more = hold_out([*LINES, *(line(f"more {n}", "fr") for n in range(500))], [])[1]
    assert [example for example in more.text if example.language != "fr"] == list(held.text)


def test_at_most_so_many():
    _, held = hold_out(LINES, [PARALLEL], most_lines=5)
    assert len(held.text) == 10
    many = [line(f"sentence {n}", "en", f"s{n}") for n in range(12000)]
    assert len(hold_out([], [many])[1].parallel) == MOST_SENTENCES


def test_what_equals_a_held_out_text_is_not_trained_on_anywhere():
    _, held = hold_out(LINES, [PARALLEL])
    reduce = reducer()
    text = next(one.text for one in held.text if number(reduce(one.text)) % SENTENCES_ONE_IN)
    sentence = held.parallel[0]
    copies = [line(text.upper() + "!", "fr", name="copy"), line(sentence.text, "fr", name="copy")]
    elsewhere = [line(text, "en", "other-group"), line("anders", "de", "other-group")]
    kept, _ = hold_out([*LINES, *copies], [PARALLEL, elsewhere])
    seen = {reduce(one) for one in texts(kept.all)}
    assert not seen & {reduce(one) for one in texts(held.all)}
    assert "anders" in seen


def test_texts_without_letters_are_kept():
    assert hold_out([line("..."), line("")], [])[1].text == []


def test_the_same_text_has_one_number_whatever_its_dress():
    reduce = reducer()
    assert reduce("Stra\u00dfe, 12!") == reduce("STRASSE 12") == "strasse12"
    assert reduce("\u0939\u093f\u0928\u094d\u0926\u0940") != reduce("\u0939\u0928\u0926"), "vowel signs count"
    assert number("a") == number("a") < 2**64
    assert number("a") % LINES_ONE_IN != number("b") % LINES_ONE_IN or number("a") != number("b")


def test_runs_of_thirteen_words():
    spaced = reducer(" ")
    words = [f"w{n}" for n in range(20)]
    left = shingles(spaced(" ".join(words)), "en")
    assert len(left) == 8
    assert set(shingles(spaced(f"other start, {' '.join(words[3:16])}. end"), "de")) & set(left)
    assert not set(shingles(spaced(f"other {' '.join(words[3:15])} end of it"), "en")) & set(left)
    assert shingles(spaced(" ".join(words[:12])), "en") == []
    assert len(shingles("\u5b57" * (SHINGLE_CHARACTERS + 2), "zh")) == 3
