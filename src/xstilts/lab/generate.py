"""The generator: rows of every task, split and language from (seed, size, difficulty) alone."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType

from xstilts.core.errors import DataError, suggestion
from xstilts.lab import makers
from xstilts.lab.makers import Row

LANGUAGES: tuple[str, ...] = ("en", "de", "es", "fi", "hi", "id", "ja", "ru", "sw", "tr", "vi", "zh")
DIFFICULTIES: tuple[int, ...] = (1, 2, 3)
VERSION = 3
"""Raised whenever the same arguments would give other rows."""
SIZES: dict[tuple[str, str], int] = {
    ("nli", "train"): 6000,
    ("nli", "dev"): 600,
    ("nli", "test"): 600,
    ("paraphrase", "train"): 4000,
    ("paraphrase", "dev"): 400,
    ("paraphrase", "test"): 400,
    ("sentiment", "train"): 3000,
    ("sentiment", "dev"): 400,
    ("sentiment", "test"): 400,
    ("choice", "train"): 4000,
    ("choice", "dev"): 400,
    ("choice", "test"): 400,
    ("pos", "train"): 3000,
    ("pos", "dev"): 300,
    ("pos", "test"): 300,
    ("ner", "train"): 3000,
    ("ner", "dev"): 300,
    ("ner", "test"): 300,
    ("qa", "train"): 4000,
    ("qa", "dev"): 400,
    ("qa", "test"): 400,
    ("retrieval", "dev"): 300,
    ("retrieval", "test"): 500,
    ("mining", "dev"): 600,
    ("mining", "test"): 900,
    ("text", "train"): 6000,
}
"""Default rows per (task, split); every language has the same items."""


def generate(
    task: str, split: str, language: str, *, seed: int = 0, size: int | None = None, difficulty: int = 1
) -> list[Row]:
    """The rows of one task, split and language; rows with the same `group` say the same in every language.

    Args:
        task: One of `MAKERS`: nli, paraphrase, sentiment, choice, pos, ner, qa, retrieval, mining, text.
        split: train, dev or test (see `SIZES`).
        language: one of `LANGUAGES`.
        seed: Another seed gives another draw from the same world; splits stay disjoint across seeds.
        size: Number of rows; the default is in `SIZES`. A smaller size gives the first rows of a larger one.
        difficulty: 1 to 3. Sentences have more modifiers and clauses; besides, nli has more edits, paraphrase two
            units in place of one, sentiment negation and other people's opinions, choice other people's events,
            ner more surnames and organisations, qa more distractors, retrieval and mining nearer misses.

    Returns:
        Rows with `id`, `group`, and
        premise, hypothesis, label (nli: `nli.LABELS`); text, pair, label (paraphrase: different, paraphrase);
        text, label (sentiment: negative, positive); prompt, choices, label (choice: the index);
        words, tags (pos: universal; ner: BIO over PER, ORG, LOC);
        context, question, answers, answer_start (qa: accepted spans, the first without its adposition);
        text, english (retrieval); side, text, matches (mining: foreign or english, ids of translations);
        text (text).

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
    if difficulty not in DIFFICULTIES:
        raise DataError(f"lab difficulty {difficulty!r} is out of range; allowed: {', '.join(map(str, DIFFICULTIES))}")
    if size is not None and not 0 < size <= 100_000:
        raise DataError(f"lab size {size!r} is out of range; allowed: 1 to 100000 rows")


def language_module(language: str) -> ModuleType:
    """The grammar of a language, imported when it is needed."""
    return import_module(f"xstilts.lab.languages.{language}")


MAKERS: dict[str, Callable[[int, str, int, int, ModuleType], tuple[Row, bool]]] = {
    "nli": makers.nli_row,
    "paraphrase": makers.paraphrase_row,
    "sentiment": makers.sentiment_row,
    "choice": makers.choice_row,
    "pos": makers.pos_row,
    "ner": makers.ner_row,
    "qa": makers.qa_row,
    "retrieval": makers.retrieval_row,
    "mining": makers.mining_row,
    "text": makers.text_row,
}
