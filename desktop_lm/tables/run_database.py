"""The SQLite file of a run: opened, and its errors in our own words."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_lm.errors import AppError, Code

BUSY_SECONDS = 10.0
_ROOM = 16 << 20  # bytes named as needed when the disk is full
_META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"


@dataclass(frozen=True, slots=True)
class Form:
    """What a kind of run keeps: SQLite's application id and version tell it from others.
    ``schema`` makes its tables; ``meta`` for single values is always there."""

    application: int
    version: int
    schema: str


def create(path: Path, form: Form) -> sqlite3.Connection:
    """A new, empty file. Raises RUN_UNFINISHED where there is one; DISK_FULL, WRITE_FAILED."""
    if path.exists():
        raise AppError(Code.RUN_UNFINISHED, path=str(path))
    with errors_told(path):
        connection = _connect(path)
        connection.execute(_META)
        connection.executescript(form.schema)
        connection.execute(f"PRAGMA application_id = {form.application}")
        connection.execute(f"PRAGMA user_version = {form.version}")
    return connection


def open_existing(path: Path, form: Form) -> sqlite3.Connection:
    """A file made before. Raises FILE_MISSING, RUN_DAMAGED."""
    if not path.exists():
        raise AppError(Code.FILE_MISSING, path=str(path))
    with errors_told(path):
        connection = _connect(path)
        found = (
            connection.execute("PRAGMA application_id").fetchone()[0],
            connection.execute("PRAGMA user_version").fetchone()[0],
        )
    if found != (form.application, form.version):
        connection.close()
        raise AppError(Code.RUN_DAMAGED, path=str(path), reason="it is no run of this program's")
    return connection


def remove(path: Path) -> None:
    """Delete the file and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """All or nothing, on the disk when it ends. Raises DISK_FULL, RUN_DAMAGED, WRITE_FAILED."""
    with errors_told(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            connection.rollback()
            raise
        connection.execute("COMMIT")


def read_value(connection: sqlite3.Connection, path: Path, key: str) -> Any:
    """A single value that was kept, None where there is none. Raises RUN_DAMAGED."""
    with errors_told(path):
        found = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    try:
        return json.loads(found[0]) if found else None
    except ValueError as error:
        raise AppError(Code.RUN_DAMAGED, path=str(path), reason=str(error)) from error


def keep_value(connection: sqlite3.Connection, path: Path, key: str, value: Any) -> None:
    """Keep a single value, which JSON can hold. Raises DISK_FULL, WRITE_FAILED."""
    with transaction(connection, path):
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, json.dumps(value)))


@contextlib.contextmanager
def errors_told(path: Path) -> Iterator[None]:
    """SQLite's errors become ours."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith("SQLITE_FULL"):
            free = shutil.disk_usage(path.parent).free
            raise AppError(Code.DISK_FULL, path=str(path), needed=_ROOM, free=free) from error
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise AppError(Code.RUN_DAMAGED, path=str(path), reason=str(error)) from error
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise AppError(Code.RUN_IN_USE, path=str(path)) from error
        raise AppError(Code.WRITE_FAILED, path=str(path), reason=str(error)) from error


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        # What was committed survives a loss of power; a reader never waits for the writer.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -4096")
    except BaseException:
        connection.close()
        raise
    return connection
