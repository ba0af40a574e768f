"""What the study room asks of other rooms, as one record of plain functions and tables, so that tests can
replace it.

`default_providers()` imports lazily: validating a study costs no torch and reads no data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from xstilts.models.reference import Route
from xstilts.stages.specs import BackboneRef, Recipe, Sampling
from xstilts.tasks.records import DataRef, Dataset, Portion, Roots, Target, TrainTask


class Reference(Protocol):
    """`tasks.sources.reference`: checks that a portion's data is there and fingerprints it (else
    DataError)."""

    def __call__(
        self,
        portion: Portion,
        languages: Sequence[str],
        *,
        roots: Roots,
        limit: int | None = None,
        subset_seed: int = 0,
        definition: Mapping[str, Any] | None = None,
        source: str = "auto",
        lab: Mapping[str, int] | None = None,
    ) -> DataRef:
        """The reference of a portion in some languages."""
        ...


class Resolve(Protocol):
    """`models.backbones.resolve`: a model's name to a backbone by content (else ModelError)."""

    def __call__(
        self, source: str, *, seed: int | None = None, base_dir: Path | None = None, offline: bool = False
    ) -> BackboneRef:
        """The backbone of a source."""
        ...


class ResolveTranslator(Protocol):
    """`models.translators.resolve_translator`: a translation model's name to its content (else ModelError)."""

    def __call__(self, source: str, *, base_dir: Path | None = None, offline: bool = False) -> BackboneRef:
        """The translation model of a source."""
        ...


class FindRoute(Protocol):
    """`models.translators.find_route`: how a model is told the language (else ModelError)."""

    def __call__(self, ref: BackboneRef, language: str, codes: Mapping[str, str], prompt: str | None) -> Route:
        """The route from English into a language."""
        ...


class PlannedSteps(Protocol):
    """`train.steps.planned_steps`: optimizer steps of a stage from the sizes of its data."""

    def __call__(self, sizes: Sequence[int], sampling: Sampling, recipe: Recipe, mlm_share: float = 0.0) -> int:
        """Number of optimizer steps."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Providers:
    """Tables of the catalogue and functions of lower rooms.

    `shape` gives a model's config-level numbers or {}; `generated_size` the rows per language of the lab's task and
    split, so that counting generates nothing.
    """

    train_tasks: Mapping[str, TrainTask]
    targets: Mapping[str, Target]
    datasets: Mapping[str, Dataset]
    reference: Reference
    count: Callable[[DataRef, Roots], int]
    resolve: Resolve
    resolve_translator: ResolveTranslator
    find_route: FindRoute
    planned_steps: PlannedSteps
    shape: Callable[[BackboneRef], Mapping[str, Any]]
    metric_version: Callable[[str], str]
    generated_size: Callable[[str, str], int | None]


@cache
def default_providers() -> Providers:
    """The rooms of this package."""
    from xstilts.models import backbones, translators
    from xstilts.tasks import catalogue, sources
    from xstilts.train.steps import planned_steps

    return Providers(
        train_tasks=catalogue.TRAIN_TASKS,
        targets=catalogue.TARGETS,
        datasets=catalogue.DATASETS,
        reference=sources.reference,
        count=sources.count,
        resolve=backbones.resolve,
        resolve_translator=translators.resolve_translator,
        find_route=translators.find_route,
        planned_steps=planned_steps,
        shape=_shape,
        metric_version=_metric_version,
        generated_size=_generated_size,
    )


def _shape(ref: BackboneRef) -> Mapping[str, Any]:
    """Parameters, hidden size, layers and vocabulary of a backbone; known shapes stand in for unreachable
    ones."""
    from xstilts.core.errors import XstiltsError
    from xstilts.models import backbones

    try:
        found = backbones.describe(ref)
    except (XstiltsError, OSError):
        found = backbones.known_shape(ref.source) or {}
    return dict(found)


def _metric_version(name: str) -> str:
    from xstilts.tasks.metrics import METRICS

    return str(METRICS[name].version)


def _generated_size(task: str, split: str) -> int | None:
    from xstilts.lab import SIZES

    return SIZES.get((task, split))
