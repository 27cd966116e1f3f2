"""How the translation memory's file came to its present form, step by step.

A step is never changed once it was released; see :mod:`desktop_lm.storage.history.migrations`.
"""

from __future__ import annotations

import sqlite3

from desktop_lm.storage.translations.translation_entry import key_of


def create_ways_and_translations(connection: sqlite3.Connection) -> None:
    """A way is how translations come about; long names of models stand there once. What a person
    wrote has a way without model and settings. ``key`` is a hash of the text that is looked up,
    ``used`` the day of the last use, counted from 1970."""
    connection.execute(
        """
        CREATE TABLE way (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            target TEXT NOT NULL,
            model TEXT NOT NULL,
            settings TEXT NOT NULL,
            UNIQUE (source, target, model, settings)
        )
        """
    )
    connection.execute(
        """
        CREATE TABLE translation (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            way INTEGER NOT NULL REFERENCES way (id),
            key BLOB NOT NULL,
            source TEXT NOT NULL,
            target TEXT NOT NULL,
            edited INTEGER NOT NULL,
            changed REAL NOT NULL,
            used INTEGER NOT NULL
        )
        """
    )
    connection.execute("CREATE UNIQUE INDEX translation_key ON translation (key, way)")
    connection.execute("CREATE INDEX translation_age ON translation (used, id) WHERE NOT edited")


def add_findings(connection: sqlite3.Connection) -> None:
    """What was doubtful about a translation is doubtful when it comes again."""
    connection.execute("ALTER TABLE translation ADD COLUMN findings TEXT NOT NULL DEFAULT ''")


def look_up_tabs(connection: sqlite3.Connection) -> None:
    """Texts with tabs were found for the same words with spaces."""
    rows = connection.execute("SELECT id, source FROM translation WHERE instr(source, char(9))")
    for number, source in rows.fetchall():
        connection.execute(
            "UPDATE OR REPLACE translation SET key = ? WHERE id = ?", (key_of(source), number)
        )


MIGRATIONS = (create_ways_and_translations, add_findings, look_up_tabs)
