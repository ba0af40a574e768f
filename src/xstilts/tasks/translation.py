"""Examples in another language: which texts to translate, and the example that translations give.

The label stays. Classifying and choosing lose nothing; an answer's place must be found again in the translated context,
and tags cannot follow their words through a translation. An item that cannot be rebuilt is a loss with a reason, for
whoever counts.

How an answer is found again is a choice of the study. `find`: context and answer are translated apart, and the
translated answer is looked for, first as it stands, then without regard to case, punctuation and width; among several
places the one nearest to where the answer stood is taken. `mark`: the answer stands between brackets while the context
is translated, and what the brackets then hold is the answer; every question has a context of its own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

from xstilts.tasks.fingerprints import SPACELESS
from xstilts.tasks.records import ChooseExample, ClassifyExample, Example, ExtractExample

TRANSLATABLE_KINDS = ("classify", "choose", "extract")
AnswerMethod = Literal["find", "mark"]
BRACKETS = (("[", "]"), ("<", ">"), ("{", "}"), ("(", ")"))
"""Marks of an answer, the first pair that the context does not hold."""

NO_ANSWER = "answer not found"
EMPTY = "empty translation"


def texts_of(example: Example, method: AnswerMethod) -> list[str]:
    """The texts of an example that a translation needs, blank ones left out."""
    match example:
        case ClassifyExample(text=text, pair=pair):
            texts = [text, pair or ""]
        case ChooseExample(prompt=prompt, choices=choices):
            texts = [prompt, *choices]
        case ExtractExample() if method == "mark" and _brackets(example) is not None:
            texts = [example.question, _marked(example)]
        case ExtractExample(question=question, context=context, answers=answers):
            texts = [question, context, *(text for text, _ in answers if method == "find")]
        case _:
            raise AssertionError(f"{type(example).__name__} cannot be translated")
    return [text for text in texts if text.strip()]


def translated(
    example: Example, language: str, translations: Mapping[str, str], method: AnswerMethod
) -> tuple[Example | None, str]:
    """The example in a language, or None and why it is lost (`NO_ANSWER`, `EMPTY`).

    Args:
        translations: of every text of `texts_of`.
    """
    if any(not translations[text].strip() for text in texts_of(example, method)):
        return None, EMPTY

    def said(text: str) -> str:
        return translations.get(text, text)

    match example:
        case ClassifyExample(text=text, pair=pair):
            second = None if pair is None else said(pair)
            return replace(example, language=language, text=said(text), pair=second), ""
        case ChooseExample(prompt=prompt, choices=choices):
            options = tuple(map(said, choices))
            return replace(example, language=language, prompt=said(prompt), choices=options), ""
        case ExtractExample():
            found = _answered(example, language, translations, method)
            return (found, "") if found is not None else (None, NO_ANSWER)
    raise AssertionError(f"{type(example).__name__} cannot be translated")


def _answered(
    example: ExtractExample, language: str, translations: Mapping[str, str], method: AnswerMethod
) -> ExtractExample | None:
    """Question, context and answers in a language; None if no answer is found although there is one."""
    question = translations.get(example.question, example.question)
    pair = _brackets(example) if method == "mark" else None
    if pair is not None:
        read = unmark(translations[_marked(example)], pair)
        if read is None:
            return None
        return replace(example, language=language, question=question, context=read[0], answers=(read[1],))
    context = translations.get(example.context, example.context)
    places = [
        find_answer(translations.get(text, text), context, start / max(len(example.context), 1), language)
        for text, start in (example.answers if method == "find" else ())
    ]
    answers = tuple(dict.fromkeys(place for place in places if place is not None))
    if example.answers and not answers:
        return None
    return replace(example, language=language, question=question, context=context, answers=answers)


def _brackets(example: ExtractExample) -> tuple[str, str] | None:
    """What marks the answer: the first pair that the context does not hold; None without an answer or such a pair."""
    free = (pair for pair in BRACKETS if not any(mark in example.context for mark in pair))
    return next(free, None) if example.answers else None


def _marked(example: ExtractExample) -> str:
    """The context with its first answer between brackets."""
    pair = _brackets(example)
    assert pair is not None, "no answer that could be marked"
    text, start = example.answers[0]
    return f"{example.context[:start]}{pair[0]} {text} {pair[1]}{example.context[start + len(text) :]}"


def unmark(text: str, pair: tuple[str, str]) -> tuple[str, tuple[str, int]] | None:
    """The translation of a marked context without its brackets, and the answer with its place.

    None unless one opening and one closing bracket hold something between them.
    """
    if any(text.count(mark) != 1 for mark in pair) or text.index(pair[0]) > text.index(pair[1]):
        return None
    before, _, rest = text.partition(pair[0])
    inside, _, after = rest.partition(pair[1])
    answer = inside.strip()
    return (before + answer + after, (answer, len(before))) if answer else None


def find_answer(answer: str, context: str, near: float, language: str) -> tuple[str, int] | None:
    """An answer in a context: its text there and its first character, or None.

    Matches begin and end at the edges of words, except in languages written without spaces.

    Args:
        near: where the answer stood, as a share of the context in front of it.
    """
    spaced = language not in SPACELESS
    wanted = answer.strip()
    places = [(start, start + len(wanted)) for start in _occurrences(wanted, context, spaced)]
    if not places:
        folded, characters = _folded(context)
        wanted = _folded(answer)[0]
        places = [
            (characters[start], characters[start + len(wanted) - 1] + 1)
            for start in _occurrences(wanted, folded, spaced)
        ]
    if not places:
        return None
    start, end = min(places, key=lambda place: (abs(place[0] - near * len(context)), place[0]))
    return context[start:end], start


def _occurrences(wanted: str, text: str, spaced: bool) -> Iterator[int]:
    """Where a text occurs in another."""
    start = text.find(wanted) if wanted else -1
    while start >= 0:
        end = start + len(wanted)
        if not spaced or not (_joined(text, start) or _joined(text, end)):
            yield start
        start = text.find(wanted, start + 1)


def _joined(text: str, place: int) -> bool:
    """Whether a place lies inside a word."""
    return 0 < place < len(text) and _in_word(text[place - 1]) and _in_word(text[place])


def _in_word(character: str) -> bool:
    """Whether a character is a letter, a mark of one (vowel signs of Indic scripts), or a digit."""
    return unicodedata.category(character)[0] in "LMN"


def _folded(text: str) -> tuple[str, list[int]]:
    """A text of letters, marks and digits in one case and width with single spaces for all else, and the place in the
    text that each of its characters came from."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKC", character).casefold():
            kept = part if _in_word(part) else " "
            if kept != " " or (folded and folded[-1] != " "):
                folded.append(kept)
                places.append(place)
    while folded and folded[-1] == " ":
        folded.pop()
        places.pop()
    return "".join(folded), places
