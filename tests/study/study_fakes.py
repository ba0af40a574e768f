"""A tiny catalogue and stand-ins for the other rooms, so that the study room is tested by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xstilts.core.canonical import digest
from xstilts.core.errors import DataError, ModelError, XstiltsError
from xstilts.models.reference import Route
from xstilts.stages.specs import BackboneRef
from xstilts.study.providers import Providers
from xstilts.tasks.records import DataRef, Dataset, LabelSpace, Portion, Roots, Target, TrainTask
from xstilts.train.steps import planned_steps

NLI = LabelSpace(name="nli", labels=("entailment", "neutral", "contradiction"))
TWO = LabelSpace(name="two", labels=("no", "yes"))
TAGS = LabelSpace(name="tags", labels=("O", "X"))


def dataset(name: str, kind: str, rows: dict[tuple[str, str], int], **more: Any) -> Dataset:
    languages: dict[str, tuple[str, ...]] = {}
    for split, language in rows:
        languages[split] = (*languages.get(split, ()), language)
    return Dataset(
        name=name,
        title=name.upper(),
        kind=kind,
        languages=languages,
        licence="test",
        citation="",
        rows=rows,
        **more,
    )


DATASETS = {
    one.name: one
    for one in (
        dataset("nli", "classify", {("train", "en"): 3200, ("dev", "en"): 100}),
        dataset("more_nli", "classify", {("train", "en"): 1600}),
        dataset("two", "classify", {("train", "en"): 320, ("dev", "en"): 50}),
        dataset("tags", "tag", {("train", "en"): 640, ("dev", "en"): 50, ("test", "en"): 80, ("test", "de"): 80}),
        dataset("squad", "extract", {("train", "en"): 1600, ("dev", "en"): 100}),
        dataset("xnli", "classify", {("test", "en"): 500, ("test", "de"): 500, ("test", "zh"): 500}),
        dataset("xquad", "extract", {("test", "en"): 300, ("test", "de"): 300}),
        dataset("mlqa", "extract", {("test", "en"): 300, ("test", "zh"): 300}),
        dataset("tatoeba", "retrieve", {("test", "de"): 1000, ("test", "zh"): 1000}),
        dataset("text", "mlm", {("text", "en"): 10, ("text", "de"): 10, ("text", "no"): 10}),
        dataset("parallel_text", "mlm", {("all", "en"): 10, ("all", "de"): 10}, parallel=True),
    )
}


def part(name: str, split: str, low: float = 0.0, high: float = 1.0) -> Portion:
    return Portion(dataset=name, split=split, low=low, high=high)


def task(name: str, kind: str, train: tuple[Portion, ...], dev: Portion, labels: LabelSpace | None) -> TrainTask:
    return TrainTask(name=name, title=name.upper(), kind=kind, train=train, dev=(dev,), labels=labels)


TRAIN_TASKS = {
    one.name: one
    for one in (
        task("mnli", "classify", (part("nli", "train"),), part("nli", "dev"), NLI),
        task("both_nli", "classify", (part("nli", "train"), part("more_nli", "train")), part("nli", "dev"), NLI),
        task("two", "classify", (part("two", "train"),), part("two", "dev"), TWO),
        task("tags_en", "tag", (part("tags", "train"),), part("tags", "dev"), TAGS),
        task("squad_v1", "extract", (part("squad", "train"),), part("squad", "dev"), None),
        task("squad_half", "extract", (part("squad", "train", 0.0, 0.5),), part("squad", "dev"), None),
        task("coding", "code", (part("nli", "train"),), part("nli", "dev"), None),
    )
}


def target(
    name: str, kind: str, train: str | None, languages: str, metric: str, labels: LabelSpace | None = None
) -> Target:
    return Target(
        name=name,
        title=name.upper(),
        kind=kind,
        train=train,
        test=part(name, "test"),
        languages=tuple(languages.split()),
        metric=metric,
        chance=None,
        labels=labels,
    )


TARGETS = {
    one.name: one
    for one in (
        target("xnli", "classify", "mnli", "de en zh", "accuracy", NLI),
        target("tags", "tag", "tags_en", "en de", "seqeval", TAGS),
        target("xquad", "extract", "squad_v1", "en de", "squad"),
        target("mlqa", "extract", "squad_v1", "en zh", "mlqa"),
        target("tatoeba", "retrieve", None, "de zh", "retrieval_accuracy"),
    )
}

MISSING = "two"
"""The dataset whose data `reference` does not find when asked to miss something."""


def reference(
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
    if portion.dataset == MISSING and roots.offline:
        raise DataError(f"no data for {portion.dataset}")
    return DataRef(
        dataset=portion.dataset,
        split=portion.split,
        languages=tuple(languages),
        source="file" if definition is not None else "local",
        fingerprint=digest([portion.dataset, portion.split]),
        low=portion.low,
        high=portion.high,
        limit=limit,
        subset_seed=subset_seed,
        options=dict(lab or {}) if portion.dataset == "tags" else {},
        location=str(roots.data or ""),
    )


def count(ref: DataRef, roots: Roots) -> int:
    if ref.source == "file":
        return 40
    sizes = [DATASETS[ref.dataset].rows[(ref.split, language)] for language in ref.languages]
    return round(sum(sizes) * (ref.high - ref.low))


def resolve(
    source: str, *, seed: int | None = None, base_dir: Path | None = None, offline: bool = False
) -> BackboneRef:
    if source.startswith("hub/"):
        raise ModelError(f"{source} is not reachable")
    family = "t5" if source == "seq2seq" else "xlm-roberta"
    drawn = seed if source == "random" else None
    return BackboneRef(source=source, fingerprint=digest(source), family=family, init_seed=drawn)


def resolve_translator(source: str, *, base_dir: Path | None = None, offline: bool = False) -> BackboneRef:
    if source.startswith("hub/"):
        raise ModelError(f"{source} is not reachable")
    return BackboneRef(source=source, fingerprint=digest(source), family="m2m_100")


def find_route(ref: BackboneRef, language: str, codes: Mapping[str, str], prompt: str | None) -> Route:
    if language == "sw" and "sw" not in codes:
        raise ModelError(f"{ref.source} has no language token for 'sw'")
    return Route(prefix=prompt or "", source_code="en", target_code=f"__{codes.get(language, language)}__")


def shape(ref: BackboneRef) -> dict[str, Any]:
    return {"parameters": 8_000_000, "embedding_parameters": 5_000_000, "layers": 4, "max_positions": 514}


class Strict(dict[str, Any]):
    """A table that, like the catalogue's registries, raises XstiltsError for an unknown name, even in `get`."""

    def __missing__(self, key: str) -> Any:
        raise XstiltsError(f"unknown name {key}")

    def get(self, key: str, default: Any = None) -> Any:
        return self[key]


def fakes() -> Providers:
    return Providers(
        train_tasks=Strict(TRAIN_TASKS),
        targets=Strict(TARGETS),
        datasets=Strict(DATASETS),
        reference=reference,
        count=count,
        resolve=resolve,
        resolve_translator=resolve_translator,
        find_route=find_route,
        planned_steps=planned_steps,
        shape=shape,
        metric_version=lambda name: f"{name}-1",
        generated_size=lambda task, split: 64,
    )
