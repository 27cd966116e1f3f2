"""The page of the Prompt tab: prompts and answers as flowing text."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
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
_PLACE = _KIND + 1  # the exchange a paragraph belongs to, counted from 1


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
        self._place = 0
        self.setAccessibleName(self.tr("Answers"))
        theme.changed.connect(self._restyle)

    menu_asked = Signal(object, QPoint)

    def begin(self) -> None:
        """The last exchange is new: its prompt, and room for the answer."""
        self.go_to_end()  # who asks wants to see the answer
        self._show_head(self.exchanges[-1])

    def end(self) -> None:
        """The last answer is complete, or as complete as it will be."""
        self.finish()
        if note := self.exchanges[-1].note:
            self._show_note(note)

    def show_exchanges(self, exchanges: list[Exchange]) -> None:
        """Show these; the list stays the caller's, who adds to it."""
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

    def exchange_at(self, place: QPoint) -> Exchange | None:
        """The exchange at a place of the view."""
        number = self.cursorForPosition(place).blockFormat().property(_PLACE)
        known = isinstance(number, int) and 0 < number <= len(self.exchanges)
        return self.exchanges[number - 1] if known else None

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the exchange under the pointer, or where the caret is."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        place = self.cursorRect().center() if by_key else event.pos()
        self.menu_asked.emit(self.exchange_at(place), self.viewport().mapToGlobal(place))

    def _show_head(self, exchange: Exchange) -> None:
        first = self.document().isEmpty()
        self._place = self.exchanges.index(exchange) + 1
        self._paragraph(_Kind.MARK, top=0 if first else 28)
        asked = exchange.entry.prompt if exchange.entry else 0
        you = self.tr("You") + self._version_of(asked, exchange.prompt_versions)
        self.append_text(you, self._style(_Kind.MARK))
        self._paragraph(_Kind.TEXT)
        self.append_text(exchange.prompt)
        self._paragraph(_Kind.MARK, top=14)
        answered = exchange.entry.answer if exchange.entry else 0
        version = self._version_of(answered, exchange.answer_versions)
        answer = (exchange.model or self.tr("Answer")) + version
        self.append_text(answer, self._style(_Kind.MARK))
        self._paragraph(_Kind.TEXT)

    def _version_of(self, number: int, versions: tuple[int, ...]) -> str:
        if len(versions) <= 1 or number not in versions:
            return ""
        return self.tr(" · version {number} of {count}").format(
            number=versions.index(number) + 1, count=len(versions)
        )

    def _show_note(self, note: str) -> None:
        self._paragraph(_Kind.NOTE, top=6)
        self.append_text(note, self._style(_Kind.NOTE))

    def _paragraph(self, kind: _Kind, top: float = 2) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(self._theme.px(top))
        block.setProperty(_KIND, kind.value)
        block.setProperty(_PLACE, self._place)
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
