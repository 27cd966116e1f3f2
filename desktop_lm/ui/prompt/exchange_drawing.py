"""How an exchange looks on the page: the one place that decides it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QTextBlockFormat, QTextCharFormat, QTextFormat

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.prompt.page_format import Kind, Pen, block_format
from desktop_lm.ui.prompt.page_links import write_continue, write_versions
from desktop_lm.ui.widgets.long_lines import in_pieces

if TYPE_CHECKING:
    from desktop_lm.ui.prompt.inspector.token_drawing import TokenDrawing

translate = QCoreApplication.translate


class ExchangeDrawing:
    """``base`` is the format of the page's lines. ``is_raw`` asks for answers as they were
    written, without their markup. ``has_ways`` asks for the links to other versions and on from an
    answer. ``tokens`` draws those whose tokens are known, one by one."""

    def __init__(self, theme: Theme, base: QTextBlockFormat) -> None:
        self._theme = theme
        self._base = base
        self.is_raw = False
        self.has_ways = True
        self.tokens: TokenDrawing | None = None

    def draw(self, pen: Pen, exchange: Exchange, place: int, *, growing: bool) -> None:
        """Write the exchange number ``place``. One that is ``growing`` ends with its answer, so
        that more of it can follow."""
        self._asker(pen, exchange, place)
        self._raw(pen, exchange.prompt, place)
        if exchange.attachments:
            self._files(pen, exchange, place)
        self._answerer(pen, exchange, place)
        first = pen.cursor.position()
        if self.tokens is not None and exchange.trace is not None:
            self._begin(pen, Kind.TEXT, place, 2)
            self.tokens.draw(pen, exchange, growing=growing)
        elif growing or self.is_raw:
            self._raw(pen, exchange.text, place)
        else:
            self._marked_up(pen, exchange.text, place)
        if exchange.reading is not None and not growing:
            self._reading(pen, exchange, place, first)
        if exchange.note and not growing:
            self._begin(pen, Kind.NOTE, place, 6)
            pen.write(exchange.note, self._style(Kind.NOTE))
            if exchange.text and self.has_ways:
                write_continue(pen, self._theme, place, self._style(Kind.NOTE))
        pen.end(block_format(Kind.PROSE, place))

    def _files(self, pen: Pen, exchange: Exchange, place: int) -> None:
        from desktop_lm.ui.prompt.attach.page_links import write_files

        self._begin(pen, Kind.NOTE, place, 4)
        write_files(pen, self._theme, exchange, place, self._style(Kind.NOTE))

    def _reading(self, pen: Pen, exchange: Exchange, place: int, first: int) -> None:
        """What was read of the files; the answer began at position ``first``."""
        from desktop_lm.ui.prompt.attach.attach_words import reading_words
        from desktop_lm.ui.prompt.attach.page_links import link_citations, write_reading

        link_citations(self._theme, pen.cursor, first, exchange, place)
        if exchange.reading is not None and reading_words(exchange.reading):
            self._begin(pen, Kind.NOTE, place, 6)
            write_reading(pen, self._theme, exchange, place, self._style(Kind.NOTE))

    def _raw(self, pen: Pen, text: str, place: int) -> None:
        self._begin(pen, Kind.TEXT, place, 2)
        pen.cursor.insertText(in_pieces(text.replace("\r\n", "\n")), QTextCharFormat())

    def _marked_up(self, pen: Pen, text: str, place: int) -> None:
        from desktop_lm.ui.prompt.markdown.drawing import MarkdownDrawing
        from desktop_lm.ui.prompt.marked_up import blocks_of

        blocks = blocks_of(text)
        if blocks is None:
            self._raw(pen, text, place)
            self._begin(pen, Kind.NOTE, place, 6)
            words = translate("AnswerPage", "Shown as it was written: too much to be laid out")
            pen.write(words, self._style(Kind.NOTE))
        elif blocks:
            MarkdownDrawing(self._theme, self._base, pen, place).draw(blocks)
        else:
            self._begin(pen, Kind.TEXT, place, 2)

    def _asker(self, pen: Pen, exchange: Exchange, place: int) -> None:
        number = exchange.entry.prompt if exchange.entry else 0
        self._mark(pen, place, 28 if place else 0, translate("AnswerPage", "You"))
        self._versions(pen, number, exchange.prompt_versions)

    def _answerer(self, pen: Pen, exchange: Exchange, place: int) -> None:
        number = exchange.entry.answer if exchange.entry else 0
        self._mark(pen, place, 14, exchange.model or translate("AnswerPage", "Answer"))
        self._versions(pen, number, exchange.answer_versions)

    def _mark(self, pen: Pen, place: int, top: float, text: str) -> None:
        self._begin(pen, Kind.MARK, place, top)
        pen.write(text, self._style(Kind.MARK))

    def _versions(self, pen: Pen, number: int, versions: tuple[int, ...]) -> None:
        style = self._style(Kind.MARK)
        write_versions(pen, self._theme, number, versions, style, linked=self.has_ways)

    def _begin(self, pen: Pen, kind: Kind, place: int, top: float) -> None:
        pen.begin(block_format(kind, place, base=self._base, top=self._theme.px(top)))

    def _style(self, kind: Kind) -> QTextCharFormat:
        style = QTextCharFormat()
        if kind in (Kind.MARK, Kind.NOTE):
            style.setForeground(QColor(self._theme.colours.muted))
            style.setProperty(QTextFormat.Property.FontPixelSize.value, self._theme.small_px)
        return style
