"""What can still be read of a damaged history, taken into a new one under the same numbers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from desktop_lm.storage.database import transaction
from desktop_lm.storage.history.conversation import TextState
from desktop_lm.storage.history.migrations import MIGRATIONS
from desktop_lm.storage.history.word_index import index

_PASSING = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_CANTOPEN")
# By what their rows are ordered in the file; those that others refer to come first.
_TABLES = {
    "conversation": "id",
    "message": "id",
    "tag": "conversation, name",
    "attachment_text": "rowid",
    "attachment": "message, position",
    "receipt": "message",
    "token_trace": "message",
    "imported": "origin, name",
}
# What refers to something that is lost gets a place again where a person wrote it, and goes where
# it does not.
_MENDING = (
    """
    INSERT INTO conversation (id, kind, title, created, changed, turn)
    SELECT conversation, 'chat', substr(text, 1, 60), created, created, 0 FROM message
    WHERE conversation NOT IN (SELECT id FROM conversation) GROUP BY conversation HAVING min(id)
    """,
    """
    INSERT INTO message (id, conversation, parent, depth, role, state, text, created)
    SELECT lost.parent, lost.conversation,
        (SELECT max(id) FROM message AS above
         WHERE above.conversation = lost.conversation AND above.id < lost.parent),
        lost.depth - 1, iif(lost.role = 'user', 'assistant', 'user'), 'complete', '…', lost.created
    FROM message AS lost WHERE parent NOT IN (SELECT id FROM message) GROUP BY parent
    """,
    """
    UPDATE conversation
    SET shown = (SELECT max(message.id) FROM message WHERE message.conversation = conversation.id)
    WHERE shown IS NULL OR shown NOT IN (SELECT id FROM message)
    """,
    "DELETE FROM tag WHERE conversation NOT IN (SELECT id FROM conversation)",
    "DELETE FROM imported WHERE conversation NOT IN (SELECT id FROM conversation)",
    "DELETE FROM receipt WHERE message NOT IN (SELECT id FROM message)",
    "DELETE FROM token_trace WHERE message NOT IN (SELECT id FROM message)",
    """
    DELETE FROM attachment WHERE message NOT IN (SELECT id FROM message)
    OR hash NOT IN (SELECT hash FROM attachment_text)
    """,
)


def salvage(damaged: Path, history: sqlite3.Connection) -> None:
    """Fill ``history``, which is new. A file of another version gives nothing. Raises as the
    history does; nothing is taken then."""
    source = sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True)
    with closing(source), transaction(history, damaged) as db:
        if not _is_of_this_version(source):
            return
        db.execute("PRAGMA defer_foreign_keys = ON")
        for table, order in _TABLES.items():
            for row in _rows(source, table, order):
                marks = ", ".join("?" * len(row))
                with suppress(sqlite3.IntegrityError, sqlite3.InterfaceError):
                    db.execute(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", row)  # noqa: S608
        for statement in _MENDING:
            db.execute(statement)
        for number, text in db.execute(
            "SELECT id, text FROM message WHERE state != ?", (TextState.GROWING,)
        ).fetchall():
            index(db, number, text)


def _is_of_this_version(source: sqlite3.Connection) -> bool:
    try:
        (version,) = source.execute("PRAGMA user_version").fetchone()
    except sqlite3.DatabaseError as error:
        _raise_what_may_pass(error)
        return False
    return bool(version == len(MIGRATIONS))


def _rows(source: sqlite3.Connection, table: str, order: str) -> Iterator[tuple[Any, ...]]:
    """All, or from both ends those up to what is damaged."""
    backwards = ", ".join(f"{column} DESC" for column in order.split(", "))
    for way in (order, backwards):
        try:
            yield from source.execute(f"SELECT * FROM {table} ORDER BY {way}")  # noqa: S608
        except sqlite3.DatabaseError as error:
            _raise_what_may_pass(error)
        else:
            return


def _raise_what_may_pass(error: sqlite3.DatabaseError) -> None:
    """A file that cannot be read now, because somebody holds it or the disk is full, is not one of
    which nothing is left."""
    if getattr(error, "sqlite_errorname", "").startswith(_PASSING):
        raise error
