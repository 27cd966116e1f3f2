"""A glossary's terms for Qt's table view, with an empty row at the end to type the next one in.

A glossary may have 100,000 rows, and nothing here may hold the window up for long: what is asked
of every row is asked at once and without a call for each.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop_lm.storage.translations.glossaries import TermRow
from desktop_lm.ui.widgets.plain_tip import plain_tip

AnyIndex = QModelIndex | QPersistentModelIndex
SOURCE, TARGET, NOTE, CASE = range(4)
_FIELDS = ("source", "target", "note", "case_sensitive")
_NOTHING = TermRow("", "")
_TEXT_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole)


class TermsModel(QAbstractTableModel):
    """``changed`` comes when a user changed a term. Rows are numbered as they are kept, whatever
    is shown of them."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[TermRow] = []
        self._shown: Sequence[int] = ()  # places in ``rows``
        self._folded: list[str] = []  # what of each row is searched, once somebody searched
        self._words: list[str] = []
        self._order: tuple[int, Qt.SortOrder] | None = None

    @property
    def terms(self) -> tuple[TermRow, ...]:
        """All rows with anything in them."""
        return tuple(_with_text(self.rows))

    def numbers_of(self, terms: Sequence[TermRow]) -> Sequence[int]:
        """Those beside the rows of :attr:`terms`."""
        if len(terms) == len(self.rows):
            return range(1, len(terms) + 1)
        return [number for number, row in enumerate(self.rows, 1) if _with_text([row])]

    def empty_before(self, number: int) -> int:
        """How many rows before this one go with the next change of what is shown."""
        before = self.rows[: number - 1]
        return len(before) - len(_with_text(before))

    def show_terms(self, rows: Iterable[TermRow]) -> None:
        """Take these in place of the present ones."""
        self._take(list(rows))

    def filter(self, words: str) -> None:
        """Show the rows that have all of these words."""
        self._words = words.casefold().split()
        self._arrange()

    def extend(self, new: Sequence[TermRow]) -> None:
        """Put these at the end, none of which is there yet."""
        if new:
            self._take([*self.rows, *new])
            self.changed.emit()

    def remove(self, lines: Iterable[int]) -> list[tuple[int, TermRow]]:
        """Take away what stands on these lines of the table; the rows that went, and their places
        among the rows with any text."""
        places = {self._shown[line] for line in lines if line < len(self._shown)}
        empty = [
            place
            for place, row in enumerate(self.rows)
            if not (row.source or row.target or row.note)
        ]
        gone = [
            (place - bisect_left(empty, place), self.rows[place])
            for place in sorted(places.difference(empty))
        ]
        self._take([row for place, row in enumerate(self.rows) if place not in places])
        if gone:
            self.changed.emit()
        return gone

    def put_back(self, gone: Iterable[tuple[int, TermRow]]) -> None:
        """Undo :meth:`remove`."""
        rows: list[TermRow] = []
        done = 0
        for place, row in gone:
            before = max(0, place - len(rows))
            rows += self.rows[done : done + before]
            done += before
            rows.append(row)
        self._take(rows + self.rows[done:])
        self.changed.emit()

    def line_of(self, number: int) -> int:
        """The line that shows row ``number``, counted from 1; -1 where it is filtered out."""
        place = number - 1
        return self._shown.index(place) if place in self._shown else -1

    # --- Qt's questions ---

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """The rows shown, and one to type in."""
        return 0 if parent is not None and parent.isValid() else len(self._shown) + 1

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Both texts, the note, and whether capitals count."""
        return 0 if parent is not None and parent.isValid() else len(_FIELDS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of the columns, numbers of the rows."""
        if orientation is Qt.Orientation.Vertical:
            if role != Qt.ItemDataRole.DisplayRole:
                return None
            return str(self._shown[section] + 1) if section < len(self._shown) else "+"
        if role == Qt.ItemDataRole.ToolTipRole and section == CASE:
            return self.tr("Only where it is written with these very capitals")
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Term"), self.tr("Translation"), self.tr("Note"), self.tr("Aa"))[section]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A text, or the mark of the last column."""
        row = self._row(index.row())
        if index.column() == CASE:
            if role == Qt.ItemDataRole.CheckStateRole and row is not _NOTHING:
                return Qt.CheckState.Checked if row.case_sensitive else Qt.CheckState.Unchecked
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return self.tr("Capitals count") if row.case_sensitive else ""
            return None
        text: str = getattr(row, _FIELDS[index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(text)
        return text if role in _TEXT_ROLES else None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """What a user typed. In the last row it makes a new one; a row that is left without any
        text goes away with the next change of what is shown."""
        field = _FIELDS[index.column()]
        if index.column() == CASE:
            if role != Qt.ItemDataRole.CheckStateRole:
                return False
            value = Qt.CheckState(value) is Qt.CheckState.Checked
        else:
            value = " ".join(str(value).split())
        former = self._row(index.row())
        row = replace(former, **{field: value})
        if row == former:
            return False
        if index.row() == len(self._shown):
            end = len(self._shown) + 1
            self.beginInsertRows(QModelIndex(), end, end)
            if isinstance(self._shown, list):
                self._shown.append(len(self.rows))
            else:
                self._shown = range(len(self.rows) + 1)
            self.rows.append(row)
            self.endInsertRows()
        else:
            self.rows[self._shown[index.row()]] = row
        self._folded = []
        self.dataChanged.emit(index, index)
        self.changed.emit()
        return True

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """All can be edited."""
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if index.column() != CASE:
            return usual | Qt.ItemFlag.ItemIsEditable
        return usual if index.row() == len(self._shown) else usual | Qt.ItemFlag.ItemIsUserCheckable

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Show the rows in this order; -1 is the one they are kept in."""
        self._order = (column, order) if column >= 0 else None
        self._arrange()

    def _row(self, line: int) -> TermRow:
        return self.rows[self._shown[line]] if line < len(self._shown) else _NOTHING

    def _take(self, rows: list[TermRow]) -> None:
        self.rows, self._folded = _with_text(rows), []
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        rows, self.rows = self.rows, _with_text(self.rows)
        self._shown = self._ordered(self._matching())
        self.endResetModel()
        if len(self.rows) < len(rows):
            self.changed.emit()  # those behind have other numbers now

    def _matching(self) -> Sequence[int]:
        """The places of the rows that have all words."""
        places: Sequence[int] = range(len(self.rows))
        if self._words and not self._folded:
            self._folded = [f"{r.source}\n{r.target}\n{r.note}".casefold() for r in self.rows]
        folded = self._folded
        for word in self._words:
            places = [place for place in places if word in folded[place]]
        return places

    def _ordered(self, places: Sequence[int]) -> Sequence[int]:
        if self._order is None:
            return places
        column, order = self._order
        field = attrgetter(_FIELDS[column])
        keys = {place: str(field(self.rows[place])).casefold() for place in places}
        descending = order is Qt.SortOrder.DescendingOrder
        return sorted(places, key=keys.__getitem__, reverse=descending)


def _with_text(rows: Iterable[TermRow]) -> list[TermRow]:
    return [row for row in rows if row.source or row.target or row.note]
