"""The day that each row of a run is counted to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from desktop_lm.tables import run_database
from desktop_lm.tables.cells import day_of
from desktop_lm.tables.columns import Columns

if TYPE_CHECKING:
    from desktop_lm.tables.run_base import RunBase

_BATCH = 500  # rows a transaction


def date_cell(cells: Sequence[str], columns: Columns) -> str:
    """What stands in the column of dates; "" where there is none."""
    return cells[columns.date] if columns.date >= 0 else ""


def day(cells: Sequence[str], columns: Columns) -> str | None:
    """A row's day as ``YYYY-MM-DD``; None where it has none that can be read."""
    return day_of(date_cell(cells, columns), month_first=columns.month_first)


def date_again(run: RunBase, columns: Columns) -> Iterator[None]:
    """Read the dates of all rows as ``columns`` say; yields after each batch."""
    last = 0
    while found := _cells_after(run, last):
        last = found[-1][0]
        days = [(day(json.loads(cells), columns), row_id) for row_id, cells in found]
        with run_database.transaction(run.connection, run.path):
            run.connection.executemany("UPDATE rows SET day = ? WHERE id = ?", days)
        yield


def _cells_after(run: RunBase, row_id: int) -> list[tuple[int, str]]:
    with run_database.errors_told(run.path):
        return run.connection.execute(
            "SELECT id, cells FROM rows WHERE id > ? ORDER BY id LIMIT ?", (row_id, _BATCH)
        ).fetchall()
