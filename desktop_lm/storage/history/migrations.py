"""How the history's file came to its present form, step by step.

A step is never changed once it was released; a new form is a new step at the end of
``MIGRATIONS``. Times are seconds since 1970 as the clock said; the order of things is that of
their ids, because a clock may go back.
"""

from __future__ import annotations

import sqlite3

from desktop_lm import search_terms


def create_conversations_and_messages(connection: sqlite3.Connection) -> None:
    """A conversation is a tree of messages; ``shown`` is the leaf one looks at."""
    connection.execute(
        """
        CREATE TABLE conversation (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL,
            title TEXT NOT NULL DEFAULT '',
            created REAL NOT NULL,
            changed REAL NOT NULL,
            turn INTEGER NOT NULL,
            pinned INTEGER NOT NULL DEFAULT 0,
            deleted REAL,
            settings TEXT NOT NULL DEFAULT '{}',
            shown INTEGER REFERENCES message (id) ON DELETE SET NULL
        )
        """
    )
    connection.execute(
        """
        CREATE TABLE message (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            parent INTEGER REFERENCES message (id) ON DELETE CASCADE,
            depth INTEGER NOT NULL,
            role TEXT NOT NULL,
            state TEXT NOT NULL,
            text TEXT NOT NULL,
            created REAL NOT NULL,
            writer TEXT NOT NULL DEFAULT '',
            about TEXT NOT NULL DEFAULT '{}'
        )
        """
    )
    connection.execute("CREATE INDEX message_below ON message (parent, id)")
    connection.execute(
        "CREATE INDEX message_beginning ON message (conversation, id) WHERE parent IS NULL"
    )
    connection.execute("CREATE INDEX message_growing ON message (id) WHERE state = 'growing'")
    connection.execute("CREATE INDEX conversation_turn ON conversation (deleted, pinned, turn)")


def create_tags(connection: sqlite3.Connection) -> None:
    """A conversation has any number of tags."""
    connection.execute(
        """
        CREATE TABLE tag (
            conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            PRIMARY KEY (conversation, name)
        ) WITHOUT ROWID
        """
    )
    connection.execute("CREATE INDEX tag_name ON tag (name)")


def create_search_index(connection: sqlite3.Connection) -> None:
    """The words of every message, as ``search_terms`` cuts them; the index keeps no second copy
    of the texts."""
    connection.execute(
        """
        CREATE VIRTUAL TABLE message_terms USING fts5 (
            terms, content = '', tokenize = "unicode61 remove_diacritics 2"
        )
        """
    )
    connection.execute("ALTER TABLE message ADD COLUMN indexed INTEGER NOT NULL DEFAULT 0")


def create_token_traces(connection: sqlite3.Connection) -> None:
    """How an answer's tokens were chosen; apart from the text, which is written again while it
    grows."""
    connection.execute(
        """
        CREATE TABLE token_trace (
            message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
            trace BLOB NOT NULL
        )
        """
    )


def create_attachments(connection: sqlite3.Connection) -> None:
    """Documents that came with a message; a text is there once, under its hash."""
    connection.execute(
        """
        CREATE TABLE attachment_text (
            hash TEXT PRIMARY KEY,
            text TEXT NOT NULL,
            places TEXT NOT NULL
        )
        """
    )
    connection.execute(
        """
        CREATE TABLE attachment (
            message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            kind TEXT NOT NULL,
            hash TEXT NOT NULL REFERENCES attachment_text (hash),
            PRIMARY KEY (message, position)
        ) WITHOUT ROWID
        """
    )
    connection.execute("CREATE INDEX attachment_hash ON attachment (hash)")


def create_receipts(connection: sqlite3.Connection) -> None:
    """How answers came to be, to be run again; apart from the messages, because it is long."""
    connection.execute(
        """
        CREATE TABLE receipt (
            message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
            content TEXT NOT NULL
        )
        """
    )


def create_imports(connection: sqlite3.Connection) -> None:
    """Where conversations of other programs came from, so that none comes twice."""
    connection.execute(
        """
        CREATE TABLE imported (
            origin TEXT NOT NULL,
            name TEXT NOT NULL,
            conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
            PRIMARY KEY (origin, name)
        ) WITHOUT ROWID
        """
    )


def index_words_as_they_are_typed(connection: sqlite3.Connection) -> None:
    """What was written with the points of vowels, or in parts of letters, is found without: the
    words of such texts go into the index anew."""
    changed = [
        (number, before, now)
        for number, text in connection.execute("SELECT id, text FROM message WHERE indexed")
        if not text.isascii()
        and (before := search_terms.in_pairs(text)) != (now := search_terms.index_terms(text))
    ]
    for number, before, now in changed:
        connection.execute(
            "INSERT INTO message_terms (message_terms, rowid, terms) VALUES ('delete', ?, ?)",
            (number, before),
        )
        connection.execute("INSERT INTO message_terms (rowid, terms) VALUES (?, ?)", (number, now))


def put_prompts_above_first_answers(connection: sqlite3.Connection) -> None:
    """A conversation that was imported with an answer at its beginning was shown without it."""
    for conversation, created in connection.execute(
        "SELECT conversation, min(created) FROM message"
        " WHERE parent IS NULL AND role = 'assistant' GROUP BY conversation"
    ).fetchall():
        prompt = connection.execute(
            "INSERT INTO message (conversation, depth, role, state, text, created)"
            " VALUES (?, -1, 'user', 'complete', '…', ?)",
            (conversation, created),
        ).lastrowid
        connection.execute(
            "UPDATE message SET parent = ?"
            " WHERE conversation = ? AND parent IS NULL AND role = 'assistant'",
            (prompt, conversation),
        )


MIGRATIONS = (
    create_conversations_and_messages,
    create_tags,
    create_search_index,
    create_token_traces,
    create_attachments,
    create_receipts,
    create_imports,
    index_words_as_they_are_typed,
    put_prompts_above_first_answers,
)
