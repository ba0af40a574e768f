"""Data for stages: examples from their references, packed token ids from a cache that anyone may rebuild."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from xstilts.core.canonical import digest, file_digest
from xstilts.core.errors import DataError
from xstilts.stages.context import StageContext
from xstilts.stages.tokens import SUFFIX, read_tokens, write_tokens
from xstilts.tasks.encoded import Encoded, Shape, Tokenizer
from xstilts.tasks.kinds import KINDS
from xstilts.tasks.records import DataRef, Example, LabelSpace
from xstilts.tasks.sources import load
from xstilts.tasks.stored import read_examples

TOKENS_SCHEMA = 1
"""Rises when the same examples would be encoded in another way."""

EXAMPLES = "examples.jsonl"
"""The file of examples in the folder of a stage that makes some."""


def label_space(head: str, labels: Sequence[str] | None) -> LabelSpace | None:
    """The label space of a spec's item; None for kinds without labels."""
    return LabelSpace(name=head, labels=tuple(labels)) if labels is not None else None


def encoded_data(
    refs: Sequence[DataRef],
    *,
    kind: str,
    labels: Sequence[str] | None,
    head: str,
    tokenizer: Tokenizer,
    shape: Shape,
    context: StageContext,
) -> tuple[list[Example], Encoded]:
    """All examples of some references, one after the other, and their packed encoding (cached: read-only, mapped).

    Raises:
        DataError: a file is missing or damaged, the data is empty, or an example does not fit the kind.
    """
    examples = examples_of(refs, context)
    path = _cache_path(refs, kind, labels, tokenizer, shape, context)
    encoded = read_tokens(path)
    if encoded is None:
        encoded = _encode(examples, kind, label_space(head, labels), tokenizer, shape, path)
    return examples, encoded


def encoded_only(
    refs: Sequence[DataRef],
    *,
    kind: str,
    labels: Sequence[str] | None,
    head: str,
    tokenizer: Tokenizer,
    shape: Shape,
    context: StageContext,
) -> Encoded:
    """As `encoded_data` without the examples, which are then not even read when the encoding is cached."""
    path = _cache_path(refs, kind, labels, tokenizer, shape, context)
    encoded = read_tokens(path)
    if encoded is not None:
        return encoded
    return _encode(examples_of(refs, context), kind, label_space(head, labels), tokenizer, shape, path)


def examples_of(refs: Sequence[DataRef], context: StageContext) -> list[Example]:
    """All examples of some references, one after the other. Raises DataError if there are none."""
    examples = [example for ref in refs for example in _read(ref, context)]
    if not examples:
        names = ", ".join(f"{ref.dataset}/{ref.split}" for ref in refs)
        raise DataError(f"no examples in {names}; check the split, the languages and the limit")
    return examples


def _read(ref: DataRef, context: StageContext) -> list[Example]:
    if ref.source == "stage":
        return read_examples(context.upstream[ref.fingerprint] / EXAMPLES, ref.options["kind"])
    return load(ref, context.roots)


def _content(ref: DataRef, context: StageContext) -> dict[str, Any]:
    """What names the content of a reference. A stage's key does not name its bits (another machine may give others)."""
    if ref.source == "stage":
        return ref.identity() | {"file": file_digest(context.upstream[ref.fingerprint] / EXAMPLES)}
    return ref.identity()


def _encode(
    examples: Sequence[Example],
    kind: str,
    space: LabelSpace | None,
    tokenizer: Tokenizer,
    shape: Shape,
    path: Path,
) -> Encoded:
    encoded: Encoded = KINDS[kind].encode(examples, tokenizer, space, shape)
    write_tokens(path, encoded)
    return read_tokens(path) or encoded


def _cache_path(
    refs: Sequence[DataRef],
    kind: str,
    labels: Sequence[str] | None,
    tokenizer: Tokenizer,
    shape: Shape,
    context: StageContext,
) -> Path:
    """The cache file of an encoding: named by all that decides it (labels by order, not by the name of the
    space).
    """
    name = digest(
        {
            "schema": TOKENS_SCHEMA,
            "data": [_content(ref, context) for ref in refs],
            "kind": kind,
            "labels": list(labels) if labels is not None else None,
            "tokenizer": tokenizer.fingerprint,
            "shape": asdict(shape),
        }
    )
    return context.cache_dir / "tokens" / f"{name}{SUFFIX}"
