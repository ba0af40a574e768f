"""A YAML file as plain values plus the line of every entry, so that each problem can name its line.

The node tree is composed once and converted by hand: this finds duplicate keys (which YAML readers drop
silently) and keeps positions. Scalars follow YAML 1.2's core schema: `1e-5` is a number and `no`
(Norwegian) is text, where YAML 1.1 reads a text and `false`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml

from xstilts.core.errors import Problem

Path = tuple[str | int, ...]
"""Where a value stands in the file: keys and list positions from the top."""

LONGEST_NUMBER = 100
"""Digits of a whole number. No bound is higher, and Python refuses to read integers of thousands of digits."""

_SCALARS = (
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^[-+]?[0-9][0-9_]*$", list("-+0123456789")),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", list("-+.0123456789")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The content of a study file: plain values, the 1-based line of each path, and what is wrong with the
    YAML."""

    value: Any
    lines: Mapping[Path, int]
    problems: tuple[Problem, ...] = ()

    def line(self, path: Path) -> int | None:
        """The line of a path, or of the nearest entry that holds it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None


def dotted(path: Path) -> str:
    """`("targets", 2, "train")` as `targets[2].train`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def read_document(text: str) -> Document:
    """Parse YAML text. A syntax error or a duplicate key becomes a Problem with its line; nothing is
    raised."""
    try:
        loader = _loader_class()(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        return Document(value=None, lines={}, problems=(_syntax_problem(error),))
    build = _Build()
    return Document(value=build.convert(node, ()), lines=build.lines, problems=tuple(build.problems))


def _syntax_problem(error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Problem(
        message=f"this is not valid YAML: {what}",
        line=mark.line + 1 if mark is not None else None,
        hint="mend the indentation, quotes or brackets at this line",
    )


@cache
def _loader_class() -> Any:
    """A safe loader that knows only the scalars of YAML 1.2's core schema."""

    class CoreLoader(yaml.SafeLoader):
        yaml_implicit_resolvers: dict[str, Any] = {}

    for name, pattern, first in _SCALARS:
        CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{name}", re.compile(pattern), first)
    return CoreLoader


@dataclass(slots=True)
class _Build:
    """State of one conversion: lines and problems found so far, and the nodes above the current one."""

    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    above: list[int] = field(default_factory=list)

    def convert(self, node: Any, path: Path) -> Any:
        """A node as plain values."""
        if node is None:
            return None
        self.lines.setdefault(path, node.start_mark.line + 1)
        if id(node) in self.above:
            self._problem(node, path, "this alias refers to an entry that holds it", "write the value out")
            return None
        self.above.append(id(node))
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, path)
            if isinstance(node, yaml.SequenceNode):
                return [self.convert(item, (*path, index)) for index, item in enumerate(node.value)]
            return self._scalar(node, path)
        finally:
            self.above.pop()

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._problem(key_node, path, "a key must be a plain name", "")
                continue
            key = key_node.value
            if key in result:
                first = self.lines[(*path, key)]
                message = f"the key {key!r} stands twice here (first at line {first})"
                self._problem(key_node, (*path, key), message, "rename or remove one of them")
                continue
            self.lines[(*path, key)] = key_node.start_mark.line + 1
            result[key] = self.convert(value_node, (*path, key))
        return result

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Any:
        tag = node.tag.rpartition(":")[2]
        if tag == "null":
            return None
        if tag == "bool":
            return node.value.lower() == "true"
        if tag == "int":
            digits = node.value.replace("_", "")
            return int(digits) if len(digits) <= LONGEST_NUMBER else float(digits)
        if tag == "float":
            return float(node.value)
        if tag != "str":
            self._problem(node, path, f"the tag {node.tag!r} is not allowed", "write plain text or numbers")
        return node.value

    def _problem(self, node: Any, path: Path, message: str, hint: str) -> None:
        line = node.start_mark.line + 1
        self.problems.append(Problem(message=message, where=dotted(path), line=line, hint=hint))
