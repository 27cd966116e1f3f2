"""A box to write in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING
from desktop_lm.ui.widgets.clipboard import SelectedText
from desktop_lm.ui.widgets.first_letter import runs_right_to_left
from desktop_lm.ui.widgets.long_lines import Joints, in_pieces
from desktop_lm.ui.widgets.plain_text import (
    characters,
    from_raw,
    has_local_files,
    raw_position,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QFocusEvent, QKeyEvent


class TextBox(QPlainTextEdit):
    """Plain text, all of it kept, and lines of any length. Ctrl+Enter is left to the window, and
    so are dropped files. Lines stand at the side where the text begins, unless
    :meth:`set_right_to_left` says which. ``pasted`` follows whatever was pasted or dropped."""

    focus_changed = Signal(bool)
    pasted = Signal()

    def __init__(self, theme: Theme, placeholder: str, *, margin: float = 0) -> None:
        super().__init__()
        self._theme = theme
        self._margin = margin
        self._joints = Joints(self)
        self._stands_right = self._has_given_side = False
        self.setProperty("role", "text")
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        set_enum(self, "horizontalScrollBarPolicy", "ScrollBarAlwaysOff")  # all lines are wrapped
        theme.changed.connect(self._set_margin)
        self.textChanged.connect(self._stand_by_text)
        self._set_margin()

    def text(self) -> str:
        """What is written, with no-break spaces and all."""
        return from_raw(self.document().toRawText())

    def cursor_over(self, start: int, end: int) -> QTextCursor:
        """All between two places in :meth:`text`."""
        cursor = QTextCursor(self.document())
        raw = self.document().toRawText()
        cursor.setPosition(raw_position(raw, start))
        cursor.setPosition(raw_position(raw, end), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def set_text(self, text: str) -> None:
        """Put ``text`` in, over what is written only in a way that can be undone."""
        if self.document().isEmpty():
            self.setPlainText(text)
        else:
            self.replace_text(text)

    def replace_text(self, text: str) -> None:
        """Put ``text`` in place of what is written; undo brings that back."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        self.insert_at(cursor, text)
        self.moveCursor(QTextCursor.MoveOperation.End)

    def setPlainText(self, text: str) -> None:
        """Put ``text`` in place of all there is; it cannot be undone."""
        super().setPlainText(in_pieces(text))

    def insert_at(self, cursor: QTextCursor, text: str) -> None:
        """Put ``text`` where ``cursor`` is."""
        cursor.insertText(in_pieces(text))

    def insertFromMimeData(self, source: QMimeData) -> None:
        """What is pasted or dropped."""
        if self.isReadOnly() or not source.hasText():
            return
        self._joints.heal()
        self.insert_at(self.textCursor(), source.text())
        self._joints.split_long()
        self.ensureCursorVisible()
        self.pasted.emit()

    def undo(self) -> None:
        """Where one can write: the menu asks for it in any text, which Qt would change."""
        if not self.isReadOnly():
            super().undo()

    def redo(self) -> None:
        """The same."""
        if not self.isReadOnly():
            super().redo()

    def set_right_to_left(self, *, right_to_left: bool) -> None:
        """The direction of the text, whatever the direction of the window."""
        from PySide6.QtCore import Qt

        directions, sides = Qt.LayoutDirection, Qt.AlignmentFlag
        option = self.document().defaultTextOption()
        option.setTextDirection(directions.RightToLeft if right_to_left else directions.LeftToRight)
        # Lines of plain text stay at the left otherwise.
        option.setAlignment(sides.AlignRight if right_to_left else sides.AlignLeft)
        self.document().setDefaultTextOption(option)
        self._has_given_side = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass Ctrl+Enter on: it starts the job."""
        from PySide6.QtCore import Qt

        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        self._joints.before_key(event)
        super().keyPressEvent(event)
        self._joints.after_key(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """The selection with its no-break spaces, which Qt would turn into spaces."""
        return SelectedText(from_raw(self.textCursor().selectedText()))

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

    def _stand_by_text(self) -> None:
        """All lines have one side; the order of words in each follows its own letters anyway."""
        document = self.document()
        units = (document.characterAt(place) for place in range(document.characterCount()))
        right = runs_right_to_left(characters(units), otherwise=self.isRightToLeft())
        if self._has_given_side or right is self._stands_right:
            return
        from PySide6.QtCore import Qt

        self._stands_right = right
        option = document.defaultTextOption()
        option.setAlignment(Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
        document.setDefaultTextOption(option)

    def _set_margin(self) -> None:
        """The text stands as far in as the icons of the buttons below."""
        self.document().setDocumentMargin(0)
        side = self._theme.px(BUTTON_PADDING)
        self.setViewportMargins(side, self._theme.px(self._margin), side, 0)
