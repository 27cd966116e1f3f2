"""What is marked in both panes: the pair one is at, unsure words, what is edited or out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.panes.result_view import ResultView
from desktop_lm.ui.translation.sheet.pairs import Pairs
from desktop_lm.ui.translation.sheet.sheet import Row
from desktop_lm.ui.translation.sheet.shift import Span
from desktop_lm.ui.widgets.plain_text import UnitMap
from desktop_lm.ui.widgets.text_box import TextBox
from desktop_lm.ui.widgets.text_marks import Selection, TextMarks

_UNDERLINES = QTextCharFormat.UnderlineStyle
ShownNow = Callable[[], tuple[Sequence[Row], Pairs]]


class PairMarks(QObject):
    """Tints the pair the caret is in, on both sides, whichever side the caret is on. Only what can
    be seen is marked: a long text would hold the window up. ``shown`` gives what is on the pane.

    While it ``is_held``, nothing is looked at or marked.
    """

    def __init__(self, source: TextBox, target: ResultView, theme: Theme, shown: ShownNow) -> None:
        super().__init__(source)
        self._source = source
        self._target = target
        self._theme = theme
        self._shown = shown
        self._source_marks, self._target_marks = TextMarks(source), TextMarks(target)
        self._row: int | None = None
        self.is_held = False
        self._side: QPlainTextEdit = source  # whose caret counts
        for side in (source, target):
            side.cursorPositionChanged.connect(partial(self._look, side))
            side.installEventFilter(self)
        # When Qt has come to its end: see ScrollLink.
        target.verticalScrollBar().valueChanged.connect(
            self._draw, Qt.ConnectionType.QueuedConnection
        )
        theme.changed.connect(self._draw)

    @property
    def row(self) -> int | None:
        """The row one is at."""
        return self._row

    def refresh(self) -> None:
        """Text or translation have changed: find out again where the caret is."""
        self._look(self._side)
        self._draw()

    def show_row(self, row: int) -> None:
        """Tint this pair and bring both halves into view; the carets go there."""
        _rows, pairs = self._shown()
        if not 0 <= row < len(pairs.of_rows):
            return
        number = pairs.number_of(row)
        self.is_held = True
        if number is not None:
            _go_to(self._source, pairs.source[number][0])
        _go_to(self._target, pairs.of_rows[row][0])
        self.is_held = False
        self._side = self._target
        self._come_to(row)

    def cross(self) -> None:
        """Go to the other pane, to the partner of the sentence the caret is in."""
        _rows, pairs = self._shown()
        number = None if self._row is None else pairs.number_of(self._row)
        to_source = self._side is self._target
        other: QPlainTextEdit = self._source if to_source else self._target
        if number is not None:
            _go_to(other, (pairs.source if to_source else pairs.target)[number][0])
        other.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The side that gets the focus is the one whose caret counts."""
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QPlainTextEdit):
            self._look(watched)
        return super().eventFilter(watched, event)

    def _look(self, side: QPlainTextEdit) -> None:
        """Come to the row that the caret of ``side`` is in."""
        if self.is_held:
            return
        self._side = side
        _rows, pairs = self._shown()
        position = side.textCursor().position()
        if side is self._target:
            self._come_to(pairs.row_at(position))
        else:
            number = pairs.at_source(position)
            self._come_to(None if number is None else pairs.rows[number])

    def _come_to(self, row: int | None) -> None:
        self._row = row
        self._draw()

    def _draw(self) -> None:
        if self.is_held:
            return
        rows, pairs = self._shown()
        colour = self._theme.colours.hover
        source: list[Selection] = []
        target: list[Selection] = []
        if self._row is not None and self._row < len(pairs.of_rows):
            number = pairs.number_of(self._row)
            if number is not None:
                source.append(tinted(self._source.document(), pairs.source[number], colour))
                place = pairs.of_rows[self._row]
                target.append(tinted(self._target.document(), place, colour))
        target += self._marks(rows, pairs)
        self._source_marks.put(source)
        self._target_marks.put(target)

    def _marks(self, rows: Sequence[Row], pairs: Pairs) -> Iterator[Selection]:
        colours, document = self._theme.colours, self._target.document()
        for number in pairs.rows_between(*visible(self._target)):
            row, (start, end) = rows[number], pairs.of_rows[number]
            if row.span is None:
                yield coloured(document, (start, end), colours.muted)
            if row.part.is_edited:
                yield underlined(document, (start, end), colours.accent, _UNDERLINES.DotLine)
            places = UnitMap(row.part.target)
            for word in row.part.words:
                span = start + places.units(word.start), start + places.units(word.end)
                yield underlined(document, span, colours.negative, _UNDERLINES.WaveUnderline)


def visible(view: QPlainTextEdit) -> Span:
    """The stretch of the document that can be seen."""
    corner = view.viewport().rect().bottomRight()
    return (
        view.cursorForPosition(QPoint(0, 0)).position(),
        view.cursorForPosition(corner).position(),
    )


def tinted(document: QTextDocument, span: Span, colour: str) -> Selection:
    """A stretch with a coloured ground, which is no change to the document."""
    style = QTextCharFormat()
    style.setBackground(QColor(colour))
    return _selected(document, span, style)


def coloured(document: QTextDocument, span: Span, colour: str) -> Selection:
    """A stretch in another colour."""
    style = QTextCharFormat()
    style.setForeground(QColor(colour))
    return _selected(document, span, style)


def underlined(
    document: QTextDocument, span: Span, colour: str, kind: QTextCharFormat.UnderlineStyle
) -> Selection:
    """A stretch with a line below."""
    style = QTextCharFormat()
    style.setUnderlineStyle(kind)
    style.setUnderlineColor(QColor(colour))
    return _selected(document, span, style)


def _selected(document: QTextDocument, span: Span, style: QTextCharFormat) -> Selection:
    selection = Selection()
    selection.cursor = QTextCursor(document)
    # The caret moves before anybody hears that the text has changed.
    end = document.characterCount() - 1
    selection.cursor.setPosition(min(span[0], end))
    selection.cursor.setPosition(min(span[1], end), QTextCursor.MoveMode.KeepAnchor)
    selection.format = style
    return selection


def _go_to(view: QPlainTextEdit, position: int) -> None:
    cursor = view.textCursor()
    cursor.setPosition(position)
    view.setTextCursor(cursor)
    view.ensureCursorVisible()
