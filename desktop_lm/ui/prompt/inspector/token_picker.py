"""Which token of the page one points at or goes to."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QTextBlock, QTextCursor

from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.inspector.token_style import find, index_in
from desktop_lm.ui.prompt.page_format import place_of

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_LINES = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


@dataclass(frozen=True, slots=True)
class Pick:
    """Token ``index`` of the trace of ``exchange``."""

    exchange: Exchange
    index: int


class TokenPicker(QObject):
    """Watches the keys and the pointer of ``page`` while it is on.

    ``pointed`` carries the Pick under the pointer, or None; ``chosen`` one that was clicked or
    gone to with the arrow keys; ``entered`` comes with Return.
    """

    pointed = Signal(object)
    chosen = Signal(object)
    entered = Signal()

    def __init__(self, page: AnswerPage) -> None:
        super().__init__(page)
        self._page = page
        self.pick: Pick | None = None

    def watch(self, *, on: bool) -> None:
        """Begin or end to watch."""
        for thing in (self._page, self._page.viewport()):
            thing.removeEventFilter(self)
            if on:
                thing.installEventFilter(self)
        self._page.viewport().setMouseTracking(on)
        self.pick = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page's events, before the page has them."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return watched is self._page and self._key(event)
        if event.type() is QEvent.Type.Leave:
            self.pointed.emit(None)
        elif isinstance(event, QMouseEvent) and watched is self._page.viewport():
            self._mouse(event)
        return False

    def at(self, place: QPoint) -> Pick | None:
        """The token at a place of the viewport."""
        bars = self._page.horizontalScrollBar(), self._page.verticalScrollBar()
        point = QPointF(place) + QPointF(*(bar.value() for bar in bars))
        layout = self._page.document().documentLayout()
        return self._at_position(layout.hitTest(point, Qt.HitTestAccuracy.ExactHit))

    def rect_of(self, pick: Pick) -> QRect | None:
        """Where a token stands in the viewport; its first line, if it has several. The blank
        before a word may stand at the end of the line above."""
        found = self._range_of(pick)
        if found is None or pick.exchange.trace is None:
            return None
        text = pick.exchange.trace.views[pick.index].text
        blanks = len(text) - len(text.lstrip(" ")) if text.strip() else 0
        ends = min(found[0] + blanks, found[1]), found[1]
        first, last = (self._page.cursorRect(self._cursor_at(position)) for position in ends)
        if first.top() != last.top():
            last = QRect(self._page.viewport().width() - 1, first.top(), 1, first.height())
        return first.united(last)

    def select(self, pick: Pick) -> None:
        """Bring the caret to a token, and the token on the screen."""
        self.pick = pick
        if (found := self._range_of(pick)) is not None:
            self._page.setTextCursor(self._cursor_at(found[0]))
            self._page.ensureCursorVisible()

    def cursor_over(self, pick: Pick) -> QTextCursor | None:
        """All of a token."""
        found = self._range_of(pick)
        if found is None:
            return None
        cursor = self._cursor_at(found[0])
        cursor.setPosition(found[1], QTextCursor.MoveMode.KeepAnchor)
        return cursor

    # --- inside ---

    def _key(self, event: QKeyEvent) -> bool:
        if event.modifiers() not in _PLAIN:
            return False
        if event.key() in _STEPS:
            return self._step(_STEPS[Qt.Key(event.key())])
        if event.key() in _ENTER and self.pick is not None:
            self.entered.emit()
            return True
        if event.key() in _LINES:
            QTimer.singleShot(0, self, self._choose_at_caret)  # when the page has moved it
        return False

    def _step(self, step: int) -> bool:
        if self.pick is not None:
            pick = self._beside(self.pick, step)
        else:
            pick = self._at_position(self._page.textCursor().position()) or self._first()
        if pick is None:
            return False
        self.chosen.emit(pick)
        return True

    def _beside(self, pick: Pick, step: int) -> Pick | None:
        """The next token that has letters on the page."""
        trace, index = pick.exchange.trace, pick.index + step
        while trace is not None and 0 <= index < len(trace.views):
            if trace.views[index].text:
                return Pick(pick.exchange, index)
            index += step
        return None

    def _first(self) -> Pick | None:
        """Of the last answer whose tokens are known."""
        for exchange in reversed(self._page.exchanges):
            if exchange.trace is not None and exchange.trace.views:
                return self._beside(Pick(exchange, -1), 1)
        return None

    def _choose_at_caret(self) -> None:
        if pick := self._at_position(self._page.textCursor().position()):
            self.chosen.emit(pick)

    def _mouse(self, event: QMouseEvent) -> None:
        if event.type() is QEvent.Type.MouseMove and not event.buttons():
            self.pointed.emit(self.at(event.position().toPoint()))
        elif (
            event.type() is QEvent.Type.MouseButtonRelease
            and event.button() is Qt.MouseButton.LeftButton
            and not self._page.textCursor().hasSelection()
            and (pick := self.at(event.position().toPoint()))
        ):
            self.chosen.emit(pick)

    def _at_position(self, position: int) -> Pick | None:
        """The token of the character behind a position of the document."""
        if not 0 <= position < self._page.document().characterCount() - 1:
            return None
        index = index_in(self._cursor_at(position + 1).charFormat())
        number = place_of(self._page.document().findBlock(position))
        if index < 0 or not 0 <= number < len(self._page.exchanges):
            return None
        exchange = self._page.exchanges[number]
        known = len(exchange.trace.views) if exchange.trace else 0
        return Pick(exchange, index) if index < known else None

    def _range_of(self, pick: Pick) -> tuple[int, int] | None:
        if pick.exchange not in self._page.exchanges:
            return None
        number = self._page.exchanges.index(pick.exchange)
        block: QTextBlock = self._page.block_of(number)
        while block.isValid() and place_of(block) == number:
            if (found := find(block, pick.index)) is not None:
                return found
            block = block.next()
        return None

    def _cursor_at(self, position: int) -> QTextCursor:
        cursor = QTextCursor(self._page.document())
        cursor.setPosition(position)
        return cursor
