"""Tokenising once per (data, tokenizer) against `datasets.map` with the same fast tokenizer.

`python -m benchmarks.tokens [--limit N] [--rounds R]` (XSTILTS_DATA set) encodes the pairs of XNLI's test set in 15
languages with the built-in backbone's tokenizer, both sides in one process by turns on one thread, each into a file,
and opens that file again. Prints CPU seconds as Markdown. Needs `pip install datasets`.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ |= {"TOKENIZERS_PARALLELISM": "false", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}

from xstilts.models.backbones import builtin_folder
from xstilts.models.tokenizer import load_tokenizer
from xstilts.stages.tokens import read_tokens, write_tokens
from xstilts.tasks.catalogue import DATASETS
from xstilts.tasks.encoded import Shape
from xstilts.tasks.kinds import KINDS
from xstilts.tasks.records import ClassifyExample, Portion, Roots
from xstilts.tasks.sources import load, reference

LANGUAGES = ("ar", "bg", "de", "el", "en", "es", "fr", "hi", "ru", "sw", "th", "tr", "ur", "vi", "zh")
Side = tuple[Callable[[Path], object], Callable[[Path], int]]  # encode into a file; open it and count its tokens


def pairs(limit: int | None) -> list[ClassifyExample]:
    """XNLI's test set: `limit` pairs a language, or all 5,010."""
    roots, test = Roots(data=Path(os.environ["XSTILTS_DATA"])), Portion(dataset="xnli", split="test")
    found = load(reference(test, LANGUAGES, roots=roots, limit=limit), roots)
    return [example for example in found if isinstance(example, ClassifyExample)]


def our_side(examples: list[ClassifyExample]) -> Side:
    """As a stage does (`stages.data`)."""
    tokenizer, space, shape = load_tokenizer(builtin_folder()), DATASETS["xnli"].labels, Shape(max_length=128)

    def encode(path: Path) -> None:
        write_tokens(path, KINDS["classify"].encode(examples, tokenizer, space, shape))

    def count(path: Path) -> int:
        encoded = read_tokens(path)
        return len(encoded.ids) if encoded is not None else 0

    return encode, count


def peer_side(examples: list[ClassifyExample]) -> Side:
    """As transformers' example scripts do, without padding."""
    from datasets import Dataset
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(builtin_folder())
    data = Dataset.from_list([{"text": one.text, "pair": one.pair} for one in examples])

    def tokens(rows: dict[str, list[str]]) -> dict[str, list[list[int]]]:
        return dict(tokenizer(rows["text"], rows["pair"], truncation=True, max_length=128))

    def encode(path: Path) -> None:
        data.map(tokens, batched=True, cache_file_name=str(path), load_from_cache_file=False)

    def count(path: Path) -> int:
        return len(Dataset.from_file(str(path)).data["input_ids"].combine_chunks().flatten())

    return encode, count


def main() -> None:
    """Race and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, help="pairs a language")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    examples = pairs(given.limit)
    sides: dict[str, Side] = {"xstilts": our_side(examples), "datasets.map": peer_side(examples)}
    seconds: dict[str, list[tuple[float, float, int]]] = {name: [] for name in sides}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(given.rounds):
            for name, (encode, count) in sides.items():
                path, start = Path(folder, name), time.process_time()
                encode(path)
                between = time.process_time()
                total = count(path)
                seconds[name].append((between - start, time.process_time() - between, total))
    print(f"{len(examples)} pairs, {given.rounds} rounds, medians.\n")
    print("| | tokens | CPU s to encode | tokens per CPU s | CPU ms to open | peer / ours |\n|---|---|---|---|---|---|")
    ratio = statistics.median(b[0] / a[0] for a, b in zip(*seconds.values(), strict=True))
    for name, rows in seconds.items():
        encoding, opening = (statistics.median(row[part] for row in rows) for part in (0, 1))
        last, total = "" if name == "xstilts" else f"{ratio:.2f}", rows[0][2]
        print(f"| {name} | {total} | {encoding:.2f} | {total / encoding:.0f} | {1000 * opening:.1f} | {last} |")


if __name__ == "__main__":
    main()
