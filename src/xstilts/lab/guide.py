"""The README.md of a written lab: which file is what, and everything that is needed to make the same files again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xstilts import __version__
from xstilts.lab.atlas import ATLAS, TASKS
from xstilts.lab.generate import VERSION


class Written(NamedTuple):
    """One file: what it holds, its path inside the folder, and the items of its draw."""

    task: str
    split: str
    language: str
    path: str
    items: int


FORMS = {
    "nli": "TSV with a header: premise, hypothesis, label (entailment, neutral, contradiction)",
    "paraphrase": "TSV with a header: id, sentence1, sentence2, label (1: paraphrase, 0: different)",
    "sentiment": "TSV with a header: sentence, label (1: positive, 0: negative)",
    "choice": "JSON lines: premise, choice1, choice2, question (cause, effect), label (0: choice1), idx, changed; "
    "val is dev",
    "pos": "CoNLL-U: forms, universal tags (column 4) and spacing; no lemmas, features or trees",
    "ner": "two columns (word TAB tag), an empty line after every sentence; BIO tags over PER, ORG, LOC",
    "qa": "SQuAD v1.1 JSON; the question ids are the same in every language; the first answer is without its "
    "adposition",
    "retrieval": "two line-aligned files per language, named by ISO 639-3 codes; `.eng` is the English side",
    "mining": "per language two sides (id TAB sentence) and gold (foreign id TAB English id); a third of each side has "
    "a translation",
    "text": "one text a line; equal line numbers are translations",
}
"""What the files of a task look like."""


def guide(written: Sequence[Written], *, seed: int, difficulty: int) -> str:
    """The README.md for files that were written with a seed and a difficulty."""
    return "\n".join(_lines(written, seed, difficulty)) + "\n"


def _lines(written: Sequence[Written], seed: int, difficulty: int) -> Iterator[str]:
    languages = list(dict.fromkeys(file.language for file in written))
    yield "# The xstilts lab"
    yield ""
    yield "A generated parallel world: every label is right by construction, and every language has the same items."
    yield "These files have the formats of real benchmarks, but hold none of their data."
    yield ""
    yield f"- Made by: xstilts {__version__}, lab version {VERSION}, seed {seed}, difficulty {difficulty}"
    yield "- Licence: Apache 2.0, like the program that generated them"
    yield f"- Languages: {', '.join(f'{ATLAS[code].name} ({code})' for code in languages)}"
    yield "- Training data is English; dev and test (and text) are there in every language."
    yield "- Items whose construction or words training never has are marked `held` in the ids, where a format has ids."
    for task in dict.fromkeys(file.task for file in written):
        yield ""
        yield f"## {task} (like {TASKS[task].like})"
        yield ""
        yield f"{TASKS[task].asks[0].upper()}{TASKS[task].asks[1:]}{'' if TASKS[task].asks.endswith('?') else '.'}"
        yield f"{FORMS[task][0].upper()}{FORMS[task][1:]}."
        yield ""
        yield "| file | split | language | items |"
        yield "|---|---|---|---|"
        for file in written:
            if file.task == task:
                yield f"| {file.path} | {file.split} | {file.language} | {file.items} |"
