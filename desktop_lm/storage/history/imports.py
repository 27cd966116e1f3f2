"""Conversations of other programs, taken into the history once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desktop_lm import search_terms
from desktop_lm.storage.database import transaction
from desktop_lm.storage.history.conversation import Kind, Role, TextState
from desktop_lm.storage.history.history import History


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message to take in; ``parent`` is its place among those before it, None for a beginning."""

    parent: int | None
    role: Role
    text: str
    created: float
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IncomingConversation:
    """``origin`` is the program it is of and becomes its tag; ``key`` names it there. ``shown`` is
    the place of the message one looks at, ``settings`` how its answers are made."""

    origin: str
    key: str
    title: str
    created: float
    messages: Sequence[Incoming]
    shown: int
    settings: Mapping[str, str] = field(default_factory=dict)


def take_in(history: History, given: IncomingConversation) -> bool:
    """Add a conversation, whole or not at all, or bring back the one that came before and was
    deleted. False where it is there. Raises as the history does."""
    with transaction(history.connection, history.path) as db:
        known = db.execute(
            "SELECT conversation FROM imported WHERE origin = ? AND name = ?",
            (given.origin, given.key),
        ).fetchone()
        if known:
            brought_back = db.execute(
                "UPDATE conversation SET deleted = NULL WHERE id = ? AND deleted IS NOT NULL", known
            )
            return bool(brought_back.rowcount)
        last = max((message.created for message in given.messages), default=given.created)
        number = db.execute(
            "INSERT INTO conversation (kind, title, created, changed, settings, turn)"
            " SELECT ?, ?, ?, ?, ?, coalesce(max(turn), 0) + 1 FROM conversation",
            (
                Kind.CHAT,
                _whole(given.title),
                given.created,
                max(last, given.created),
                json.dumps(dict(given.settings)),
            ),
        ).lastrowid
        ids = _add(db, number, given.messages)
        db.execute("UPDATE conversation SET shown = ? WHERE id = ?", (ids[given.shown], number))
        db.execute("INSERT INTO tag VALUES (?, ?)", (number, given.origin))
        db.execute("INSERT INTO imported VALUES (?, ?, ?)", (given.origin, given.key, number))
    return True


def _add(
    db: sqlite3.Connection, conversation: int | None, messages: Sequence[Incoming]
) -> list[int]:
    ids: list[int] = []
    depths: list[int] = []
    for message in messages:
        above = message.parent
        depths.append(0 if above is None else depths[above] + 1)
        text = _whole(message.text)
        row = db.execute(
            "INSERT INTO message (conversation, parent, depth, role, state, text, created, about,"
            " indexed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)",
            (
                conversation,
                None if above is None else ids[above],
                depths[-1],
                message.role,
                TextState.COMPLETE,
                text,
                message.created,
                json.dumps(dict(message.about)),
            ),
        )
        assert row.lastrowid is not None
        ids.append(row.lastrowid)
        terms = search_terms.index_terms(text)
        db.execute("INSERT INTO message_terms (rowid, terms) VALUES (?, ?)", (ids[-1], terms))
    return ids


def _whole(text: str) -> str:
    """Half a surrogate pair, which JSON can hold, has no UTF-8."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
