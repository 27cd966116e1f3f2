"""The table one types terms into."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QItemSelectionModel, QItemSelectionRange, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.glossary.terms_model import CASE, NOTE, SOURCE, TARGET, TermsModel

_ROW_UNITS, _CASE_UNITS, _NUMBER_UNITS = 26, 44, 40
_EDITS = (
    QAbstractItemView.EditTrigger.DoubleClicked
    | QAbstractItemView.EditTrigger.EditKeyPressed
    | QAbstractItemView.EditTrigger.AnyKeyPressed
)


class TermsTable(QTableView):
    """``remove_asked`` comes when somebody presses Delete on whole rows."""

    remove_asked = Signal()

    def __init__(self, theme: Theme, model: TermsModel) -> None:
        super().__init__()
        self._theme = theme
        self.setModel(model)
        self.setProperty("role", "table")
        self.setAccessibleName(self.tr("Terms"))
        self.setEditTriggers(_EDITS)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)  # while one types Tab goes on; else it leads out of here
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        head, side = self.horizontalHeader(), self.verticalHeader()
        head.setSortIndicatorClearable(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        # One of its own, in which nothing is selected: to learn whether a column is, Qt would ask
        # about each of its cells.
        head.setSelectionModel(QItemSelectionModel(model, head))
        for column in (SOURCE, TARGET, NOTE):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        head.setSectionResizeMode(CASE, QHeaderView.ResizeMode.Fixed)
        side.setDefaultAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        side.setHighlightSections(False)
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        theme.changed.connect(self._scale)
        self._scale()

    @property
    def lines(self) -> list[int]:
        """Those that are selected."""
        rows: set[int] = set()
        for span in self._spans():
            rows.update(range(span.top(), span.bottom() + 1))
        return sorted(rows)

    @property
    def has_lines(self) -> bool:
        """Whether one of them is a term, and not the row to type in. Asked after each change of the
        selection, of which there may be 100,000 rows."""
        last = self.model().rowCount() - 1
        return any(span.top() < last for span in self._spans())

    def go_to(self, line: int, column: int = SOURCE) -> None:
        """Be on a cell, which is seen then."""
        index = self.model().index(line, column)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        self.setFocus()

    @contextmanager
    def staying(self) -> Iterator[None]:
        """While other terms are shown one stays where one is."""
        index, bar = self.currentIndex(), self.verticalScrollBar()
        line, column, above = index.row(), index.column(), bar.value()
        yield
        if line >= 0:
            self.setCurrentIndex(self.model().index(line, column))
        bar.setValue(above)

    def begin_new(self) -> None:
        """Type a new term."""
        self.setCurrentIndex(QModelIndex())  # keeps what is being typed, which may be a new row
        self.go_to(self.model().rowCount() - 1)
        self.edit(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes rows away; Return begins to type, as in a spreadsheet."""
        if event.key() == Qt.Key.Key_Delete and self.lines:
            self.remove_asked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._begin_edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Tab passes over the box for capitals, and goes from one row's last text to the next."""
        index = super().moveCursor(action, modifiers)
        onward = action is QAbstractItemView.CursorAction.MoveNext
        if onward and index.isValid() and index.column() == CASE:
            line = index.row() + 1
            return self.model().index(line if line < self.model().rowCount() else 0, SOURCE)
        return index

    def _spans(self) -> Iterator[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return (selection.at(number) for number in range(selection.count()))

    def _begin_edit(self, index: QModelIndex) -> None:
        if self.state() is QAbstractItemView.State.EditingState:
            return  # the Return that ended a change comes here as well
        if index.isValid():
            self.edit(index if index.column() != CASE else index.siblingAtColumn(SOURCE))

    def _scale(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(_ROW_UNITS))
        self.verticalHeader().setFixedWidth(self._theme.px(_NUMBER_UNITS))
        self.horizontalHeader().resizeSection(CASE, self._theme.px(_CASE_UNITS))
