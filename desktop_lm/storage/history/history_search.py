"""Finds messages of the history by their words."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence

from desktop_lm import search_terms
from desktop_lm.search_terms import folded
from desktop_lm.storage.database import translated
from desktop_lm.storage.history.conversation import Hit
from desktop_lm.storage.history.history import History

_AROUND = 60  # characters shown on either side of what was found
_STRETCH = 1000  # characters, folded at a time: one tells for how many the folded ones stand


def search(history: History, query: str, limit: int = 100) -> tuple[Hit, ...]:
    """Messages that hold all the words of ``query``, the last written first.

    The last word may be only begun. Words are found without their accents; in scripts without
    spaces any run of characters is. Deleted conversations are left out. Raises HISTORY_DAMAGED.
    """
    expression = search_terms.match_expression(query)
    if not expression:
        return ()
    try:
        rows = history.connection.execute(
            "SELECT message.conversation, message.id, conversation.title, message.text"
            " FROM message_terms JOIN message ON message.id = message_terms.rowid"
            " JOIN conversation ON conversation.id = message.conversation"
            " WHERE message_terms MATCH ? AND conversation.deleted IS NULL"
            " ORDER BY message_terms.rowid DESC LIMIT ?",
            (expression, limit),
        ).fetchall()
    except sqlite3.Error as error:
        raise translated(error, history.path) from error
    return tuple(
        Hit(conversation, message, title, *excerpt(text, query))
        for conversation, message, title, text in rows
    )


def excerpt(text: str, query: str) -> tuple[str, str, str]:
    """The first place of a word of ``query`` in ``text``: before it, itself and after it, with
    line breaks as spaces."""
    folds = [folded(text[at : at + _STRETCH]) for at in range(0, len(text), _STRETCH)]
    within = "".join(folds)
    start = end = 0
    for word in sorted(query.split(), key=len, reverse=True):
        wanted = folded(word).strip()
        found = within.find(wanted) if wanted else -1
        if found >= 0:
            start = _place(text, folds, found)
            end = _place(text, folds, found + len(wanted) - 1) + 1
            break
    parts = text[max(0, start - _AROUND) : start], text[start:end], text[end : end + _AROUND]
    before, match, after = (re.sub(r"\s+", " ", part) for part in parts)
    return before, match, after


def _place(text: str, folds: Sequence[str], number: int) -> int:
    """Where in ``text`` the character ``number`` of its folded form comes from, whose stretches are
    ``folds``."""
    at = 0
    for fold in folds:
        if number < len(fold):
            break
        number -= len(fold)
        at += _STRETCH
    while (length := len(folded(text[at]))) <= number:
        number -= length
        at += 1
    return at
