"""Text that pretraining never sees: which lines and parallel sentences are kept for measuring it.

A line is chosen by the number of its text alone (`fingerprints`), so neither the order of the data nor another corpus
or language moves it. Whatever equals a chosen text, wherever it stands, is taken out of training with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xstilts.tasks.fingerprints import number, reducer
from xstilts.tasks.records import TextExample

LINES_ONE_IN, MOST_LINES = 100, 100
"""One line of text in a hundred, and at most a hundred of a language."""
SENTENCES_ONE_IN, MOST_SENTENCES = 40, 200
"""One parallel sentence in forty in all its languages, and at most two hundred, each corpus an equal part of them."""
PIVOT = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Single lines, and parallel sentences (equal groups are translations)."""

    text: Sequence[TextExample]
    parallel: Sequence[TextExample]

    @property
    def all(self) -> list[TextExample]:
        """Both, single lines first."""
        return [*self.text, *self.parallel]


def hold_out(
    text: Sequence[TextExample], parallel: Sequence[Sequence[TextExample]], *, most_lines: int = MOST_LINES
) -> tuple[Texts, Texts]:
    """Split text into what is trained on and what is held out.

    Args:
        text: single lines of all corpora. parallel: per corpus its parallel sentences.
        most_lines: at most so many lines of each language.

    Returns:
        What is trained on, in the order given; and what is held out, every text once, by language and number.
    """
    reduce = reducer()
    sentences = [example for corpus in parallel for example in corpus]
    numbers = {example.text: number(reduce(example.text)) for example in [*text, *sentences] if example.text}
    lines = _lines(text, numbers, most_lines)
    groups: set[str] = set()
    shown: list[str] = []
    for corpus in parallel:
        chosen, once = _groups(corpus, numbers, MOST_SENTENCES // len(parallel))
        groups |= chosen
        shown += once
    place = {group: at for at, group in enumerate(shown)}
    held = [example for example in sentences if example.group in place]
    held.sort(key=lambda example: (place[example.group], example.language))
    out = {numbers[example.text] for example in [*lines, *(one for one in sentences if one.group in groups)]}
    kept = Texts(
        text=[example for example in text if numbers.get(example.text) not in out],
        parallel=[one for one in sentences if one.group not in groups and numbers.get(one.text) not in out],
    )
    return kept, Texts(text=lines, parallel=held)


def _lines(text: Sequence[TextExample], numbers: Mapping[str, int], most: int) -> list[TextExample]:
    """Per language the lines of lowest number among one in `LINES_ONE_IN`."""
    found: dict[str, dict[int, TextExample]] = {}
    for example in text:
        value = numbers.get(example.text, 1)
        if value % LINES_ONE_IN == 0:
            found.setdefault(example.language, {}).setdefault(value, example)
    return [found[language][value] for language in sorted(found) for value in sorted(found[language])[:most]]


def _groups(corpus: Sequence[TextExample], numbers: Mapping[str, int], most: int) -> tuple[set[str], list[str]]:
    """Sentences chosen by their English text (else that of the first language): all groups, and one for each text."""
    pivots: dict[str, TextExample] = {}
    for example in corpus:
        present = pivots.get(example.group)
        if present is None or (example.language != PIVOT, example.language) < (
            present.language != PIVOT,
            present.language,
        ):
            pivots[example.group] = example
    by_number: dict[int, list[str]] = {}
    for group, example in pivots.items():
        if numbers.get(example.text, 1) % SENTENCES_ONE_IN == 0:
            by_number.setdefault(numbers[example.text], []).append(group)
    chosen = [sorted(by_number[value]) for value in sorted(by_number)[:most]]
    return {group for same in chosen for group in same}, [same[0] for same in chosen]
