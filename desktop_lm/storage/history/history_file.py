"""The file of the history: opened, read and written, whatever is in it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop_lm.search_terms import folded
from desktop_lm.storage.database import open_database, transaction, translated
from desktop_lm.storage.history.migrations import MIGRATIONS
from desktop_lm.storage.history.renewal import finish_renewal, renew

Clock = Callable[[], float]


class HistoryFile:
    """One open file. Used by one thread after another, never by two at once.

    What a method wrote is on the disk when it returns. Methods raise HISTORY_LOCKED,
    HISTORY_UNWRITABLE and HISTORY_DAMAGED; nothing is half done then.
    """

    def __init__(self, path: Path, clock: Clock = time.time) -> None:
        """Open it, or begin one. Raises as :func:`~desktop_lm.storage.database.open_database`."""
        self.path = path
        aside = finish_renewal(path)
        opened = open_database(path, MIGRATIONS, renew=renew)
        self.connection = opened.connection
        self.put_aside = opened.put_aside or aside  # where a damaged file went
        self._clock = clock
        # SQLite's own LIKE knows capitals of ASCII only.
        self.connection.create_function("holds", 2, _holds, deterministic=True)

    def close(self) -> None:
        """Close the file; all is on the disk already."""
        self.connection.close()

    # --- for those that know what is in it ---

    def _transaction(self) -> Any:
        return transaction(self.connection, self.path)

    def _write(self, statement: str, *values: object) -> None:
        with self._transaction() as db:
            db.execute(statement, values)

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        given = values[0] if values and isinstance(values[0], dict) else values
        with self._reading():
            return self.connection.execute(query, given).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise translated(error, self.path) from error


def _holds(text: str, word: str) -> bool:
    return word in folded(text)


def whole(text: str) -> str:
    """A text that has UTF-8: of half a surrogate pair it has none, and two halves that met are one
    character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def next_turn(db: sqlite3.Connection) -> int:
    """Orders conversations by their last use, whatever the clock says."""
    turn: int = db.execute("SELECT coalesce(max(turn), 0) + 1 FROM conversation").fetchone()[0]
    return turn


def id_of(cursor: sqlite3.Cursor) -> int:
    """Of the row that was inserted."""
    assert cursor.lastrowid is not None
    return cursor.lastrowid
