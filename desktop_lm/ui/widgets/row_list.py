"""A list of rows of two lines each: a name and what there is to say of it, figures at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.row_delegate import ROW, RowDelegate
from desktop_lm.ui.widgets.signs import Sign

AnyIndex = QModelIndex | QPersistentModelIndex
_ACTS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


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
            return "" if row.heading else row.words
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


class RowList(QListView):
    """``chosen`` carries the key of the row one is on, ``acted`` that of one double-clicked or
    entered. The row one is on stays when rows change."""

    chosen = Signal(str)
    acted = Signal(str)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._rows = RowModel()
        self._key = ""
        self.setProperty("role", "rows")
        self.setAccessibleName(name)
        self.setModel(self._rows)
        self.setItemDelegate(RowDelegate(theme, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._choose)
        self.doubleClicked.connect(lambda index: self.acted.emit(index.data(ROW).key))
        theme.changed.connect(self.doItemsLayout)

    @property
    def key(self) -> str:
        """Of the row one is on; "" where there is none."""
        return self._key

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows.rows

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Take these in place of the present ones; one stays on the row one was on, or comes to
        the first."""
        key = self._key
        if not self._rows.show(rows):
            return
        place = self._rows.place(key)
        if place < 0:
            place = next((n for n, row in enumerate(self.rows) if not row.heading), -1)
        self._key = ""
        self.setCurrentIndex(self._rows.index(place) if place >= 0 else QModelIndex())
        if place < 0:
            self._choose(QModelIndex())

    def go_to(self, key: str) -> None:
        """Be on the row with this key, if it is there."""
        place = self._rows.place(key)
        if place >= 0:
            self.setCurrentIndex(self._rows.index(place))
            self.scrollTo(self._rows.index(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space do what a double click does."""
        if event.key() in _ACTS and self._key:
            self.acted.emit(self._key)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Rows are as wide as the list."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.doItemsLayout()

    def _choose(self, index: QModelIndex) -> None:
        key = index.data(ROW).key if index.isValid() else ""
        if key != self._key:
            self._key = key
            self.chosen.emit(key)
