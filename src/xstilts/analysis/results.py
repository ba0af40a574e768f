"""What a study's analysis reads: the design (what was asked) and the cells (which stages answer it).

The study room makes these from a plan; the report room only reads them. All JSON-native, stored as `design.json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from xstilts.core.frozen import Frozen

DIRECT = "direct"
SELECTED = "selected"
"""The best intermediate per target, chosen on other items than it is scored on; no arm of its own."""
LONGER = "direct (longer)"
"""The matched-compute control: `direct` with phase 3 stretched to the steps of phase 2 plus phase 3."""
MLM_ONLY = "masked LM only"
"""The other one: phase 2 by masked LM on multilingual text, with as many steps as an intermediate."""
CONTROL_ARMS = (LONGER, MLM_ONLY)
"""Arms that answer what else the compute could have bought; they are no intermediate tasks."""
ALL = "all languages"
ZERO_SHOT = "zero-shot"
"""The mean over every language but English (over all of them for a target without English)."""
RETRIEVAL_KINDS = ("retrieve", "mine")
"""Kinds that compare hidden states and need no phase 3."""

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "pair classification": "classification",
        "structured prediction": "structured",
        "question answering": "qa",
        "retrieval": "retrieval",
    }
)
"""XTREME's groups of tasks (arXiv:2003.11080, table 1) as a claim names them, and as `Target.group` does."""
EVERY_TARGET = "all"
NO_RETRIEVAL = "all without retrieval"
CLAIM_GROUPS = (*GROUPS, EVERY_TARGET, NO_RETRIEVAL)
"""What a claim may be about instead of one target."""


class TargetInfo(Frozen):
    """One target as the report shows it. `languages` are those evaluated, English first when present."""

    name: str
    title: str
    kind: str
    metric: str
    metric_version: str
    chance: float | None
    languages: tuple[str, ...]
    group: str
    split: str
    protocol: str
    """`published` or a sentence saying how the local protocol differs."""
    licence: str
    trained: bool
    """False for targets without phase 3 (retrieval, mining)."""
    dataset: str = ""
    complete: bool = False
    """The published test sets: every language, every example."""
    retrieval: dict[str, Any] | None = None
    """How sentences become vectors, for retrieval and mining, with the name of a preset; an evaluation's `scores.json`
    has what was used."""


class Cell(Frozen):
    """One (model, intermediate, target, seed) and the keys of its stages (in order; the last evaluates)."""

    model: str
    intermediate: str
    target: str
    seed: int
    stages: tuple[str, ...]
    same_data: bool = False
    """Phases 2 and 3 read the same data: longer training, not transfer."""

    @property
    def evaluation(self) -> str:
        """Key of the evaluate stage."""
        return self.stages[-1]


class Comparison(Frozen):
    """A comparison named beforehand, covered by the multiplicity correction."""

    intermediate: str
    target: str
    model: str | None = None


Accepted = Literal["missing targets", "same data"]
"""What a claim may be judged in spite of; its verdict says so."""


class Claim(Frozen):
    """A typed claim about a paired difference in points: `intermediate` minus `against` on a target, or on the mean
    over a group of targets, lies at or above `at_least` and at or below `at_most`. Exactly one of `target` and `group`
    is set, and at least one of the bounds.
    """

    says: str
    source: str = ""
    intermediate: str
    against: str = DIRECT
    target: str | None = None
    group: str | None = None
    model: str | None = None
    """An alias of the study, or the hub id of the model that the claim is about. None: every model that is no
    control."""
    scope: str = ZERO_SHOT
    """`ZERO_SHOT`, `ALL`, or one language."""
    at_least: float | None = 0.0
    at_most: float | None = None
    accept: tuple[Accepted, ...] = ()


def group_members(group: str, targets: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """Those targets that a claim on a group is about. `targets`: name -> (`Target.group`, kind).

    >>> group_members("question answering", {"xnli": ("classification", "classify"), "xquad": ("qa", "extract")})
    ('xquad',)
    """
    if group == EVERY_TARGET:
        return tuple(targets)
    if group == NO_RETRIEVAL:
        return tuple(name for name, (_, kind) in targets.items() if kind not in RETRIEVAL_KINDS)
    return tuple(name for name, (found, _) in targets.items() if found == GROUPS[group])


class StudyDesign(Frozen):
    """Everything the report must print about what was asked."""

    name: str
    question: str
    models: dict[str, str]
    """alias -> source, in file order. `controls` names those that are no-pretraining controls."""
    controls: tuple[str, ...] = ()
    baselines: tuple[str, ...] = ()
    """Controls without any network (overlap of subwords): they have `direct` alone, and no gains."""
    intermediates: dict[str, str]
    """name -> one-line description, `direct` first, then the controls that are run."""
    targets: tuple[TargetInfo, ...]
    seeds: tuple[int, ...]
    limits: dict[str, int | None]
    recipes: dict[str, Any]
    precision: str
    retrieval: dict[str, Any] | None = None
    primary: tuple[Comparison, ...] = ()
    claims: tuple[Claim, ...] = ()
    smoke: bool = False
    """True for a `--limit` run: marked everywhere."""
    cells: tuple[Cell, ...]
    training_stages: dict[str, dict[str, Any]] = {}
    """key -> {name, role: intermediate|target|control, model, seed} for learning curves and provenance."""
    translations: dict[str, dict[str, Any]] = {}
    """key -> {dataset, language, translator} of the stages that translate training data."""
    notes: tuple[str, ...] = ()

    def arms(self, model: str) -> tuple[str, ...]:
        """The intermediates that the study runs on a model, in its order."""
        there = {cell.intermediate for cell in self.cells if cell.model == model}
        return tuple(name for name in self.intermediates if name in there)

    @property
    def same_data(self) -> frozenset[tuple[str, str, str]]:
        """The (model, intermediate, target) whose two phases read the same data."""
        return frozenset((cell.model, cell.intermediate, cell.target) for cell in self.cells if cell.same_data)

    @property
    def references(self) -> tuple[str, ...]:
        """Controls with `direct` alone: they have no gains, and stand as rows in the tables of the other models."""
        return tuple(name for name in self.controls if self.arms(name) == (DIRECT,))


class Absent(Frozen):
    """A cell without a result, and why."""

    cell: Cell
    reason: str


Level = Literal["supported", "contradicted", "inconclusive", "not comparable"]
