"""A copy of the history a day, the last seven kept."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.database import move, translated

KEPT = 7
_NAME = re.compile(r"\d{4}-\d{2}-\d{2}\.sqlite")
_REPLACED = ".before"  # and a number, behind the history's name
_PAGES = 256  # copied at a time: others may write between two steps


def copy_of_today(history: Path, folder: Path, today: dt.date) -> Path | None:
    """Copy the file into ``folder`` unless there is a copy of ``today`` or no conversation, and
    drop the oldest.

    The copy is one state of the file, also while others write to it. Returns the new copy. Raises
    HISTORY_LOCKED, HISTORY_UNWRITABLE, HISTORY_DAMAGED; a damaged file takes no good copy's place.
    """
    target = folder / f"{today.isoformat()}.sqlite"
    if target.exists() or not history.exists() or _facts(history).conversations == 0:
        return None
    draft = target.with_suffix(".new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.unlink(missing_ok=True)
        _copy(history, draft)
        _check(draft, history)
        draft.replace(target)
    except sqlite3.Error as error:
        raise translated(error, history) from error
    except OSError as error:
        raise translated(sqlite3.OperationalError(error.strerror or str(error)), folder) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    # A clock that went back dates the new copy before the others; it is not the one to drop.
    for old in [copy for copy in copies(folder) if copy != target][KEPT - 1 :]:
        with suppress(OSError):
            old.unlink()
    return target


def copies(folder: Path) -> tuple[Path, ...]:
    """The copies there are, the newest first."""
    try:
        found = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    except OSError:
        return ()
    return tuple(sorted(found, reverse=True))


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """``made`` are seconds since 1970. ``conversations`` is None where the copy cannot be read.
    ``replaced``: it is what a copy that was put back took the place of."""

    path: Path
    made: float
    conversations: int | None
    replaced: bool = False


def describe(history: Path, folder: Path) -> tuple[CopyFacts, ...]:
    """What can be put back: the daily copies and what restoring replaced, the newest first."""
    beside = history.parent.glob(history.name + _REPLACED + "*")
    replaced = [path for path in beside if path.name[-1].isdecimal()]
    found = [_facts(path) for path in copies(folder)]
    found += [replace(_facts(path), replaced=True) for path in replaced]
    return tuple(sorted(found, key=lambda each: each.made, reverse=True))


def _facts(path: Path) -> CopyFacts:
    try:
        made = path.stat().st_mtime
        with closing(_read_only(path)) as connection:
            (count,) = connection.execute(
                "SELECT count(*) FROM conversation WHERE deleted IS NULL"
            ).fetchone()
    except (OSError, sqlite3.Error):
        return CopyFacts(path, 0.0, None)
    return CopyFacts(path, made, count)


def restore(copy: Path, history: Path) -> Path:
    """Put ``copy`` in the place of the history.

    What was there is kept beside it; its new name comes back. Raises as
    :func:`copy_of_today`: also where another process has the history open, which would go on
    writing to what was replaced.
    """
    _check_nobody_has(history)
    number = 1
    while (kept := history.with_name(f"{history.name}{_REPLACED}{number}")).exists():
        number += 1
    draft = history.with_name(history.name + ".new")
    try:
        draft.unlink(missing_ok=True)
        _copy(copy, draft)
        if history.exists():
            _keep(history, kept)
            for suffix in ("-wal", "-shm"):
                history.with_name(history.name + suffix).unlink(missing_ok=True)
        draft.replace(history)
    except sqlite3.Error as error:
        raise translated(error, copy) from error
    except OSError as error:
        raise translated(sqlite3.OperationalError(str(error)), copy) from error
    return kept


def _check_nobody_has(history: Path) -> None:
    if _facts(history).conversations is None:
        return  # there is none, or it is damaged: SQLite would drop what is written ahead of it
    try:
        with closing(sqlite3.connect(history, timeout=0)) as connection:
            # SQLite does this for the only one who has it open; the next opening undoes it.
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        told = translated(error, history)
        if told.code is Code.HISTORY_LOCKED:
            raise told from error


def _keep(history: Path, kept: Path) -> None:
    try:
        _copy(history, kept)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        kept.unlink(missing_ok=True)
        move(history, kept)  # damaged: as it is, with what is written ahead


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _check(copy: Path, history: Path) -> None:
    # Nobody writes to it: SQLite need not put its own files beside it.
    uri = f"{copy.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        reason = str(found).splitlines()[-1]
        raise AppError(Code.HISTORY_DAMAGED, path=str(history), reason=reason)


def _copy(source: Path, target: Path) -> None:
    with (
        closing(_read_only(source)) as one,
        closing(sqlite3.connect(target)) as other,
    ):
        one.backup(other, pages=_PAGES)
