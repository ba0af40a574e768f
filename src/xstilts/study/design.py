"""From a study to `analysis.results.StudyDesign`: everything the report must print about what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xstilts.analysis.results import DIRECT, Cell, StudyDesign, TargetInfo
from xstilts.study.checks import listed
from xstilts.study.portions import ENGLISH
from xstilts.study.presets import RetrievalChoice, presets
from xstilts.study.providers import Providers
from xstilts.study.recipes import phase2_recipe, phase3_recipe
from xstilts.study.schema import RETRIEVAL_KINDS, LabSetting, Step, Study, Tables, TargetChoice, TranslateStep


def make_design(
    study: Study,
    tables: Tables,
    providers: Providers,
    *,
    cells: Sequence[Cell],
    roles: Mapping[str, Mapping[str, Any]],
    translations: Mapping[str, Mapping[str, Any]],
    controls: Mapping[str, str],
    notes: Sequence[str],
) -> StudyDesign:
    """The design of a study; `controls` describes the matched-compute controls that are run."""
    retrieves = any(tables.targets[target.name].kind in RETRIEVAL_KINDS for target in study.targets)
    retrieval = retrieval_dump(study.retrieval or RetrievalChoice()) if retrieves else None
    return StudyDesign(
        name=study.name,
        question=study.question,
        models=study.models,
        controls=study.control_models,
        baselines=study.baselines,
        intermediates={
            DIRECT: "no intermediate training",
            **controls,
            **{
                name: describe_steps(steps, tables) + describe_own_recipe(name, steps, study)
                for name, steps in study.intermediates.items()
            },
        },
        targets=tuple(target_info(target, study, tables, providers) for target in study.targets),
        seeds=study.seeds,
        limits=study.limits.model_dump(),
        recipes=_recipes(study, tables),
        precision=study.precision,
        retrieval=retrieval,
        primary=study.primary,
        claims=study.claims,
        smoke=study.smoke,
        cells=tuple(cells),
        training_stages={key: dict(about) for key, about in roles.items()},
        translations={key: dict(about) for key, about in translations.items()},
        notes=(*study.notes, *notes),
    )


def describe_steps(steps: Sequence[Step], tables: Tables) -> str:
    """An intermediate in one line, for example `MultiNLI, then COPA` or `MultiNLI + SST-2 (capped at
    1000)`."""
    return ", then ".join(_describe_step(step, tables) for step in steps)


def describe_own_recipe(name: str, steps: Sequence[Step], study: Study) -> str:
    """The settings that `recipe.tasks` gives this intermediate under its own name, in words: what tells it from another
    intermediate on the same tasks. Empty where there are none, or where the name is that of its only train task."""
    own = study.recipe.tasks.get(name, {})
    if not own or any(step.tasks == (name,) for step in steps):
        return ""
    return "; own recipe: " + ", ".join(f"{key.replace('_', ' ')} {_setting(value)}" for key, value in own.items())


def _setting(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " and ".join(map(str, value)) or "nothing"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _describe_step(step: Step, tables: Tables) -> str:
    text = " + ".join(tables.train_tasks[name].title for name in step.tasks)
    if len(step.tasks) > 1:
        rule = step.sampling.rule
        words = {
            "proportional": "in proportion to size",
            "uniform": "in equal shares",
            "capped": f"in proportion to size, capped at {step.sampling.cap}",
            "temperature": f"at temperature {step.sampling.temperature:g}",
        }
        text += f" ({words[rule]})"
    if step.mlm is not None:
        what = "masked" if step.mlm.objective == "masked" else "translation"
        text += f" with {step.mlm.share:.0%} {what} LM on {' and '.join(step.mlm.text)}"
        text += f" in {len(step.mlm.languages)} languages"
    if step.translate is not None:
        text += _describe_translation(step.translate)
    return text


def _describe_translation(step: TranslateStep) -> str:
    """`, also in de, ru and sw by facebook/m2m100_418M`."""
    share = "" if step.share == 1.0 else f"{step.share:.0%} of it "
    how = f"machine-translated by {step.model}" if step.model is not None else "from the user's own files"
    also = "also " if step.keep_english else "not in English but "
    return f", {also}{share}in {listed(step.languages)}, {how}"


def target_info(target: TargetChoice, study: Study, tables: Tables, providers: Providers) -> TargetInfo:
    """One target as the report shows it, its protocol in words."""
    record = tables.targets[target.name]
    own = record.test.dataset in tables.own
    dataset = None if own else tables.datasets[record.test.dataset]
    english = [language for language in target.languages if language in ENGLISH]
    return TargetInfo(
        name=record.name,
        title=record.title,
        kind=record.kind,
        metric=record.metric,
        metric_version=providers.metric_version(record.metric),
        chance=record.chance,
        languages=(*english, *(language for language in target.languages if language not in ENGLISH)),
        group=record.group,
        split=record.test.split,
        protocol=_protocol(target, study, tables),
        licence=dataset.licence if dataset is not None else "the user's own",
        trained=target.train is not None,
        dataset=record.test.dataset,
        complete=not record.local_protocol
        and target.limit(study.limits) is None
        and len(target.languages) == len(record.languages),
        retrieval=retrieval_dump(study.retrieval_of(target)) if record.kind in RETRIEVAL_KINDS else None,
    )


def retrieval_dump(choice: RetrievalChoice) -> dict[str, Any]:
    """A setting of retrieval as the report reads it: a preset's with its source and layers in place of the layer."""
    values = choice.model_dump(mode="json", exclude=set() if choice.preset else {"preset", "scale"})
    if choice.preset is not None:
        preset = presets()[choice.preset]
        values |= {"source": preset.source}
        del values["layer"]
    return values


def _protocol(target: TargetChoice, study: Study, tables: Tables) -> str:
    """`published`, or how this study's protocol differs from it."""
    record = tables.targets[target.name]
    parts = [record.local_protocol]
    if target.train is not None:
        parts.append(tables.train_tasks[target.train].local_protocol)
        if target.train != record.train:
            parts.append(f"trained on {target.train} instead of {record.train or 'nothing'}")
        if study.limits.train is not None:
            parts.append(f"trained on at most {study.limits.train} examples")
    if _is_lab(record.test.dataset, tables) and study.lab != LabSetting():
        parts.append(f"lab difficulty {study.lab.difficulty}, seed {study.lab.seed}")
    if (limit := target.limit(study.limits)) is not None:
        parts.append(f"evaluated on at most {limit} examples per language")
    if len(target.languages) < len(record.languages):
        parts.append(f"{len(target.languages)} of {len(record.languages)} languages")
    said = [part.strip().rstrip(".") for part in dict.fromkeys(parts) if part.strip()]
    return "; ".join(said) if said else "published"


def _is_lab(dataset: str, tables: Tables) -> bool:
    """Whether a dataset is generated."""
    return dataset not in tables.own and tables.datasets[dataset].lab is not None


def _recipes(study: Study, tables: Tables) -> dict[str, Any]:
    """The resolved recipes: phase 2 per intermediate (a list of steps), phase 3 per trained target."""
    phase2 = {
        name: [
            phase2_recipe(
                [tables.train_tasks[task] for task in step.tasks],
                study.recipe,
                intermediate=name,
                smoke=study.smoke,
            ).model_dump(mode="json")
            for step in steps
        ]
        for name, steps in study.intermediates.items()
    }
    phase3 = {
        target.name: phase3_recipe(
            tables.train_tasks[target.train], study.recipe, target=target.recipe, smoke=study.smoke
        ).model_dump(mode="json")
        for target in study.targets
        if target.train is not None
    }
    return {"phase2": phase2, "phase3": phase3}
