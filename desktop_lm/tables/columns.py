"""Which columns hold the texts, their dates and their groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop_lm.errors import AppError, Code
from desktop_lm.table_text import DATE, is_date, is_number
from desktop_lm.tables.cells import day_of, has_words
from desktop_lm.tables.row import Row

_MOST_DATES = 0.8  # of the cells in use
_MOST_GROUPS = 30
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Columns:
    """Indices; -1 for none. ``month_first`` says how the dates are written, as far as was read;
    ``order_open``: that could be the other way round as well."""

    text: int
    date: int = -1
    group: int = -1
    month_first: bool = False
    order_open: bool = False


def guess(names: Sequence[str], rows: Sequence[Row]) -> Columns:
    """The columns that look like it in the first ``rows``: the text is the longest free text."""
    cells = [[row.cells[at] for row in rows] for at in range(len(names))]
    text = max(range(len(names)), key=lambda at: _text_length(cells[at]), default=0)
    others = [at for at in range(len(names)) if at != text]
    date = next((at for at in others if _is_dates(cells[at])), -1)
    order = day_order(cells[date] if date >= 0 else ())
    groups = [at for at in others if at != date and _is_group(cells[at])]
    group = min(groups, key=lambda at: len(set(cells[at])), default=-1)
    return Columns(text, date, group, order.is_month_first, order.is_open)


def index_of(name: str, names: Sequence[str]) -> int:
    """The column called ``name``, or whose number it is. Raises COLUMN_MISSING."""
    if name in names:
        return names.index(name)
    folded = [other.casefold() for other in names]
    if folded.count(name.casefold()) == 1:
        return folded.index(name.casefold())
    if name.isdecimal() and 1 <= int(name) <= len(names):
        return int(name) - 1
    raise AppError(Code.COLUMN_MISSING, column=name, columns=", ".join(names))


class DayOrder:
    """Finds out, cell by cell, in which order a column's dates have day and month. ``example`` is
    one that is another date when it is read the other way round; "" where none is."""

    def __init__(self) -> None:
        self.example = ""
        self._day_first = self._day_second = False

    def see(self, cell: str) -> None:
        """One more of the column's cells."""
        found = DATE.match(cell.strip())
        if not (found and found[4]):  # 2026-04-13 tells nothing of the others
            return
        first, second = int(found[4]), int(found[5])
        self._day_first = self._day_first or first > _MONTHS
        self._day_second = self._day_second or second > _MONTHS
        if not self.example and first != second and max(first, second) <= _MONTHS:
            self.example = found[0]

    @property
    def is_there(self) -> bool:
        """Whether there is a date that has one."""
        return self._day_first or self._day_second or bool(self.example)

    @property
    def is_month_first(self) -> bool:
        """Whether 04/13/2026 was among the dates, and 13/04/2026 was not."""
        return self._day_second and not self._day_first

    @property
    def is_open(self) -> bool:
        """Whether some dates can be read both ways, and the others tell nothing, or both."""
        return bool(self.example) and self._day_first == self._day_second


def day_order(cells: Iterable[str]) -> DayOrder:
    """What these tell."""
    order = DayOrder()
    for cell in cells:
        order.see(cell)
    return order


def _text_length(cells: Sequence[str]) -> float:
    """The mean length of what is written in words."""
    used = [cell for cell in cells if cell.strip()]
    free = [
        cell
        for cell in used
        if has_words(cell)
        and not is_date(cell)
        and not cell.startswith(("http://", "https://"))
        and (" " in cell.strip() or not cell.isascii())
    ]
    return sum(len(cell) for cell in free) / max(1, len(used))


def _is_dates(cells: Sequence[str]) -> bool:
    used = [cell for cell in cells if cell.strip()]
    dates = sum(day_of(cell) is not None for cell in used)
    return bool(used) and dates >= _MOST_DATES * len(used)


def _is_group(cells: Sequence[str]) -> bool:
    used = [cell.strip() for cell in cells if cell.strip()]
    values = set(used)
    repeats = len(used) >= 2 * len(values)
    figures = sum(is_number(cell) for cell in used)
    few = 1 < len(values) <= _MOST_GROUPS
    return few and repeats and (figures < len(used) or len(values) <= _MONTHS)
