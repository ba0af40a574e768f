"""Whether models, tasks and recipes of a study fit each other: what can only be said once models are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xstilts.core.errors import Problem, StudyError
from xstilts.stages.specs import Recipe
from xstilts.study.cells import Backbone, head_name
from xstilts.study.presets import RetrievalChoice, presets
from xstilts.study.recipes import phase2_recipe, phase3_recipe
from xstilts.study.schema import RETRIEVAL_KINDS, Study, Tables
from xstilts.tasks.records import LabelSpace

OTHER_FAMILIES = ("t5", "mt5", "umt5", "bart", "mbart", "gpt2", "gpt_neo", "llama", "bloom", "qwen2", "codegen")
"""Configuration names of encoder-decoders and decoder-only models, which are not supported yet."""

SPECIALS = 4
"""Special tokens of a pair in XLM-R's format (`<s> A </s></s> B </s>`), the most of the supported families."""


def check(study: Study, tables: Tables, backbones: Sequence[Backbone]) -> None:
    """Raise StudyError with everything that does not fit.

    Tasks of a mixture that share a head must share its labels. Models must be encoders with the retrieval layer and
    enough positions for every length; windows of question answering must leave no gaps between them.
    """
    recipes = list(_recipes(study, tables))
    problems = [*_room(study, recipes), *_windows(recipes), *_shared_heads(study, tables)]
    for backbone in {one.alias: one for one in backbones}.values():
        problems += _model(study, tables, backbone, recipes)
    if problems:
        raise StudyError(problems, str(study.path or study.name))


def _recipes(study: Study, tables: Tables) -> Iterator[tuple[str, set[str], Recipe]]:
    """Every recipe of the study: where it is used, the kinds it trains, its values."""
    for name, steps in study.intermediates.items():
        for step in steps:
            tasks = [tables.train_tasks[task] for task in step.tasks]
            recipe = phase2_recipe(tasks, study.recipe, intermediate=name, smoke=study.smoke)
            yield f"intermediates.{name}", {task.kind for task in tasks}, recipe
    for target in study.targets:
        if target.train is not None:
            task = tables.train_tasks[target.train]
            recipe = phase3_recipe(task, study.recipe, target=target.recipe, smoke=study.smoke)
            yield f"targets ({target.name})", {task.kind}, recipe


def _room(study: Study, recipes: Sequence[tuple[str, set[str], Recipe]]) -> Iterator[Problem]:
    """Every sequence must hold text beside its special tokens."""
    lengths = [(where, recipe.max_length) for where, _, recipe in recipes]
    if study.retrieval is not None:
        lengths.append(("retrieval", study.retrieval.max_length))
    named = [target for target in study.targets if target.retrieval is not None]
    lengths += [(f"targets ({target.name}).retrieval", study.retrieval_of(target).max_length) for target in named]
    for where, length in lengths:
        if length <= SPECIALS:
            message = f"max_length {length} leaves no room for text beside the {SPECIALS} special tokens of a pair"
            yield Problem(where=where, message=message, allowed=f"max_length of at least {SPECIALS + 1}")


def _windows(recipes: Sequence[tuple[str, set[str], Recipe]]) -> Iterator[Problem]:
    """Windows step by doc_stride, so a window must hold that many context tokens beside the longest question."""
    for where, kinds, recipe in recipes:
        room = recipe.max_length - recipe.max_query - SPECIALS
        if "extract" in kinds and recipe.max_length > SPECIALS and recipe.doc_stride > room:
            message = (
                f"windows of {recipe.max_length} tokens with questions of up to {recipe.max_query} hold {room} "
                f"context tokens, fewer than doc_stride {recipe.doc_stride}: text between windows would be lost"
            )
            hint = "raise max_length, or lower doc_stride or max_query"
            yield Problem(where=where, message=message, allowed=f"doc_stride of at most {max(0, room)}", hint=hint)


def _shared_heads(study: Study, tables: Tables) -> Iterator[Problem]:
    """A head belongs to one label space, so two tasks of a mixture cannot give it different labels."""
    for name, steps in study.intermediates.items():
        for step in steps:
            labels: dict[str, tuple[str, LabelSpace | None]] = {}
            for task in (tables.train_tasks[one] for one in step.tasks):
                head = head_name(task.kind, task.labels)
                other, space = labels.setdefault(head, (task.name, task.labels))
                if space != task.labels:
                    message = f"{other!r} and {task.name!r} share the head {head!r} but not its labels"
                    hint = "give one of the tasks another name, which names its label space"
                    yield Problem(where=f"intermediates.{name}", message=message, hint=hint)


def _model(
    study: Study, tables: Tables, backbone: Backbone, recipes: Sequence[tuple[str, set[str], Recipe]]
) -> Iterator[Problem]:
    where, source = f"models.{backbone.alias}", backbone.ref.source
    depth = backbone.shape.get("layers")
    if backbone.ref.family in OTHER_FAMILIES:
        message = f"{source!r} is a {backbone.ref.family} model: only encoders are supported"
        yield Problem(where=where, message=message, allowed="encoders such as XLM-R, RoBERTa, BERT")
    retrieving = [target for target in study.targets if tables.targets[target.name].kind in RETRIEVAL_KINDS]
    choices = {study.retrieval_of(target).model_dump_json(): study.retrieval_of(target) for target in retrieving}
    if depth:
        for choice in choices.values():
            yield from _layer(choice, where, source, int(depth))
    for place, _, recipe in recipes:
        for part in recipe.freeze:
            frozen = int(part.partition(":")[2] or 0)
            if depth and frozen > int(depth):
                message = f"freeze {part!r} ({place}) names more layers than {source!r} has"
                yield Problem(where=where, message=message, allowed=f"layers:0 to layers:{depth}")
    positions = usable_positions(backbone)
    longest = max(recipes, key=lambda entry: entry[2].max_length, default=None)
    if positions is not None and longest is not None and longest[2].max_length > positions:
        message = f"max_length {longest[2].max_length} ({longest[0]}) is more than {source!r} has positions for"
        yield Problem(where=where, message=message, allowed=f"max_length of at most {positions}")


def _layer(choice: RetrievalChoice, where: str, source: str, depth: int) -> Iterator[Problem]:
    """The layer that a study or its preset names must be one of the model's."""
    layer = choice.at(depth).layer
    if layer is not None and layer > depth:
        message = f"retrieval.layer {layer} does not exist in {source!r}"
        yield Problem(where=where, message=message, allowed=f"0 (embeddings) to {depth}")
    if choice.preset is not None and layer is None:
        published = presets()[choice.preset].layers
        message = f"the retrieval preset {choice.preset!r} names no layer for {source!r}, which has {depth} layers"
        allowed = "models of " + ", ".join(f"{known} layers (layer {one})" for known, one in published.items())
        hint = "write the layer itself, or add scale: true to take the same share of the depth"
        yield Problem(where=where, message=message, allowed=allowed, hint=hint)


def usable_positions(backbone: Backbone) -> int | None:
    """The longest sequence a model takes: RoBERTa and XLM-R lose the positions up to the padding index (2)."""
    positions = int(backbone.shape.get("max_positions") or 0)
    if not positions:
        return None
    return positions - 2 if "roberta" in backbone.ref.family else positions
