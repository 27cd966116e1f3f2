"""Labelled texts for Qt's table view, with an empty row at the end to type the next one in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from desktop_lm.jobs.sentiment.teaching import Lesson
from desktop_lm.ui.widgets.plain_tip import plain_tip

AnyIndex = QModelIndex | QPersistentModelIndex
TEXT, LABEL = range(2)
_FIELDS = ("text", "label")
_NOTHING = Lesson("", "")
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole)


class LessonsModel(QAbstractTableModel):
    """``changed`` follows every change of the rows."""

    changed = Signal()

    def __init__(self, rows: Iterable[Lesson] = ()) -> None:
        super().__init__()
        self.rows = list(rows)
        self._removed: list[tuple[int, Lesson]] = []

    @property
    def labels(self) -> list[str]:
        """Those in use, in the order of the alphabet."""
        return sorted({row.label for row in self.rows if row.label})

    def add(self, rows: Iterable[Lesson]) -> None:
        """Put these at the end, but for those that are there already."""
        there = set(self.rows)
        self._take([*self.rows, *(row for row in dict.fromkeys(rows) if row not in there)])

    def remove(self, lines: Iterable[int]) -> None:
        """Take rows away; :meth:`put_back` brings them back."""
        gone = {line for line in lines if line < len(self.rows)}
        if gone:
            self._removed = [(line, self.rows[line]) for line in sorted(gone)]
            self._take([row for line, row in enumerate(self.rows) if line not in gone])

    def put_back(self) -> None:
        """Undo the last :meth:`remove`."""
        rows = list(self.rows)
        for line, row in self._removed:
            rows.insert(line, row)
        self._removed = []
        self._take(rows)

    # --- Qt's questions ---

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """The rows, and one to type in."""
        return 0 if parent is not None and parent.isValid() else len(self.rows) + 1

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Text and label."""
        return 0 if parent is not None and parent.isValid() else len(_FIELDS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of the columns, numbers of the rows."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return str(section + 1) if section < len(self.rows) else "+"
        return (self.tr("Text"), self.tr("Label"))[section]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What stands in a cell."""
        text: str = getattr(self._row(index.row()), _FIELDS[index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(text)
        return text if role in _ROLES else None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """What a user typed; in the last row it makes a new one."""
        former = self._row(index.row())
        row = replace(former, **{_FIELDS[index.column()]: " ".join(str(value).split())})
        if role != Qt.ItemDataRole.EditRole or row == former:
            return False
        if index.row() == len(self.rows):
            # The row typed in stays where it is; a new empty one comes below it.
            self.beginInsertRows(QModelIndex(), len(self.rows) + 1, len(self.rows) + 1)
            self.rows.append(row)
            self.endInsertRows()
        else:
            self.rows[index.row()] = row
        self.dataChanged.emit(index, index)
        self.changed.emit()
        return True

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Every cell can be typed in."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def _row(self, line: int) -> Lesson:
        return self.rows[line] if line < len(self.rows) else _NOTHING

    def _take(self, rows: list[Lesson]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()
        self.changed.emit()
