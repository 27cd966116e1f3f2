"""The tokens of the answers on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QTextBlock
from PySide6.QtWidgets import QTextEdit

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.inspector.token_drawing import TokenDrawing
from desktop_lm.ui.prompt.inspector.token_style import find, index_in
from desktop_lm.ui.prompt.inspector.token_surface import Pick, cursor_over
from desktop_lm.ui.prompt.page_format import place_of

if TYPE_CHECKING:
    from desktop_lm.storage.history.history import History
    from desktop_lm.storage.history.token_traces import TokenTrace
    from desktop_lm.ui.storage.history_desk import HistoryDesk


class PageTokens:
    """Implements :class:`~desktop_lm.ui.prompt.inspector.token_surface.TokenSurface`: a token's
    number is part of the format its letters are drawn with. Traces come from the history when they
    are first to be seen."""

    def __init__(self, theme: Theme, page: AnswerPage, history: HistoryDesk) -> None:
        self._theme = theme
        self._page = page
        self._history = history
        self._asked_for: set[int] = set()
        self._is_on = False

    @property
    def view(self) -> QTextEdit:
        return self._page

    def turn(self, *, on: bool) -> None:
        self._is_on = on
        self._page.drawing.tokens = TokenDrawing(self._theme) if on else None
        if on:
            self.learn()
        self._page.redraw()

    def learn(self) -> None:
        """Ask the history how the answers on the page were made."""
        wanted = [
            each.entry.answer
            for each in self._page.exchanges
            if each.entry and each.entry.answer and each.trace is None
        ]
        unknown = [number for number in wanted if number not in self._asked_for]
        if not self._is_on or not unknown:
            return
        self._asked_for.update(unknown)

        def traces(history: History) -> dict[int, TokenTrace]:
            from desktop_lm.storage.history.token_traces import traces_of

            return traces_of(history, unknown)

        self._history.ask(traces, self._learned)

    def at(self, place: QPoint) -> Pick | None:
        bars = self._page.horizontalScrollBar(), self._page.verticalScrollBar()
        point = QPointF(place) + QPointF(*(bar.value() for bar in bars))
        layout = self._page.document().documentLayout()
        return self.at_position(layout.hitTest(point, Qt.HitTestAccuracy.ExactHit))

    def at_position(self, position: int) -> Pick | None:
        if not 0 <= position < self._page.document().characterCount() - 1:
            return None
        behind = cursor_over(self._page, position + 1, position + 1)
        index = index_in(behind.charFormat())
        number = place_of(self._page.document().findBlock(position))
        if index < 0 or not 0 <= number < len(self._page.exchanges):
            return None
        exchange = self._page.exchanges[number]
        known = len(exchange.trace.views) if exchange.trace else 0
        return Pick(exchange, index) if index < known else None

    def range_of(self, pick: Pick) -> tuple[int, int] | None:
        exchange = pick.source
        if not isinstance(exchange, Exchange) or exchange not in self._page.exchanges:
            return None
        number = self._page.exchanges.index(exchange)
        block: QTextBlock = self._page.block_of(number)
        while block.isValid() and place_of(block) == number:
            if (found := find(block, pick.index)) is not None:
                return found
            block = block.next()
        return None

    def first(self) -> Exchange | None:
        """The last answer whose tokens are known."""
        known = (each for each in reversed(self._page.exchanges) if each.trace is not None)
        return next((each for each in known if each.trace and each.trace.views), None)

    def mark(self, selection: QTextEdit.ExtraSelection | None) -> None:
        self._page.setExtraSelections([selection] if selection else [])

    def _learned(self, traces: dict[int, TokenTrace]) -> None:
        found = False
        for exchange in self._page.exchanges:
            number = exchange.entry.answer if exchange.entry else 0
            if exchange.trace is None and number in traces:
                exchange.trace, found = traces[number], True
        self._asked_for.difference_update(traces)
        if found and self._is_on:
            self._page.redraw()
