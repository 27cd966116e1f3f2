"""Documents that came with prompts: their texts are kept once, however often they come."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from desktop_lm.storage.history.conversation import Attachment
from desktop_lm.storage.history.history_file import whole


def attach(db: sqlite3.Connection, message: int, attachments: Sequence[Attachment]) -> None:
    """Keep what came with a message; within a transaction of the caller's."""
    for position, attachment in enumerate(attachments):
        db.execute(
            "INSERT OR IGNORE INTO attachment_text VALUES (?, ?, ?)",
            (attachment.hash, whole(attachment.text), json.dumps(attachment.places)),
        )
        db.execute(
            "INSERT INTO attachment VALUES (?, ?, ?, ?, ?)",
            (message, position, whole(attachment.name), attachment.kind, attachment.hash),
        )


def attachments_of(
    db: sqlite3.Connection, messages: Iterable[int]
) -> dict[int, tuple[Attachment, ...]]:
    """What came with these messages, in its order. Raises sqlite3.Error."""
    rows = db.execute(
        "SELECT message, name, kind, text, places FROM attachment"
        " JOIN attachment_text ON attachment_text.hash = attachment.hash"
        " WHERE message IN (SELECT value FROM json_each(?)) ORDER BY message, position",
        (json.dumps(list(messages)),),
    )
    found: dict[int, tuple[Attachment, ...]] = {}
    for message, name, kind, text, places in rows:
        known = tuple((int(at), str(unit), int(number)) for at, unit, number in json.loads(places))
        found[message] = (*found.get(message, ()), Attachment(name, kind, text, known))
    return found


def attachments_above(db: sqlite3.Connection, message: int) -> tuple[Attachment, ...]:
    """What came with the messages above this one, on the way to it from the beginning. Raises
    sqlite3.Error."""
    # The way may have a hundred thousand messages; it is only gone where there is something to
    # find.
    candidates = db.execute(
        "SELECT DISTINCT one.id FROM attachment JOIN message AS one ON one.id = attachment.message"
        " JOIN message AS other ON other.id = ?"
        " WHERE one.conversation = other.conversation AND one.depth < other.depth",
        (message,),
    ).fetchall()
    if not candidates:
        return ()
    rows = db.execute(
        """
        WITH RECURSIVE way (number, up) AS (
            SELECT id, parent FROM message WHERE id = ?
            UNION ALL
            SELECT id, parent FROM way JOIN message ON id = up
        )
        SELECT number FROM way WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number
        """,
        (message, json.dumps([number for (number,) in candidates])),
    )
    found = attachments_of(db, [number for (number,) in rows])
    return tuple(dict.fromkeys(each for number in sorted(found) for each in found[number]))


def drop_unused(db: sqlite3.Connection) -> None:
    """Forget the texts that no message has any more."""
    db.execute("DELETE FROM attachment_text WHERE hash NOT IN (SELECT hash FROM attachment)")
