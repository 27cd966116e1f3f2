"""Brings together a text's view, the popup and what is done with an alternative."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTextEdit

from desktop_lm.messages import Alternative
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.inspector.popup import AlternativesPopup
from desktop_lm.ui.prompt.inspector.token_picker import TokenPicker
from desktop_lm.ui.prompt.inspector.token_surface import Pick, TokenSurface, Traced
from desktop_lm.ui.prompt.inspector.token_words import alternative_words, exact, shown, token_words

Take = Callable[[Traced, int, Alternative], bool]


class TokenInspector(QObject):
    """Colours the tokens of a text while it is on, and shows what could have come instead.

    ``picked`` carries the Pick one went to, or None. ``take`` is asked to go on from another
    token, and says whether it did.
    """

    picked = Signal(object)

    def __init__(self, theme: Theme, surface: TokenSurface, take: Take) -> None:
        super().__init__(surface.view)
        self._theme = theme
        self._surface = surface
        self._view = surface.view
        self._take = take
        self.is_on = False
        self.picker = TokenPicker(surface)
        self.popup = AlternativesPopup(theme, surface.view)
        self._pointed: Pick | None = None
        self._chosen: Pick | None = None
        self.picker.pointed.connect(self._point)
        self.picker.chosen.connect(self.choose)
        self.picker.entered.connect(self._enter)
        self.popup.taken.connect(self._taken)
        self.popup.left.connect(surface.view.setFocus)
        surface.view.verticalScrollBar().valueChanged.connect(self.popup.hide)

    def turn(self, *, on: bool) -> None:
        """Show the tokens, or the text as it is read."""
        self.is_on = on
        self.picker.watch(on=on)
        self.popup.hide()
        self._surface.mark(None)
        self._surface.turn(on=on)

    def choose(self, pick: Pick) -> None:
        """Go to a token."""
        self._chosen = pick
        self.picker.select(pick)
        self._show(pick)
        self._mark(pick)
        self.picked.emit(pick)
        self._say(pick)

    def forget(self) -> None:
        """Another text is shown."""
        self.picker.pick = self._pointed = self._chosen = None
        self.popup.hide()
        self._surface.mark(None)
        self.picked.emit(None)

    def heed_edits(self) -> None:
        """The text was edited, perhaps where the token stood that one went to or points at."""
        picks = [pick for pick in (self._chosen, self._pointed) if pick is not None]
        if any(self._surface.range_of(pick) is None for pick in picks):
            self.forget()

    # --- inside ---

    def _point(self, pick: Pick | None) -> None:
        if pick is None:
            self.popup.leave_soon()
        elif not self.popup.list.hasFocus() and (pick != self._pointed or self.popup.isHidden()):
            self._pointed = pick
            self._show(pick)

    def _show(self, pick: Pick) -> None:
        place, trace = self.picker.rect_of(pick), pick.source.trace
        if place is None or trace is None:
            self.popup.hide()
            return
        self._pointed = pick
        view = trace.views[pick.index]
        place.translate(self._view.viewport().pos())
        self.popup.show_for(view, place, self._title(pick))

    def _title(self, pick: Pick) -> str:
        trace = pick.source.trace
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
        self._surface.mark(mark)

    def _enter(self) -> None:
        if self.picker.pick is not None:
            self._show(self.picker.pick)
            self.popup.list.setFocus()

    def _taken(self, other: Alternative) -> None:
        pick = self._pointed
        if pick is not None and self._take(pick.source, pick.index, other):
            self.forget()
            self._view.setFocus()

    def _say(self, pick: Pick) -> None:
        """To a screen reader, which sees no colours."""
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        trace = pick.source.trace
        assert trace is not None
        view = trace.views[pick.index]
        words = token_words(view, pick.index + 1, len(trace.views))
        others = "; ".join(map(alternative_words, view.alternatives))
        self._view.setAccessibleDescription(f"{words}: {others}" if others else words)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, words))
