"""A list of tokens: thousands cost no more than those one sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QFrame, QListView

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.plain_tip import plain_tip

AnyIndex = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole
START = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
END = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


class Row(Protocol):
    """One line of such a list."""

    @property
    def text(self) -> str:
        """What is shown of it."""

    @property
    def words(self) -> str:
        """All there is to say, for the pointer and the screen reader."""


R = TypeVar("R", bound=Row)


class _Model(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Any] = ()

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.words
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.words)
        return row if role == ROW else None

    def show(self, rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()


class TokenRows(QListView, Generic[R]):
    """Rows of one kind, drawn by a delegate of the list's own."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._rows = _Model()
        self.setProperty("role", "rows")
        self.setAccessibleName(name)
        self.setModel(self._rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.changed.connect(self.doItemsLayout)

    @property
    def rows(self) -> Sequence[R]:
        """All of them."""
        return self._rows.rows

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show these, from the top."""
        self._rows.show(rows)
