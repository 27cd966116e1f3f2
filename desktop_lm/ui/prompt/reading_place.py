"""What one reads, found again when the text around it looks different."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QTextEdit

from desktop_lm.ui.prompt.page_format import place_of

_CHARACTERS = 14  # by which a line is found again: fewer cross less markup


class ReadingPlace:
    """The first line with words that is in sight on ``page``, where it is one of the exchange
    number ``number``, and how far down it stands."""

    def __init__(self, page: QTextEdit, number: int) -> None:
        self._page = page
        cursor = page.cursorForPosition(QPoint(page.viewport().width() // 2, 0))
        while not cursor.block().text().strip() and not cursor.atEnd():
            cursor.movePosition(QTextCursor.MoveOperation.NextBlock)
        self._line = ""
        if place_of(cursor.block()) != number:
            return
        cursor.movePosition(QTextCursor.MoveOperation.StartOfLine)
        self._top = page.cursorRect(cursor).top()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfLine, QTextCursor.MoveMode.KeepAnchor)
        self._line = cursor.selectedText().strip()[:_CHARACTERS]

    def bring_back(self, start: int) -> None:
        """Scroll until the line stands there again, if it is found behind position ``start``."""
        if not self._line:
            return
        found = self._page.document().find(self._line, start)
        if not found.isNull():
            found.setPosition(found.selectionStart())
            bar = self._page.verticalScrollBar()
            bar.setValue(bar.value() + self._page.cursorRect(found).top() - self._top)
