"""The conversations of the history: names, tags and settings, without what is said in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from desktop_lm.search_terms import folded
from desktop_lm.storage.history.attachments import drop_unused
from desktop_lm.storage.history.conversation import Conversation, Kind
from desktop_lm.storage.history.history_file import HistoryFile, id_of, next_turn, whole
from desktop_lm.storage.history.word_index import unindex

_KEPT_SECONDS = 7 * 86_400  # what was deleted, as long as daily copies
_CONVERSATION = "id, kind, title, created, changed, pinned, shown, settings"


class Conversations(HistoryFile):
    """What is done with whole conversations."""

    def begin(
        self, kind: Kind = Kind.CHAT, title: str = "", settings: Mapping[str, Any] | None = None
    ) -> int:
        """A new, empty conversation; its id comes back."""
        with self._transaction() as db:
            return self._begun(db, kind, title, settings or {})

    def _begun(
        self, db: sqlite3.Connection, kind: Kind, title: str, settings: Mapping[str, Any]
    ) -> int:
        now = self._clock()
        row = db.execute(
            "INSERT INTO conversation (kind, title, created, changed, turn, settings)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (kind, whole(title), now, now, next_turn(db), json.dumps(dict(settings))),
        )
        return id_of(row)

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
            {"tag": whole(tag), "limit": limit, "offset": offset},
        )
        return tuple(map(self._conversation, rows))

    def named(self, query: str, limit: int = 20) -> tuple[Conversation, ...]:
        """Those whose name or one of whose tags holds each word of ``query``, with any capitals
        and accents, the last used first."""
        words = [folded(word) for word in whole(query).split()]
        if not words:
            return ()
        each = "(holds(title, ?) OR id IN (SELECT conversation FROM tag WHERE holds(name, ?)))"
        rows = self._rows(
            f"SELECT {_CONVERSATION} FROM conversation WHERE deleted IS NULL AND "  # noqa: S608
            + " AND ".join([each] * len(words))
            + " ORDER BY turn DESC LIMIT ?",
            *(word for word in words for _ in range(2)),
            limit,
        )
        return tuple(map(self._conversation, rows))

    def rename(self, number: int, title: str) -> None:
        self._write("UPDATE conversation SET title = ? WHERE id = ?", whole(title), number)

    def pin(self, number: int, *, pinned: bool) -> None:
        self._write("UPDATE conversation SET pinned = ? WHERE id = ?", int(pinned), number)

    def set_settings(self, number: int, settings: Mapping[str, Any]) -> None:
        text = json.dumps(dict(settings))
        self._write("UPDATE conversation SET settings = ? WHERE id = ?", text, number)

    def set_tags(self, number: int, names: Iterable[str]) -> None:
        """Have these tags and no others."""
        names = {whole(name) for name in names}
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

    def purge(self, numbers: Iterable[int]) -> None:
        """Remove deleted conversations for good, their words in the index included."""
        with self._transaction() as db:
            for (number,) in db.execute(
                "SELECT id FROM conversation WHERE deleted IS NOT NULL"
                " AND id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(numbers)),),
            ).fetchall():
                _remove(db, number)
            drop_unused(db)

    def purge_old(self) -> None:
        """Remove for good what was deleted a week ago or longer."""
        before = self._clock() - _KEPT_SECONDS
        rows = self._rows("SELECT id FROM conversation WHERE deleted < ?", before)
        if rows:
            self.purge([number for (number,) in rows])

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


def _remove(db: sqlite3.Connection, conversation: int) -> None:
    messages = db.execute(
        "SELECT id, text, indexed FROM message WHERE conversation = ? ORDER BY id DESC",
        (conversation,),
    ).fetchall()
    for number, text, is_indexed in messages:
        if is_indexed:
            unindex(db, number, text)
        # Each by itself, from the last up: SQLite removes a thousand of each other's children.
        db.execute("DELETE FROM message WHERE id = ?", (number,))
    db.execute("DELETE FROM conversation WHERE id = ?", (conversation,))
