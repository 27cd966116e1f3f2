"""How an answer's tokens were chosen, kept beside it: ids, probabilities, alternatives."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from desktop_lm.messages import Sampling, TokenView
from desktop_lm.storage.database import transaction, translated
from desktop_lm.storage.history.history import History

_MOST_BYTES = 256 << 20  # of one answer, unpacked


@dataclass(frozen=True, slots=True)
class TokenTrace:
    """``views`` are an answer's tokens from character ``start`` of its text on. The ones before
    are not known where an answer was continued whose tokens were not kept."""

    views: tuple[TokenView, ...] = ()
    start: int = 0
    sampling: Sampling = field(default_factory=Sampling)


def keep(history: History, message: int, trace: TokenTrace) -> None:
    """Write down the trace of a message, once: when its text is complete. Raises as
    :class:`~desktop_lm.storage.history.history.History`."""
    packed = zlib.compress(msgspec.json.encode(trace))
    with transaction(history.connection, history.path) as db:
        db.execute(
            "INSERT OR REPLACE INTO token_trace (message, trace)"
            " SELECT id, ? FROM message WHERE id = ?",
            (packed, message),
        )


def traces_of(history: History, messages: Iterable[int]) -> dict[int, TokenTrace]:
    """The traces there are of these messages; one that cannot be read counts as none. Raises
    HISTORY_DAMAGED."""
    wanted = msgspec.json.encode(list(messages)).decode()
    try:
        rows = history.connection.execute(
            "SELECT message, trace FROM token_trace"
            " WHERE message IN (SELECT value FROM json_each(?))",
            (wanted,),
        ).fetchall()
    except sqlite3.Error as error:
        raise translated(error, history.path) from error
    found = ((message, _unpacked(packed)) for message, packed in rows)
    return {message: trace for message, trace in found if trace is not None}


def _unpacked(packed: bytes) -> TokenTrace | None:
    try:
        raw = zlib.decompressobj().decompress(packed, _MOST_BYTES)
        return msgspec.json.decode(raw, type=TokenTrace)
    except (zlib.error, msgspec.DecodeError):
        return None
