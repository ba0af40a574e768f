"""Rows for readers: every kind of row as labelled lines of text, so that two languages can stand side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xstilts.lab.generate import SIZES, generate
from xstilts.lab.makers import Row


def show(
    language: str, task: str, n: int = 5, *, split: str | None = None, seed: int = 0, difficulty: int = 1
) -> list[tuple[Row, Row]]:
    """The first items of a task, side by side: (English row, the same item in `language`).

    Args:
        language: The other language (English beside itself is allowed).
        task: One of the lab's tasks.
        n: Number of items.
        split: train, dev or test; the default is test, or train where there is no test split (text).
        seed: As `generate` has it.
        difficulty: As `generate` has it.

    Raises:
        DataError: as `generate` does.
    """
    split = split or ("test" if (task, "test") in SIZES else "train")
    rows = (generate(task, split, code, seed=seed, size=n, difficulty=difficulty) for code in ("en", language))
    return list(zip(*rows, strict=True))


def lines(task: str, row: Row) -> list[tuple[str, str]]:
    """A row as (what it is, text) lines; the order and the names are those of every row of the task.

    Tagged words are written `word/TAG`, names in brackets: `[PER Anna Weber] saw ...`.
    """
    match task:
        case "nli":
            return [(name, row[name]) for name in ("premise", "hypothesis", "label")]
        case "paraphrase":
            return [(name, row[name]) for name in ("text", "pair", "label")]
        case "sentiment":
            return [("text", row["text"]), ("label", row["label"])]
        case "choice":
            marks = ("right" if index == row["label"] else "wrong" for index in range(len(row["choices"])))
            return [("prompt", row["prompt"]), *zip(marks, row["choices"], strict=True)]
        case "pos":
            words = zip(row["words"], row["tags"], strict=True)
            return [("tagged", " ".join(f"{word}/{tag}" for word, tag in words))]
        case "ner":
            return [("names", " ".join(bracketed(row["words"], row["tags"])))]
        case "qa":
            return [
                *((name, row[name]) for name in ("context", "question")),
                ("answers", " | ".join(row["answers"])),
            ]
        case "retrieval" | "text":
            return [("text", row["text"])]
        case "mining":
            pair = row["group"].count("-") == 2
            return [("side", row["side"]), ("text", row["text"]), ("translation", "yes" if pair else "none")]
    raise AssertionError(f"no lines for {task!r}")


def bracketed(words: Sequence[str], tags: Sequence[str]) -> Iterator[str]:
    """Words with the names among them in brackets."""
    name: list[str] = []
    for word, tag in [*zip(words, tags, strict=True), ("", "O")]:
        if name and not tag.startswith("I-"):
            yield f"[{' '.join(name)}]"
            name = []
        if tag != "O":
            name = [*name, word] if name else [tag[2:], word]
        elif word:
            yield word
