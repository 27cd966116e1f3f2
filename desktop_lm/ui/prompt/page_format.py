"""What the paragraphs of the page are, and the pen that writes them."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextFormat

_KIND = QTextFormat.Property.UserProperty.value + 1
_PLACE = _KIND + 1  # the exchange a paragraph belongs to, counted from 1


class Kind(IntEnum):
    """What a paragraph is; kept in its format."""

    TEXT = 0  # as it was written
    MARK = 1  # who speaks
    NOTE = 2  # how an answer ended
    PROSE = 3  # an answer's, with its markup
    CODE = 4
    QUOTE = 5
    RULE = 6


def kind_of(block: QTextBlock) -> Kind:
    """What a paragraph is."""
    kind = block.blockFormat().property(_KIND)
    return Kind(kind) if isinstance(kind, int) else Kind.TEXT


def place_of(block: QTextBlock) -> int:
    """The number of the exchange that it belongs to, from 0; -1 for none."""
    place = block.blockFormat().property(_PLACE)
    return place - 1 if isinstance(place, int) else -1


def is_mirrored(block: QTextBlock) -> bool:
    """Whether its text begins at the right."""
    return block.textDirection() is Qt.LayoutDirection.RightToLeft


def block_format(
    kind: Kind, place: int, *, base: QTextBlockFormat | None = None, top: float = 0
) -> QTextBlockFormat:
    """The format of a paragraph of ``kind`` of the exchange number ``place``, ``top`` pixels
    below the one before it."""
    made = QTextBlockFormat(base) if base else QTextBlockFormat()
    made.setTopMargin(top)
    made.setProperty(_KIND, kind.value)
    made.setProperty(_PLACE, place + 1)
    return made


class Pen:
    """Writes paragraphs one after the other, beginning where ``cursor`` is.

    ``fresh``: the paragraph it is in is empty and is the first one to be written.
    """

    def __init__(self, cursor: QTextCursor, *, fresh: bool) -> None:
        self.cursor = cursor
        self._fresh = fresh

    def begin(self, block: QTextBlockFormat) -> None:
        """Begin a paragraph."""
        if self._fresh:
            self.cursor.setBlockFormat(block)
            self.cursor.setBlockCharFormat(QTextCharFormat())
        else:
            self.cursor.insertBlock(block, QTextCharFormat())
        self._fresh = False

    def write(self, text: str, style: QTextCharFormat | None = None) -> None:
        """More of the paragraph; line feeds are line breaks in it."""
        # Two separate spellings of a line's end; the second one is Qt's within a paragraph.
        self.cursor.insertText(text.replace("\n", "\u2028"), style or QTextCharFormat())

    def leave_table(self) -> None:
        """The cursor is behind a table, where Qt has made a paragraph."""
        self._fresh = True

    def end(self, after: QTextBlockFormat) -> None:
        """What was begun and never written in must not show: behind a table at the end."""
        if self._fresh:
            after.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
            after.setTopMargin(0)
            self.cursor.setBlockFormat(after)
            self._fresh = False  # Qt passes over the space above what stands right below a table
