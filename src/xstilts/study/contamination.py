"""Which evaluation texts occur in the text that a backbone is pretrained on.

Two measures per dataset, split and language. *Found*: a text (a premise, a question, a tagged sentence, a passage) is a
whole line of the pretraining text, compared by letters, marks and digits alone. *Shared*: a long text has 13 words in a
row (40 characters in scripts without spaces) in common with some line, as in Brown et al. 2020, appendix C. Pretraining
on raw text shows no labels, but a score on text that was seen is not quite a score on new text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts.core.files import write_json, write_text
from xstilts.tasks.catalogue import DATASETS, TARGETS
from xstilts.tasks.fingerprints import SHINGLE_CHARACTERS, SHINGLE_WORDS, number, reducer, shingles
from xstilts.tasks.local import data_root, find_files
from xstilts.tasks.records import (
    ChooseExample,
    ClassifyExample,
    DataRef,
    Example,
    ExtractExample,
    MineExample,
    Portion,
    RetrieveExample,
    Roots,
    TagExample,
    TextExample,
)
from xstilts.tasks.sources import load, reference

PIVOT = "en"
_BLOCK = 20_000
_LAST_SENTENCE = re.compile(r"(.*[.!?\u3002\uff01\uff1f\u0964\u061f])\s*\S", re.DOTALL)
"""All but the last sentence: the prompt of a causal item is its premise and a fixed question."""
Tell = Callable[[str], None]


def quiet(text: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """One dataset, split and language: different texts and how many of them are lines of the pretraining text; those
    long enough for a run of words, and how many of them share one.
    """

    dataset: str
    split: str
    language: str
    texts: int
    found: int
    long: int
    shared: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evaluation:
    """Evaluation texts as numbers: `cells` names (dataset, split, language), `cell` int64 [n] is each text's.

    `texts` uint64 [n]; `runs` uint64 [m] with `owner` int64 [m], the text of each run of words.
    """

    cells: Sequence[tuple[str, str, str]]
    cell: NDArray[np.int64]
    texts: NDArray[np.uint64]
    runs: NDArray[np.uint64]
    owner: NDArray[np.int64]


class _Looked:
    """A set of numbers, and which of them have been met."""

    def __init__(self, values: NDArray[np.uint64]) -> None:
        self.values, self._back = np.unique(values, return_inverse=True)
        self._met = np.zeros(len(self.values), bool)

    def meet(self, block: Sequence[int]) -> None:
        """Mark those of the set that stand in a block."""
        if not block or not len(self.values):
            return
        new = np.unique(np.array(block, np.uint64))
        place = np.minimum(np.searchsorted(self.values, new), len(self.values) - 1)
        self._met[place[self.values[place] == new]] = True

    def met(self) -> NDArray[np.bool_]:
        """Per original value, whether it has been met."""
        return np.asarray(self._met[self._back], np.bool_)


def contamination(text: Sequence[DataRef], roots: Roots, tell: Tell = quiet) -> list[Overlap]:
    """Hold the evaluation data that is on this machine against pretraining text.

    Time and memory: about a minute of one core for 50 million characters; 8 bytes per run of words of evaluation text.

    Args:
        text: the pretraining text, parallel text included.
        tell: told in words what is being read.

    Raises:
        DataError: text or evaluation data is damaged.
    """
    evaluation = _read_evaluation(roots, tell)
    lines, runs = _Looked(evaluation.texts), _Looked(evaluation.runs)
    reduce, spaced = reducer(), reducer(" ")
    for ref in text:
        tell(f"reading {ref.dataset}")
        examples = [example for example in load(ref, roots) if isinstance(example, TextExample)]
        for start in range(0, len(examples), _BLOCK):
            block = examples[start : start + _BLOCK]
            lines.meet([number(reduce(example.text)) for example in block])
            runs.meet([run for example in block for run in shingles(spaced(example.text), example.language)])
    shared = np.zeros(len(evaluation.texts), bool)
    shared[evaluation.owner[runs.met()]] = True
    long = np.zeros(len(evaluation.texts), bool)
    long[evaluation.owner] = True
    found = lines.met()
    rows = []
    for place, (dataset, split, language) in enumerate(evaluation.cells):
        here = evaluation.cell == place
        counts = [int((here & mask).sum()) for mask in (here, found, long, shared)]
        rows.append(
            Overlap(
                dataset=dataset,
                split=split,
                language=language,
                texts=counts[0],
                found=counts[1],
                long=counts[2],
                shared=counts[3],
            )
        )
    return rows


def _read_evaluation(roots: Roots, tell: Tell) -> _Evaluation:
    reduce, spaced = reducer(), reducer(" ")
    cells: dict[tuple[str, str, str], int] = {}
    seen: set[tuple[int, int]] = set()
    cell: list[int] = []
    texts: list[int] = []
    runs: list[NDArray[np.uint64]] = []
    owner: list[NDArray[np.int64]] = []
    for ref in evaluation_data(roots):
        tell(f"reading {ref.dataset} {ref.split}")
        for example in load(ref, roots):
            for language, text in texts_of(example):
                place = cells.setdefault((ref.dataset, ref.split, language), len(cells))
                reduced = reduce(text)
                value = number(reduced)
                if not reduced or (place, value) in seen:
                    continue
                seen.add((place, value))
                mine = np.array(shingles(spaced(text), language), np.uint64)
                runs.append(mine)
                owner.append(np.full(len(mine), len(texts), np.int64))
                cell.append(place)
                texts.append(value)
    return _Evaluation(
        cells=list(cells),
        cell=np.array(cell, np.int64),
        texts=np.array(texts, np.uint64),
        runs=np.concatenate([np.zeros(0, np.uint64), *runs]),
        owner=np.concatenate([np.zeros(0, np.int64), *owner]),
    )


def evaluation_data(roots: Roots) -> Iterator[DataRef]:
    """The test and dev data of every target of the catalogue that is on this machine, generated data included."""
    wanted: dict[tuple[str, str], dict[str, None]] = {}
    for name in TARGETS:
        target = TARGETS[name]
        dataset = DATASETS[target.test.dataset]
        splits = {portion.split: None for portion in (target.test, target.tune) if portion is not None}
        for split in [*splits, *(one for one in ("dev", "test") if one in dataset.languages)]:
            here = wanted.setdefault((dataset.name, split), {})
            for language in dataset.languages.get(split, ()):
                if dataset.lab is not None or find_files(dataset, split, language, data_root(roots)):
                    here[language] = None
    for (name, split), languages in wanted.items():
        if languages:
            yield reference(Portion(dataset=name, split=split), list(languages), roots=roots)


def texts_of(example: Example) -> list[tuple[str, str]]:
    """The texts of an example with their languages."""
    language = example.language
    match example:
        case ClassifyExample():
            return [(language, text) for text in (example.text, example.pair) if text]
        case ChooseExample():
            premise = _LAST_SENTENCE.match(example.prompt)
            return [(language, text) for text in (premise[1] if premise else example.prompt, *example.choices)]
        case TagExample():
            return [(language, " ".join(example.words))]
        case ExtractExample():
            return [(language, example.question), (language, example.context)]
        case RetrieveExample():
            return [(language, example.text), (PIVOT, example.english)]
        case MineExample():
            return [(language if example.side == "foreign" else PIVOT, example.text)]
    return []


def write_contamination(rows: Sequence[Overlap], text: Sequence[DataRef], folder: Path) -> Path:
    """Write `contamination.json` (every row) and `contamination.md` (a table); returns the table's path."""
    value: dict[str, Any] = {
        "shingle": {"words": SHINGLE_WORDS, "characters": SHINGLE_CHARACTERS},
        "text": [{"dataset": ref.dataset, "split": ref.split, "languages": list(ref.languages)} for ref in text],
        "rows": [asdict(row) for row in rows],
    }
    write_json(folder / "contamination.json", value)
    lines = [
        "# Evaluation texts in the pretraining text",
        "",
        f"Pretraining text: {', '.join(dict.fromkeys(ref.dataset for ref in text))}. *Found*: the text is a whole line",
        "of it (letters and digits compared, case ignored). *Shared*: the text has a run of "
        f"{SHINGLE_WORDS} words in common with a line",
        f"({SHINGLE_CHARACTERS} characters in Chinese, Japanese and Thai). No labels are in the pretraining text.",
        "",
        *table_lines(rows),
    ]
    write_text(folder / "contamination.md", "\n".join(lines) + "\n")
    return folder / "contamination.md"


def table_lines(rows: Sequence[Overlap], *, totals: bool = False) -> list[str]:
    """The rows as a Markdown table; `totals` keeps one line per dataset and split."""
    head = ["| dataset | split | language | texts | found | share | long texts | shared | share |"]
    head.append("|---|---|---|--:|--:|--:|--:|--:|--:|")
    body = []
    for name in dict.fromkeys((row.dataset, row.split) for row in rows):
        here = [row for row in rows if (row.dataset, row.split) == name]
        body.append(_line("all", here))
        body += [] if totals else [_line(row.language, [row]) for row in here]
    return [*head, *body]


def _line(label: str, rows: Sequence[Overlap]) -> str:
    texts, found = sum(row.texts for row in rows), sum(row.found for row in rows)
    long, shared = sum(row.long for row in rows), sum(row.shared for row in rows)
    cells = [rows[0].dataset, rows[0].split, label, f"{texts:,}", f"{found:,}", _share(found, texts)]
    return f"| {' | '.join([*cells, f'{long:,}', f'{shared:,}', _share(shared, long)])} |"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "-"
