"""Widgets one under the other, that scroll where they do not fit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import EDGE, SECTION, spaced
from desktop_lm.ui.look.theme import Theme


class ScrollColumn(QScrollArea):
    """As wide as its place; never scrolls sideways unless something in it cannot shrink."""

    def __init__(self, theme: Theme, *, gap: float = SECTION) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setObjectName("page")
        self._column = spaced(QVBoxLayout(inside), theme, gap=gap, margins=(EDGE,) * 4)
        self._column.addStretch(1)
        self.setWidget(inside)

    def add(self, widget: QWidget) -> None:
        """One more at the end."""
        self._column.insertWidget(self._column.count() - 1, widget)
