"""Figures of a run for its pictures: shares, trend, groups, the ends of the scale."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

UNSURE = "unsure"
# The class that a row counts to: its label, or UNSURE where that is too weak to stand on.
CLASS = f"CASE WHEN unsure THEN '{UNSURE}' ELSE label END"
_JUDGED = "FROM rows JOIN texts ON texts.id = rows.text_id WHERE label > ''"
_MOST_GROUPS = 12


class Share(NamedTuple):
    """``number`` rows of class ``label`` in ``place``: a group, or a stretch of time."""

    place: str
    label: str
    number: int


class Extreme(NamedTuple):
    """A text at an end of the scale, and the first row that has it."""

    row_id: int
    number: int
    text: str
    lean: float


def class_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Rows of each class, the most frequent first."""
    found = connection.execute(
        f"SELECT {CLASS} AS class, count(*) {_JUDGED} GROUP BY class ORDER BY 2 DESC, 1"
    )
    return dict(found.fetchall())


def groups(connection: sqlite3.Connection) -> list[Share]:
    """Rows of each class in the groups that have the most rows."""
    found = connection.execute(
        f"SELECT grp, {CLASS} AS class, count(*) {_JUDGED} AND grp IN ("  # noqa: S608  constants
        "SELECT grp FROM rows WHERE grp > '' GROUP BY grp ORDER BY count(*) DESC LIMIT ?"
        ") GROUP BY grp, class ORDER BY grp",
        (_MOST_GROUPS,),
    )
    return [Share(*row) for row in found]


def trend(connection: sqlite3.Connection) -> list[Share]:
    """Rows of each class by day, by week or by month, as many as fit a picture."""
    step = _step(connection)
    if step is None:
        return []
    found = connection.execute(
        f"SELECT {step} AS place, {CLASS} AS class, count(*) {_JUDGED} AND day IS NOT NULL "
        "GROUP BY place, class ORDER BY place"
    )
    return [Share(*row) for row in found]


def extremes(connection: sqlite3.Connection, *, lowest: bool, most: int = 10) -> list[Extreme]:
    """The texts that lean most to the low pole of the labels (``lowest``) or to the high one."""
    direction = "ASC" if lowest else "DESC"
    sign = "<" if lowest else ">"
    found = connection.execute(
        f"SELECT min(rows.id), min(number), text, lean {_JUDGED} AND lean {sign} 0 "
        f"GROUP BY text_id ORDER BY lean {direction}, 1 LIMIT ?",
        (most,),
    )
    return [Extreme(*row) for row in found]


_DAYS_OF_DAYS, _DAYS_OF_WEEKS = 45, 400
_WEEK = "date(day, 'weekday 0', '-6 days')"  # its Monday
_MONTH = "strftime('%Y-%m', day) || '-01'"


def _step(connection: sqlite3.Connection) -> str | None:
    """What a row's day is counted to; None where no row has a day."""
    days = connection.execute(
        f"SELECT julianday(max(day)) - julianday(min(day)) {_JUDGED}"
    ).fetchone()[0]
    if days is None:
        return None
    if days <= _DAYS_OF_DAYS:
        return "day"
    return _WEEK if days <= _DAYS_OF_WEEKS else _MONTH
