"""An answer drawn token by token, each in the colours of its probability."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QTextCharFormat

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.inspector.token_style import numbered, style_of
from desktop_lm.ui.prompt.page_format import Pen


class TokenDrawing:
    """Draws answers whose tokens are known."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._growing: Exchange | None = None
        self._drawn = 0  # characters of the one that grows

    def draw(self, pen: Pen, exchange: Exchange, *, growing: bool) -> None:
        """Write the answer; the paragraph is begun. More of one that is ``growing`` follows
        (:meth:`unwritten`)."""
        for text, style in self._pieces(exchange, 0):
            pen.write(text, style)
        if growing:
            self._growing, self._drawn = exchange, len(exchange.text)

    def unwritten(self, exchange: Exchange) -> list[tuple[str, QTextCharFormat]]:
        """What has come since the answer was drawn."""
        if exchange is not self._growing:
            self._growing, self._drawn = exchange, 0
        pieces = list(self._pieces(exchange, self._drawn))
        self._drawn = len(exchange.text)
        return pieces

    def _pieces(self, exchange: Exchange, start: int) -> Iterator[tuple[str, QTextCharFormat]]:
        """The answer from character ``start`` on, cut at its tokens."""
        trace = exchange.trace
        assert trace is not None
        text, plain = exchange.text, QTextCharFormat()
        if start < trace.start:
            yield text[start : trace.start], plain
        place = trace.start
        for index, view in enumerate(trace.views):
            end = min(place + len(view.text), len(text))
            if text[place:end] != view.text[: end - place]:
                break  # a task has put something else there, such as what it cites
            if end > start and end > place:
                style = numbered(style_of(view.probability, self._theme), index)
                yield text[max(place, start) : end], style
            place = end
        if place < len(text):
            yield text[max(place, start) :], plain
