"""The records that declare benchmarks: examples, datasets, train tasks, targets, and references to data in specs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from xstilts.core.frozen import Frozen, where

if TYPE_CHECKING:
    import numpy as np

# --- Examples: one per kind. `group` names what rows depend on each other through (parallel item, paragraph, document);
# it is shared across the languages of a parallel dataset. `id` is unique within (dataset, split, language).


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What every example has."""

    id: str
    group: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifyExample(Example):
    """One text, or a pair, with a label name."""

    text: str
    pair: str | None = None
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseExample(Example):
    """A prompt and its choices; `label` is the index of the right one."""

    prompt: str
    choices: tuple[str, ...]
    label: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TagExample(Example):
    """Words with one tag each."""

    words: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractExample(Example):
    """A question on a context. `answers` are (text, character start); empty means that there is no answer."""

    question: str
    context: str
    answers: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrieveExample(Example):
    """A sentence and its English translation: the English side queries, the other side is searched."""

    text: str
    english: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MineExample(Example):
    """One sentence of a comparable corpus. `matches` are the ids of its translations (on the `foreign` side only)."""

    side: Literal["foreign", "english"]
    text: str
    matches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextExample(Example):
    """Plain text for masked language modelling; equal `group` in two languages means a translation."""

    text: str


# --- Declarations of the catalogue.


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelSpace:
    """Labels in a fixed order. A head belongs to a label space: tasks that share `name` share one head.

    `spellings` maps other names of the labels, those of official files (PAWS-X writes 0 and 1), to ours.
    """

    name: str
    labels: tuple[str, ...]
    spellings: Mapping[str, str] = field(default_factory=dict)


BLANKS = frozenset({"", "-", "_", "-1", "?", "None"})
"""What release files hold where a label has been withheld; a label space that holds one of them means it."""

Row = Mapping[str, Any]
RowReader = Callable[[Row, "RowPlace"], "Example | list[Example] | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlace:
    """Where a row came from, for ids and error messages: `number` counts rows of the file from 1."""

    dataset: str
    split: str
    language: str
    file: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFiles:
    """Official files under the data root.

    `paths` maps a split to path templates with `{language}` (or `{code}`, the source's own code for the language, see
    `codes`); several templates are read one after the other. Every path may also exist with a further `.gz`. A template
    with `*` names all files that fit, at least one, in sorted order. `format` names a reader of `tasks/formats.py`.
    `rows` overrides the dataset's row counts where the local files are another version than the hub's; `file_rows` has
    counts by file name instead, asserted where all files of a split are among them. `advice` is added when files are
    missing.
    """

    format: str
    paths: Mapping[str, tuple[str, ...]]
    row: RowReader
    codes: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[tuple[str, str], int] = field(default_factory=dict)
    file_rows: Mapping[str, int] = field(default_factory=dict)
    advice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFiles:
    """The Hugging Face hub's copy: repository, configuration template (`{language}`, `{code}`), split names and rows.

    `columns` are the columns that must be there. `rows` overrides the dataset's row counts.
    """

    repo: str
    config: str | None
    splits: Mapping[str, str]
    row: RowReader
    columns: tuple[str, ...]
    revision: str = "main"
    codes: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A dataset: where its rows are, how a row becomes an example, which splits and languages (BCP-47) there are.

    `languages` maps a split to the languages it has. `rows` maps (split, language) to the row count that loading
    asserts, where it is known. `parallel` says that equal groups are translations of each other. `without` maps a split
    to English portions whose questions are left out of it, because a benchmark translates them (`tasks/withheld.py`).
    `holds` names the datasets whose examples are among its own, split by split.
    """

    name: str
    title: str
    kind: str
    languages: Mapping[str, tuple[str, ...]]
    licence: str
    citation: str
    local: LocalFiles | None = None
    hub: HubFiles | None = None
    lab: str | None = None
    labels: LabelSpace | None = None
    rows: Mapping[tuple[str, str], int] = field(default_factory=dict)
    parallel: bool = False
    without: Mapping[str, tuple[Portion, ...]] = field(default_factory=dict)
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Part of a dataset: a split, or the groups of it whose hash falls in [low, high) of the unit interval."""

    dataset: str
    split: str
    low: float = 0.0
    high: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainTask:
    """What a model can be trained on: English portions under one head, and English portions that select.

    `metric` selects (empty: the usual one of the kind), `chance` is its value for a blind guess, in percent.
    """

    name: str
    title: str
    kind: str
    train: tuple[Portion, ...]
    dev: tuple[Portion, ...]
    labels: LabelSpace | None = None
    metric: str = ""
    chance: float | None = None
    local_protocol: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is measured zero-shot: a train task (or none), the evaluation portion and languages, metric, chance.

    `tune` is the portion that sets a decision rule (BUCC's threshold); `crossfit` says that the evaluation portion is
    halved instead and each half uses the rule of the other. `local_protocol` says in words how this differs from
    the published protocol (empty: it does not). `group` is XTREME's group of tasks.
    """

    name: str
    title: str
    kind: str
    train: str | None
    test: Portion
    languages: tuple[str, ...]
    metric: str
    chance: float | None
    labels: LabelSpace | None = None
    tune: Portion | None = None
    crossfit: bool = False
    group: str = ""
    local_protocol: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A score that is a function of per-example additive parts, so that any resampling is exact and cheap.

    `parts` names the columns of an example's parts. `value` maps summed parts [..., P] to the score in percent
    [...]; `extras` are further scores of the same parts (exact match, token accuracy). `version` is printed with
    every score.
    """

    name: str
    version: str
    parts: tuple[str, ...]
    value: Callable[[np.ndarray], np.ndarray]
    extras: Mapping[str, Callable[[np.ndarray], np.ndarray]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """One example's result: the prediction as text, its additive metric parts, and a digest of the gold answer."""

    id: str
    group: str
    language: str
    prediction: str
    parts: tuple[float, ...]
    gold_digest: str


# --- References to data inside stage specs (JSON-native, part of the key).


class DataRef(Frozen):
    """Exactly which examples a stage reads: dataset, split, part, languages, subset, and a fingerprint of the content.

    `limit` keeps, per language, the groups of lowest `core.seeds.subset_rank(subset_seed, group)`, so subsets are
    parallel across languages. `options` holds what else decides the content: a hub revision, a user's own task
    (columns, labels) from the study file. `location` is where the files are; it is not part of the identity.

    With source `stage` the examples are what another stage made: `fingerprint` is that stage's key, `options` hold the
    `kind`, and the reference names all of them.
    """

    dataset: str
    split: str
    languages: tuple[str, ...]
    source: Literal["local", "hub", "lab", "file", "stage"]
    fingerprint: str
    low: float = 0.0
    high: float = 1.0
    limit: int | None = None
    subset_seed: int = 0
    options: dict[str, Any] = {}
    location: str = where("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Roots:
    """Where data may lie: the data folder (XSTILTS_DATA or the study's `data`), and a cache for digests.

    `revisions` pins hub repositories to a branch, tag or commit; others are read at the catalogue's revision.
    """

    data: Path | None = None
    cache: Path | None = None
    offline: bool = False
    revisions: Mapping[str, str] = field(default_factory=dict)
