"""Keeps a widget as wide as a readable column, in the middle."""

from __future__ import annotations

from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_lm.ui.look.space import EDGE, spaced
from desktop_lm.ui.look.theme import Theme

COLUMN_CHARACTERS = 76


class Column(QWidget):
    """``content`` takes the width of ``COLUMN_CHARACTERS`` of the reading size, and a bit more
    for its frame."""

    def __init__(self, theme: Theme, content: QWidget, *, bottom: float = 0) -> None:
        super().__init__()
        self._theme = theme
        self._content = content
        layout = spaced(QHBoxLayout(self), theme, gap=0, margins=(EDGE, 0, EDGE, bottom))
        layout.addStretch(1)
        layout.addWidget(content, 10_000)
        layout.addStretch(1)
        theme.changed.connect(self._limit)
        self._limit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again: the font may have come with the first show."""
        super().resizeEvent(event)
        self._limit()

    def _limit(self) -> None:
        font = self.font()
        font.setPixelSize(self._theme.text_px)
        width = QFontMetricsF(font).averageCharWidth() * COLUMN_CHARACTERS
        self._content.setMaximumWidth(round(width) + self._theme.px(24))
