"""Values of a file against the fields of a typed record: the record's own types and bounds say what is allowed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import TypeAdapter, ValidationError

from xstilts.core.frozen import Frozen
from xstilts.study import checks
from xstilts.study.checks import Findings
from xstilts.study.document import Path

_PLAIN = {int: "a whole number", float: "a number", str: "text", bool: "true, false"}


def read_fields(findings: Findings, record: type[Frozen], values: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Those of the values that the record's fields take, as they are written; each of the others is a problem."""
    found = {}
    for name, value in values.items():
        try:
            _adapter(record, name).validate_python(tuple(value) if isinstance(value, list) else value, strict=True)
        except ValidationError:
            allowed = described(_annotation(record, name))
            findings.add((*path, name), f"found {checks.seen(value)}", allowed=allowed)
        else:
            found[name] = value
    return found


def described(annotation: Any) -> str:
    """The values of a type in words: `a whole number of at least 1 and at most 100,000`."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        bounds = [text for text in map(_bound, parts[1:]) if text]
        return " ".join([described(parts[0]), " and ".join(bounds)]).strip()
    if origin is Literal:
        return ", ".join(map(str, parts))
    if origin in (Union, UnionType):
        return ", or ".join("null" if part is NoneType else described(part) for part in parts)
    if origin is tuple:
        number = "" if Ellipsis in parts else f"{len(parts)} times "
        return f"a list: {number}{described(parts[0])}"
    return _PLAIN.get(annotation, "")


def _bound(limit: Any) -> str:
    match limit:
        case Ge(ge=value):
            return f"of at least {value:,}"
        case Gt(gt=value):
            return f"above {value:,}"
        case Le(le=value):
            return f"at most {value:,}"
        case Lt(lt=value):
            return f"below {value:,}"
    return ""


def _annotation(record: type[Frozen], name: str) -> Any:
    return record.model_fields[name].rebuild_annotation()


@cache
def _adapter(record: type[Frozen], name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_annotation(record, name))
