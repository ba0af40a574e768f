"""The typed study: what `load.py` makes of a study file, with every default filled in and every name
checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from xstilts.analysis.results import RETRIEVAL_KINDS as RETRIEVAL_KINDS
from xstilts.analysis.results import Claim, Comparison
from xstilts.core.frozen import Frozen, where
from xstilts.stages.specs import Sampling
from xstilts.study.presets import RetrievalChoice
from xstilts.tasks.records import Portion, Target, TrainTask

Source = Literal["auto", "local", "hub"]
Precision = Literal["fp32", "bf16"]

XTREME_LANGUAGES = tuple(
    re.findall(
        "[a-z]+",
        "af ar bg bn de el en es et eu fa fi fr he hi hu id it ja jv ka kk ko ml mr ms my nl pt ru sw ta te th tl "
        "tr ur vi yo zh",
    )
)
"""The 40 languages of XTREME (arXiv:2003.11080), which `languages: xtreme` names."""

TRAINABLE_KINDS = ("classify", "choose", "tag", "extract")
"""Kinds a model can be trained on: an encoder with a fresh head."""

LEXICAL = "lexical"
"""The source of the control without a network: what overlap of subwords alone achieves (`evaluate/lexical.py`), with
the tokenizer of the study's first other model. It has no phases: its cells are `direct` alone."""

LEXICAL_KINDS = ("classify", "choose", "tag", "retrieve", "mine")
"""Kinds with an overlap baseline; span extraction has none that would deserve the name."""


Objective = Literal["masked", "translation"]


class MlmStep(Frozen):
    """Language modelling interleaved with a step: its languages, its share of the batches, its text sets.

    `objective`: `masked` masks sentences; `translation` masks two languages of one sentence in one sequence, and needs
    parallel text in at least two languages.
    """

    languages: tuple[str, ...]
    share: float
    text: tuple[str, ...]
    objective: Objective = "masked"


class TranslateStep(Frozen):
    """A step's English training data in further languages: machine-translated by `model`, or without one the files that
    the study's own tasks name for these languages.

    `model` is a folder or hub id; `{language}` in it is replaced. `share` of the English examples is translated, the
    same ones into every language. `codes` are languages in the model's spelling, `prompts` what is put before every
    text, `beams` 1 is greedy search, `batch_tokens` the padded source tokens of a batch, and `answers` says how answers
    are found again (`tasks.translation`).
    """

    languages: tuple[str, ...]
    model: str | None = None
    share: float = 1.0
    keep_english: bool = True
    codes: dict[str, str] = {}
    prompts: dict[str, str] = {}
    beams: int = 4
    batch_tokens: int = 2048
    answers: Literal["find", "mark"] = "find"


class LabSetting(Frozen):
    """Which draw of the generated world the study's lab tasks come from.

    `difficulty`: 1 (short clauses, one edit) to 3 (more modifiers, clauses and edits). `seed`: another seed is another
    draw from the same world. Both are part of the key of every stage that reads lab data.
    """

    difficulty: int = 1
    seed: int = 0


class Step(Frozen):
    """One step of phase 2: train tasks, how a mixture of them is drawn, and optionally a share of masked LM and their
    data in further languages."""

    tasks: tuple[str, ...]
    sampling: Sampling = Sampling()
    mlm: MlmStep | None = None
    translate: TranslateStep | None = None


class TargetChoice(Frozen):
    """One target of the study. `train` is resolved (None: no phase 3); `recipe` overrides phase 3 here
    alone, `eval` the study's evaluation limit (mining needs more sentences than the others), `retrieval` the study's
    setting of retrieval (the benchmarks were published under different ones)."""

    name: str
    train: str | None
    languages: tuple[str, ...]
    recipe: dict[str, Any] = {}
    eval: int | None = None
    retrieval: RetrievalChoice | None = None

    def limit(self, limits: Limits) -> int | None:
        """Examples evaluated per language."""
        return self.eval if self.eval is not None else limits.eval


class Limits(Frozen):
    """How many examples are read, per task in training and development and per language in evaluation."""

    train: int | None = None
    dev: int | None = None
    eval: int | None = None


class RecipeOverrides(Frozen):
    """The study's changes to the published recipes: per phase, and per train task or intermediate name."""

    phase2: dict[str, Any] = {}
    phase3: dict[str, Any] = {}
    tasks: dict[str, dict[str, Any]] = {}


class MlmControl(Frozen):
    """Phase 2 by masked LM alone: its text, and the intermediate whose steps it takes (None: as `longer` chooses)."""

    match: str | None = None
    languages: tuple[str, ...]
    text: tuple[str, ...]


class Controls(Frozen):
    """Controls beside the grid. `longer`: the matched-compute row; a name says which intermediate it
    matches. `mlm`: an arm of masked LM with as many steps."""

    longer: bool | str = True
    mlm: MlmControl | None = None


class OwnTask(Frozen):
    """A task of the user's own from CSV, TSV or JSONL files. Paths are absolute; `test` maps languages to
    files, and so may `train` (English and translations of it, which steps with `translate` read)."""

    kind: str
    train: str | dict[str, str] | None = None
    dev: str | None = None
    test: dict[str, str] = {}
    columns: dict[str, str] = {}
    labels: tuple[str, ...] | None = None
    metric: str
    chance: float | None = None


class Study(Frozen):
    """A whole study, checked. Equal studies make equal plans, wherever their files lie."""

    version: Literal[1] = 1
    name: str
    question: str
    models: dict[str, str]
    control_models: tuple[str, ...] = ()
    arms: dict[str, tuple[str, ...]] = {}
    """Models that go through some of the intermediates only, and which (`direct` is always there); others take all."""
    intermediates: dict[str, tuple[Step, ...]]
    targets: tuple[TargetChoice, ...]
    languages: tuple[str, ...] | None = None
    seeds: tuple[int, ...]
    limits: Limits = Limits()
    recipe: RecipeOverrides = RecipeOverrides()
    precision: Precision = "fp32"
    retrieval: RetrievalChoice | None = None
    primary: tuple[Comparison, ...] = ()
    claims: tuple[Claim, ...] = ()
    source: Source = "auto"
    controls: Controls = Controls()
    lab: LabSetting = LabSetting()
    revisions: dict[str, str] = {}
    """Hub datasets pinned to a branch, tag or commit, by repository; the commit found is in every stage's key."""
    tasks: dict[str, OwnTask] = {}
    smoke: bool = False
    notes: tuple[str, ...] = ()
    data: Path | None = where(None)
    path: Path | None = where(None)

    @property
    def folder(self) -> Path | None:
        """The folder of the study file: relative model folders start here."""
        return self.path.parent if self.path is not None else None

    @property
    def baselines(self) -> tuple[str, ...]:
        """Aliases of the controls without a network."""
        return tuple(alias for alias, source in self.models.items() if source == LEXICAL)

    def retrieval_of(self, target: TargetChoice) -> RetrievalChoice:
        """The setting of retrieval that holds for a target: its own, the study's, or the defaults."""
        return target.retrieval or self.retrieval or RetrievalChoice()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The names a study may use: the catalogue plus the study's own tasks. `own` holds the latter's
    definitions, `broken` the names of those that are wrong, with the languages they name."""

    train_tasks: Mapping[str, TrainTask]
    targets: Mapping[str, Target]
    datasets: Mapping[str, Any]
    own: Mapping[str, OwnTask]
    broken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def definition(self, portion: Portion) -> dict[str, Any] | None:
        """What `tasks.sources.reference` needs to read a portion of the user's own task; None for the
        catalogue's."""
        task = self.own.get(portion.dataset)
        return task.model_dump(mode="json") if task is not None else None
