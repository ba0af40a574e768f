"""`Frozen`: a strict, immutable, JSON-native record, and its identity (what a stage key hashes)."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo


class Frozen(BaseModel):
    """Base of every record that is stored as JSON. Unknown fields are errors; instances do not change.

    Fields declared with `where()` say where or how (a path, a display name) and never what: they are stored, but are
    not part of `identity()` and so cannot move a stage's key.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")

    def identity(self) -> dict[str, Any]:
        """The JSON value that identifies this record, recursively: every field but those declared with `where()`, and
        those declared with `later()` only where they are not their default.
        """
        fields = type(self).model_fields
        return {
            name: _identity(getattr(self, name))
            for name, field in fields.items()
            if _counts(getattr(self, name), field)
        }


def where(default: Any = ...) -> Any:
    """A field that is left out of `identity()`: it cannot change a result."""
    return Field(default, json_schema_extra={"identity": False})


def later(default: Any) -> Any:
    """A field that came after keys were in use: it is part of `identity()` only where it is not its default, which must
    mean what was done before the field existed. So the keys of that time stay.
    """
    return Field(default, json_schema_extra={"identity": "unless default"})


def _counts(value: Any, field: FieldInfo) -> bool:
    extra = field.json_schema_extra
    rule = extra.get("identity", True) if isinstance(extra, dict) else True
    return value != field.default if rule == "unless default" else rule is not False


def _identity(value: Any) -> Any:
    if isinstance(value, Frozen):
        return value.identity()
    if isinstance(value, tuple | list):
        return [_identity(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _identity(item) for key, item in value.items()}
    return value
