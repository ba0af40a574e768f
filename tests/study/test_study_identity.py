"""Stage identity: a golden key, what moves a key, what does not, and the explanation of a difference."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from xstilts.core.frozen import Frozen
from xstilts.stages.specs import (
    BackboneRef,
    BaselineSpec,
    EvaluateSpec,
    MlmShare,
    Recipe,
    RetrievalSetting,
    Sampling,
    TrainItem,
    TrainSpec,
    TranslateSpec,
    Upstream,
    stage_key,
)
from xstilts.study.explain import explain_difference, flatten, why_run
from xstilts.tasks.records import DataRef

GOLDEN = json.loads((Path(__file__).parent / "golden_keys.json").read_text("utf-8"))
PARSE = {"train": TrainSpec, "evaluate": EvaluateSpec, "translate": TranslateSpec}

REF = DataRef(dataset="d", split="train", languages=("en",), source="local", fingerprint="f")
ITEM = TrainItem(kind="classify", head="nli", labels=("a", "b"), metric="accuracy", train=(REF,), dev=(REF,))
SPEC = TrainSpec(
    backbone=BackboneRef(source="mini", fingerprint="m", family="xlm-roberta"),
    items=(ITEM,),
    recipe=Recipe(),
    seed=1,
)
EVALUATE = EvaluateSpec(
    backbone=SPEC.backbone,
    kind="retrieve",
    head="embedding",
    metric="accuracy",
    test=REF,
    retrieval=RetrievalSetting(),
)

BASELINE = BaselineSpec(backbone=SPEC.backbone, kind="classify", head="nli", labels=("a", "b"), metric="m", test=REF)

OTHER: dict[str, Any] = {
    "labels": ("a", "c"),
    "train": (REF, REF),
    "dev": (),
    "languages": ("de",),
    "source": "hub",
    "options": {"revision": "x"},
    "select": "last",
    "freeze": ("embeddings",),
    "adam_betas": (0.9, 0.98),
    "rule": "uniform",
    "pooling": "first",
    "Recipe.pooling": "parts",
    "precision": "bf16",
    "init": Upstream(stage="s", part="encoder"),
    "model": Upstream(stage="s", part="encoder"),
    "mlm": MlmShare(share=0.5, text=(REF,)),
    "test": REF.model_copy(update={"fingerprint": "g"}),
    "tune": REF,
    "crossfit": True,
    "specials": False,
    "retrieval": None,
    "items": (ITEM, ITEM),
    "recipe": Recipe(epochs=1.0),
    "sampling": Sampling(rule="uniform"),
    "backbone": BackboneRef(source="mini", fingerprint="n", family="xlm-roberta"),
}


def changed(record: Frozen, name: str) -> Frozen:
    """The record with one field changed to another valid value."""
    value = getattr(record, name)
    qualified = f"{type(record).__name__}.{name}"
    if qualified in OTHER or name in OTHER:
        new = OTHER[qualified] if qualified in OTHER else OTHER[name]
    elif isinstance(value, str):
        new = value + "x"
    elif value is None or isinstance(value, int | float):
        new = (value or 0) + 1
    else:
        raise AssertionError(f"say in OTHER how {name} changes")
    assert new != value
    return record.model_copy(update={name: new})


def fields(record: Frozen, *, identity: bool) -> list[str]:
    kept = record.identity()
    return [name for name in type(record).model_fields if (name in kept) == identity and name != "type"]


@pytest.mark.parametrize("entry", GOLDEN, ids=lambda entry: entry["name"])
def test_golden_keys(entry: dict[str, Any]) -> None:
    """A change here means that every stored result becomes unreachable: raise the schema number on purpose instead."""
    spec = PARSE[entry["spec"]["type"]].model_validate(entry["spec"])
    assert stage_key(spec) == entry["key"]


def with_item(item: Frozen) -> TrainSpec:
    return SPEC.model_copy(update={"items": (item,)})


def with_ref(ref: Frozen) -> TrainSpec:
    return with_item(ITEM.model_copy(update={"train": (ref,)}))


@pytest.mark.parametrize("name", fields(SPEC.recipe, identity=True))
def test_every_recipe_field_moves_the_key(name: str) -> None:
    assert stage_key(SPEC.model_copy(update={"recipe": changed(SPEC.recipe, name)})) != stage_key(SPEC)


@pytest.mark.parametrize("name", fields(ITEM, identity=True))
def test_every_item_field_moves_the_key(name: str) -> None:
    assert stage_key(with_item(changed(ITEM, name))) != stage_key(SPEC)


@pytest.mark.parametrize("name", fields(REF, identity=True))
def test_every_data_field_moves_the_key(name: str) -> None:
    assert stage_key(with_ref(changed(REF, name))) != stage_key(SPEC)


@pytest.mark.parametrize("spec", [SPEC, EVALUATE, BASELINE], ids=["train", "evaluate", "baseline"])
def test_every_spec_field_moves_the_key_but_where_fields(spec: Any) -> None:
    for name in fields(spec, identity=True):
        assert stage_key(changed(spec, name)) != stage_key(spec), name
    for name in fields(spec, identity=False):
        assert stage_key(changed(spec, name)) == stage_key(spec), name
    assert {"title"} <= set(fields(spec, identity=False))


def test_where_fields_of_parts_do_not_move_the_key() -> None:
    assert fields(ITEM, identity=False) == ["task"]
    assert fields(REF, identity=False) == ["location"]
    assert stage_key(with_item(changed(ITEM, "task"))) == stage_key(SPEC)
    assert stage_key(with_ref(changed(REF, "location"))) == stage_key(SPEC)
    moved = SPEC.backbone.model_copy(update={"location": "elsewhere"})
    assert stage_key(SPEC.model_copy(update={"backbone": moved})) == stage_key(SPEC)


def test_difference_names_fields_and_both_values() -> None:
    other = SPEC.model_copy(
        update={
            "recipe": Recipe(epochs=2.0),
            "title": "another",
            "init": Upstream(stage="abc", part="encoder"),
        }
    )
    lines = explain_difference(SPEC.model_dump_json(), other.model_dump(mode="json"))
    assert lines == [
        "init: null -> absent",
        'init.part: absent -> "encoder"',
        'init.stage: absent -> "abc" (another upstream stage)',
        "recipe.epochs: 3.0 -> 2.0",
    ]
    assert explain_difference(SPEC.model_dump_json(), SPEC.model_dump_json()) == []
    assert flatten({"a": [1, {"b": []}], "c": {}}) == {"a[0]": 1, "a[1].b": [], "c": {}}


def test_specs_of_another_version_are_compared_as_they_stand() -> None:
    assert explain_difference({"type": "train", "old": 1}, {"type": "train", "old": 2}) == ["old: 1 -> 2"]


def test_why_a_stage_would_run() -> None:
    wanted = SPEC.model_dump(mode="json")
    near = SPEC.model_copy(update={"seed": 2}).model_dump(mode="json")
    far = SPEC.model_copy(update={"seed": 2, "precision": "bf16"}).model_dump(mode="json")
    assert why_run("a", wanted, []) == ["nothing stored under this name"]
    assert why_run("a", wanted, [("b", near)]) == ["nothing stored under this name"]
    assert why_run("a", wanted, [("a", far), ("a", near)]) == ["seed: 2 -> 1"]
    assert "not usable" in why_run("a", wanted, [("a", wanted)])[0]
