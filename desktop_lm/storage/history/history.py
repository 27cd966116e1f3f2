"""Conversations in an SQLite file: every word a person or a model wrote, and their versions."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from desktop_lm.storage.history.attachments import attach, attachments_above, attachments_of
from desktop_lm.storage.history.conversation import (
    Attachment,
    Kind,
    Message,
    Role,
    TextState,
)
from desktop_lm.storage.history.history_conversations import Conversations
from desktop_lm.storage.history.history_file import Clock, id_of, next_turn, whole
from desktop_lm.storage.history.word_index import index, unindex
from desktop_lm.storage.history.writers import is_alive, this_process

_MESSAGE = "id, conversation, parent, role, state, text, created, about"


class History(Conversations):
    """One open file: conversations, and the messages in them."""

    def __init__(self, path: Path, clock: Clock = time.time) -> None:
        """Open it, or begin one. Raises as :func:`~desktop_lm.storage.database.open_database`.

        Texts that another process was writing when it died become INTERRUPTED.
        """
        super().__init__(path, clock)
        self._writer = this_process()
        try:
            self._mark_interrupted()
        except BaseException:
            self.close()
            raise

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
        with self._transaction() as db:
            number = self._added(db, conversation, parent, text, (role, state), about or {})
            attach(db, number, attachments)
        return number

    def begin_document(self, title: str, settings: Mapping[str, Any], text: str) -> tuple[int, int]:
        """A new document and its GROWING text, or none of both; their ids come back."""
        with self._transaction() as db:
            number = self._begun(db, Kind.DOCUMENT, title, settings)
            return number, self._added(db, number, None, text, (Role.USER, TextState.GROWING))

    def _added(  # noqa: PLR0913, PLR0917  what a message is made of
        self,
        db: sqlite3.Connection,
        conversation: int,
        parent: int | None,
        text: str,
        role_and_state: tuple[Role, TextState],
        about: Mapping[str, Any] = MappingProxyType({}),
    ) -> int:
        now, text = self._clock(), whole(text)
        role, state = role_and_state
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
                json.dumps(dict(about)),
            ),
        )
        number = id_of(row)
        db.execute(
            # Somebody who goes on with what another window deleted wants it kept.
            "UPDATE conversation SET shown = ?, changed = max(changed, ?), turn = ?,"
            " deleted = iif(? = 'user', NULL, deleted) WHERE id = ?",
            (number, now, next_turn(db), role, conversation),
        )
        if state is not TextState.GROWING:
            index(db, number, text)
        return number

    def grow(self, message: int, text: str) -> None:
        """All of a GROWING message's text so far."""
        self._write(
            "UPDATE message SET text = ? WHERE id = ? AND state = 'growing'",
            whole(text),
            message,
        )

    def rewrite(self, message: int, before: str, text: str) -> bool:
        """All of a text that others may be writing as well, GROWING by this process from now on.
        False, and nothing is done, where it is not ``before`` any more. Another text brings back
        what was deleted: who writes on wants it kept."""
        with self._transaction() as db:
            found = db.execute(
                "SELECT indexed, conversation FROM message WHERE id = ? AND text = ?",
                (message, before),
            ).fetchone()
            if found is None:
                return False
            if found[0]:
                unindex(db, message, before)
            db.execute(
                "UPDATE message SET text = ?, state = 'growing', writer = ?, indexed = 0"
                " WHERE id = ?",
                (whole(text), self._writer, message),
            )
            if text != before:
                db.execute("UPDATE conversation SET deleted = NULL WHERE id = ?", (found[1],))
        return True

    def finish(
        self,
        message: int,
        state: TextState,
        text: str,
        about: Mapping[str, Any] | None = None,
    ) -> None:
        """A GROWING message has come to its end; its words can be found from now on."""
        text = whole(text)
        with self._transaction() as db:
            changed = db.execute(
                "UPDATE message SET state = ?, text = ?, writer = '', about = coalesce(?, about)"
                " WHERE id = ? AND state = 'growing'",
                (state, text, json.dumps(dict(about)) if about is not None else None, message),
            )
            if changed.rowcount:
                index(db, message, text)

    def resume(self, message: int, is_known: Callable[[str], bool] = lambda _text: True) -> bool:
        """A text that has ended is to grow again. False where another process lets it grow, or
        where it is none that ``is_known`` to who goes on with it: another window wrote there."""
        with self._transaction() as db:
            row = db.execute(
                "SELECT text, state, writer FROM message WHERE id = ?"
                " AND (indexed OR state = 'growing')",
                (message,),
            ).fetchone()
            if row is None or not is_known(row[0]):
                return False
            if row[1] == TextState.GROWING:
                return bool(row[2] == self._writer)
            unindex(db, message, row[0])
            db.execute(
                "UPDATE message SET state = 'growing', writer = ?, indexed = 0 WHERE id = ?",
                (self._writer, message),
            )
            return True

    def show(self, conversation: int, message: int) -> None:
        """Look at the version that ``message`` belongs to: the newest way on from it is shown."""
        leaf = message
        while rows := self._rows("SELECT max(id) FROM message WHERE parent = ?", leaf):
            if rows[0][0] is None:
                break
            leaf = rows[0][0]
        self._write("UPDATE conversation SET shown = ? WHERE id = ?", leaf, conversation)

    def shown(
        self,
        conversation: int,
        limit: int | None = None,
        before: Message | None = None,
        leaf: int = 0,
    ) -> tuple[Message, ...]:
        """The messages on the way from the beginning to the leaf one looks at, or to the message
        ``leaf``, in their order.

        ``limit`` gives the last so many of them, ``before`` those above a message.
        """
        if before is not None:
            last = before.parent
        else:
            last = leaf or self.conversation(conversation).shown
        rows = self._rows(
            f"""
            WITH RECURSIVE way (number, up) AS (
                SELECT id, parent FROM message WHERE id = :leaf
                UNION ALL
                SELECT id, parent FROM way JOIN message ON id = up LIMIT :limit
            )
            SELECT {_MESSAGE} FROM way JOIN message ON id = number ORDER BY depth
            """,  # noqa: S608  no value of anybody's is in it
            {"leaf": last, "limit": -1 if limit is None else limit},
        )
        return self._messages(rows)

    def message(self, number: int) -> Message:
        """A message. Raises KeyError where there is none."""
        rows = self._rows(f"SELECT {_MESSAGE} FROM message WHERE id = ?", number)  # noqa: S608
        if not rows:
            raise KeyError(number)
        return self._messages(rows)[0]

    def asked(self, conversation: int, text: str) -> tuple[int, ...]:
        """The messages that asked this in the conversation, in whichever version of it."""
        query = "SELECT id FROM message WHERE conversation = ? AND role = ? AND text = ?"
        rows = self._rows(query, conversation, Role.USER, whole(text))
        return tuple(number for (number,) in rows)

    def below(self, message: int) -> tuple[Message, ...]:
        """All versions of what follows a message."""
        query = f"SELECT {_MESSAGE} FROM message WHERE parent = ? ORDER BY id"  # noqa: S608
        return self._messages(self._rows(query, message))

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
                index(db, number, text)


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
