"""Files and passages as links on the page of answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor

from desktop_lm.ui.prompt.attach.attach_words import kind_words, place_words, reading_words
from desktop_lm.ui.widgets.plain_text import utf16_length

if TYPE_CHECKING:
    from desktop_lm.ui.look.theme import Theme
    from desktop_lm.ui.prompt.exchange import Exchange
    from desktop_lm.ui.prompt.page_format import Pen

translate = QCoreApplication.translate
_SCHEME = "desktop-lm"
_LINK = re.compile(rf"{_SCHEME}:(file|passage):(\d+):(\d+)")
_CITATION = re.compile(r"\[(\d{1,3})\]")


class PageLink(NamedTuple):
    """File or passage ``number``, from 0, of the exchange at ``place`` of the page."""

    what: str
    place: int
    number: int


def link_of(address: str) -> PageLink | None:
    """What an address of this module points at; None for one of the web."""
    found = _LINK.fullmatch(address)
    return PageLink(found[1], int(found[2]), int(found[3])) if found else None


def tip_of(address: str, exchanges: Sequence[Exchange]) -> str:
    """What the pointer is told over a link."""
    link = link_of(address)
    if link is None or link.place >= len(exchanges):
        return address
    exchange = exchanges[link.place]
    if link.what == "file" and link.number < len(exchange.attachments):
        attachment = exchange.attachments[link.number]
        return f"{attachment.name} · {kind_words(attachment.kind)}"
    reading = exchange.reading
    if reading is not None and link.number < len(reading.passages):
        return place_words(reading.passages[link.number])
    return address


def write_files(
    pen: Pen, theme: Theme, exchange: Exchange, place: int, plain: QTextCharFormat
) -> None:
    """The names of the files that came with a prompt."""
    pen.write(translate("Attach", "With "), plain)
    for number, attachment in enumerate(exchange.attachments):
        pen.write(", " if number else "", plain)
        pen.write(attachment.name, _link(theme, plain, "file", place, number))


def write_reading(
    pen: Pen, theme: Theme, exchange: Exchange, place: int, plain: QTextCharFormat
) -> None:
    """What was read of the files, passage by passage."""
    if exchange.reading is None:
        return
    pen.write(reading_words(exchange.reading), plain)
    for number, cited in enumerate(exchange.reading.passages):
        pen.write("  ", plain)
        words = f"[{number + 1}] {place_words(cited)}"
        pen.write(words, _link(theme, plain, "passage", place, number))


def link_citations(
    theme: Theme, cursor: QTextCursor, first: int, exchange: Exchange, place: int
) -> None:
    """Make links of the numbers of passages between position ``first`` and ``cursor``."""
    count = len(exchange.reading.passages) if exchange.reading else 0
    block = cursor.document().findBlock(first)
    last = cursor.position()
    while count and block.isValid() and block.position() <= last:
        text = block.text()
        for found in _CITATION.finditer(text):
            if 1 <= int(found[1]) <= count:
                at = QTextCursor(cursor.document())
                start = block.position() + utf16_length(text[: found.start()])
                at.setPosition(start)
                at.setPosition(start + len(found[0]), QTextCursor.MoveMode.KeepAnchor)
                number = int(found[1]) - 1
                at.mergeCharFormat(_link(theme, QTextCharFormat(), "passage", place, number))
        block = block.next()


def _link(
    theme: Theme, plain: QTextCharFormat, what: str, place: int, number: int
) -> QTextCharFormat:
    style = QTextCharFormat(plain)
    style.setAnchor(True)
    style.setAnchorHref(f"{_SCHEME}:{what}:{place}:{number}")
    style.setForeground(QColor(theme.colours.accent))
    return style
