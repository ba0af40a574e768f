"""Why a stage would run: which fields make its key differ from what is stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from xstilts.stages.specs import StageSpec

Spec = str | Mapping[str, Any]
"""A stage's spec as JSON text or as the value read from `spec.json`."""

MOST_SHOWN = 6


def explain_difference(spec_json_a: Spec, spec_json_b: Spec) -> list[str]:
    """The fields that make the keys of two specs differ, as `path: value in a -> value in b`; empty: equal
    keys.

    Fields that are no part of the identity (titles, locations) are not compared. A spec that this version
    cannot parse (stored by another one) is compared as it stands.
    """
    first, second = flatten(_identity(spec_json_a)), flatten(_identity(spec_json_b))
    lines = []
    for path in sorted(first.keys() | second.keys()):
        if path in first and path in second and first[path] == second[path]:
            continue
        note = " (another upstream stage)" if path in ("init.stage", "model.stage") else ""
        lines.append(f"{path}: {_shown(first, path)} -> {_shown(second, path)}{note}")
    return lines


def why_run(name: str, spec: Spec, stored: Iterable[tuple[str, Spec]]) -> list[str]:
    """Why a planned stage is not in the store.

    Args:
        name: the stage's display name.
        spec: its spec.
        stored: (name, spec) of the stages that the store holds.

    Returns:
        `nothing stored under this name`, or what differs from the most similar stored stage of the same name.
    """
    differences = [explain_difference(held, spec) for other, held in stored if other == name]
    if not differences:
        return ["nothing stored under this name"]
    closest = min(differences, key=len)
    if not closest:
        return ["stored, but not usable: damaged, or made from other bits than its upstream stage now holds"]
    rest = [f"and {len(closest) - MOST_SHOWN} more fields"] if len(closest) > MOST_SHOWN else []
    return [*closest[:MOST_SHOWN], *rest]


def flatten(value: Any, path: str = "") -> dict[str, Any]:
    """A JSON value as dotted paths to leaves; empty containers are leaves."""
    if isinstance(value, Mapping) and value:
        items = [(f"{path}.{key}" if path else str(key), item) for key, item in value.items()]
    elif isinstance(value, list | tuple) and value:
        items = [(f"{path}[{index}]", item) for index, item in enumerate(value)]
    else:
        return {path: value}
    return {place: leaf for prefix, item in items for place, leaf in flatten(item, prefix).items()}


def _identity(spec: Spec) -> Any:
    value = json.loads(spec) if isinstance(spec, str) else spec
    try:
        return TypeAdapter(StageSpec).validate_python(value).identity()
    except ValidationError:
        return value


def _shown(leaves: Mapping[str, Any], path: str) -> str:
    return json.dumps(leaves[path], ensure_ascii=False) if path in leaves else "absent"
