"""Conversations in an SQLite file: every word a person or a model wrote, and their versions."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop_lm import search_terms
from desktop_lm.storage.attachments import attach, attachments_above, attachments_of, drop_unused
from desktop_lm.storage.conversation import Attachment, Conversation, Kind, Message, Role, TextState
from desktop_lm.storage.database import open_database, transaction, translated
from desktop_lm.storage.migrations import MIGRATIONS
from desktop_lm.storage.writers import is_alive, this_process

Clock = Callable[[], float]

_MESSAGE = "id, conversation, parent, role, state, text, created, about"
_CONVERSATION = "id, kind, title, created, changed, pinned, shown, settings"


class History:
    """One open file. Used by one thread after another, never by two at once.

    What a method wrote is on the disk when it returns. Methods raise HISTORY_LOCKED,
    HISTORY_UNWRITABLE and HISTORY_DAMAGED; nothing is half done then.
    """

    def __init__(self, path: Path, clock: Clock = time.time) -> None:
        """Open it, or begin one. Raises as :func:`~desktop_lm.storage.database.open_database`.

        Texts that another process was writing when it died become INTERRUPTED.
        """
        self.path = path
        opened = open_database(path, MIGRATIONS)
        self.connection = opened.connection
        self.put_aside = opened.put_aside  # where a damaged file went
        self._clock = clock
        self._writer = this_process()
        self._mark_interrupted()

    def close(self) -> None:
        """Close the file; all is on the disk already."""
        self.connection.close()

    # --- conversations ---

    def begin(
        self, kind: Kind = Kind.CHAT, title: str = "", settings: Mapping[str, Any] | None = None
    ) -> int:
        """A new, empty conversation; its id comes back."""
        now = self._clock()
        with self._transaction() as db:
            row = db.execute(
                "INSERT INTO conversation (kind, title, created, changed, turn, settings)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (kind, _whole(title), now, now, _next_turn(db), json.dumps(dict(settings or {}))),
            )
            return _id(row)

    def conversation(self, number: int) -> Conversation:
        """A conversation, deleted or not. Raises KeyError where there is none."""
        query = f"SELECT {_CONVERSATION} FROM conversation WHERE id = ?"  # noqa: S608
        rows = self._rows(query, number)
        if not rows:
            raise KeyError(number)
        return self._conversation(rows[0])

    def conversations(
        self, limit: int = 200, offset: int = 0, tag: str = ""
    ) -> tuple[Conversation, ...]:
        """Those that are not deleted: pinned ones first, then the last used first."""
        tagged = "AND id IN (SELECT conversation FROM tag WHERE name = :tag)" if tag else ""
        rows = self._rows(
            f"SELECT {_CONVERSATION} FROM conversation WHERE deleted IS NULL {tagged}"  # noqa: S608
            " ORDER BY pinned DESC, turn DESC LIMIT :limit OFFSET :offset",
            {"tag": tag, "limit": limit, "offset": offset},
        )
        return tuple(map(self._conversation, rows))

    def rename(self, number: int, title: str) -> None:
        self._write("UPDATE conversation SET title = ? WHERE id = ?", _whole(title), number)

    def pin(self, number: int, *, pinned: bool) -> None:
        self._write("UPDATE conversation SET pinned = ? WHERE id = ?", int(pinned), number)

    def set_settings(self, number: int, settings: Mapping[str, Any]) -> None:
        text = json.dumps(dict(settings))
        self._write("UPDATE conversation SET settings = ? WHERE id = ?", text, number)

    def set_tags(self, number: int, names: Iterable[str]) -> None:
        """Have these tags and no others."""
        names = {_whole(name) for name in names}
        with self._transaction() as db:
            db.execute("DELETE FROM tag WHERE conversation = ?", (number,))
            db.executemany("INSERT INTO tag VALUES (?, ?)", [(number, name) for name in names])

    def tags(self) -> tuple[str, ...]:
        """All tags in use."""
        rows = self._rows(
            "SELECT DISTINCT name FROM tag JOIN conversation ON conversation.id = conversation"
            " WHERE deleted IS NULL ORDER BY name"
        )
        return tuple(row[0] for row in rows)

    def delete(self, number: int) -> None:
        """Put a conversation out of sight; :meth:`restore` brings it back until a purge."""
        self._write("UPDATE conversation SET deleted = ? WHERE id = ?", self._clock(), number)

    def restore(self, number: int) -> None:
        """Undo a deletion."""
        self._write("UPDATE conversation SET deleted = NULL WHERE id = ?", number)

    def purge(self, numbers: tuple[int, ...]) -> None:
        """Remove deleted conversations for good, their words in the index included."""
        with self._transaction() as db:
            for number in numbers:
                messages = db.execute(
                    "SELECT message.id, text FROM message JOIN conversation"
                    " ON conversation.id = conversation"
                    " WHERE conversation = ? AND deleted IS NOT NULL AND indexed",
                    (number,),
                ).fetchall()
                for message, text in messages:
                    _unindex(db, message, text)
                db.execute(
                    "DELETE FROM conversation WHERE id = ? AND deleted IS NOT NULL", (number,)
                )
            drop_unused(db)

    # --- messages ---

    def add(  # noqa: PLR0913  what a message is made of
        self,
        conversation: int,
        parent: int | None,
        role: Role,
        text: str,
        *,
        state: TextState = TextState.COMPLETE,
        about: Mapping[str, Any] | None = None,
        attachments: Sequence[Attachment] = (),
    ) -> int:
        """A new message below ``parent`` (None: a beginning), which is shown from now on.

        A second one below the same parent is another version. GROWING ones are to be ended by
        :meth:`finish`; they count as INTERRUPTED once this process is gone.
        """
        now, text = self._clock(), _whole(text)
        with self._transaction() as db:
            row = db.execute(
                "INSERT INTO message (conversation, parent, depth, role, state, text, created,"
                " writer, about) VALUES"
                " (?1, ?2, coalesce((SELECT depth + 1 FROM message WHERE id = ?2), 0),"
                " ?3, ?4, ?5, ?6, ?7, ?8)",
                (
                    conversation,
                    parent,
                    role,
                    state,
                    text,
                    now,
                    self._writer if state is TextState.GROWING else "",
                    json.dumps(dict(about or {})),
                ),
            )
            number = _id(row)
            attach(db, number, attachments)
            db.execute(
                "UPDATE conversation SET shown = ?, changed = max(changed, ?), turn = ?"
                " WHERE id = ?",
                (number, now, _next_turn(db), conversation),
            )
            if state is not TextState.GROWING:
                _index(db, number, text)
        return number

    def grow(self, message: int, text: str) -> None:
        """All of a GROWING message's text so far."""
        self._write(
            "UPDATE message SET text = ? WHERE id = ? AND state = 'growing'",
            _whole(text),
            message,
        )

    def finish(
        self,
        message: int,
        state: TextState,
        text: str,
        about: Mapping[str, Any] | None = None,
    ) -> None:
        """A GROWING message has come to its end; its words can be found from now on."""
        text = _whole(text)
        with self._transaction() as db:
            changed = db.execute(
                "UPDATE message SET state = ?, text = ?, writer = '', about = coalesce(?, about)"
                " WHERE id = ? AND state = 'growing'",
                (state, text, json.dumps(dict(about)) if about is not None else None, message),
            )
            if changed.rowcount:
                _index(db, message, text)

    def resume(self, message: int) -> None:
        """A text that came to no good end is to grow again."""
        with self._transaction() as db:
            row = db.execute(
                "SELECT text FROM message WHERE id = ? AND indexed"
                " AND state IN ('interrupted', 'stopped', 'failed')",
                (message,),
            ).fetchone()
            if row is None:
                return
            _unindex(db, message, row[0])
            db.execute(
                "UPDATE message SET state = 'growing', writer = ?, indexed = 0 WHERE id = ?",
                (self._writer, message),
            )

    def show(self, conversation: int, message: int) -> None:
        """Look at the version that ``message`` belongs to: the newest way on from it is shown."""
        leaf = message
        while rows := self._rows("SELECT max(id) FROM message WHERE parent = ?", leaf):
            if rows[0][0] is None:
                break
            leaf = rows[0][0]
        self._write("UPDATE conversation SET shown = ? WHERE id = ?", leaf, conversation)

    def shown(
        self, conversation: int, limit: int | None = None, before: Message | None = None
    ) -> tuple[Message, ...]:
        """The messages on the way from the beginning to the leaf one looks at, in their order.

        ``limit`` gives the last so many of them, ``before`` those above a message.
        """
        leaf = before.parent if before else self.conversation(conversation).shown
        rows = self._rows(
            f"""
            WITH RECURSIVE way (number, up) AS (
                SELECT id, parent FROM message WHERE id = :leaf
                UNION ALL
                SELECT id, parent FROM way JOIN message ON id = up LIMIT :limit
            )
            SELECT {_MESSAGE} FROM way JOIN message ON id = number ORDER BY depth
            """,  # noqa: S608  no value of anybody's is in it
            {"leaf": leaf, "limit": -1 if limit is None else limit},
        )
        return self._messages(rows)

    def message(self, number: int) -> Message:
        """A message. Raises KeyError where there is none."""
        rows = self._rows(f"SELECT {_MESSAGE} FROM message WHERE id = ?", number)  # noqa: S608
        if not rows:
            raise KeyError(number)
        return self._messages(rows)[0]

    def attached_above(self, message: int) -> tuple[Attachment, ...]:
        """Documents that came with the messages on the way to this one, each once."""
        with self._reading():
            return attachments_above(self.connection, message)

    def interrupted(self) -> tuple[Message, ...]:
        """Texts whose writer died, the last first: what one may want to continue from."""
        rows = self._rows(
            f"SELECT {_MESSAGE} FROM message WHERE state = 'interrupted' AND conversation IN"  # noqa: S608
            " (SELECT id FROM conversation WHERE deleted IS NULL) ORDER BY id DESC"
        )
        return self._messages(rows)

    def settle(self, message: int, state: TextState) -> None:
        """An INTERRUPTED message is left as it is, or was continued."""
        self._write(
            "UPDATE message SET state = ? WHERE id = ? AND state = 'interrupted'", state, message
        )

    # --- inside ---

    def _transaction(self) -> Any:
        return transaction(self.connection, self.path)

    def _write(self, statement: str, *values: object) -> None:
        with self._transaction() as db:
            db.execute(statement, values)

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        given = values[0] if values and isinstance(values[0], dict) else values
        with self._reading():
            return self.connection.execute(query, given).fetchall()

    def _conversation(self, row: tuple[Any, ...]) -> Conversation:
        number, kind, title, created, changed, pinned, shown, settings = row
        names = self._rows("SELECT name FROM tag WHERE conversation = ? ORDER BY name", number)
        return Conversation(
            number,
            Kind(kind),
            title,
            created,
            changed,
            bool(pinned),
            shown,
            tuple(name for (name,) in names),
            json.loads(settings),
        )

    def _messages(self, rows: list[tuple[Any, ...]]) -> tuple[Message, ...]:
        """Messages of rows, each with the versions beside it."""
        versions: dict[tuple[int, int | None, str], tuple[int, ...]] = {}
        above = json.dumps([row[2] for row in rows if row[2] is not None])
        beginnings = json.dumps([row[1] for row in rows if row[2] is None])
        for number, *place in self._rows(
            """
            SELECT id, conversation, parent, role FROM message
            WHERE parent IN (SELECT value FROM json_each(?))
            OR (parent IS NULL AND conversation IN (SELECT value FROM json_each(?))) ORDER BY id
            """,
            above,
            beginnings,
        ):
            key = (place[0], place[1], place[2])
            versions[key] = (*versions.get(key, ()), number)
        attached = self._attachments([row[0] for row in rows])
        return tuple(
            _message(row, versions[row[1], row[2], row[3]], attached.get(row[0], ()))
            for row in rows
        )

    def _attachments(self, messages: list[int]) -> dict[int, tuple[Attachment, ...]]:
        with self._reading():
            return attachments_of(self.connection, messages)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise translated(error, self.path) from error

    def _mark_interrupted(self) -> None:
        """End what a process that is gone was writing, and make its words findable."""
        growing = self._rows("SELECT id, text, writer FROM message WHERE state = 'growing'")
        lost = [row for row in growing if row[2] != self._writer and not is_alive(row[2])]
        if not lost:
            return
        with self._transaction() as db:
            for number, text, _ in lost:
                db.execute(
                    "UPDATE message SET state = 'interrupted', writer = ''"
                    " WHERE id = ? AND state = 'growing'",
                    (number,),
                )
                _index(db, number, text)


def _whole(text: str) -> str:
    """Half a surrogate pair has no UTF-8; two halves that met are one character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _next_turn(db: sqlite3.Connection) -> int:
    """Orders conversations by their last use, whatever the clock says."""
    turn: int = db.execute("SELECT coalesce(max(turn), 0) + 1 FROM conversation").fetchone()[0]
    return turn


def _index(db: sqlite3.Connection, message: int, text: str) -> None:
    terms = search_terms.index_terms(text)
    db.execute("INSERT INTO message_terms (rowid, terms) VALUES (?, ?)", (message, terms))
    db.execute("UPDATE message SET indexed = 1 WHERE id = ?", (message,))


def _unindex(db: sqlite3.Connection, message: int, text: str) -> None:
    db.execute(
        "INSERT INTO message_terms (message_terms, rowid, terms) VALUES ('delete', ?, ?)",
        (message, search_terms.index_terms(text)),
    )


def _id(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _message(
    row: tuple[Any, ...], versions: tuple[int, ...], attachments: tuple[Attachment, ...]
) -> Message:
    number, conversation, parent, role, state, text, created, about = row
    return Message(
        number,
        conversation,
        parent,
        Role(role),
        TextState(state),
        text,
        created,
        json.loads(about),
        versions,
        attachments,
    )
