"""What the lines and tints below the words of an answer mean."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.inspector.token_style import style_of
from desktop_lm.ui.prompt.inspector.token_words import Level, level_words

_SAMPLES = {
    Level.CERTAIN: 1.0,
    Level.LIKELY: 0.7,
    Level.OPEN: 0.3,
    Level.UNLIKELY: 0.1,
    Level.SURPRISING: 0.0,
}
_BETWEEN = "\u2003"


class Legend(QWidget):
    """One line, or as many as the width asks for, drawn as the answers are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)
        self.setAccessibleName(self.tr("Probability of each word"))
        self.setAccessibleDescription(", ".join(map(level_words, Level)))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self._write)
        self._write()

    def hasHeightForWidth(self) -> bool:
        """The lines depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Of all lines."""
        self._document.setTextWidth(width)
        return round(self._document.size().height()) + self._theme.px(2)

    def sizeHint(self) -> QSize:
        """One line."""
        self._document.setTextWidth(-1)
        size = self._document.size().toSize()
        return QSize(size.width(), size.height() + self._theme.px(2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the samples."""
        del event
        self._document.setTextWidth(self.width())
        self._document.drawContents(QPainter(self))

    def _write(self) -> None:
        font = self.font()
        font.setPixelSize(self._theme.small_px)
        self._document.setDefaultFont(font)
        self._document.clear()
        cursor = QTextCursor(self._document)
        muted = QTextCharFormat()
        muted.setForeground(QColor(self._theme.colours.muted))
        cursor.insertText(self.tr("The model gave each word:") + _BETWEEN, muted)
        for level, probability in _SAMPLES.items():
            style = style_of(probability, self._theme)
            style.setForeground(QColor(self._theme.colours.text))
            cursor.insertText(level_words(level).replace(" ", "\u00a0"), style)
            cursor.insertText(_BETWEEN, QTextCharFormat())
        self.updateGeometry()
        self.update()
