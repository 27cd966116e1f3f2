"""The words of messages in the search index."""

from __future__ import annotations

import sqlite3

from desktop_lm import search_terms


def index(db: sqlite3.Connection, message: int, text: str) -> None:
    """Let a message be found by the words of its text."""
    terms = search_terms.index_terms(text)
    db.execute("INSERT INTO message_terms (rowid, terms) VALUES (?, ?)", (message, terms))
    db.execute("UPDATE message SET indexed = 1 WHERE id = ?", (message,))


def unindex(db: sqlite3.Connection, message: int, text: str) -> None:
    """Take the words out again; ``text`` is what they were taken from."""
    db.execute(
        "INSERT INTO message_terms (message_terms, rowid, terms) VALUES ('delete', ?, ?)",
        (message, search_terms.index_terms(text)),
    )
