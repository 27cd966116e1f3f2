"""A box to write in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING
from desktop_lm.ui.widgets.plain_text import from_raw, has_local_files

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QFocusEvent, QKeyEvent

_ENDLESS = re.compile(r"\S{2000}")


class TextBox(QPlainTextEdit):
    """Plain text, all of it kept. Ctrl+Enter is left to the window, and so are dropped files."""

    focus_changed = Signal(bool)

    def __init__(self, theme: Theme, placeholder: str, *, margin: float = 0) -> None:
        super().__init__()
        self._theme = theme
        self._margin = margin
        self._has_endless = False
        self.setProperty("role", "text")
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        theme.changed.connect(self._set_margin)
        self._set_margin()

    def text(self) -> str:
        """What is written, with no-break spaces and all."""
        return from_raw(self.document().toRawText())

    def set_text(self, text: str) -> None:
        """Put ``text`` in, over what is written only in a way that can be undone."""
        if self.document().isEmpty():
            self.setPlainText(text)
        else:
            self.replace_text(text)

    def replace_text(self, text: str) -> None:
        """Put ``text`` in place of what is written; undo brings that back."""
        self._choose_wrapping(text)
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def setPlainText(self, text: str) -> None:
        """Put ``text`` in place of all there is; it cannot be undone."""
        self._choose_wrapping(text)
        super().setPlainText(text)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """What is pasted or dropped."""
        self._choose_wrapping(source.text())
        super().insertFromMimeData(source)

    def _choose_wrapping(self, new: str) -> None:
        """Wrap inside words where one is so long that Qt would look for its end again in each
        line: a million letters took three minutes, and so it takes two seconds."""
        endless = _ENDLESS.search(new) is not None
        if endless is self._has_endless or not (endless or self.document().isEmpty()):
            return
        from PySide6.QtGui import QTextOption

        modes = QTextOption.WrapMode
        self._has_endless = endless
        self.setWordWrapMode(modes.WrapAnywhere if endless else modes.WrapAtWordBoundaryOrAnywhere)

    def set_right_to_left(self, *, right_to_left: bool) -> None:
        """The direction of the text, whatever the direction of the window."""
        from PySide6.QtCore import Qt

        option = self.document().defaultTextOption()
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
        )
        self.document().setDefaultTextOption(option)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass Ctrl+Enter on: it starts the job."""
        from PySide6.QtCore import Qt

        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """The selection with its no-break spaces, which Qt would turn into spaces."""
        data = QMimeData()
        data.setText(from_raw(self.textCursor().selectedText()))
        return data

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Leave files to the window."""
        if has_local_files(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Leave files to the window."""
        if has_local_files(event.mimeData()):
            event.ignore()
        else:
            super().dragMoveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the frame around."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the frame around."""
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def _set_margin(self) -> None:
        """The text stands as far in as the icons of the buttons below."""
        self.document().setDocumentMargin(0)
        side = self._theme.px(BUTTON_PADDING)
        self.setViewportMargins(side, self._theme.px(self._margin), side, 0)
