"""Labels that keep their place: one cuts its text short, one never shrinks."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy


class ElidedLabel(QLabel):
    """One line of ``characters`` usual width that ends in an ellipsis where it does not fit."""

    def __init__(self, characters: int, text: str = "") -> None:
        super().__init__(text)
        self._characters = characters
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """The usual width, whatever the text."""
        width = self.fontMetrics().averageCharWidth() * self._characters
        return QSize(width, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Half of it."""
        return QSize(
            self.fontMetrics().averageCharWidth() * self._characters // 2,
            self.fontMetrics().height(),
        )

    def show_text(self, text: str) -> None:
        """Show ``text``; all of it is in the tool tip."""
        if text != self.text():
            self.setText(text)
            self.setToolTip(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw as much as fits."""
        del event
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), self.alignment().value, text)


class SteadyLabel(QLabel):
    """As wide as its widest text so far, so that what stands beside it does not move."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._widest = ""

    def show_text(self, text: str) -> None:
        """Show ``text``."""
        if text == self.text():
            return
        metrics = self.fontMetrics()
        if metrics.horizontalAdvance(text) > metrics.horizontalAdvance(self._widest):
            self._widest = text
        self.setText(text)

    def sizeHint(self) -> QSize:
        """Room for the widest text."""
        hint = super().sizeHint()
        return hint.expandedTo(
            QSize(self.fontMetrics().horizontalAdvance(self._widest), hint.height())
        )
