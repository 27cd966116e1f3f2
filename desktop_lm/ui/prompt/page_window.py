"""The stretch of a long conversation that is laid out; the rest comes as one scrolls there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QTextBlock, QTextCursor
from PySide6.QtWidgets import QTextEdit

from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.exchange_drawing import ExchangeDrawing
from desktop_lm.ui.prompt.page_format import Pen, place_of

_STEP_EXCHANGES, _STEP_CHARACTERS = 10, 12_000  # drawn at a time
_MOST_EXCHANGES = 60  # laid out at a time


class PageWindow:
    """Draws ``exchanges`` from ``first`` up to ``last`` into the document of ``page``. Positions
    of the page's cursors and the picture stay as they are while it grows and shrinks."""

    def __init__(self, page: QTextEdit, drawing: ExchangeDrawing) -> None:
        self._page = page
        self._drawing = drawing
        self.exchanges: Sequence[Exchange] = ()
        self.growing: Exchange | None = None
        self.first = self.last = 0

    @property
    def at_end(self) -> bool:
        """Whether the last exchange is laid out."""
        return self.last == len(self.exchanges)

    def draw_around(self, number: int) -> None:
        """Draw anew, with exchange ``number`` and as many as fill a page on either side of it;
        the document is empty."""
        self.first = self._step_back(max(0, number))
        self.last = self._step_on(min(number, len(self.exchanges)))
        self._draw_range(self._pen_at_end(), self.first, self.last)

    def extend_up(self) -> bool:
        """Draw some of those above. False where there are none."""
        first = self._step_back(self.first)
        if first == self.first:
            return False
        document, bar = self._page.document(), self._page.verticalScrollBar()
        cursor = QTextCursor(document)
        shape = document.firstBlock().blockFormat()
        below = self._top_of_first()
        cursor.beginEditBlock()
        cursor.insertBlock(shape)
        behind = QTextCursor(cursor)
        cursor.setPosition(0)
        self._draw_range(Pen(cursor, fresh=True), first, self.first)
        cursor.endEditBlock()
        self.first = first
        shift = self._top(behind.block()) - below
        self._settle()
        bar.setValue(bar.value() + round(shift))
        return True

    def extend_down(self) -> bool:
        """Draw some of those below. False where there are none."""
        last = self._step_on(self.last)
        if last == self.last:
            return False
        bar = self._page.verticalScrollBar()
        value = bar.value()
        self._draw_range(self._pen_at_end(), self.last, last)
        self.last = last
        self._settle()
        bar.setValue(value)
        return True

    def trim_top(self) -> None:
        """Leave out of the layout what is far above."""
        keep = self.last - _MOST_EXCHANGES
        if keep <= self.first:
            return
        block = self.first_block(keep)
        bar = self._page.verticalScrollBar()
        shape, shift = block.blockFormat(), self._top(block) - self._top_of_first()
        cursor = QTextCursor(self._page.document())
        cursor.setPosition(block.position(), QTextCursor.MoveMode.KeepAnchor)
        value = bar.value()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        cursor.setBlockFormat(shape)
        cursor.endEditBlock()
        self.first = keep
        self._settle()
        bar.setValue(value - round(shift))

    def trim_bottom(self) -> None:
        """Leave out of the layout what is far below."""
        keep = self.first + _MOST_EXCHANGES
        if keep >= self.last:
            return
        block = self.first_block(keep)
        cursor = QTextCursor(self._page.document())
        cursor.setPosition(block.position() - 1)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self.last = keep

    def redraw(self, number: int) -> None:
        """Draw one exchange anew, where it stands."""
        cursor = QTextCursor(self._page.document())
        cursor.setPosition(self.first_block(number).position())
        after = self.first_block(number + 1)
        if after.isValid():
            cursor.setPosition(after.position() - 1, QTextCursor.MoveMode.KeepAnchor)
        else:
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        self._draw_range(Pen(cursor, fresh=True), number, number + 1)
        cursor.endEditBlock()

    def append(self) -> None:
        """The last exchange is new."""
        self._draw_range(self._pen_at_end(), self.last, len(self.exchanges))
        self.last = len(self.exchanges)

    def first_block(self, number: int) -> QTextBlock:
        """The paragraph with which an exchange begins; an invalid one where it is not drawn."""
        document = self._page.document()
        low, high = 0, document.blockCount()
        while low < high:
            middle = (low + high) // 2
            if place_of(document.findBlockByNumber(middle)) < number:
                low = middle + 1
            else:
                high = middle
        return document.findBlockByNumber(low)

    # --- inside ---

    def _draw_range(self, pen: Pen, first: int, last: int) -> None:
        """All in one: Qt would lay a table out anew for each of its cells."""
        pen.cursor.beginEditBlock()
        for number in range(first, last):
            exchange = self.exchanges[number]
            self._drawing.draw(pen, exchange, number, growing=exchange is self.growing)
        pen.cursor.endEditBlock()

    def _pen_at_end(self) -> Pen:
        cursor = QTextCursor(self._page.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return Pen(cursor, fresh=self._page.document().isEmpty())

    def _step_back(self, number: int) -> int:
        characters = 0
        least = max(0, number - _STEP_EXCHANGES)
        while number > least and characters < _STEP_CHARACTERS:
            number -= 1
            characters += _characters(self.exchanges[number])
        return number

    def _step_on(self, number: int) -> int:
        characters = 0
        most = min(len(self.exchanges), number + _STEP_EXCHANGES)
        while number < most and characters < _STEP_CHARACTERS:
            characters += _characters(self.exchanges[number])
            number += 1
        return number

    def _settle(self) -> None:
        """Have everything laid out, so that the scroll bar knows."""
        self._page.document().documentLayout().documentSize()

    def _top_of_first(self) -> float:
        return self._top(self._page.document().firstBlock())

    def _top(self, block: QTextBlock) -> float:
        return self._page.document().documentLayout().blockBoundingRect(block).top()


def _characters(exchange: Exchange) -> int:
    return len(exchange.prompt) + len(exchange.text)
