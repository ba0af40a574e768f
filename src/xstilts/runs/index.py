"""A SQLite view of the store for queries. The folders are the truth; the index can be rebuilt at any time.

Only the driver writes it, under the lease. When it is missing, damaged, of another version or behind the
folders, `open_index` makes it agree with them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from xstilts.core.errors import StoreError
from xstilts.core.faults import reach
from xstilts.core.files import read_json
from xstilts.runs.seal import SPEC
from xstilts.runs.store import Store

INDEX = "index.sqlite"
_VERSION = 1
_TYPES = {"str": "TEXT", "float": "REAL", "int": "INTEGER"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One finished stage. `seconds` of its last attempt, `finished` ISO 8601 in UTC, `size` in bytes,
    `status` is `done`.
    """

    key: str
    name: str
    type: str
    title: str
    status: str
    seconds: float
    finished: str
    size: int


_NAMES = tuple(field.name for field in fields(Row))
_INSERT = f"INSERT OR REPLACE INTO stages ({', '.join(_NAMES)}) VALUES ({', '.join('?' * len(_NAMES))})"


def row_of(store: Store, key: str) -> Row:
    """The row of a finished stage, read from its folder.

    Raises:
        StoreError: the stage is missing or damaged.
    """
    provenance = store.provenance(key)
    try:
        spec: dict[str, Any] = read_json(store.folder(key) / SPEC)
        return Row(
            key=key,
            name=str(spec["name"]),
            type=str(spec["spec"]["type"]),
            title=str(spec["spec"].get("title", "")),
            status="done",
            seconds=float(provenance.get("seconds", 0.0)),
            finished=str(provenance.get("finished", "")),
            size=store.manifest(key).bytes,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{store.folder(key) / SPEC} is damaged ({error}); run `xstilts rerun {key[:16]}`") from None


def open_index(store: Store) -> sqlite3.Connection:
    """Open the index for writing and make it agree with the folders.

    Raises:
        sqlite3.Error, OSError: it cannot be written even after it was removed.
    """
    path = store.path / INDEX
    try:
        connection = _connect(path)
        known = _stored(connection)
    except sqlite3.DatabaseError:
        for name in (INDEX, f"{INDEX}-journal", f"{INDEX}-wal", f"{INDEX}-shm"):
            (store.path / name).unlink(missing_ok=True)
        connection = _connect(path)
        known = []
    there = _rows(store, store)
    if set(known) != set(there):
        _sync(connection, there)
    return connection


def record(connection: sqlite3.Connection, row: Row) -> None:
    """Add or replace one row, in one transaction."""
    with connection:
        connection.execute(_INSERT, astuple(row))
        reach("index")


def read_rows(store: Store) -> list[Row]:
    """All rows by name, for `xstilts status`.

    Read from the folders when the index is missing or damaged. Writes nothing.
    """
    path = store.path / INDEX
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            rows = _stored(connection)
    except sqlite3.Error:
        rows = []
    if {row.key for row in rows} != set(store):
        rows = _rows(store, store)
    return sorted(rows, key=lambda row: (row.name, row.key))


class IndexWriter:
    """The index as the driver writes it. One that cannot be written stops nothing: the next run makes it."""

    def __init__(self, store: Store, note: Callable[[str], None]) -> None:
        self._store = store
        self._note = note
        self._connection: sqlite3.Connection | None = None
        try:
            self._connection = open_index(store)
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def add(self, key: str) -> None:
        """Add or replace the row of a finished stage."""
        if self._connection is None:
            return
        try:
            record(self._connection, row_of(self._store, key))
        except (sqlite3.Error, OSError, StoreError) as error:
            self._give_up(error)

    def close(self) -> None:
        """Close the database."""
        if self._connection is not None:
            self._connection.close()

    def _give_up(self, error: Exception) -> None:
        self.close()
        self._connection = None
        self._note(f"the index cannot be written ({error}); results are safe, the next run rebuilds it")


def _stored(connection: sqlite3.Connection) -> list[Row]:
    found = connection.execute(f"SELECT {', '.join(_NAMES)} FROM stages").fetchall()
    return [Row(**dict(zip(_NAMES, values, strict=True))) for values in found]


def _sync(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    with connection:
        connection.execute("DELETE FROM stages")
        connection.executemany(_INSERT, [astuple(row) for row in rows])
        reach("index")


def _rows(store: Store, keys: Iterable[str]) -> list[Row]:
    rows = []
    for key in keys:
        try:
            rows.append(row_of(store, key))
        except StoreError:  # a damaged stage is reported when it is used
            continue
    return rows


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, _VERSION):
            raise sqlite3.DatabaseError(f"index version {version}")
        columns = ", ".join(
            f"{field.name} {_TYPES[str(field.type)]}{' PRIMARY KEY' if field.name == 'key' else ''}"
            for field in fields(Row)
        )
        connection.execute(f"CREATE TABLE IF NOT EXISTS stages ({columns})")
        connection.execute(f"PRAGMA user_version = {_VERSION}")
        if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("damaged")
        connection.commit()
    except BaseException:
        connection.close()
        raise
    return connection
