"""Text that grows at its end while one reads, scrolls and selects in it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.clipboard import SelectedText
from desktop_lm.ui.widgets.column import COLUMN_CHARACTERS
from desktop_lm.ui.widgets.plain_text import from_raw, has_local_files
from desktop_lm.ui.widgets.soft_joints import SoftJoints

LINE_RATIO = 1.5  # from line to line, to the size of the font
_NEAR_BOTTOM = 4  # pixels


class StreamingText(QTextEdit):
    """Read-only text; the reader's scroll position and selection survive every addition.

    The view follows the end of the text only while the reader is at the end. ``column`` limits
    the lines to a readable width, centres and spaces them; ``edge`` is the least margin at the
    sides, ``top`` the one above and ``bottom`` the one below, as ``top`` where it is None; all in
    units of the theme.
    """

    def __init__(
        self,
        theme: Theme,
        *,
        column: bool = False,
        edge: float = 24,
        top: float = 16,
        bottom: float | None = None,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._column = column
        self._edge = edge
        self._top = top
        self._bottom = top if bottom is None else bottom
        self.setProperty("role", "text")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self._joints = SoftJoints(self.document())
        self._ends_in_return = False  # of a line's end whose other half may come next
        self.document().setDocumentMargin(0)
        self._block_format = QTextBlockFormat()
        if column:
            self._block_format.setLineHeight(
                _line_percent(self.font()),
                QTextBlockFormat.LineHeightTypes.ProportionalHeight.value,
            )
        theme.changed.connect(self.fit_margins)

    # --- the text ---

    def append_text(self, text: str, style: QTextCharFormat | None = None) -> None:
        """Add ``text`` to the end, in one step."""
        text = self._without_returns(text)
        if not text:
            return
        bar = self.verticalScrollBar()
        value, follow = bar.value(), self._at_end()
        caret = self.textCursor()
        anchor, position = caret.anchor(), caret.position()
        end = QTextCursor(self.document())
        if self.document().isEmpty():
            end.mergeBlockFormat(self._block_format)
        # Moving to the end by an operation has Qt find the line and the place in it first.
        end.setPosition(self.document().characterCount() - 1)
        end.insertText(text, style or QTextCharFormat())
        if (added_at := self._joints.split()) is not None:
            anchor += anchor > added_at
            position += position > added_at
        self._select(anchor, position)
        bar.setValue(bar.maximum() if follow else value)

    def _without_returns(self, text: str) -> str:
        if text and self._ends_in_return:
            text = text.removeprefix("\n")
            self._ends_in_return = False
        if text:
            self._ends_in_return = text.endswith("\r")
        return text.replace("\r\n", "\n")

    def append_block(self, block_format: QTextBlockFormat) -> None:
        """Start a paragraph of the given format at the end."""
        self.finish()
        self._ends_in_return = False
        follow = self._at_end()
        block = QTextBlockFormat(self._block_format)
        block.merge(block_format)
        end = QTextCursor(self.document())
        end.movePosition(QTextCursor.MoveOperation.End)
        if self.document().isEmpty():
            end.setBlockFormat(block)
        else:
            caret = self.textCursor()
            anchor, position = caret.anchor(), caret.position()
            end.insertBlock(block, QTextCharFormat())
            self._select(anchor, position)
        if follow:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def set_text(self, text: str) -> None:
        """Put ``text`` in place of all there is."""
        self.clear_text()
        self.append_text(text)
        self.finish()

    def clear_text(self) -> None:
        """Empty the view."""
        self._joints.forget()
        self._ends_in_return = False
        self.clear()
        self.fit_margins()  # they are part of what was cleared

    def finish(self) -> None:
        """The text is complete for now: one paragraph is one paragraph again."""
        if not self._joints:
            return
        caret = self.textCursor()
        anchor, position = caret.anchor(), caret.position()
        value = self.verticalScrollBar().value()
        removed = self._joints.merge()
        self._select(
            anchor - sum(start <= anchor for start in removed),
            position - sum(start <= position for start in removed),
        )
        self.verticalScrollBar().setValue(value)

    def plain_text(self) -> str:
        """All the text, with line feeds."""
        self.finish()
        return from_raw(self.document().toRawText())

    def set_right_to_left(self, *, right_to_left: bool) -> None:
        """The direction of the text, whatever the direction of the window."""
        option = self.document().defaultTextOption()
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
        )
        self.document().setDefaultTextOption(option)

    # --- the reader ---

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text only: the page's colours and sizes do not belong in a letter."""
        self.finish()
        return SelectedText(from_raw(self.textCursor().selectedText()))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Leave files to the window."""
        if has_local_files(event.mimeData()):
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew; a joint would stay where the line ended before."""
        if event.size().width() != event.oldSize().width():
            self.finish()
        super().resizeEvent(event)
        self.fit_margins()

    def fit_margins(self) -> None:
        """Centre the column, or keep the edge."""
        self.ensurePolished()
        edge = self._theme.px(self._edge)
        side = edge
        if self._column:
            width = QFontMetricsF(self.font()).averageCharWidth() * COLUMN_CHARACTERS
            side = max(edge, round((self.viewport().width() - width) / 2))
        frame = self.document().rootFrame()
        shape = frame.frameFormat()
        top = self._theme.px(self._top)
        if (round(shape.leftMargin()), round(shape.topMargin())) == (side, top):
            return
        follow = self._at_end()
        shape.setLeftMargin(side)
        shape.setRightMargin(side)
        shape.setTopMargin(top)
        shape.setBottomMargin(self._theme.px(self._bottom))
        frame.setFrameFormat(shape)
        if follow:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def go_to_end(self) -> None:
        """Show the end of the text, and follow it."""
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def _at_end(self) -> bool:
        bar = self.verticalScrollBar()
        return bar.value() >= bar.maximum() - _NEAR_BOTTOM

    def _select(self, anchor: int, position: int) -> None:
        caret = self.textCursor()
        if (caret.anchor(), caret.position()) == (anchor, position):
            return
        caret.setPosition(anchor)
        caret.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(caret)


def _line_percent(font: QFont) -> float:
    """What makes of the font's own line spacing the wanted one."""
    return max(100.0, 100 * LINE_RATIO * QFontInfo(font).pixelSize() / QFontMetricsF(font).height())
