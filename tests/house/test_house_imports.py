"""The layers: imports run downwards only, light rooms load nothing heavy, files stay small."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import xstilts

ROOT = Path(xstilts.__file__).parent
ORDER = [
    "cli", "study", "report", "evidence", "analysis", "runs", "stages",
    "train", "evaluate", "models", "tasks", "lab", "core",
]  # fmt: skip
HEAVY_ALLOWED = {"train", "evaluate", "models", "stages"}


def imports(path: Path) -> set[str]:
    """Every absolute module name that a file imports, in functions and TYPE_CHECKING blocks too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def room(name: str) -> str | None:
    """The room of a module name of ours."""
    parts = name.split(".")
    return parts[1] if parts[0] == "xstilts" and len(parts) > 1 and parts[1] in ORDER else None


FILES = sorted(ROOT.rglob("*.py"))


def test_every_folder_is_a_room_with_a_docstring() -> None:
    rooms = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms == set(ORDER)
    for name in rooms:
        doc = ast.get_docstring(ast.parse((ROOT / name / "__init__.py").read_text(encoding="utf-8")))
        assert doc and "import" in doc.lower(), f"{name}/__init__.py must say what the room is for and may import"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_downwards(path: Path) -> None:
    here = path.relative_to(ROOT).parts[0]
    if here not in ORDER:
        return
    for name in imports(path):
        there = room(name)
        assert there is None or ORDER.index(there) >= ORDER.index(here), f"{path} imports {name}, which is above it"


def module_level_imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_libraries_stay_in_their_rooms(path: Path) -> None:
    here = path.relative_to(ROOT).parts[0]
    found = module_level_imports(path) & {"torch", "transformers", "datasets"}
    assert not (found - {"torch"}), f"{path} imports {found} at module level"
    assert not found or here in HEAVY_ALLOWED, f"{path} imports torch"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400, f"{path} has more than 400 lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 80, f"{path}:{node.lineno} {node.name} is too long"


LIGHT = ["xstilts", "xstilts.cli", "xstilts.study.plan", "xstilts.runs.schedule", "xstilts.analysis.analyse"]


@pytest.mark.parametrize("module", LIGHT)
def test_light_modules_load_no_torch(module: str) -> None:
    code = (
        f"import sys, {module}; bad = {{'torch', 'transformers', 'datasets'}} & set(sys.modules); "
        "sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "limit"), [(["-m", "xstilts.cli", "--help"], 6.0), (["-m", "xstilts.cli", "tasks"], 12.0)]
)
def test_start_up_is_quick(arguments: list[str], limit: float) -> None:
    """In units of starting the interpreter with a few standard modules, in turns: machines and load differ."""
    plain = ["-c", "import json, dataclasses, pathlib, typing, subprocess"]
    rounds = [(_cpu_seconds(arguments), _cpu_seconds(plain)) for _ in range(5)]
    ours, theirs = (min(column) for column in zip(*rounds))
    assert ours < limit * theirs


def _cpu_seconds(arguments: list[str]) -> float:
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
