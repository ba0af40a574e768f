"""The generator: rows of every task, split and language from (seed, size, difficulty) alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from random import Random
from types import ModuleType
from typing import Any

from xstilts.core.errors import DataError, suggestion
from xstilts.lab import choice, nli
from xstilts.lab.draw import chance, free_sentence, in_split, item_random, pick, pick_name
from xstilts.lab.meaning import NP, Sentence, detokenise

LANGUAGES: tuple[str, ...] = ("en", "de", "es", "ru", "tr", "zh")
VERSION = 1
"""Raised whenever the same arguments would give other rows."""
SIZES: dict[tuple[str, str], int] = {
    ("nli", "train"): 6000,
    ("nli", "dev"): 600,
    ("nli", "test"): 600,
    ("pos", "train"): 3000,
    ("pos", "dev"): 300,
    ("pos", "test"): 300,
    ("choice", "train"): 4000,
    ("choice", "dev"): 400,
    ("choice", "test"): 400,
    ("retrieval", "test"): 500,
    ("text", "train"): 4000,
}
"""Default rows per (task, split); every language has the same items."""
Row = dict[str, Any]


def generate(
    task: str, split: str, language: str, *, seed: int = 0, size: int | None = None, difficulty: int = 1
) -> list[Row]:
    """The rows of one task, split and language; rows with the same `group` say the same in every language.

    Args:
        task: nli, pos, choice, retrieval or text.
        split: train, dev or test (see `SIZES`).
        language: one of `LANGUAGES`.
        seed: Another seed gives another draw from the same world; splits stay disjoint across seeds.
        size: Number of rows; the default is in `SIZES`. A smaller size gives the first rows of a larger one.
        difficulty: 1 (short clauses, one edit) to 3 (more modifiers, clauses and edits).

    Returns:
        Rows with `id`, `group`, and premise, hypothesis, label (nli); words, tags (pos); prompt, choices, label
        (choice); text, english (retrieval); text (text).

    Raises:
        DataError: for an unknown task, split or language, or a difficulty or size out of range.
    """
    check(task, split, language, size, difficulty)
    make = MAKERS[task]
    module = language_module(language)
    rows = []
    for index in range(SIZES[task, split] if size is None else size):
        row, held = make(seed, split, index, difficulty, module)
        group = f"{task}-{split}-{'held-' if held else ''}{index:05d}"
        rows.append({"id": f"{group}-{language}", "group": group, **row})
    return rows


def check(task: str, split: str, language: str, size: int | None, difficulty: int) -> None:
    """Refuse what the lab does not have."""
    if task not in MAKERS:
        raise DataError(f"unknown lab task {task!r}; known: {', '.join(MAKERS)}. {suggestion(task, MAKERS)}".strip())
    splits = [known for name, known in SIZES if name == task]
    if split not in splits:
        raise DataError(f"lab task {task!r} has no split {split!r}; it has: {', '.join(splits)}")
    if language not in LANGUAGES:
        raise DataError(f"the lab has no language {language!r}; it has: {', '.join(LANGUAGES)}")
    if difficulty not in (1, 2, 3):
        raise DataError(f"lab difficulty {difficulty!r} is out of range; allowed: 1, 2, 3")
    if size is not None and not 0 < size <= 100_000:
        raise DataError(f"lab size {size!r} is out of range; allowed: 1 to 100000 rows")


def language_module(language: str) -> ModuleType:
    """The grammar of a language, imported when it is needed."""
    return import_module(f"xstilts.lab.languages.{language}")


def nli_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """One pair with its label."""
    (premise, hypothesis, label, held) = first_in_split(
        lambda rng: nli.pair(rng, split, difficulty), seed, "nli", split, index, key=lambda found: found[:2]
    )
    texts = (detokenise(module.realise(premise)), detokenise(module.realise(hypothesis)))
    return {"premise": texts[0], "hypothesis": texts[1], "label": label}, held


def pos_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """One sentence as words with universal part-of-speech tags."""
    sentence = sentence_of(seed, "pos", split, split, index, difficulty)
    tokens = module.realise(sentence)
    row = {"words": [token.text for token in tokens], "tags": [token.tag for token in tokens]}
    return row, sentence.link in ("because", "know")


def choice_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """One event, a question for its cause or its effect, two alternatives."""
    found = first_in_split(
        lambda rng: choice.item(rng, split), seed, "choice", split, index, key=lambda found: found[:4]
    )
    person, prompt, right, wrong, label, held = found
    question = module.CAUSE_QUESTION if ".c" in right else module.EFFECT_QUESTION
    gap = "" if module.__name__.endswith(".zh") else " "
    choices = [event_sentence(module, person, event, pronoun=True) for event in (right, wrong)]
    row = {
        "prompt": event_sentence(module, person, prompt) + gap + question,
        "choices": choices[::-1] if label else choices,
        "label": label,
    }
    return row, held


def retrieval_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """One sentence with its English translation; a level longer than elsewhere, so that no two are the same."""
    sentence = sentence_of(seed, "retrieval", split, split, index, difficulty + 1)
    english = language_module("en")
    return {
        "text": detokenise(module.realise(sentence)),
        "english": detokenise(english.realise(sentence)),
    }, False


def text_row(seed: int, split: str, index: int, difficulty: int, module: ModuleType) -> tuple[Row, bool]:
    """One line of plain text, of all words and constructions; every third line is an event of the causal task."""
    rng = item_random(seed, "text-event", split, index, 0)
    if chance(rng, 1 / 3):
        event = f"{pick(rng, choice.SITUATIONS)}.{pick(rng, ('c1', 'c2', 'e1', 'e2'))}"
        person = NP(noun=pick_name(rng, "all"), det="name")
        return {"text": event_sentence(module, person, event, pronoun=chance(rng, 0.3))}, False
    sentence = sentence_of(seed, "text", split, "all", index, difficulty)
    return {"text": detokenise(module.realise(sentence))}, False


MAKERS: dict[str, Callable[[int, str, int, int, ModuleType], tuple[Row, bool]]] = {
    "nli": nli_row,
    "pos": pos_row,
    "choice": choice_row,
    "retrieval": retrieval_row,
    "text": text_row,
}


def first_in_split(
    make: Callable[[Random], Any], seed: int, task: str, split: str, index: int, key: Callable[[Any], object]
) -> Any:
    """Draw until an item's meaning belongs to the split; it depends on this item alone."""
    attempt = 0
    while True:
        found = make(item_random(seed, task, split, index, attempt))
        if in_split(key(found), split):
            return found
        attempt += 1


def sentence_of(seed: int, task: str, split: str, words: str, index: int, difficulty: int) -> Sentence:
    """A free sentence of a split, from the words of a split ("all" for plain text)."""
    sentence: Sentence = first_in_split(
        lambda rng: free_sentence(rng, words, difficulty), seed, task, split, index, key=lambda found: found
    )
    return sentence


def event_sentence(module: ModuleType, person: NP, event: str, pronoun: bool = False) -> str:
    """A causal event as a sentence about a person, with the forms that follow the person's gender."""
    woman = choice.feminine(person)
    phrase = re.sub(r"\{([^|}]*)\|([^}]*)\}", r"\2" if woman else r"\1", module.events()[event])
    subject = module.PRONOUNS[woman] if pronoun else module.person(person)
    if module.__name__.endswith(".zh"):
        return f"{subject}{phrase}。"
    return f"{subject[0].upper()}{subject[1:]} {phrase}."


def show(language: str, task: str, n: int = 5, *, seed: int = 0, difficulty: int = 1) -> list[tuple[Row, Row]]:
    """The first items of a task, side by side: (English row, the same item in `language`)."""
    split = "test" if (task, "test") in SIZES else "train"
    rows = (generate(task, split, code, seed=seed, size=n, difficulty=difficulty) for code in ("en", language))
    return list(zip(*rows, strict=True))
