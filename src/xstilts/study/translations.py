"""Training data in further languages: the translate stages of a step, or the user's own files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from xstilts.core.errors import ModelError, Problem
from xstilts.models.reference import Route
from xstilts.runs.graph import Estimate
from xstilts.stages.specs import BackboneRef, TranslateSpec
from xstilts.study import estimate
from xstilts.study.portions import UNRESOLVED, DataBook
from xstilts.study.providers import Providers
from xstilts.study.schema import Study, TranslateStep
from xstilts.tasks.records import DataRef, TrainTask


@dataclass(slots=True, kw_only=True)
class Translations:
    """The translations of a plan in the making.

    `add` puts a stage into the plan and gives its key. `made` are the translate stages by key, as a report names them.
    Models are remembered by name; one that is not found gets a placeholder, and a Problem.
    """

    study: Study
    providers: Providers
    book: DataBook
    device: str
    offline: bool
    add: Callable[[Any, str, Estimate], str]
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    _known: dict[str, BackboneRef] = field(default_factory=dict)

    def extended(
        self, task: TrainTask, step: TranslateStep, english: Sequence[DataRef], size: int
    ) -> tuple[tuple[DataRef, ...], int]:
        """A task's training data with its further languages, and its size.

        Args:
            english: the English data under the study's limit, of `size` examples. The same examples are translated
                into every language: all, or a share of them (groups of lowest rank).
        """
        share = max(1, round(step.share * size))
        source = english if share == size else self.book.train(task.train, share)[0]
        kept: tuple[DataRef, ...] = tuple(english) if step.keep_english else ()
        total = size if step.keep_english else 0
        for language in step.languages:
            if step.model is not None:
                refs, count = tuple(self._stage(task, step, ref, language) for ref in source), share
            else:
                refs, count = self.book.train(task.train, self.study.limits.train, (language,))
            kept, total = (*kept, *refs), total + count
        return kept, total

    def _stage(self, task: TrainTask, step: TranslateStep, data: DataRef, language: str) -> DataRef:
        """The reference of what a translate stage makes."""
        ref, route = self._translator(step, language)
        spec = TranslateSpec(
            translator=ref,
            kind=task.kind,
            data=data,
            language=language,
            prefix=route.prefix,
            source_code=route.source_code,
            target_code=route.target_code,
            beams=step.beams,
            batch_tokens=step.batch_tokens,
            answers=step.answers if task.kind == "extract" else "find",
            precision=self.study.precision,
            title=f"{data.dataset} into {language} by {step.model}",
        )
        shape = self.providers.shape(ref)
        cost = estimate.translation(spec, examples=self.book.size(data), shape=shape, device=self.device)
        key = self.add(spec, f"translate-{data.dataset}-{language}", cost)
        self.made[key] = {"dataset": data.dataset, "language": language, "translator": step.model}
        options = {"kind": task.kind}
        return DataRef(
            dataset=f"{data.dataset}-{language}",
            split=data.split,
            languages=(language,),
            source="stage",
            fingerprint=key,
            options=options,
        )

    def _translator(self, step: TranslateStep, language: str) -> tuple[BackboneRef, Route]:
        """The model into a language, and what it is told."""
        assert step.model is not None, "translation without a model"
        name, known = step.model.replace("{language}", language), self._known
        try:
            if name not in known:
                known[name] = BackboneRef(source=name, fingerprint=UNRESOLVED, family="")
                folder = self.study.folder
                known[name] = self.providers.resolve_translator(name, base_dir=folder, offline=self.offline)
            if known[name].fingerprint == UNRESOLVED:
                return known[name], Route()
            return known[name], self.providers.find_route(known[name], language, step.codes, step.prompts.get(language))
        except ModelError as error:
            problem = Problem(where=f"translate model {name}", message=str(error))
            if self.book.resolve and problem not in self.book.problems:
                self.book.problems.append(problem)
            return known[name], Route()
