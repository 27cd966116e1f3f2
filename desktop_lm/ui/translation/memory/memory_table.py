"""The table of remembered translations."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.memory.memory_model import (
    BY,
    LANGUAGES,
    SOURCE,
    TARGET,
    WHEN,
    MemoryModel,
)

_WIDTHS = {LANGUAGES: 144, BY: 60, WHEN: 88}  # units
_ROW_UNITS = 26


class MemoryTable(QTableView):
    """``forget_asked`` comes when somebody presses Delete."""

    forget_asked = Signal()

    def __init__(self, theme: Theme, model: MemoryModel) -> None:
        super().__init__()
        self._theme = theme
        self.setModel(model)
        self.setAccessibleName(self.tr("Translations"))
        self.setProperty("role", "table")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        for column in (SOURCE, TARGET):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        theme.changed.connect(self._scale)
        self._scale()

    @property
    def lines(self) -> list[int]:
        """Those that are selected."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete forgets what is selected, Return begins to change a translation."""
        if event.key() == Qt.Key.Key_Delete:
            self.forget_asked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            index = self.currentIndex().siblingAtColumn(TARGET)
            # The Return that ended a change comes here as well.
            if index.isValid() and self.state() is not QAbstractItemView.State.EditingState:
                self.edit(index)
        else:
            super().keyPressEvent(event)

    def _scale(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._theme.px(_ROW_UNITS))
        for column, width in _WIDTHS.items():
            self.horizontalHeader().resizeSection(column, self._theme.px(width))
