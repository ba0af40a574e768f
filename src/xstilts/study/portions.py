"""Data of a plan: references to portions, their sizes, and how a limit is shared among several portions.

`DataBook` is the only place of the study room that touches data. It remembers every reference and count,
turns missing data into Problems (all of them, not the first), and can do without data: then fingerprints
are `unresolved`, sizes are the catalogue's row counts or a stated guess, and the plan cannot be run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from xstilts.core.canonical import digest
from xstilts.core.errors import Problem, XstiltsError
from xstilts.study.providers import Providers
from xstilts.study.schema import Study, Tables
from xstilts.tasks.records import DataRef, Dataset, Portion, Roots

UNRESOLVED = "unresolved"
ENGLISH = ("en",)
"""Training and selection see English alone: that is what zero-shot means."""

GUESSED_SIZE = 10_000
"""Training examples assumed of a portion whose row count nobody knows (only without data)."""
GUESSED_EVAL_SIZE = 1_000
"""Evaluation examples per language assumed where the catalogue has no row count (only without data)."""


@dataclass(slots=True, kw_only=True)
class DataBook:
    """References and sizes of a study's data; `resolve` False means that no data is touched."""

    study: Study
    tables: Tables
    providers: Providers
    roots: Roots
    resolve: bool
    problems: list[Problem] = field(default_factory=list)
    _references: dict[str, DataRef] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def train(
        self, portions: Sequence[Portion], limit: int | None, languages: Sequence[str] = ENGLISH
    ) -> tuple[tuple[DataRef, ...], int]:
        """Portions of training data under one common limit, and how many examples they hold together. Another language
        than English is for translations of it alone."""
        whole = [self.reference(portion, languages) for portion in portions]
        sizes = [self.size(ref) for ref in whole]
        shares = share_limit(limit, sizes)
        refs = tuple(
            ref if share is None else self.reference(portion, languages, limit=share)
            for portion, ref, share in zip(portions, whole, shares, strict=True)
        )
        taken = [size if share is None else min(size, share) for size, share in zip(sizes, shares, strict=True)]
        return refs, sum(taken)

    def reference(self, portion: Portion, languages: Sequence[str], *, limit: int | None = None) -> DataRef:
        """A reference to a portion; when its data is not there, a Problem and a placeholder."""
        memo = digest([portion.dataset, portion.split, portion.low, portion.high, list(languages), limit])
        if memo not in self._references:
            self._references[memo] = self._found(portion, languages, limit)
        return self._references[memo]

    def _found(self, portion: Portion, languages: Sequence[str], limit: int | None) -> DataRef:
        if not self.resolve:
            return self._placeholder(portion, languages, limit)
        try:
            return self.providers.reference(
                portion,
                languages,
                roots=self.roots,
                limit=limit,
                definition=self.tables.definition(portion),
                source=self.study.source,
                lab=self.study.lab.model_dump(),
            )
        except XstiltsError as error:
            self._missing(portion, error)
            return self._placeholder(portion, languages, limit)

    def _missing(self, portion: Portion, error: XstiltsError) -> None:
        problem = Problem(where=f"data of {portion.dataset} ({portion.split})", message=str(error))
        if problem not in self.problems:
            self.problems.append(problem)

    def _placeholder(self, portion: Portion, languages: Sequence[str], limit: int | None) -> DataRef:
        return DataRef(
            dataset=portion.dataset,
            split=portion.split,
            languages=tuple(languages),
            source=self._source(portion),
            fingerprint=UNRESOLVED,
            low=portion.low,
            high=portion.high,
            limit=limit,
        )

    def _source(self, portion: Portion) -> Literal["local", "hub", "lab", "file"]:
        if portion.dataset in self.tables.own:
            return "file"
        if getattr(self._dataset(portion.dataset), "lab", None) is not None:
            return "lab"
        return "hub" if self.study.source == "hub" else "local"

    def _dataset(self, name: str) -> Any:
        known = self.tables.datasets
        return known[name] if name in known else None  # noqa: SIM401 - a registry's `get` raises

    def size(self, ref: DataRef) -> int:
        """Examples of a training reference: counted when the data is there, else the catalogue's or a
        guess."""
        rows = self._rows(ref)
        if ref.fingerprint != UNRESOLVED and ref.source != "lab":
            return self._count(ref)
        known = [size for size in rows if size is not None]
        total = sum(known) if len(known) == len(rows) else GUESSED_SIZE
        return max(1, round(total * (ref.high - ref.low)))

    def eval_sizes(self, ref: DataRef) -> tuple[list[int], bool]:
        """Examples per language of an evaluation reference, and whether they are known rather than
        guessed.

        The catalogue's row counts come first: counting would read every language.
        """
        rows = self._rows(ref)
        limit = ref.limit
        known = all(size is not None for size in rows)
        if not known and ref.fingerprint != UNRESOLVED:
            share = max(1, round(self._count(ref) / max(1, len(ref.languages))))
            return [share] * len(ref.languages), True
        sizes = [GUESSED_EVAL_SIZE if size is None else max(1, round(size * (ref.high - ref.low))) for size in rows]
        return [size if limit is None else min(size, limit) for size in sizes], known

    def _rows(self, ref: DataRef) -> list[int | None]:
        """Rows of the whole split per language, where the catalogue or the lab knows them."""
        dataset = self._dataset(ref.dataset)
        if dataset is not None and dataset.lab is not None:
            return [self.providers.generated_size(dataset.lab, ref.split)] * len(ref.languages)
        table = dataset.rows if dataset is not None else {}
        return [table.get((ref.split, language)) for language in ref.languages]

    def _count(self, ref: DataRef) -> int:
        memo = digest(ref.identity())
        if memo not in self._counts:
            try:
                self._counts[memo] = self.providers.count(ref, self.roots)
            except XstiltsError as error:
                self._missing(Portion(dataset=ref.dataset, split=ref.split), error)
                return GUESSED_SIZE
        return self._counts[memo]


def share_limit(limit: int | None, sizes: Sequence[int]) -> list[int | None]:
    """Share one limit among portions in proportion to their sizes (largest remainders, at least one each).

    None means the whole portion: a limit that does not bind is no limit, so equal work keeps equal keys.

    >>> share_limit(10, [30, 10, 10])
    [6, 2, 2]
    >>> share_limit(100, [30, 10, 10])
    [None, None, None]
    """
    total = sum(sizes)
    if limit is None or total <= limit:
        return [None] * len(sizes)
    exact = [limit * size / total for size in sizes]
    shares = [int(share) for share in exact]
    by_remainder = sorted(range(len(sizes)), key=lambda index: (shares[index] - exact[index], index))
    for index in by_remainder[: limit - sum(shares)]:
        shares[index] += 1
    return [max(1, share) for share in shares]


def overlap(first: Sequence[DataRef], second: Sequence[DataRef], datasets: Mapping[str, Dataset]) -> bool:
    """Whether two sets of references read common data: the same split of a dataset in overlapping parts, or of one that
    holds the other (`Dataset.holds`), whose parts are not comparable."""

    def common(a: DataRef, b: DataRef) -> bool:
        if a.dataset == b.dataset:
            return a.split == b.split and a.low < b.high and b.low < a.high
        return a.split == b.split and (b.dataset in _held(a, datasets) or a.dataset in _held(b, datasets))

    return any(common(a, b) for a in first for b in second)


def _held(ref: DataRef, datasets: Mapping[str, Dataset]) -> tuple[str, ...]:
    return datasets[ref.dataset].holds if ref.dataset in datasets else ()
