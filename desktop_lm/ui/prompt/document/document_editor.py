"""The text of a document, with the part the model wrote last marked in it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QTextEdit

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.plain_text import from_raw
from desktop_lm.ui.widgets.text_box import TextBox


class Around(NamedTuple):
    """The text on both sides of a place."""

    before: str
    after: str


class DocumentEditor(TextBox):
    """While the model writes, the text cannot be changed, so its part is one step to undo.
    ``part_changed`` follows whether there is a part that was neither accepted nor edited."""

    part_changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", margin=8)
        self.setPlaceholderText(
            self.tr("Begin to write. Ctrl+Enter has the model go on from where the caret is.")
        )
        self.setAccessibleName(self.tr("Document"))
        self.setTabChangesFocus(False)
        self._pen: QTextCursor | None = None  # where the model writes
        self._part: QTextCursor | None = None  # what it wrote, as a selection
        self._begun = False
        self._start = 0
        self.textChanged.connect(self._edited)
        theme.changed.connect(self._mark)

    @property
    def part(self) -> str:
        """What the model wrote last, "" where that was accepted or edited."""
        return from_raw(self._part.selectedText()) if self._part else ""

    def around(self) -> Around:
        """The text before and after the place where the model is to write: the caret, or the part
        it wrote, which another one will replace."""
        caret = self._part or self.textCursor()
        start = self._part.selectionStart() if self._part else caret.selectionEnd()
        last = self.document().characterCount() - 1
        return Around(self._between(0, start), self._between(caret.selectionEnd(), last))

    def begin_part(self) -> None:
        """The model begins to write at the caret, or in the place of its part before."""
        pen = QTextCursor(self._part or self.textCursor())
        if self._part is None:
            pen.setPosition(pen.selectionEnd())
        self._pen, self._part, self._begun = pen, None, False
        self._start = pen.selectionStart()
        self.setReadOnly(True)
        by_key = Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(self.textInteractionFlags() | by_key)

    def add(self, text: str) -> None:
        """More of the part; the view follows where the caret was seen."""
        if self._pen is None or not text:
            return
        if self._begun:
            self._pen.joinPreviousEditBlock()
        else:
            self._pen.beginEditBlock()
            self._begun = True
        self._pen.insertText(text)
        self._pen.endEditBlock()
        self._set_part(self._start, self._pen.position())
        caret = self.textCursor()
        caret.setPosition(self._pen.position())
        self.setTextCursor(caret)

    def end_part(self) -> None:
        """The model has ended; the text can be edited."""
        self._pen = None
        self.setReadOnly(False)
        self.part_changed.emit()

    def accept(self) -> None:
        """The part stays and is marked no more."""
        self._part = None
        self._mark()
        self.part_changed.emit()

    def take_back(self) -> None:
        """The part goes; undo brings it back."""
        if self._part and self._pen is None:
            part = self._part
            self.accept()
            part.removeSelectedText()

    def _edited(self) -> None:
        if self._pen is None and self._part is not None:
            self.accept()

    def _between(self, start: int, end: int) -> str:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return from_raw(cursor.selectedText())

    def _set_part(self, start: int, end: int) -> None:
        part = QTextCursor(self.document())
        part.setPosition(start)
        part.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._part = part
        self._mark()

    def _mark(self) -> None:
        marks = []
        if self._part:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = self._part
            tint = QColor(self._theme.colours.neutral_tint)
            mark.format.setBackground(tint)
            marks.append(mark)
        self.setExtraSelections(marks)
