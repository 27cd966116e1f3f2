"""The page of the Prompt tab: prompts and answers as flowing text."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QTimer
from PySide6.QtGui import (
    QColor,
    QShowEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.exchange import Exchange
from desktop_lm.ui.widgets.streaming_text import StreamingText

_KIND = QTextFormat.Property.UserProperty.value + 1


class _Kind(IntEnum):
    """What a paragraph is; kept in its format, so that a change of theme finds it again."""

    TEXT = 0
    MARK = 1  # who speaks
    NOTE = 2  # how an answer ended


class AnswerPage(StreamingText):
    """Exchanges one after the other; the last one may still grow."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, column=True)
        self.exchanges: list[Exchange] = []
        self._seen = False
        self.setAccessibleName(self.tr("Answers"))
        theme.changed.connect(self._restyle)

    def begin(self, exchange: Exchange) -> None:
        """A new exchange: the prompt, and room for the answer."""
        self.go_to_end()  # who asks wants to see the answer
        self.exchanges.append(exchange)
        self._show_head(exchange)

    def resume(self) -> None:
        """The last answer goes on."""
        last = self.exchanges[-1]
        last.note, last.broken_off = "", False
        self.show_exchanges(self.exchanges)
        self.go_to_end()

    def add(self, text: str) -> None:
        """More of the last answer."""
        self.exchanges[-1].answer.append(text)
        self.append_text(text)

    def end(self, note: str = "") -> None:
        """The last answer is complete, or as complete as it will be."""
        self.finish()
        if note:
            self.exchanges[-1].note = note
            self._show_note(note)

    def show_exchanges(self, exchanges: list[Exchange]) -> None:
        """Show these; the list stays the caller's, and what is begun is added to it."""
        self.exchanges = exchanges
        self.clear_text()
        for exchange in self.exchanges:
            self._show_head(exchange)
            self.append_text(exchange.text)
            if exchange.note:
                self._show_note(exchange.note)
        self.finish()

    def showEvent(self, event: QShowEvent) -> None:
        """The first time on the screen, show where the conversation stands."""
        super().showEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self, self.go_to_end)  # when the text is laid out

    @property
    def last_answer(self) -> str:
        """The answer to copy."""
        return self.exchanges[-1].text if self.exchanges else ""

    def _show_head(self, exchange: Exchange) -> None:
        first = self.document().isEmpty()
        self._paragraph(_Kind.MARK, top=0 if first else 28)
        self.append_text(self.tr("You"), self._style(_Kind.MARK))
        self._paragraph(_Kind.TEXT)
        self.append_text(exchange.prompt)
        self._paragraph(_Kind.MARK, top=14)
        self.append_text(exchange.model or self.tr("Answer"), self._style(_Kind.MARK))
        self._paragraph(_Kind.TEXT)

    def _show_note(self, note: str) -> None:
        self._paragraph(_Kind.NOTE, top=6)
        self.append_text(note, self._style(_Kind.NOTE))

    def _paragraph(self, kind: _Kind, top: float = 2) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(self._theme.px(top))
        block.setProperty(_KIND, kind.value)
        self.append_block(block)

    def _style(self, kind: _Kind) -> QTextCharFormat:
        style = QTextCharFormat()
        if kind is not _Kind.TEXT:
            style.setForeground(QColor(self._theme.colours.muted))
            style.setProperty(QTextFormat.Property.FontPixelSize.value, self._theme.small_px)
        return style

    def _restyle(self) -> None:
        """Marks and notes in the new colours and sizes."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        block = self.document().begin()
        while block.isValid():
            kind = block.blockFormat().property(_KIND)
            if kind in (_Kind.MARK.value, _Kind.NOTE.value):
                cursor.setPosition(block.position())
                cursor.movePosition(
                    QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
                )
                cursor.mergeCharFormat(self._style(_Kind(kind)))
            block = block.next()
        cursor.endEditBlock()
