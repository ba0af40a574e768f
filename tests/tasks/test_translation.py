"""Examples rebuilt from translations: a dictionary translates word by word, so every expectation is made by hand."""

from __future__ import annotations

import pytest

from xstilts.core.errors import DataError
from xstilts.tasks.kinds.extract import check_answers
from xstilts.tasks.records import ChooseExample, ClassifyExample, ExtractExample, TagExample
from xstilts.tasks.stored import read_examples, write_examples
from xstilts.tasks.translation import EMPTY, NO_ANSWER, find_answer, texts_of, translated, unmark

WORDS = {"the": "die", "cat": "Katze", "sleeps": "schläft", "in": "in", "berlin": "Berlin", "who": "wer", "where": "wo"}


def german(text: str) -> str:
    return " ".join(WORDS.get(word.lower(), word) for word in text.split())


def rebuilt(example, method="find", **special):
    translations = {text: special.get(text, german(text)) for text in texts_of(example, method)}
    return translated(example, "de", translations, method)


def question(context, answer, start=None, **more):
    answers = () if answer is None else ((answer, context.index(answer) if start is None else start),)
    return ExtractExample(id="q", group="g", language="en", question="where sleeps", context=context, answers=answers)


def test_both_texts_of_a_pair_are_translated_and_the_label_stays():
    example = ClassifyExample(id="7", group="p", language="en", text="the cat", pair="cat sleeps", label="neutral")
    made, reason = rebuilt(example)
    assert reason == ""
    assert made == ClassifyExample(
        id="7", group="p", language="de", text="die Katze", pair="Katze schläft", label="neutral"
    )


def test_choices_keep_their_order_and_blank_texts_stay_blank():
    example = ChooseExample(id="1", group="1", language="en", prompt="", choices=("the cat", "berlin"), label=1)
    made, _ = rebuilt(example)
    assert texts_of(example, "find") == ["the cat", "berlin"]
    assert (made.prompt, made.choices, made.label) == ("", ("die Katze", "Berlin"), 1)


def test_an_answer_is_found_where_it_stands_in_the_translation():
    made, _ = rebuilt(question("the cat sleeps in Berlin", "Berlin"))
    assert made.context == "die Katze schläft in Berlin" and made.question == "wo schläft"
    assert made.answers == (("Berlin", 21),)
    check_answers(made)


def test_case_and_punctuation_do_not_hide_an_answer():
    example = question("the cat sleeps", "cat")
    made, _ = rebuilt(example, cat="katze.")
    assert made.answers == (("Katze", 4),)


def test_the_nearest_of_equal_answers_is_taken():
    context = "Berlin the cat sleeps in Berlin"
    assert rebuilt(question(context, "Berlin", 0))[0].answers == (("Berlin", 0),)
    assert rebuilt(question(context, "Berlin", 25))[0].answers == (("Berlin", 28),)


def test_an_answer_that_was_translated_otherwise_is_a_loss():
    assert rebuilt(question("the cat sleeps", "cat"), cat="Kater") == (None, NO_ANSWER)


def test_a_question_without_an_answer_stays_one():
    for method in ("find", "mark"):
        made, reason = rebuilt(question("the cat", None), method)
        assert (made.context, made.answers, reason) == ("die Katze", (), "")


def test_an_empty_translation_is_a_loss():
    example = ClassifyExample(id="7", group="p", language="en", text="the cat", label="x")
    assert rebuilt(example, **{"the cat": " "}) == (None, EMPTY)


def test_marks_carry_an_answer_through_the_translation():
    example = question("the cat sleeps in Berlin", "cat")
    assert texts_of(example, "mark") == ["where sleeps", "the [ cat ] sleeps in Berlin"]
    made, _ = rebuilt(example, "mark")
    assert (made.context, made.answers) == ("die Katze schläft in Berlin", (("Katze", 4),))
    check_answers(made)


def test_marks_are_a_pair_that_the_context_does_not_hold():
    example = question("the [1] cat sleeps", "cat")
    assert texts_of(example, "mark")[1] == "the [1] < cat > sleeps"
    made, _ = rebuilt(example, "mark")
    assert (made.context, made.answers) == ("die [1] Katze schläft", (("Katze", 8),))
    full = question("[ ] < > { } ( ) cat", "cat")
    assert rebuilt(full, "mark") == (None, NO_ANSWER)


@pytest.mark.parametrize("broken", ["die Katze", "die ] Katze [", "die [ Katze", "[ ] Katze", "[ a ] [ b ]"])
def test_lost_marks_are_a_loss(broken):
    assert unmark(broken, ("[", "]")) is None


@pytest.mark.parametrize(
    ("answer", "context", "language", "found"),
    [
        ("an", "Mandant an Bord", "de", ("an", 8)),
        ("an", "Mandant", "de", None),
        ("an", "AN BORD", "de", ("AN", 0)),
        ("„Bord“", "an Bord!", "de", ("Bord", 3)),
        ("Straße 5", "die STRASSE 5.", "de", ("STRASSE 5", 4)),
        ("\u5317\u4eac", "\u6211\u5728\u5317\u4eac\u3002", "zh", ("\u5317\u4eac", 2)),
        ("\u5317\u4eac", "\u6211\u5728\u5317\u4eac\u3002", "de", None),
        # ka, and ka with a vowel sign, which is no letter but belongs to the word
        ("\u0915", "\u0915\u0940 \u0915", "hi", ("\u0915", 3)),
        ("...", "an Bord", "de", None),
        ("", "an Bord", "de", None),
    ],
)
def test_finding_an_answer(answer, context, language, found):
    assert find_answer(answer, context, 0.0, language) == found


def test_examples_survive_a_file(tmp_path):
    examples = [question("the cat sleeps", "cat"), question("the cat\u2028", None)]
    write_examples(tmp_path / "e.jsonl", examples)
    assert read_examples(tmp_path / "e.jsonl", "extract") == examples
    with pytest.raises(DataError, match="row 1"):
        read_examples(tmp_path / "e.jsonl", "classify")
    with pytest.raises(AssertionError, match="cannot be translated"):
        texts_of(TagExample(id="", group="", language="en", words=("a",), tags=("b",)), "find")
