"""The rows of a run for Qt's table view: read from the run's file as they come into view."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from desktop_lm.tables.poles import poles_of
from desktop_lm.tables.run_file import RowWithVerdict, RunFile, is_unjudged
from desktop_lm.tables.run_view import NOT_JUDGED, Wanted, order_of, rows_of
from desktop_lm.tables.summary import UNSURE
from desktop_lm.ui.background import Background
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.table.table_words import class_name, note
from desktop_lm.ui.sentiment.verdict_words import tint
from desktop_lm.ui.widgets import numbers

AnyIndex = QModelIndex | QPersistentModelIndex
_PAGE_ROWS, _PAGES = 100, 60
_SHOWN = 300  # characters of a cell
NUMBER, LABEL, SHARE, TEXT = range(4)
_FIXED = 4  # columns before the table's own


class RowsModel(QAbstractTableModel):
    """Number, class, probability, text, the other columns, and what is to be said of the row.

    ``ordered`` comes when another order or filter is in force.
    """

    ordered = Signal()

    def __init__(self, theme: Theme, path: Path) -> None:
        super().__init__()
        self._theme = theme
        self._run = RunFile.open(path)
        self._ordering = RunFile.open(path)  # used on the other thread
        self._background = Background(self, threads=1)
        self.about = self._run.about
        self.wanted = Wanted()
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, dict[int, RowWithVerdict]] = OrderedDict()
        text = self.about.columns.text
        self._others = [at for at in range(len(self.about.names)) if at != text]
        self._sorts = self._sort_names()

    @property
    def connection(self) -> Connection:
        """The run's file, for short questions on the window's thread."""
        return self._run.connection

    def close(self) -> None:
        """Give the file back; there are no rows any more that a view could ask for."""
        self._background.close()
        self._show_order(array("q"))
        self._run.close()
        self._ordering.close()

    def show_wanted(self, wanted: Wanted) -> None:
        """Show these rows in this order, once it is known."""
        self.wanted = wanted
        run = self._ordering
        self._background.run(
            lambda: order_of(run.connection, wanted, run.path), self._show_order, topic="order"
        )

    def renew(self) -> None:
        """New verdicts have come: the cells show them, and a filter looks again."""
        self._pages.clear()
        if self._ids and self.wanted == Wanted():
            last = self.index(len(self._ids) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.show_wanted(self.wanted)

    def row_at(self, position: int) -> RowWithVerdict:
        """The row at a line of the table."""
        page, number = divmod(position, _PAGE_ROWS)
        del number
        if page not in self._pages:
            ids = self._ids[page * _PAGE_ROWS : (page + 1) * _PAGE_ROWS]
            self._pages[page] = rows_of(self._run.connection, ids, self._run.path)
            if len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        return self._pages[page][self._ids[position]]

    def id_at(self, position: int) -> int | None:
        """What the row at a line of the table is known by in every order."""
        return self._ids[position] if 0 <= position < len(self._ids) else None

    def position_of(self, row_id: int | None) -> int:
        """The line of a row; -1 where it is not shown."""
        try:
            return self._ids.index(row_id) if row_id is not None else -1
        except ValueError:
            return -1

    def words_of(self, position: int) -> str:
        """The row's number, its class and what is to be said of it, in one line."""
        row = self.row_at(position)
        verdict = f"{_class_words(row)} {self._cell(row, SHARE)}".strip()
        name = self.tr("Row {row}").format(row=self._cell(row, NUMBER))
        return " · ".join(filter(None, (name, verdict, note(row.problems))))

    # --- Qt's questions ---

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Number of rows shown."""
        return 0 if parent is not None and parent.isValid() else len(self._ids)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Ours, the table's own, and the note."""
        return 0 if parent is not None and parent.isValid() else _FIXED + len(self._others) + 1

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Names of the columns."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is Qt.Orientation.Vertical:
            return None
        names = self.about.names
        heads = [self.tr("Row"), self.tr("Sentiment"), "%", names[self.about.columns.text]]
        heads += [names[at] for at in self._others]
        return [*heads, self.tr("Note")][section]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell: its text, all of it on hovering, the class's tint."""
        row = self.row_at(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(self._cell(row, index.column())[:_SHOWN].split())
        if role == Qt.ItemDataRole.ToolTipRole:
            if index.column() == LABEL and not row.label:
                return note(row.problems) or None
            return self._cell(row, index.column())[: 4 * _SHOWN] or None
        if role == Qt.ItemDataRole.BackgroundRole and index.column() == LABEL and row.label:
            kind = UNSURE if row.unsure else row.label
            return QColor(tint(kind, self._theme.colours))
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (NUMBER, SHARE):
            return Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column that knows how; classes that are good and bad order by how far a text
        leans."""
        name = self._sorts.get(column)
        if name is not None:
            descending = order is Qt.SortOrder.DescendingOrder
            self.show_wanted(replace(self.wanted, order=name, descending=descending))

    def is_sorted_by(self, column: int) -> bool:
        """Whether the rows can be in the order of a column."""
        return column in self._sorts

    def column_of(self, order: str) -> int | None:
        """The column that ``order`` is the order of."""
        return next((at for at, name in self._sorts.items() if name == order), None)

    def _sort_names(self) -> dict[int, str]:
        by_class = "lean" if poles_of(self.about.labels).named else "label"
        found = {NUMBER: "number", LABEL: by_class, SHARE: "share", TEXT: "text"}
        columns = self.about.columns
        for name, at in (("day", columns.date), ("group", columns.group)):
            if at in self._others:
                found[_FIXED + self._others.index(at)] = name
        return found

    def _cell(self, row: RowWithVerdict, column: int) -> str:
        if column == NUMBER:
            return numbers.whole(row.number)
        if column == LABEL:
            return _class_words(row)
        if column == SHARE:
            return "" if row.share is None else numbers.percent(row.share)
        if column == TEXT:
            return row.cells[self.about.columns.text]
        if column < _FIXED + len(self._others):
            return row.cells[self._others[column - _FIXED]]
        return note(row.problems)

    def _show_order(self, ids: array[int]) -> None:
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        self.endResetModel()
        self.ordered.emit()


def _class_words(row: RowWithVerdict) -> str:
    """The class of a row; "" while it waits for one."""
    if row.label:
        return class_name(UNSURE if row.unsure else row.label)
    return class_name(NOT_JUDGED) if is_unjudged(row) else ""
