"""Rows of two lines each, and the model that holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_lm.ui.widgets.plain_tip import plain_tip
from desktop_lm.ui.widgets.signs import Sign

AnyIndex = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Row:
    """``figure`` stands at the end of the first line, ``state`` with its ``sign`` at the end of
    the second. ``progress`` (0 to 1) draws a bar. A ``heading`` is its title and nothing else."""

    key: str
    title: str
    detail: str = ""
    figure: str = ""
    state: str = ""
    sign: Sign = Sign.NONE
    progress: float | None = None
    heading: bool = False

    @property
    def words(self) -> str:
        """All of it, for a screen reader."""
        return ", ".join(
            part for part in (self.title, self.figure, self.detail, self.state) if part
        )


class RowModel(QAbstractListModel):
    """Rows by their keys, no key twice."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[Row, ...] = ()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Number of rows."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title, all words, or the row itself."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.words
        if role == Qt.ItemDataRole.ToolTipRole:
            return "" if row.heading else plain_tip(row.words)
        return row if role == ROW else None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """A heading is passed over."""
        if self.rows[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def show(self, rows: Sequence[Row]) -> bool:
        """Take these in place of the present ones. Whether other rows came or went."""
        rows = tuple(rows)
        if [row.key for row in rows] != [row.key for row in self.rows]:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()
            return True
        before, self.rows = self.rows, rows
        for number, (old, new) in enumerate(zip(before, rows, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(number), self.index(number))
        return False

    def place(self, key: str) -> int:
        """Number of the row with this key, -1 where there is none."""
        return next((n for n, row in enumerate(self.rows) if row.key == key), -1)
