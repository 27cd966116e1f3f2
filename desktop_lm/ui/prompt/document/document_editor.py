"""The text of a document, with the part the model wrote last marked in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QTextCursor
from PySide6.QtWidgets import QTextEdit

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.document.written_part import WrittenPart
from desktop_lm.ui.widgets.plain_text import from_raw
from desktop_lm.ui.widgets.text_box import TextBox

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QKeyEvent

    from desktop_lm.storage.history.token_traces import TokenTrace

DrawPart = Callable[[WrittenPart], Sequence[QTextEdit.ExtraSelection]]


class Around(NamedTuple):
    """The text on both sides of a place."""

    before: str
    after: str


class DocumentEditor(TextBox):
    """While the model writes, the text cannot be changed, so its part is one step to undo.
    ``part_changed`` follows whether there is a part that was neither accepted nor edited,
    ``kept_out`` what was typed meanwhile."""

    part_changed = Signal()
    kept_out = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", margin=8)
        self.setPlaceholderText(
            self.tr("Begin to write. Ctrl+Enter has the model go on from where the caret is.")
        )
        self.setAccessibleName(self.tr("Document"))
        self.setTabChangesFocus(False)
        self._pen: QTextCursor | None = None  # where the model writes
        self._writing: WrittenPart | None = None  # what it writes, and marked when it has ended
        self._part: WrittenPart | None = None  # what it wrote last
        self._accepted: list[WrittenPart] = []  # whose tokens are known, in the order they came
        self._draw_part: DrawPart | None = None
        self._token_mark: QTextEdit.ExtraSelection | None = None
        self._begun = False
        self.textChanged.connect(self._edited)
        theme.changed.connect(self._mark)

    @property
    def part(self) -> str:
        """What the model wrote last, "" where that was accepted or edited."""
        return self._part.text if self._part else ""

    @property
    def parts(self) -> list[WrittenPart]:
        """All whose tokens are known, in the order they came."""
        return [*self._accepted, *(part for part in (self._part,) if part and part.trace)]

    def around(self) -> Around:
        """The text before and after the place where the model is to write: the caret, or the part
        it wrote, which another one will replace."""
        caret = self._part.cursor if self._part else self.textCursor()
        start = self._part.start if self._part else caret.selectionEnd()
        return self._around(start, caret.selectionEnd())

    def around_part(self, part: WrittenPart) -> Around:
        """The text before and after one of the parts."""
        return self._around(part.start, part.end)

    def between(self, start: int, end: int) -> str:
        """The text between two positions."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return from_raw(cursor.selectedText())

    def begin_part(self) -> None:
        """The model begins to write at the caret, or in the place of its part before."""
        start, end = self.textCursor().selectionEnd(), self.textCursor().selectionEnd()
        if self._part is not None:
            start, end = self._part.start, self._part.end
        before = self.between(max(start - 1, 0), start)
        part = WrittenPart(self.document(), start, hides_blanks=before in (" ", "\n"))
        self._begin(part, start, end)

    def begin_within(self, part: WrittenPart, position: int) -> None:
        """The model writes ``part`` anew from ``position`` on."""
        if part in self._accepted:
            self._accepted.remove(part)
        self._begin(part, position, part.end)

    def add(self, text: str, trace: TokenTrace | None = None) -> None:
        """More of the part, and all that is known of its tokens; the view follows where the caret
        was seen."""
        if self._pen is None or self._writing is None or not (text or trace):
            return
        if self._begun:
            self._pen.joinPreviousEditBlock()
        else:
            self._pen.beginEditBlock()
            self._begun = True
        start = self._writing.start
        self.insert_at(self._pen, text)
        self._pen.endEditBlock()
        self._writing.reach(start, self._pen.position())
        self._writing.trace = trace
        self._part = self._writing
        self._mark()
        caret = self.textCursor()
        caret.setPosition(self._pen.position())
        self.setTextCursor(caret)

    def end_part(self) -> None:
        """The model has ended; the text can be edited."""
        self._pen = self._writing = None
        if self._part is not None and self._part.trace is not None:
            self._part.heed_edits()
        self.setReadOnly(False)
        self.part_changed.emit()

    def accept(self) -> None:
        """The part stays and is marked no more."""
        if self._part is not None and self._part.trace is not None:
            self._accepted.append(self._part)
        self._part = None
        self._mark()
        self.part_changed.emit()

    def take_back(self) -> None:
        """The part goes; undo brings it back."""
        if self._part and self._pen is None:
            part = self._part
            self.accept()
            part.cursor.removeSelectedText()

    def draw_parts(self, draw: DrawPart | None) -> None:
        """Draw over each part what ``draw`` gives; nothing for None."""
        self._draw_part = draw
        self._mark()

    def mark_token(self, selection: QTextEdit.ExtraSelection | None) -> None:
        """Let this stand out, or nothing."""
        self._token_mark = selection
        self._mark()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Do not swallow what is pasted without a word."""
        super().insertFromMimeData(source)
        self._tell_kept_out()

    def undo(self) -> None:
        """Nor leave a wish for undo without one."""
        super().undo()
        self._tell_kept_out()

    def redo(self) -> None:
        """Nor one for redo."""
        super().redo()
        self._tell_kept_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nor letters."""
        super().keyPressEvent(event)
        pasted = event.matches(QKeySequence.StandardKey.Paste)
        typed = event.text() and event.text().isprintable()
        if typed or pasted:
            self._tell_kept_out()

    def _tell_kept_out(self) -> None:
        if self._pen is not None:
            self.kept_out.emit()

    def _begin(self, part: WrittenPart, start: int, end: int) -> None:
        pen = QTextCursor(self.document())
        pen.setPosition(start)
        pen.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._pen, self._writing, self._part, self._begun = pen, part, None, False
        self.setReadOnly(True)
        by_key = Qt.TextInteractionFlag.TextSelectableByKeyboard
        self.setTextInteractionFlags(self.textInteractionFlags() | by_key)

    def _edited(self) -> None:
        if self._pen is not None:
            return
        self._token_mark = None
        if self._part is not None:
            self.accept()
        if self._accepted:
            self._accepted = [part for part in self._accepted if part.heed_edits()]
            self._mark()

    def _around(self, start: int, end: int) -> Around:
        last = self.document().characterCount() - 1
        return Around(self.between(0, start), self.between(end, last))

    def _mark(self) -> None:
        marks: list[QTextEdit.ExtraSelection] = []
        if self._part:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = self._part.cursor
            mark.format.setBackground(QColor(self._theme.colours.neutral_tint))
            marks.append(mark)
        if self._draw_part is not None:
            for part in self.parts:
                marks += self._draw_part(part)
        if self._token_mark is not None:
            marks.append(self._token_mark)
        self.setExtraSelections(marks)
