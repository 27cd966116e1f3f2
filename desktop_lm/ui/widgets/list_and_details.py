"""A list beside the details of the row one is on, with a handle between them."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.row_list import RowList

_LIST_WIDTH, _LEAST_WIDTH = 380, 220  # units
_MOST_SHARE = 0.45  # of the whole width, for the list in a window that is small for its font


class ListAndDetails(QSplitter):
    """``buttons`` stand below the list."""

    def __init__(
        self, theme: Theme, rows: RowList, details: QWidget, buttons: tuple[QWidget, ...] = ()
    ) -> None:
        super().__init__()
        left = QWidget()
        column = spaced(QVBoxLayout(left), theme, gap=0, margins=(0, GROUP, 0, 0))
        column.addWidget(rows, 1)
        if buttons:
            foot = spaced(QHBoxLayout(), theme, gap=GROUP, margins=(4, GROUP, 4, GROUP))
            for button in buttons:
                foot.addWidget(button)
            foot.addStretch(1)
            column.addLayout(foot)
        self._theme = theme
        self._left = left
        self._is_moved = False
        self.addWidget(left)
        right = QWidget()  # keeps its room while there are no details to show
        spaced(QVBoxLayout(right), theme, gap=0).addWidget(details)
        self.addWidget(right)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.setStretchFactor(1, 1)
        self.splitterMoved.connect(self._moved)
        theme.changed.connect(self._scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list keeps its width in units, until somebody moves the handle."""
        super().resizeEvent(event)
        self._scale()

    def _moved(self) -> None:
        self._is_moved = True

    def _scale(self) -> None:
        self._left.setMinimumWidth(self._theme.px(_LEAST_WIDTH))
        if not self._is_moved:
            width = min(self._theme.px(_LIST_WIDTH), round(self.width() * _MOST_SHARE))
            self.setSizes([width, self.width() - width])
