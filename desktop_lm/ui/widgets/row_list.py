"""A list of rows of two lines each: a name and what there is to say of it, figures at the end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.row_delegate import RowDelegate
from desktop_lm.ui.widgets.row_model import ROW, Row, RowModel

_ACTS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


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
