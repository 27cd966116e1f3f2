"""A new history takes the place of a damaged one, whole or not at all, also where it is broken off.

The damaged file stays in its place until all that can be read of it is in the new one: what a full
disk or a kill broke off begins again with it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.database import (
    COMPANIONS,
    DAMAGED,
    move,
    open_database,
    put_aside,
    translated,
)
from desktop_lm.storage.history.migrations import MIGRATIONS
from desktop_lm.storage.history.salvage import salvage

_SALVAGED = ".salvaged"  # behind the history's name, until it takes its place


def renew(path: Path) -> Path:
    """Put the damaged file at ``path``, which nobody has open, aside, and what can be read of it in
    its place; where it is kept comes back. Raises OSError, or as the history does; the damaged file
    is as it was then."""
    new = path.with_name(path.name + _SALVAGED)
    _discard(new)
    try:
        with closing(open_database(new, MIGRATIONS).connection) as history:
            salvage(path, history)
            _make_one_file(history, path)
    except BaseException:
        _discard(new)
        raise
    kept = put_aside(path)
    new.replace(path)
    return kept


def finish_renewal(path: Path) -> Path | None:
    """Put the new file in its place where a kill came between: the damaged one is aside already,
    and where that is comes back. Raises HISTORY_UNWRITABLE."""
    new = path.with_name(path.name + _SALVAGED)
    try:
        if path.exists() or not new.exists():
            return None
        kept = _last_put_aside(path)
        move(path, kept)  # what is beside it belongs to the damaged one, and would spoil the new
        new.replace(path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.HISTORY_UNWRITABLE, path=str(path), reason=reason) from error
    return kept


def _make_one_file(history: sqlite3.Connection, path: Path) -> None:
    """What is written ahead would stay behind when the file is renamed."""
    try:
        (mode,) = history.execute("PRAGMA journal_mode = DELETE").fetchone()
        if mode != "delete":
            raise sqlite3.OperationalError(f"the journal stays {mode}")
    except sqlite3.Error as error:
        raise translated(error, path) from error


def _discard(new: Path) -> None:
    for suffix in COMPANIONS:
        new.with_name(new.name + suffix).unlink(missing_ok=True)


def _last_put_aside(path: Path) -> Path:
    number = 1
    while path.with_name(f"{path.name}{DAMAGED}{number + 1}").exists():
        number += 1
    return path.with_name(f"{path.name}{DAMAGED}{number}")
