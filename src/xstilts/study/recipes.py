"""Default recipes as data, and how a study's overrides are laid over them.

Sources. Phase 2: the authors' jiant code (guides/projects/xstilts): learning rate 1e-5, 3 epochs, length
256. Phase 3: its XTREME scripts: XNLI 2 epochs, PAWS-X 5, POS and NER 10, batch 32, length 256; question
answering 2 epochs, batch 16, length 384. Everywhere AdamW with epsilon 1e-8, weight decay 0.01 (none on biases
and LayerNorm), warm-up over 10 % of the steps, clipping at 1.0, selection on English development data, patience
of 30 evaluations. Where no recipe was published (choice tasks in phase 3) ours says so.

What differs from jiant: it evaluates every 1,000 steps on the first 500 development examples, here `evals` times
(4 unless the study says more), evenly spaced, on all of them, so that short and long trainings are selected alike;
its batches of 32 and 16 are 4 at a time, accumulated, here one step; phase 2 has the batches and, for question
answering, the length of phase 3, where its guide shows batch 4 and length 256.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xstilts.stages.specs import Recipe
from xstilts.study.schema import RecipeOverrides
from xstilts.tasks.records import TrainTask

COMMON: dict[str, Any] = {
    "learning_rate": 1e-5,
    "warmup": 0.1,
    "weight_decay": 0.01,
    "adam_epsilon": 1e-8,
    "clip": 1.0,
    "batch_size": 32,
    "max_length": 256,
}

BY_KIND: dict[str, dict[str, Any]] = {
    "extract": {"batch_size": 16, "max_length": 384, "doc_stride": 128, "max_query": 64},
}
"""Both phases: windows of question answering are longer, so batches are smaller."""

PHASE2: dict[str, Any] = {"epochs": 3.0}

PHASE3_BY_KIND: dict[str, dict[str, Any]] = {
    "classify": {"epochs": 2.0},
    "tag": {"epochs": 10.0},
    "extract": {"epochs": 2.0},
    "choose": {"epochs": 5.0},  # not published for the nine targets: between classification and tagging
}

PHASE3_BY_TASK: dict[str, dict[str, Any]] = {
    "pawsx_en": {"epochs": 5.0},
    "pawsx_en-local": {"epochs": 5.0},
}

SMOKE_STEPS = 4
"""Optimizer steps of a training in a smoke run (`--limit`)."""


def phase2_recipe(tasks: Sequence[TrainTask], overrides: RecipeOverrides, *, intermediate: str, smoke: bool) -> Recipe:
    """The recipe of one phase-2 step.

    Order, later wins: published defaults, the study's `recipe.phase2`, then `recipe.tasks` of the train
    task (single task only: tasks of a mixture share one schedule), then `recipe.tasks` of the
    intermediate's own name. A mixture of several kinds takes their longest length and the common batch
    size.
    """
    kinds = {task.kind for task in tasks}
    base = {**COMMON, **PHASE2, **_of_kinds(kinds)}
    names = [tasks[0].name] if len(tasks) == 1 else []
    if intermediate not in names:
        names.append(intermediate)
    layers = [overrides.phase2, *(overrides.tasks.get(name, {}) for name in names)]
    return _resolve(base, layers, smoke=smoke)


def phase3_recipe(task: TrainTask, overrides: RecipeOverrides, *, target: Mapping[str, Any], smoke: bool) -> Recipe:
    """The recipe of phase 3: published defaults, `recipe.phase3`, `recipe.tasks` of the train task, the
    target's own."""
    base = {
        **COMMON,
        **BY_KIND.get(task.kind, {}),
        **PHASE3_BY_KIND.get(task.kind, {}),
        **PHASE3_BY_TASK.get(task.name, {}),
    }
    layers = [overrides.phase3, overrides.tasks.get(task.name, {}), target]
    return _resolve(base, layers, smoke=smoke)


def _of_kinds(kinds: Iterable[str]) -> dict[str, Any]:
    """The settings of a mixture's kinds: all of them when there is one kind, else only lengths (the
    longest)."""
    found = [BY_KIND.get(kind, {}) for kind in sorted(set(kinds))]
    if len(found) == 1:
        return dict(found[0])
    longest = max(settings.get("max_length", COMMON["max_length"]) for settings in found)
    return {"max_length": longest}


def _resolve(base: Mapping[str, Any], layers: Sequence[Mapping[str, Any]], *, smoke: bool) -> Recipe:
    """Lay the overrides over the base. `epochs` given later than `max_steps` takes its place."""
    values = dict(base)
    for layer in layers:
        if "epochs" in layer:
            values.pop("max_steps", None)
        values.update(layer)
    if smoke:
        values["max_steps"] = min(SMOKE_STEPS, values.get("max_steps") or SMOKE_STEPS)
        values["evals"] = 1
    return Recipe.model_validate({key: _frozen(value) for key, value in values.items()})


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
