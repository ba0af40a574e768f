"""What a study's analysis reads: the design (what was asked) and the cells (which stages answer it).

The study room makes these from a plan; the report room only reads them. All JSON-native, stored as `design.json`.
"""

from __future__ import annotations

from typing import Any, Literal

from xstilts.core.frozen import Frozen

DIRECT = "direct"
LONGER = "direct (longer)"
"""The matched-compute control: `direct` with phase 3 stretched to the steps of phase 2 plus phase 3."""


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


class Claim(Frozen):
    """A typed claim: the gain of an intermediate on a target is at least a value (percentage points)."""

    says: str
    source: str = ""
    intermediate: str
    target: str
    model: str | None = None
    at_least: float = 0.0


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
    """name -> one-line description, `direct` first, LONGER second where it is run."""
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
    """key -> {name, role: intermediate|target, model, seed} for learning curves and provenance."""
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
