"""The whole lab as files, in the formats in which the real benchmarks are released, so that any other tool can read it.

Each task has a folder of its own; its files have the names and the columns of the benchmark that `atlas.TASKS` names
(sources: the README files of XNLI, PAWS-X, GLUE, XCOPA, Universal Dependencies (CoNLL-U), WikiANN, SQuAD v1.1, LASER's
Tatoeba test sets, and BUCC 2018). What a format has no place for is left out: XNLI, SST-2, WikiANN and Tatoeba files
hold no ids, and no file holds the groups, but items stand in the same order in every language.

The same arguments give the same bytes. A folder appears under its name when it is complete, never before.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from xstilts.core.errors import DataError, suggestion
from xstilts.core.files import write_text
from xstilts.lab import makers
from xstilts.lab.atlas import ATLAS, TASKS
from xstilts.lab.generate import LANGUAGES, SIZES, check, generate, language_module
from xstilts.lab.guide import Written, guide
from xstilts.lab.makers import Row
from xstilts.lab.meaning import detokenise


class Draw(NamedTuple):
    """The arguments of `generate` that name the rows of a file."""

    task: str
    split: str
    language: str
    seed: int
    size: int
    difficulty: int


Writer = Callable[[Draw], dict[str, str]]
"""Gives the files of one task, split and language: name inside the task's folder -> content."""


def write_lab(
    directory: Path,
    *,
    languages: Sequence[str] = LANGUAGES,
    tasks: Sequence[str] = tuple(TASKS),
    seed: int = 0,
    difficulty: int = 1,
    sizes: Mapping[tuple[str, str], int] | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Written]:
    """Write English training data, dev and test data of every language, plain text, and a README.md, into a new folder.

    Args:
        directory: A folder that is not there yet, or is empty.
        languages: Which languages; English training data is written whenever English is among them.
        tasks: Which tasks.
        seed: As `generate` has it.
        difficulty: As `generate` has it.
        sizes: Rows of some (task, split) in place of the default in `SIZES`.
        tell: Called with a line per task.

    Returns:
        What was written, in the order of the README's table.

    Raises:
        DataError: an unknown language or task, a size or difficulty out of range, a directory that holds something.
        OSError: as the file system says; nothing is left behind.
    """
    counts = {**SIZES, **(sizes or {})}
    wanted = _wanted(languages, tasks, counts, difficulty)
    directory = Path(directory)
    if directory.is_file() or (directory.is_dir() and any(directory.iterdir())):
        raise DataError(f"{directory}: is not empty; name a new folder, or empty this one")
    building = directory.absolute().with_name(f".{directory.absolute().name}.{os.getpid()}.tmp")
    try:
        written: list[Written] = []
        for task, split, language in wanted:
            if not written or written[-1].task != task:
                tell(f"writing {task}")
            draw = Draw(task, split, language, seed, counts[task, split], difficulty)
            for name, content in WRITERS[task](draw).items():
                write_text(building / task / name, content)
                written.append(Written(task, split, language, f"{task}/{name}", draw.size))
        write_text(building / "README.md", guide(written, seed=seed, difficulty=difficulty))
        os.replace(building, directory)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return written


def _wanted(
    languages: Sequence[str], tasks: Sequence[str], sizes: Mapping[tuple[str, str], int], difficulty: int
) -> list[tuple[str, str, str]]:
    """The (task, split, language) to write, checked before anything is."""
    for noun, values, allowed in (("language", languages, LANGUAGES), ("kind", tasks, tuple(TASKS))):
        for value in values:
            known(noun, value, allowed)
    found = [
        (task, split, language)
        for task, split in SIZES
        if task in tasks
        for language in languages
        if _belongs(task, split, language)
    ]
    if not found:
        names = (", ".join(tasks), ", ".join(languages))
        raise DataError(f"nothing to write: {names[0]} has no files for {names[1]}; add a language or a kind")
    for task, split, language in found:
        check(task, split, language, sizes[task, split], difficulty)
    return found


def known(noun: str, value: str, allowed: Sequence[str]) -> None:
    """Refuse a value that is not allowed.

    Raises:
        DataError: with the values allowed, and the one that was probably meant.
    """
    if value not in allowed:
        hint = suggestion(value, allowed)
        raise DataError(f"unknown lab {noun} {value!r}; allowed: {', '.join(allowed)}" + (f"; {hint}" if hint else ""))


def _belongs(task: str, split: str, language: str) -> bool:
    """Training data is English, but text is in every language; English is the other side of retrieval and mining."""
    if task in ("retrieval", "mining"):
        return language != "en"
    return language == "en" or split != "train" or task == "text"


def _rows(draw: Draw) -> list[Row]:
    return generate(*draw[:3], seed=draw.seed, size=draw.size, difficulty=draw.difficulty)


def _table(rows: Iterable[Sequence[object]]) -> str:
    """Tab-separated lines; no text of the lab holds a tab or a line end."""
    lines = ["\t".join(map(str, row)) for row in rows]
    assert all(line.count("\t") == lines[0].count("\t") and "\n" not in line for line in lines)
    return "\n".join(lines) + "\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def xnli(draw: Draw) -> dict[str, str]:
    """XNLI as XTREME prepares it, with a header: premise, hypothesis, label."""
    rows = [(row["premise"], row["hypothesis"], row["label"]) for row in _rows(draw)]
    return {f"{draw.split}-{draw.language}.tsv": _table([("premise", "hypothesis", "label"), *rows])}


def pawsx(draw: Draw) -> dict[str, str]:
    """PAWS-X: id (from 1, parallel over the languages), sentence1, sentence2, label (1: paraphrase)."""
    rows = [
        (number, row["text"], row["pair"], int(row["label"] == "paraphrase"))
        for number, row in enumerate(_rows(draw), 1)
    ]
    return {f"{draw.split}-{draw.language}.tsv": _table([("id", "sentence1", "sentence2", "label"), *rows])}


def sst2(draw: Draw) -> dict[str, str]:
    """SST-2 as GLUE has it: sentence, label (1: positive)."""
    rows = [(row["text"], int(row["label"] == "positive")) for row in _rows(draw)]
    return {f"{draw.split}-{draw.language}.tsv": _table([("sentence", "label"), *rows])}


def xcopa(draw: Draw) -> dict[str, str]:
    """XCOPA: JSON lines of premise, choice1, choice2, question (cause, effect), label, idx; dev is called val."""
    words = makers.tables(language_module(draw.language))
    lines = []
    for index, row in enumerate(_rows(draw)):
        asks = "cause" if row["prompt"].endswith(words.CAUSE_QUESTION) else "effect"
        question = words.CAUSE_QUESTION if asks == "cause" else words.EFFECT_QUESTION
        assert row["prompt"].endswith(question), row
        item = {
            "premise": row["prompt"].removesuffix(question).rstrip(),
            **{f"choice{number}": text for number, text in enumerate(row["choices"], 1)},
            "question": asks,
            "label": row["label"],
            "idx": index,
            "changed": False,
        }
        lines.append(_json(item) + "\n")
    return {f"{'val' if draw.split == 'dev' else draw.split}.{draw.language}.jsonl": "".join(lines)}


def conllu(draw: Draw) -> dict[str, str]:
    """CoNLL-U with forms, universal tags and spacing; lemmas, features and trees are not given (`_`)."""
    module = language_module(draw.language)
    out: list[str] = []
    for index, row in enumerate(_rows(draw)):
        tokens = makers.tokens(module, makers.pos_sentence(draw.seed, draw.split, index, draw.difficulty))
        assert [token.text for token in tokens] == row["words"], row
        out += [f"# sent_id = {row['id']}", f"# text = {detokenise(tokens)}"]
        for number, token in enumerate(tokens, 1):
            last = number == len(tokens)
            spacing = "SpaceAfter=No" if not last and tokens[number].glue else "_"
            out.append("\t".join([str(number), token.text, "_", token.tag, *"_____", spacing]))
        out.append("")
    return {f"{draw.language}_lab-ud-{draw.split}.conllu": "\n".join(out) + "\n"}


def wikiann(draw: Draw) -> dict[str, str]:
    """WikiANN in two columns, as XTREME prepares it: word, tag; an empty line after every sentence."""
    sentences = (_table(zip(row["words"], row["tags"], strict=True)) for row in _rows(draw))
    return {f"{draw.split}-{draw.language}.tsv": "".join(sentence + "\n" for sentence in sentences)}


def squad(draw: Draw) -> dict[str, str]:
    """SQuAD v1.1; question ids are the same in every language, as in XQuAD."""
    paragraphs = [
        {
            "context": row["context"],
            "qas": [
                {
                    "id": row["group"],
                    "question": row["question"],
                    "answers": [
                        {"text": text, "answer_start": start}
                        for text, start in zip(row["answers"], row["answer_start"], strict=True)
                    ],
                }
            ],
        }
        for row in _rows(draw)
    ]
    content = {"version": "1.1", "data": [{"title": f"lab {draw.split}", "paragraphs": paragraphs}]}
    return {f"{draw.split}.{draw.language}.json": _json(content) + "\n"}


def tatoeba(draw: Draw) -> dict[str, str]:
    """LASER's Tatoeba test sets: two line-aligned files named by ISO 639-3 codes."""
    code, rows = ATLAS[draw.language].iso3, _rows(draw)
    sides = ((code, "text"), ("eng", "english"))
    return {f"{draw.split}/tatoeba.{code}-eng.{end}": "".join(row[side] + "\n" for row in rows) for end, side in sides}


def bucc(draw: Draw) -> dict[str, str]:
    """BUCC 2018: each side as id, sentence; gold as foreign id, English id."""
    rows = _rows(draw)
    stem = f"{draw.language}-en.{draw.split}"
    sides: Iterator[tuple[str, list[tuple[str, str]]]] = (
        (side, [(row["id"], row["text"]) for row in rows if row["side"] == side]) for side in ("foreign", "english")
    )
    names = {"foreign": draw.language, "english": "en"}
    files = {f"{stem}.{names[side]}": _table(found) if found else "" for side, found in sides}
    gold = [(row["id"], name) for row in rows for name in row["matches"]]
    return {**files, f"{stem}.gold": _table(gold) if gold else ""}


def plain(draw: Draw) -> dict[str, str]:
    """One text a line; the same line number says the same in every language."""
    return {f"{draw.split}.{draw.language}.txt": "".join(row["text"] + "\n" for row in _rows(draw))}


WRITERS: dict[str, Writer] = {
    "nli": xnli,
    "paraphrase": pawsx,
    "sentiment": sst2,
    "choice": xcopa,
    "pos": conllu,
    "ner": wikiann,
    "qa": squad,
    "retrieval": tatoeba,
    "mining": bucc,
    "text": plain,
}
