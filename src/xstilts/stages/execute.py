"""From a spec to the function that does its work. Imports only what a stage needs, when it runs."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from pydantic import TypeAdapter, ValidationError

from xstilts.core.errors import StageFailed
from xstilts.stages.context import StageContext
from xstilts.stages.specs import StageSpec

STAGES = {
    "train": "xstilts.stages.train",
    "evaluate": "xstilts.stages.evaluate",
    "pretrain": "xstilts.stages.pretrain",
    "baseline": "xstilts.stages.baseline",
    "translate": "xstilts.stages.translate",
}


def execute(spec: Any, context: StageContext) -> None:
    """Do one stage's work: its results are in `context.work_dir` when this returns.

    Raises:
        XstiltsError: the stage cannot be done (bad data, bad model, diverging loss).
        Interrupted: the user asked to stop; a checkpoint was written.
    """
    if spec.type not in STAGES:
        raise StageFailed(f"unknown stage type {spec.type!r}; allowed: {', '.join(STAGES)}")
    import_module(STAGES[spec.type]).run(spec, context)


def parse_spec(value: str | bytes | dict[str, Any]) -> Any:
    """A spec from its JSON (text or the value itself), as `spec.json` holds it.

    Raises:
        StageFailed: it is not a spec of this version: unknown type, unknown or missing field, or wrong value.
    """
    adapter: TypeAdapter[Any] = TypeAdapter(StageSpec)
    try:
        if isinstance(value, dict):
            return adapter.validate_python(value)
        return adapter.validate_json(value)
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in item['loc']) or 'spec'}: {item['msg']}" for item in error.errors()[:5]
        )
        raise StageFailed(f"this is not a stage spec of this version: {problems}") from None
