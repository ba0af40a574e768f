from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from runs_fakes import Remember, node, options

from xstilts.runs.index import INDEX, open_index, read_rows
from xstilts.runs.schedule import run_graph
from xstilts.runs.store import Store


@pytest.fixture
def filled(store: Store, trace: Callable[[], list[str]]) -> Store:
    first = node("a")
    run_graph([first, node("b", after=first)], store, options(), Remember())
    return store


def names(store: Store) -> list[str]:
    with sqlite3.connect(store.path / INDEX) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM stages ORDER BY name")]


def test_the_driver_fills_it(filled: Store) -> None:
    assert names(filled) == ["a", "b"]
    row = read_rows(filled)[0]
    size = sum(entry.bytes for entry in filled.manifest(row.key).files.values())
    assert (row.type, row.title, row.status, row.size) == ("train", "a", "done", size)


@pytest.mark.parametrize("harm", ["missing", "damaged", "empty", "behind", "ahead", "older"])
def test_it_is_rebuilt_from_the_folders(filled: Store, harm: str) -> None:
    path = filled.path / INDEX
    if harm == "missing":
        path.unlink()
    elif harm == "damaged":
        path.write_bytes(path.read_bytes()[:100] + b"\xff" * 5000)
    elif harm == "empty":
        path.write_bytes(b"")
    else:
        statement = {
            "behind": "DELETE FROM stages WHERE name = 'a'",
            "ahead": "INSERT INTO stages (key, name) VALUES ('k', 'ghost')",
            "older": "PRAGMA user_version = 99",
        }[harm]
        with sqlite3.connect(path) as connection:
            connection.execute(statement)
    before = read_rows(filled)
    open_index(Store.open(filled.path)).close()
    assert names(filled) == ["a", "b"]
    assert [row.name for row in before] == ["a", "b"] and read_rows(filled) == before


def test_an_index_that_cannot_be_written_stops_nothing(store: Store, trace: Callable[[], list[str]]) -> None:
    (store.path / INDEX).mkdir()
    display = Remember()
    outcome = run_graph([node("a")], store, options(), display)
    assert len(outcome.done) == 1 and not outcome.failed
    assert any(kind == "note" and "index cannot be written" in text for kind, text in display.said)


def test_reading_writes_nothing(tmp_path: Path) -> None:
    assert read_rows(Store.open(tmp_path / "none")) == []
    assert not (tmp_path / "none").exists()
