"""Opens an SQLite file that must not lose a word: checked, brought up to date, or put aside."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_lm.errors import AppError, Code

Migration = Callable[[sqlite3.Connection], None]

BUSY_SECONDS = 5.0  # how long another process may hold the file
DAMAGED = ".damaged"
_PAUSE_SECONDS = 0.02
COMPANIONS = ("", "-wal", "-shm")  # what a file consists of, as endings of its name
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Codes:
    """What is said of a file's troubles; the sentences tell a user which file it is."""

    newer: Code
    locked: Code
    damaged: Code
    unwritable: Code


HISTORY = Codes(
    Code.HISTORY_NEWER, Code.HISTORY_LOCKED, Code.HISTORY_DAMAGED, Code.HISTORY_UNWRITABLE
)


@dataclass(frozen=True, slots=True)
class Opened:
    """``put_aside`` is the name under which a damaged file was kept, or None."""

    connection: sqlite3.Connection
    put_aside: Path | None = None


def open_database(
    path: Path,
    migrations: Sequence[Migration],
    codes: Codes = HISTORY,
    renew: Callable[[Path], Path] | None = None,
) -> Opened:
    """Open the file at ``path``, made where it is missing, and bring it to the newest version.

    Written ahead and forced to the disk with each transaction (WAL, synchronous=FULL), so that
    what was committed survives a loss of power. The connection begins no transaction by itself
    and may be used by one thread after another. A file that is no database, or a damaged one, is
    put aside and a new one begun, or what ``renew`` puts in its place, which returns where the
    damaged one is.

    Raises ``codes.newer`` for a file of a newer program, which stays as it is; ``codes.locked``,
    ``codes.unwritable``.
    """
    try:
        return Opened(_open_patiently(path, migrations, codes))
    except sqlite3.DatabaseError as error:
        if not _means_damage(error):
            raise translated(error, path, codes) from error
        logger.info("%s is damaged: %s", path.name, error)
    try:
        kept = (renew or put_aside)(path)
    except OSError as error:
        raise AppError(codes.damaged, path=str(path), reason=str(error)) from error
    try:
        return Opened(_open(path, migrations, codes), kept)
    except sqlite3.DatabaseError as error:
        raise translated(error, path, codes) from error


@contextlib.contextmanager
def transaction(
    connection: sqlite3.Connection, path: Path, codes: Codes = HISTORY
) -> Iterator[sqlite3.Connection]:
    """All or nothing. Raises ``codes.locked``, ``codes.unwritable``, ``codes.damaged``."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                connection.rollback()
        raise translated(error, path, codes) from error


def translated(error: sqlite3.Error, path: Path, codes: Codes = HISTORY) -> AppError:
    """What an error of SQLite's means to the person whose texts these are."""
    if _is_busy(error):
        return AppError(codes.locked, path=str(path))
    if _means_damage(error):
        return AppError(codes.damaged, path=str(path), reason=str(error))
    return AppError(codes.unwritable, path=str(path), reason=str(error))


def may_pass(error: AppError) -> bool:
    """Whether what :func:`translated` told may succeed later as it is: another process holds the
    file, the disk is full, the file is read-only."""
    return isinstance(error.__cause__, OSError | sqlite3.OperationalError)


def needs_opening_anew(error: AppError) -> bool:
    """Whether the file must be opened again to be written: SQLite remembers that it could only be
    read, or that it was moved away."""
    return getattr(error.__cause__, "sqlite_errorname", "").startswith("SQLITE_READONLY")


def _open_patiently(
    path: Path, migrations: Sequence[Migration], codes: Codes
) -> sqlite3.Connection:
    """SQLite itself does not wait where another process is just turning the file to WAL."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            return _open(path, migrations, codes)
        except sqlite3.OperationalError as error:
            if not _is_busy(error) or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_SECONDS)


def _is_busy(error: sqlite3.Error) -> bool:
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _open(path: Path, migrations: Sequence[Migration], codes: Codes) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(codes.unwritable, path=str(path), reason=reason) from error
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        _refuse_newer(connection, path, migrations, codes)  # before anything of it is changed
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        _migrate(connection, path, migrations, codes)
    except BaseException:
        connection.close()
        raise
    return connection


def _migrate(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration], codes: Codes
) -> None:
    _refuse_newer(connection, path, migrations, codes)
    if _version(connection) == len(migrations):
        return
    connection.execute("BEGIN IMMEDIATE")  # another process may be about to do the same
    try:
        for number in range(_version(connection), len(migrations)):
            migrations[number](connection)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def _refuse_newer(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration], codes: Codes
) -> None:
    if (version := _version(connection)) > len(migrations):
        raise AppError(codes.newer, path=str(path), version=version)


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _means_damage(error: sqlite3.Error) -> bool:
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def put_aside(path: Path) -> Path:
    """Rename the file, which nobody has open, and what SQLite keeps beside it; the new name comes
    back, and nothing of it is deleted. Raises OSError."""
    number = 1
    while (kept := path.with_name(f"{path.name}{DAMAGED}{number}")).exists():
        number += 1
    move(path, kept)
    return kept


def move(path: Path, target: Path) -> None:
    """Rename the file, which nobody has open, and what SQLite keeps beside it, as far as they are
    there. Raises OSError."""
    for suffix in COMPANIONS:
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).replace(target.with_name(target.name + suffix))
