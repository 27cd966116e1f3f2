"""A run's rows as a window shows them: in some order, filtered, a few at a time."""

from __future__ import annotations

import re
import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_lm.tables import run_database
from desktop_lm.tables.run_file import ROWS, RowWithVerdict, row_of
from desktop_lm.tables.summary import CLASS
from desktop_lm.tables.word_order import sort_key

_SOUGHT = re.compile(r'"([^"]*[^"\s][^"]*)"|(\S+)')
NOT_JUDGED = "-"  # stands among the classes for rows without a verdict
# What rows are put in order by: what is alike in the first stands in the order of the second.
_ORDERS = {
    "number": ("rows.id",),
    "label": (f"sort_key(nullif({CLASS}, ''))",),
    "share": ("share",),
    "lean": ("lean",),
    "text": ("sort_key(text)", "text"),
    "day": ("day",),
    "group": ("sort_key(nullif(grp, ''))", "grp"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows, and in which order. "" and None ask for all. ``search`` are words that are all
    in the text, in any case: in quotation marks, as a :func:`whole_word` is, as what stands by
    itself, or else as part of a word. ``until`` is the first day that is not meant any more."""

    label: str = ""
    group: str = ""
    search: str = ""
    since: str = ""
    until: str = ""
    row: int | None = None
    order: str = "number"
    descending: bool = False


def whole_word(word: str) -> str:
    """What a search for ``word`` is that does not find it inside of others."""
    return f'"{word}"'


def order_of(connection: sqlite3.Connection, wanted: Wanted, path: Path) -> array[int]:
    """The numbers of the rows that are wanted, in order: eight bytes a row."""
    conditions, values = _conditions(wanted)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    direction = "DESC" if wanted.descending else "ASC"
    order = ", ".join(f"{value} {direction} NULLS LAST" for value in _ORDERS[wanted.order])
    query = (
        f"SELECT rows.id FROM rows LEFT JOIN texts ON texts.id = text_id {where} "  # noqa: S608
        f"ORDER BY {order}, rows.id"
    )
    with run_database.errors_told(path):
        return array("q", (found for (found,) in connection.execute(query, values)))


def rows_of(
    connection: sqlite3.Connection, ids: Sequence[int], path: Path
) -> dict[int, RowWithVerdict]:
    """These rows, by their numbers."""
    marks = ",".join("?" * len(ids))
    query = ROWS.replace("SELECT ", "SELECT rows.id, ", 1) + f" WHERE rows.id IN ({marks})"
    with run_database.errors_told(path):
        return {found[0]: row_of(found[1:]) for found in connection.execute(query, list(ids))}


def group_names(connection: sqlite3.Connection, most: int = 200) -> list[str]:
    """The groups with the most rows, by name."""
    found = connection.execute(
        "SELECT grp FROM rows WHERE grp > '' GROUP BY grp ORDER BY count(*) DESC LIMIT ?", (most,)
    )
    return sorted((name for (name,) in found), key=lambda name: (sort_key(name), name))


def _conditions(wanted: Wanted) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    values: list[Any] = []

    def ask(condition: str, value: object) -> None:
        conditions.append(condition)
        values.append(value)

    if wanted.label == NOT_JUDGED:
        conditions.append("(label IS NULL OR label = '')")
    elif wanted.label:
        conditions.append("label > ''")
        ask(f"{CLASS} = ?", wanted.label)
    if wanted.group:
        ask("grp = ?", wanted.group)
    for whole, part in _SOUGHT.findall(wanted.search):
        ask("has_word(text, ?)" if whole else "holds(text, ?)", (whole.strip() or part).casefold())
    if wanted.since:
        ask("day >= ?", wanted.since)
    if wanted.until:
        ask("day < ?", wanted.until)
    if wanted.row is not None:
        ask("rows.id = ?", wanted.row)
    return conditions, values
