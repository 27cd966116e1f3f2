"""The SQLite file of a run: opened, and its errors in our own words."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from desktop_lm.errors import AppError, Code

BUSY_SECONDS = 10.0
APPLICATION = 0x64_6C_6D_74  # "dlmt"
VERSION = 1
_ROOM = 16 << 20  # bytes named as needed when the disk is full
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE texts (
    id INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    text TEXT NOT NULL,
    label TEXT,          -- NULL: not judged yet; '': could not be judged
    unsure INTEGER NOT NULL DEFAULT 0,
    share REAL,          -- the label's probability
    lean REAL,           -- the first label's probability less the last one's
    shares TEXT          -- JSON: a probability for each of the run's labels
);
CREATE TABLE rows (
    id INTEGER PRIMARY KEY,
    number INTEGER NOT NULL,
    cells TEXT NOT NULL, -- JSON
    extra TEXT NOT NULL, -- JSON
    problems TEXT NOT NULL,
    text_id INTEGER REFERENCES texts (id),
    day TEXT,
    grp TEXT
);
CREATE INDEX rows_text ON rows (text_id);
CREATE INDEX texts_open ON texts (id) WHERE label IS NULL;
"""


def create(path: Path) -> sqlite3.Connection:
    """A new, empty file. Raises RUN_UNFINISHED where there is one; DISK_FULL, WRITE_FAILED."""
    if path.exists():
        raise AppError(Code.RUN_UNFINISHED, path=str(path))
    with errors_told(path):
        connection = _connect(path)
        connection.executescript(_SCHEMA)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    return connection


def open_existing(path: Path) -> sqlite3.Connection:
    """A file made before. Raises FILE_MISSING, RUN_DAMAGED."""
    if not path.exists():
        raise AppError(Code.FILE_MISSING, path=str(path))
    with errors_told(path):
        connection = _connect(path)
        found = (
            connection.execute("PRAGMA application_id").fetchone()[0],
            connection.execute("PRAGMA user_version").fetchone()[0],
        )
    if found != (APPLICATION, VERSION):
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
