"""Shows, while a file is dragged over the window, what letting go will do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_lm.ui.theme import Theme


class DropCover(QWidget):
    """Lies over its parent; the pointer goes through it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Show over all of the parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A veil, a frame and a sentence."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(self._theme.colours.base)
        veil.setAlphaF(0.88)
        painter.fillRect(self.rect(), veil)
        edge = self._theme.px(12)
        frame = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        accent = QColor(self._theme.colours.accent)
        painter.setPen(QPen(accent, self._theme.px(2), Qt.PenStyle.DashLine))
        painter.drawRoundedRect(frame, self._theme.px(8), self._theme.px(8))
        font = self.font()
        font.setPixelSize(self._theme.text_px)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.text))
        painter.drawText(
            frame, Qt.AlignmentFlag.AlignCenter, self.tr("Let go to open this model file")
        )
