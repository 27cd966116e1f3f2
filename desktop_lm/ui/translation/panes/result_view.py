"""Read-only text that changes in place: only what differs is written anew."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.panes.long_paragraphs import jointed
from desktop_lm.ui.translation.sheet.changes import Change, changes, common_beginning, moved
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING
from desktop_lm.ui.widgets.clipboard import SelectedText
from desktop_lm.ui.widgets.long_lines import Joints
from desktop_lm.ui.widgets.plain_text import AFTER, BEFORE, from_raw, has_local_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent

# What Qt takes for the end of a paragraph or refuses to hold, and a joint's marks: unit for unit.
_ODD = {"\r": " ", "\u2029": "\n", "\ufdd0": "\ufffd", "\ufdd1": "\ufffd", BEFORE: " ", AFTER: " "}
_SHOWN_AS = str.maketrans(_ODD)


class ResultView(QPlainTextEdit):
    """Caret, selection and scroll position survive every change of the text.

    ``undo_asked`` and ``redo_asked`` come from the Edit menu and its keys, ``menu_asked`` carries
    the event that asks for the menu.
    """

    undo_asked = Signal()
    redo_asked = Signal()
    menu_asked = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._given: list[str] = []
        self._pieces: list[str] = []  # as they stand in the document
        self._joints = Joints(self)  # which keep the caret out of them
        self.setProperty("role", "text")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        theme.changed.connect(self._set_margin)
        self._set_margin()

    def show_pieces(self, pieces: Sequence[str]) -> bool:
        """Show the text that ``pieces`` make; False where it is there already."""
        shown = self._as_shown(pieces)
        found = changes(self._pieces, shown)
        self._given, self._pieces = list(pieces), shown
        if not found:
            return False
        with self._place_kept(found):
            cursor = QTextCursor(self.document())
            cursor.beginEditBlock()
            for change in found:
                cursor.setPosition(change.position)
                end = change.position + change.removed
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                cursor.insertText(change.text)
            cursor.endEditBlock()
        return True

    def _as_shown(self, pieces: Sequence[str]) -> list[str]:
        """As they are put into the document; those that were there before stay as they were."""
        begin = common_beginning(self._given, pieces)
        end = common_beginning(self._given[begin:][::-1], pieces[begin:][::-1])
        begin -= begin % 2  # a joint goes behind a gap
        new = pieces[begin : len(pieces) - end]
        clean = [piece.translate(_SHOWN_AS) if _is_odd(piece) else piece for piece in new]
        before = self._pieces[:begin]
        return [*before, *jointed(clean, before), *self._pieces[len(self._given) - end :]]

    def plain_text(self) -> str:
        """All the text, with line feeds."""
        return from_raw(self.document().toRawText())

    def set_right_to_left(self, *, right_to_left: bool) -> None:
        """The direction of the text, whatever the direction of the window."""
        directions, sides = Qt.LayoutDirection, Qt.AlignmentFlag
        option = self.document().defaultTextOption()
        option.setTextDirection(directions.RightToLeft if right_to_left else directions.LeftToRight)
        # Lines of plain text stay at the left otherwise.
        option.setAlignment(sides.AlignRight if right_to_left else sides.AlignLeft)
        self.document().setDefaultTextOption(option)

    def undo(self) -> None:
        """What can be undone here are changes of whole sentences."""
        self.undo_asked.emit()

    def redo(self) -> None:
        """As :meth:`undo`."""
        self.redo_asked.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu is of the sentence."""
        self.menu_asked.emit(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """The selection with its no-break spaces, which Qt would turn into spaces."""
        return SelectedText(from_raw(self.textCursor().selectedText()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Leave files to the window."""
        if has_local_files(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    @contextmanager
    def _place_kept(self, found: Sequence[Change]) -> Iterator[None]:
        """What stands at the top stays there, and so do caret and selection, whatever is written
        above them."""
        bar = self.verticalScrollBar()
        at_top = bar.value() == 0
        top = self.cursorForPosition(QPoint(0, 0))
        top.setKeepPositionOnInsert(True)
        caret = self.textCursor()
        anchor, position = moved(caret.anchor(), found), moved(caret.position(), found)
        yield
        caret = self.textCursor()
        if (caret.anchor(), caret.position()) != (anchor, position):
            caret.setPosition(anchor)
            caret.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(caret)
        bar.setValue(0 if at_top else self._line_of(top))

    def _line_of(self, cursor: QTextCursor) -> int:
        block = cursor.block()
        line = block.layout().lineForTextPosition(cursor.positionInBlock())
        return block.firstLineNumber() + (line.lineNumber() if line.isValid() else 0)

    def _set_margin(self) -> None:
        """The text stands as far in as the icons of the buttons below."""
        self.document().setDocumentMargin(0)
        side = self._theme.px(BUTTON_PADDING)
        self.setViewportMargins(side, 0, side, 0)


def _is_odd(piece: str) -> bool:
    return any(character in piece for character in _ODD)
