"""Which stretch of a text was translated into which."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QTextEdit

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.plain_text import utf16_positions
from desktop_lm.ui.widgets.streaming_text import StreamingText
from desktop_lm.ui.widgets.text_box import TextBox

Span = tuple[int, int]
Segment = tuple[int, int, int, int]  # from, to in the text; from, to in the translation


class SegmentPairs:
    """Pairs in the order of the text; positions are Qt's, UTF-16 units from the start."""

    def __init__(self, segments: Sequence[Segment], source: str, target: str) -> None:
        self.source = _converted([(start, end) for start, end, _, _ in segments], source)
        self.target = _converted([(start, end) for _, _, start, end in segments], target)

    @staticmethod
    def at(position: int, spans: Sequence[Span]) -> int | None:
        """Number of the pair that ``position`` is in, None between pairs."""
        number = bisect_right(spans, (position, float("inf"))) - 1
        if number >= 0 and spans[number][0] <= position <= spans[number][1]:
            return number
        return None


class PairTint:
    """Tints the pair the caret is in, in the text and in its translation, whose ``marks`` stay."""

    def __init__(self, source: TextBox, target: StreamingText, theme: Theme) -> None:
        self._source = source
        self._target = target
        self._theme = theme
        self._pairs: SegmentPairs | None = None
        self._marks: list[QTextEdit.ExtraSelection] = []
        source.cursorPositionChanged.connect(self._from_source)
        target.cursorPositionChanged.connect(self._from_target)

    def show(self, pairs: SegmentPairs | None) -> None:
        """The pairs from now on; None where text and translation do not belong together."""
        self._pairs = pairs
        self._tint(None)

    def show_marks(self, marks: list[QTextEdit.ExtraSelection]) -> None:
        """Mark these in the translation, whatever pair is tinted."""
        self._marks = marks
        self._tint(None)

    def show_pair(self, number: int) -> None:
        """Tint this pair and bring both halves into view; the carets go there."""
        if self._pairs is None or number >= len(self._pairs.source):
            return
        for view, spans in ((self._source, self._pairs.source), (self._target, self._pairs.target)):
            cursor = view.textCursor()
            cursor.setPosition(spans[number][0])
            view.setTextCursor(cursor)
            view.ensureCursorVisible()
        self._tint(number)

    def _from_source(self) -> None:
        if self._pairs and self._source.hasFocus():
            self._tint(self._pairs.at(self._source.textCursor().position(), self._pairs.source))

    def _from_target(self) -> None:
        if self._pairs and self._target.hasFocus():
            self._tint(self._pairs.at(self._target.textCursor().position(), self._pairs.target))

    def _tint(self, number: int | None) -> None:
        if self._pairs is None or number is None:
            self._source.setExtraSelections([])
            self._target.setExtraSelections(self._marks)
            return
        colour = self._theme.colours.hover
        source, target = self._pairs.source[number], self._pairs.target[number]
        self._source.setExtraSelections([tinted(self._source.document(), source, colour)])
        tint = tinted(self._target.document(), target, colour)
        self._target.setExtraSelections([tint, *self._marks])


def tinted(document: QTextDocument, span: Span, colour: str) -> QTextEdit.ExtraSelection:
    """A stretch with a coloured ground, which is no change to the document."""
    cursor = QTextCursor(document)
    cursor.setPosition(span[0])
    cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
    style = QTextCharFormat()
    style.setBackground(QColor(colour))
    selection = QTextEdit.ExtraSelection()
    selection.cursor = cursor
    selection.format = style
    return selection


def underlined(document: QTextDocument, span: Span, colour: str) -> QTextEdit.ExtraSelection:
    """A stretch with a wavy line below."""
    selection = tinted(document, span, colour)
    style = QTextCharFormat()
    style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    style.setUnderlineColor(QColor(colour))
    selection.format = style
    return selection


def _converted(spans: Iterable[Span], text: str) -> list[Span]:
    flat = utf16_positions(text, [position for span in spans for position in span])
    return list(zip(flat[::2], flat[1::2], strict=True))
