"""A thin bar of parts, for memory and for the context."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_lm.ui.look.theme import Theme

_WIDTH, _HEIGHT = 56, 6
_LEAST = 2.0  # pixels: a part that is there is seen


class Meter(QWidget):
    """Parts of a whole from the start of the line; what is left stays empty."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._parts: tuple[float, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_parts(self, parts: Sequence[float], description: str) -> None:
        """``parts`` are shares of the whole, 0 to 1; ``description`` has the exact values."""
        self._parts = tuple(parts)
        self.setToolTip(description)
        self.setAccessibleDescription(description)
        self.update()

    def sizeHint(self) -> QSize:
        """Follows the font."""
        return QSize(self._theme.px(_WIDTH), self._theme.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the parts, the first in the accent colour, later ones paler."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        if self.isRightToLeft():
            painter.translate(area.width(), 0)
            painter.scale(-1, 1)
        clip = QPainterPath()
        clip.addRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setClipPath(clip)
        painter.fillRect(area, QColor(self._theme.colours.line))
        accent = QColor(self._theme.colours.accent)
        start = 0.0
        for number, share in enumerate(self._parts):
            width = max(share * area.width(), _LEAST if share > 0 else 0.0)
            accent.setAlphaF(1.0 if number == 0 else 0.45)
            painter.fillRect(QRectF(start, 0, width, area.height()), accent)
            start += width
