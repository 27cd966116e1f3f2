"""Figures of a run for its pictures: shares, trend, groups, the ends of the scale."""

from __future__ import annotations

import sqlite3
from enum import StrEnum
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


class Step(StrEnum):
    """The stretches that time is cut into."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Trend(NamedTuple):
    """``shares`` by stretches of time, each in the place of its first day. ``undated`` rows have a
    verdict and no date, or none that can be read."""

    step: Step
    shares: list[Share]
    undated: int


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


def group_count(connection: sqlite3.Connection) -> int:
    """How many groups there are, whether their rows have verdicts or not."""
    found = connection.execute("SELECT count(DISTINCT grp) FROM rows WHERE grp > ''").fetchone()
    return int(found[0])


def groups(connection: sqlite3.Connection) -> list[Share]:
    """Rows of each class in the groups that have the most rows."""
    found = connection.execute(
        f"SELECT grp, {CLASS} AS class, count(*) {_JUDGED} AND grp IN ("  # noqa: S608  constants
        "SELECT grp FROM rows WHERE grp > '' GROUP BY grp ORDER BY count(*) DESC LIMIT ?"
        ") GROUP BY grp, class ORDER BY sort_key(grp), grp",
        (_MOST_GROUPS,),
    )
    return [Share(*row) for row in found]


def trend(connection: sqlite3.Connection) -> Trend:
    """Rows of each class by day, by week or by month, as many as fit a picture."""
    step = _step(connection)
    found = connection.execute(
        f"SELECT {_PLACES[step]} AS place, {CLASS} AS class, count(*) "
        f"{_JUDGED} AND day IS NOT NULL GROUP BY place, class ORDER BY place"
    )
    undated = connection.execute(f"SELECT count(*) {_JUDGED} AND day IS NULL").fetchone()[0]
    return Trend(step, [Share(*row) for row in found], undated)


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
_MONTH = "strftime('%Y-%m', day) || '-01'"
# The first day of the stretch that a row's day is counted to.
_PLACES = {
    Step.DAY: "day",
    Step.WEEK: "date(day, '-6 days', 'weekday 1')",  # its Monday
    Step.MONTH: _MONTH,
}


def _step(connection: sqlite3.Connection) -> Step:
    """As fine as fits a picture; what there is once a month is counted by months."""
    span, days, months = connection.execute(
        "SELECT julianday(max(day)) - julianday(min(day)), count(DISTINCT day), "
        f"count(DISTINCT {_MONTH}) {_JUDGED}"
    ).fetchone()
    if span is None or span <= _DAYS_OF_DAYS:
        return Step.DAY
    return Step.WEEK if span <= _DAYS_OF_WEEKS and days > months else Step.MONTH
