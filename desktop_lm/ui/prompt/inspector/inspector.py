"""Brings together the page, the popup and what is done with an alternative."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTextEdit

from desktop_lm.messages import Alternative
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.answer_page import AnswerPage
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.inspector.popup import AlternativesPopup
from desktop_lm.ui.prompt.inspector.token_drawing import TokenDrawing
from desktop_lm.ui.prompt.inspector.token_picker import Pick, TokenPicker
from desktop_lm.ui.prompt.inspector.token_words import alternative_words, exact, shown, token_words

if TYPE_CHECKING:
    from desktop_lm.storage.history import History
    from desktop_lm.storage.token_traces import TokenTrace
    from desktop_lm.ui.storage.history_desk import HistoryDesk

Take = Callable[[Exchange, int, Alternative], bool]


class TokenInspector(QObject):
    """Colours the tokens of ``page`` while it is on, and shows what could have come instead.

    ``picked`` carries the Pick one went to, or None. ``take`` is asked to go on from another
    token, and says whether it did.
    """

    picked = Signal(object)

    def __init__(self, theme: Theme, page: AnswerPage, history: HistoryDesk, take: Take) -> None:
        super().__init__(page)
        self._theme = theme
        self._page = page
        self._history = history
        self._take = take
        self._asked_for: set[int] = set()
        self.is_on = False
        self.picker = TokenPicker(page)
        self.popup = AlternativesPopup(theme, page)
        self._pointed: Pick | None = None
        self.picker.pointed.connect(self._point)
        self.picker.chosen.connect(self.choose)
        self.picker.entered.connect(self._enter)
        self.popup.taken.connect(self._taken)
        self.popup.left.connect(page.setFocus)
        page.verticalScrollBar().valueChanged.connect(self.popup.hide)

    def turn(self, *, on: bool) -> None:
        """Show the tokens, or the answers as they are read."""
        self.is_on = on
        self._page.drawing.tokens = TokenDrawing(self._theme) if on else None
        self.picker.watch(on=on)
        self.popup.hide()
        self._page.setExtraSelections([])
        if on:
            self.learn()
        self._page.redraw()

    def learn(self) -> None:
        """Ask the history how the answers on the page were made."""
        if not self.is_on:
            return
        wanted = [
            each.entry.answer
            for each in self._page.exchanges
            if each.entry and each.entry.answer and each.trace is None
        ]
        unknown = [number for number in wanted if number not in self._asked_for]
        self._asked_for.update(unknown)
        if not unknown:
            return

        def traces(history: History) -> dict[int, TokenTrace]:
            from desktop_lm.storage.token_traces import traces_of

            return traces_of(history, unknown)

        self._history.ask(traces, self._learned)

    def choose(self, pick: Pick) -> None:
        """Go to a token."""
        self.picker.select(pick)
        self._show(pick)
        self._mark(pick)
        self.picked.emit(pick)
        self._say(pick)

    def forget(self) -> None:
        """Another conversation or version is on the page."""
        self.picker.pick = self._pointed = None
        self.popup.hide()
        self._page.setExtraSelections([])
        self.picked.emit(None)

    # --- inside ---

    def _learned(self, traces: dict[int, TokenTrace]) -> None:
        found = False
        for exchange in self._page.exchanges:
            number = exchange.entry.answer if exchange.entry else 0
            if exchange.trace is None and number in traces:
                exchange.trace, found = traces[number], True
        self._asked_for.difference_update(traces)
        if found and self.is_on:
            self._page.redraw()

    def _point(self, pick: Pick | None) -> None:
        if pick is None:
            self.popup.leave_soon()
        elif not self.popup.list.hasFocus() and (pick != self._pointed or self.popup.isHidden()):
            self._pointed = pick
            self._show(pick)

    def _show(self, pick: Pick) -> None:
        place, trace = self.picker.rect_of(pick), pick.exchange.trace
        if place is None or trace is None:
            self.popup.hide()
            return
        self._pointed = pick
        view = trace.views[pick.index]
        place.translate(self._page.viewport().pos())
        self.popup.show_for(view, place, self._title(pick))

    def _title(self, pick: Pick) -> str:
        trace = pick.exchange.trace
        assert trace is not None
        view = trace.views[pick.index]
        return self.tr("{token} · {probability} · token {number} of {count}").format(
            token=shown(view.text),
            probability=exact(view.probability),
            number=pick.index + 1,
            count=len(trace.views),
        )

    def _mark(self, pick: Pick) -> None:
        cursor = self.picker.cursor_over(pick)
        if cursor is None:
            return
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        style = cursor.charFormat()
        style.setBackground(QColor(self._theme.colours.selection))
        mark.format = style
        self._page.setExtraSelections([mark])

    def _enter(self) -> None:
        if self.picker.pick is not None:
            self._show(self.picker.pick)
            self.popup.list.setFocus()

    def _taken(self, other: Alternative) -> None:
        pick = self._pointed
        if pick is not None and self._take(pick.exchange, pick.index, other):
            self.forget()
            self._page.setFocus()

    def _say(self, pick: Pick) -> None:
        """To a screen reader, which sees no colours."""
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        trace = pick.exchange.trace
        assert trace is not None
        view = trace.views[pick.index]
        words = token_words(view, pick.index + 1, len(trace.views))
        others = "; ".join(map(alternative_words, view.alternatives))
        self._page.setAccessibleDescription(f"{words}: {others}" if others else words)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._page, words))
