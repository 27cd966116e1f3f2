"""How answers came to be, kept beside them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from desktop_lm.storage.database import transaction, translated
from desktop_lm.storage.history.history import History


def keep(history: History, message: int, receipt: Mapping[str, Any]) -> None:
    """Keep the receipt of an answer, in place of an earlier one. Raises as the history does."""
    with transaction(history.connection, history.path) as db:
        db.execute(
            "INSERT OR REPLACE INTO receipt SELECT id, ? FROM message WHERE id = ?",
            (json.dumps(dict(receipt)), message),
        )


def find(history: History, message: int) -> dict[str, Any]:
    """The receipt of an answer, empty where there is none. Raises as the history does."""
    try:
        row = history.connection.execute(
            "SELECT content FROM receipt WHERE message = ?", (message,)
        ).fetchone()
    except sqlite3.Error as error:
        raise translated(error, history.path) from error
    found: dict[str, Any] = json.loads(row[0]) if row else {}
    return found
