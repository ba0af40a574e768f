"""The specs of one cell: a chain of phase-2 trainings, phase 3, evaluation. Sharing falls out of equal
keys.

`Builder` keeps the nodes of the plan by key, parents first. A stage that two cells need is built twice and
stored once: nothing here knows who shares what.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xstilts.analysis.results import DIRECT, MLM_ONLY
from xstilts.runs.graph import Estimate, StageNode
from xstilts.stages.specs import (
    BackboneRef,
    BaselineSpec,
    EvaluateSpec,
    MlmShare,
    Recipe,
    TrainItem,
    TrainSpec,
    TranslationShare,
    Upstream,
    stage_key,
    upstream_keys,
)
from xstilts.study import estimate, recipes
from xstilts.study.portions import DataBook
from xstilts.study.providers import Providers
from xstilts.study.schema import RETRIEVAL_KINDS, Step, Study, Tables, TargetChoice
from xstilts.study.translations import Translations
from xstilts.tasks.kinds import METRIC_BY_KIND
from xstilts.tasks.records import DataRef, LabelSpace, Portion, TrainTask
from xstilts.train.pairs import PAIRS_PER_SENTENCE

HEAD_BY_KIND = {"choose": "score", "extract": "span", "retrieve": "embedding", "mine": "embedding"}
TEXT_SPLITS = ("train", "text", "all")
"""Splits of a text dataset that masked LM may read, first found first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A training stage of a cell: its key (None: the raw backbone), steps, and the data it and its
    ancestors read."""

    key: str | None = None
    steps: int = 0
    keys: tuple[str, ...] = ()
    data: tuple[DataRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Backbone:
    """A model of the study at one seed: alias, reference, numbers of its configuration, whether its
    weights are drawn."""

    alias: str
    ref: BackboneRef
    shape: Mapping[str, Any]
    seed: int


@dataclass(slots=True, kw_only=True)
class Builder:
    """The nodes of a plan in the making."""

    study: Study
    tables: Tables
    providers: Providers
    book: DataBook
    device: str = "cpu"
    offline: bool = False
    nodes: dict[str, StageNode] = field(default_factory=dict)
    roles: dict[str, dict[str, Any]] = field(default_factory=dict)
    translations: Translations = field(init=False)

    def __post_init__(self) -> None:
        """Translations join this plan."""
        self.translations = Translations(
            study=self.study,
            providers=self.providers,
            book=self.book,
            device=self.device,
            offline=self.offline,
            add=self.add,
        )

    def phase2(self, backbone: Backbone, intermediate: str, steps: tuple[Step, ...]) -> Trained:
        """The chain of phase-2 trainings of an intermediate; without steps the raw backbone."""
        chain = Trained()
        for number, step in enumerate(steps, start=1):
            tasks = [self.tables.train_tasks[name] for name in step.tasks]
            recipe = recipes.phase2_recipe(tasks, self.study.recipe, intermediate=intermediate, smoke=self.study.smoke)
            name = intermediate if len(steps) == 1 else f"{intermediate}.{number}"
            chain = self._train(backbone, chain, tasks, step, recipe, name=name, role="intermediate")
        return chain

    def masked(self, backbone: Backbone, match: str, steps: int) -> Trained:
        """The control that spends `steps` steps of phase 2 on masked LM alone, with the recipe of the intermediate
        whose compute it matches (of its first step). Nothing selects, so the last weights are kept."""
        control = self.study.controls.mlm
        assert control is not None, "a study without this control"
        tasks = [self.tables.train_tasks[name] for name in self.study.intermediates[match][0].tasks]
        recipe = recipes.phase2_recipe(tasks, self.study.recipe, intermediate=match, smoke=self.study.smoke)
        refs = [self.text(name, control.languages) for name in control.text]
        text = tuple(ref for ref in refs if ref is not None)
        spec = TrainSpec(
            backbone=backbone.ref,
            items=(TrainItem(kind="mlm", head="mlm", metric="", train=text),),
            recipe=recipe.model_copy(update={"max_steps": steps, "select": "last", "pooling": "first"}),
            seed=backbone.seed,
            precision=self.study.precision,
            title=f"{MLM_ONLY} ({backbone.alias}, seed {backbone.seed})",
        )
        cost = estimate.training(spec, steps=steps, dev_size=0, shape=backbone.shape, device=self.device)
        key = self.add(spec, f"train-mlm-{backbone.alias}-s{backbone.seed}", cost)
        about = {"name": MLM_ONLY, "role": "control", "model": backbone.alias, "seed": backbone.seed, "steps": steps}
        self.roles.setdefault(key, about)
        return Trained(key=key, steps=steps, keys=(key,), data=text)

    def phase3(
        self,
        backbone: Backbone,
        intermediate: str,
        start: Trained,
        target: TargetChoice,
        *,
        stretch: float = 1.0,
    ) -> Trained:
        """Fine-tuning on a target's train task; for targets without one, what phase 2 gave."""
        if target.train is None:
            return start
        task = self.tables.train_tasks[target.train]
        recipe = recipes.phase3_recipe(task, self.study.recipe, target=target.recipe, smoke=self.study.smoke)
        if stretch != 1.0:
            recipe = recipe.model_copy(update={"stretch": stretch})
        name = target.train if intermediate == DIRECT else f"{intermediate}-{target.train}"
        step = Step(tasks=(target.train,))
        return self._train(backbone, start, [task], step, recipe, name=name, role="target")

    def evaluation(
        self, backbone: Backbone, intermediate: str, tuned: Trained, target: TargetChoice, recipe: Recipe
    ) -> str:
        """The key of the evaluation of a target in all its languages."""
        record = self.tables.targets[target.name]
        trained = target.train is not None
        labels = self.tables.train_tasks[target.train].labels if target.train else record.labels
        drawn = tuned.key is not None or backbone.ref.init_seed is not None
        test = self.book.reference(record.test, target.languages, limit=target.limit(self.study.limits))
        choice = self.study.retrieval_of(target) if record.kind in RETRIEVAL_KINDS else None
        setting = choice.at(backbone.shape.get("layers")) if choice is not None else None
        part = "model" if trained else "encoder"
        spec = EvaluateSpec(
            backbone=backbone.ref,
            model=Upstream.model_validate({"stage": tuned.key, "part": part}) if tuned.key else None,
            kind=record.kind,
            head=head_name(record.kind, labels),
            labels=labels.labels if labels is not None and trained else None,
            metric=record.metric,
            chance=record.chance,
            test=test,
            tune=self._tune(record.tune, target),
            crossfit=record.crossfit,
            retrieval=setting,
            max_length=setting.max_length if setting is not None else recipe.max_length,
            doc_stride=recipe.doc_stride,
            max_query=recipe.max_query,
            seed=backbone.seed if drawn else None,
            precision=self.study.precision,
            target=target.name,
            local_protocol=record.local_protocol,
            title=f"{target.name} after {intermediate} ({backbone.alias}, seed {backbone.seed})",
        )
        sizes, _ = self.book.eval_sizes(test)
        cost = estimate.evaluation(spec, examples=sum(sizes), shape=backbone.shape, device=self.device)
        name = f"evaluate-{target.name if intermediate == DIRECT else f'{intermediate}-{target.name}'}"
        return self.add(spec, f"{name}-{backbone.alias}-s{backbone.seed}", cost)

    def baseline(self, first: Backbone, alias: str, target: TargetChoice, recipe: Recipe) -> str:
        """The key of the overlap baseline of a target, over the tokenizer of the study's first model.

        It reads what phase 3 and the evaluation of a model read, cut at the same lengths.
        """
        record = self.tables.targets[target.name]
        task = self.tables.train_tasks[target.train] if target.train is not None else None
        labels = task.labels if task is not None else record.labels
        fitted = task is not None and record.kind in ("classify", "tag")
        setting = self.study.retrieval_of(target)
        test = self.book.reference(record.test, target.languages, limit=target.limit(self.study.limits))
        spec = BaselineSpec(
            backbone=first.ref.model_copy(update={"init_seed": None}),
            kind=record.kind,
            head=head_name(record.kind, labels),
            labels=labels.labels if labels is not None and task is not None else None,
            metric=record.metric,
            chance=record.chance,
            train=self.book.train(task.train, self.study.limits.train)[0] if fitted and task is not None else (),
            test=test,
            tune=self._tune(record.tune, target),
            crossfit=record.crossfit,
            neighbours=setting.neighbours,
            max_length=setting.max_length if record.kind in RETRIEVAL_KINDS else recipe.max_length,
            target=target.name,
            local_protocol=record.local_protocol,
            title=f"{target.name} by overlap of subwords ({alias})",
        )
        sizes, _ = self.book.eval_sizes(test)
        cost = estimate.baseline(spec, examples=sum(sizes), device=self.device)
        return self.add(spec, f"baseline-{target.name}-{alias}", cost)

    def _tune(self, portion: Portion | None, target: TargetChoice) -> DataRef | None:
        if portion is None:
            return None
        return self.book.reference(portion, target.languages, limit=self.study.limits.dev)

    def _train(
        self,
        backbone: Backbone,
        start: Trained,
        tasks: list[TrainTask],
        step: Step,
        recipe: Recipe,
        *,
        name: str,
        role: str,
    ) -> Trained:
        read = [self._item(task, step) for task in tasks]
        share = step.mlm.share if step.mlm is not None else 0.0
        steps = self.providers.planned_steps([size for _, size, _ in read], step.sampling, recipe, share)
        spec = TrainSpec(
            backbone=backbone.ref,
            init=Upstream(stage=start.key, part="encoder") if start.key is not None else None,
            items=tuple(item for item, _, _ in read),
            sampling=step.sampling,
            mlm=self._mlm(step),
            recipe=recipe,
            seed=backbone.seed,
            precision=self.study.precision,
            title=f"{name} ({backbone.alias}, seed {backbone.seed})",
        )
        cost = estimate.training(
            spec,
            steps=steps,
            dev_size=sum(dev for _, _, dev in read),
            shape=backbone.shape,
            device=self.device,
        )
        key = self.add(spec, f"train-{name}-{backbone.alias}-s{backbone.seed}", cost)
        about = {"name": name, "role": role, "model": backbone.alias, "seed": backbone.seed, "steps": steps}
        self.roles.setdefault(key, about)
        data = tuple(self._origin(ref) for item in spec.items for ref in item.train)
        made = tuple(one for one in upstream_keys(spec) if one != start.key)
        return Trained(key=key, steps=start.steps + steps, keys=(*start.keys, *made, key), data=(*start.data, *data))

    def _origin(self, ref: DataRef) -> DataRef:
        """The data of a reference, or what it was translated from."""
        return self.nodes[ref.fingerprint].spec.data if ref.source == "stage" else ref

    def _item(self, task: TrainTask, step: Step) -> tuple[TrainItem, int, int]:
        """An item of a mixture, and the sizes of its training data (windows for extract) and selection
        data."""
        train, size = self.book.train(task.train, self.study.limits.train)
        if step.translate is not None:
            train, size = self.translations.extended(task, step.translate, train, size)
        dev, dev_size = self.book.train(task.dev, self.study.limits.dev)
        item = TrainItem(
            kind=task.kind,
            head=head_name(task.kind, task.labels),
            labels=task.labels.labels if task.labels is not None else None,
            metric=self.metric(task),
            train=train,
            dev=dev,
            task=task.name,
        )
        groups = round(size * estimate.WINDOWS_PER_EXAMPLE) if task.kind == "extract" else size
        return item, groups, dev_size

    def metric(self, task: TrainTask) -> str:
        """What selects on a train task's English development data."""
        if task.name in self.tables.own:
            return self.tables.own[task.name].metric
        return task.metric or METRIC_BY_KIND[task.kind]

    def _mlm(self, step: Step) -> MlmShare | None:
        if step.mlm is None:
            return None
        refs = [self.text(name, step.mlm.languages) for name in step.mlm.text]
        text = tuple(ref for ref in refs if ref is not None)
        if step.mlm.objective == "translation":
            return TranslationShare(share=step.mlm.share, text=text, pairs=PAIRS_PER_SENTENCE)
        return MlmShare(share=step.mlm.share, text=text)

    def text(self, dataset: str, wanted: tuple[str, ...]) -> DataRef | None:
        """The text of a dataset in the languages that it has."""
        splits = self.tables.datasets[dataset].languages
        split = next((name for name in TEXT_SPLITS if name in splits), next(iter(splits)))
        languages = [language for language in wanted if language in splits[split]]
        if not languages:
            return None
        return self.book.reference(Portion(dataset=dataset, split=split), languages)

    def add(self, spec: Any, name: str, cost: Estimate) -> str:
        """The key of a stage, which joins the plan unless it is there."""
        key = stage_key(spec)
        if key not in self.nodes:
            self.nodes[key] = StageNode(key=key, spec=spec, name=safe_name(name), estimate=cost)
        return key


def head_name(kind: str, labels: LabelSpace | None) -> str:
    """The head's name: that of the label space where there is one, so that tasks over it share a head."""
    if kind in HEAD_BY_KIND:
        return HEAD_BY_KIND[kind]
    return labels.name if labels is not None else kind


def safe_name(name: str) -> str:
    """A display name that any file system takes."""
    return re.sub(r"[^A-Za-z0-9._+-]+", "_", name)[:100]
