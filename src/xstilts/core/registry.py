"""One lazy table: name -> "module:object", so that listing names imports nothing heavy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from xstilts.core.errors import XstiltsError, suggestion


class Registry(Mapping[str, Any]):
    """Names to lazily imported objects; an unknown name is an error with suggestions."""

    def __init__(self, noun: str, table: Mapping[str, str]) -> None:
        self.noun = noun
        self._table = dict(table)

    def add(self, name: str, target: str) -> None:
        """Register one more name (third parties, tests). A duplicate name is an error naming both."""
        if name in self._table and self._table[name] != target:
            raise XstiltsError(f"{self.noun} {name!r} is registered twice: {self._table[name]} and {target}")
        self._table[name] = target

    def __getitem__(self, name: str) -> Any:
        if name not in self._table:
            hint = suggestion(name, self._table)
            raise XstiltsError(
                f"unknown {self.noun} {name!r}"
                + (f": {hint}" if hint else f"; known: {', '.join(sorted(self._table))}")
            )
        module, _, attribute = self._table[name].partition(":")
        return getattr(import_module(module), attribute)

    def __contains__(self, name: object) -> bool:
        return name in self._table

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)
