"""The page of the Prompt tab: prompts and answers as flowing text."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QMimeData, QPoint, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.exchange_buttons import BUTTONS_ROOM
from desktop_lm.ui.prompt.exchange_drawing import ExchangeDrawing
from desktop_lm.ui.prompt.markdown import backdrop
from desktop_lm.ui.prompt.markdown.code_copy import CodeCopy
from desktop_lm.ui.prompt.markdown.selection import plain_selection
from desktop_lm.ui.prompt.page_format import place_of
from desktop_lm.ui.prompt.page_links import act_of
from desktop_lm.ui.prompt.page_links import tip_of as tip_of_act
from desktop_lm.ui.prompt.page_window import PageWindow
from desktop_lm.ui.prompt.reading_place import ReadingPlace
from desktop_lm.ui.widgets.clipboard import SelectedText
from desktop_lm.ui.widgets.linked_text import LinkedText


class AnswerPage(LinkedText):
    """Exchanges one after the other; the last one may still grow.

    ``menu_asked`` carries the exchange under the pointer, or None, and the place on the screen.
    ``earlier_asked`` comes near the first exchange there is, where the conversation
    ``has_earlier`` ones.
    """

    menu_asked = Signal(object, QPoint)
    earlier_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, column=True, bottom=BUTTONS_ROOM)
        self.exchanges: list[Exchange] = []
        self.drawing = ExchangeDrawing(theme, self._block_format)
        self._window = PageWindow(self, self.drawing)
        self._unrendered: Exchange | None = None  # waits until nothing is selected in it
        self.has_earlier = False
        self.menu_block = QTextBlock()  # the paragraph the menu was asked for
        self._extending = False
        self._seen = False
        self.document().setIndentWidth(theme.px(24))
        CodeCopy(self, theme)
        self.setAccessibleName(self.tr("Answers"))
        theme.changed.connect(self.redraw)
        self.verticalScrollBar().valueChanged.connect(self._look_around)
        self.selectionChanged.connect(self._render_waiting)

    # --- what is shown ---

    def begin(self) -> None:
        """The last exchange is new: its prompt, and room for the answer."""
        self.finish()
        self._window.growing = self.exchanges[-1]
        if self._window.last != len(self.exchanges) - 1:
            self._draw_around(len(self.exchanges))
        else:
            self._keeping_caret(self._window.append)
            self._window.trim_top()
        self.go_to_end()  # who asks wants to see the answer

    def append_text(self, text: str, style: QTextCharFormat | None = None) -> None:
        """More of the last answer; it is on the page when one comes to its end."""
        if self._window.at_end:
            super().append_text(text, style)

    def grow(self, text: str) -> None:
        """The last answer has grown by ``text``."""
        tokens, exchange = self.drawing.tokens, self.exchanges[-1]
        if tokens is None or exchange.trace is None:
            self.append_text(text)
            return
        for piece, style in tokens.unwritten(exchange):
            self.append_text(piece, style)

    def block_of(self, number: int) -> QTextBlock:
        """The paragraph an exchange begins with; an invalid one where it is not laid out."""
        drawn = self._window.first <= number < self._window.last
        return self._window.first_block(number) if drawn else QTextBlock()

    def end(self) -> None:
        """The last answer is complete, or as complete as it will be."""
        self.finish()
        self._window.growing = None
        if not self._window.at_end:
            return
        self._unrendered = self.exchanges[-1]
        self._render_waiting()

    def show_exchanges(
        self,
        exchanges: list[Exchange],
        growing: Exchange | None = None,
        *,
        has_earlier: bool = False,
    ) -> None:
        """Show these; the list stays the caller's, who adds to it. ``growing`` is being
        answered."""
        self.has_earlier = False
        self.exchanges = self._window.exchanges = exchanges
        self._window.growing = growing
        self._draw_around(len(exchanges))
        self.has_earlier = has_earlier

    def show_earlier(self, count: int, *, has_earlier: bool) -> None:
        """So many exchanges came before the others in the list; one looks at the same place."""
        self.has_earlier = has_earlier
        self.redraw(count)

    def redraw(self, moved: int = 0) -> None:
        """Draw all of it anew, in other colours or another manner, at the same place; every
        exchange has moved by so many in the list."""
        self.document().setIndentWidth(self._theme.px(24))
        top = self.cursorForPosition(QPoint(0, 0)).block()
        number, follow = place_of(top), self._at_end()
        if number < 0:
            return
        first = self._window.first_block(number)
        offset, number = self._y_of(first), number + moved
        self._draw_around(number)
        bar = self.verticalScrollBar()
        if follow and self._window.at_end:
            self.go_to_end()
        else:
            bar.setValue(bar.value() + self._y_of(self._window.first_block(number)) - offset)

    def go_to_exchange(self, number: int) -> None:
        """Bring an exchange to the top."""
        if not self._window.first <= number < self._window.last:
            self._draw_around(number)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self._y_of(self._window.first_block(number)))

    def go_to_end(self) -> None:
        """Show the end of the conversation, and follow it."""
        if not self._window.at_end:
            self._draw_around(len(self.exchanges))
        super().go_to_end()

    @property
    def last_answer(self) -> str:
        """The answer to copy."""
        return self.exchanges[-1].text if self.exchanges else ""

    def exchange_at(self, place: QPoint) -> Exchange | None:
        """The exchange at a place of the view."""
        number = place_of(self.cursorForPosition(place).block())
        return self.exchanges[number] if 0 <= number < len(self.exchanges) else None

    def tip_of_link(self, link: str) -> str:
        """The address, or what a link of the page itself does."""
        if not link.startswith("desktop-lm:"):
            return link
        if act := act_of(link):
            return tip_of_act(act)
        from desktop_lm.ui.prompt.attach.page_links import tip_of

        return tip_of(link, self.exchanges)

    # --- Qt's events ---

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text, with the marks of lists."""
        self.finish()
        return SelectedText(plain_selection(self.textCursor()))

    def showEvent(self, event: QShowEvent) -> None:
        """The first time on the screen, show where the conversation stands."""
        super().showEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self, self.go_to_end)  # when the text is laid out

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Who sees the end goes on seeing it when the box below grows."""
        follow = self._at_end()
        super().resizeEvent(event)
        if follow and self._seen:
            self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Panels and bars first, then the text."""
        backdrop.paint(self, self._theme)
        super().paintEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the exchange under the pointer, or where the caret is."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self.cursorRect().center() if by_key else event.pos()
        self.menu_block = self.cursorForPosition(place).block()
        self.menu_asked.emit(self.exchange_at(place), self.viewport().mapToGlobal(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The conversation has a beginning and an end that may not be laid out."""
        if event.matches(QKeySequence.StandardKey.MoveToStartOfDocument):
            if self._window.first:
                self._draw_around(0)
            self.moveCursor(QTextCursor.MoveOperation.Start)
        elif event.matches(QKeySequence.StandardKey.MoveToEndOfDocument):
            self.go_to_end()
            self.moveCursor(QTextCursor.MoveOperation.End)
        else:
            super().keyPressEvent(event)

    # --- inside ---

    def _draw_around(self, number: int) -> None:
        self._unrendered = None
        self._extending = True
        self.clear_text()
        self._window.draw_around(number)
        self._extending = False
        self._look_around()

    def _look_around(self) -> None:
        """Lay out more where one comes near to what is not laid out."""
        if self._extending:
            return
        self._extending = True
        bar, page = self.verticalScrollBar(), self.viewport().height()
        if bar.value() < page and self._window.first:
            self.finish()
            while bar.value() < page and self._window.extend_up():
                pass
            self._window.trim_bottom()
        elif bar.value() < page and self.has_earlier:
            self.has_earlier = False  # until they are here
            self.earlier_asked.emit()
        elif bar.value() > bar.maximum() - page and not self._window.at_end:
            self.finish()
            while bar.value() > bar.maximum() - page and self._window.extend_down():
                pass
            self._window.trim_top()
        self._extending = False

    def _render_waiting(self) -> None:
        """Draw the answer that came last with its markup, unless something in it is selected."""
        exchange, last = self._unrendered, len(self.exchanges) - 1
        if exchange is None or not self._window.at_end or exchange is not self.exchanges[-1]:
            return
        if self.textCursor().hasSelection() and self._selection_end() > last:
            return
        self._unrendered = None
        bar, follow = self.verticalScrollBar(), self._at_end()
        value, place = bar.value(), ReadingPlace(self, last)
        self._extending = True
        self._keeping_caret(lambda: self._window.redraw(last))
        self._extending = False
        self.document().documentLayout().documentSize()
        if follow:
            super().go_to_end()
        else:
            bar.setValue(value)
            place.bring_back(self._window.first_block(last).position())

    def _selection_end(self) -> int:
        end = self.document().findBlock(self.textCursor().selectionEnd())
        return place_of(end) + 1

    def _keeping_caret(self, work: Callable[[], object]) -> None:
        caret = self.textCursor()
        anchor, position = caret.anchor(), caret.position()
        work()
        last = self.document().characterCount() - 1
        self._select(min(anchor, last), min(position, last))

    def _y_of(self, block: QTextBlock) -> int:
        return int(self.cursorRect(QTextCursor(block)).top())
