"""Writes the blocks of an answer into the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, zip_longest

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QTextBlockFormat,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
    QTextTableFormat,
)

from desktop_lm.documents.code_colours import CodeKind, pieces
from desktop_lm.documents.rich_text import (
    Block,
    Code,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Spans,
    Table,
)
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.markdown.styles import code_style, span_style
from desktop_lm.ui.prompt.page_format import Kind, Pen, block_format, is_mirrored

_FIRST, _GAP, _TIGHT = 2, 10, 3  # units above a block
CODE_PADDING = 10
_INDENT = 24
_MOST_PIECES = 5_000  # of code in colours: Qt takes half a second for them
NO_WIDTH = "\u200b"
_ALIGNMENTS = {
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


class MarkdownDrawing:
    """Of one answer: ``place`` is the number of its exchange, ``base`` the page's line height."""

    def __init__(self, theme: Theme, base: QTextBlockFormat, pen: Pen, place: int) -> None:
        self._theme = theme
        self._base = base
        self._pen = pen
        self._place = place
        self._depth = 0  # of lists
        self._quotes = 0
        self._above: float = _FIRST

    def draw(self, blocks: Sequence[Block]) -> None:
        """Write them below one another."""
        for block, below in zip_longest(blocks, blocks[1:]):
            self._draw(block, below)
            self._above = _GAP

    def _draw(self, block: Block, below: Block | None) -> None:
        if isinstance(block, Paragraph):
            self._begin(Kind.PROSE)
            self._write(block.spans)
            self._stand_in_quote()
        elif isinstance(block, Heading):
            self._above = max(self._above, 1.6 * _GAP if self._above > _FIRST else _FIRST)
            self._begin(Kind.PROSE, heading=block.level)
            self._write(_bold(block.spans))
            self._stand_in_quote()
        elif isinstance(block, Code):
            self._code(block)
        elif isinstance(block, Listing):
            self._listing(block)
        elif isinstance(block, Quote):
            self._quotes += 1
            self.draw(block.blocks)
            self._quotes -= 1
        elif isinstance(block, Table):
            # Qt passes over the space above what stands below a table.
            self._table(block, _GAP + CODE_PADDING if isinstance(below, Code) else _GAP)
        else:
            self._begin(Kind.RULE)
            self._pen.write(NO_WIDTH)  # Qt gives an empty paragraph behind a table no height

    def _format(self, kind: Kind) -> QTextBlockFormat:
        if self._quotes and kind is Kind.PROSE:
            kind = Kind.QUOTE
        made = block_format(kind, self._place, base=self._base, top=self._theme.px(self._above))
        made.setIndent(self._depth)
        made.setLeftMargin(self._theme.px(_INDENT * 0.7 * self._quotes))
        return made

    def _begin(self, kind: Kind, heading: int = 0) -> None:
        made = self._format(kind)
        made.setHeadingLevel(heading)  # for screen readers
        self._pen.begin(made)

    def _write(self, spans: Spans) -> None:
        for span in spans:
            self._pen.write(span.text, span_style(self._theme, span))

    def _stand_in_quote(self) -> None:
        """A quotation is set in from where its text begins, which is known when it is written."""
        if self._quotes and is_mirrored(self._pen.cursor.block()):
            made = self._pen.cursor.blockFormat()
            made.setRightMargin(made.leftMargin())
            made.setLeftMargin(0)
            self._pen.cursor.setBlockFormat(made)

    def _code(self, block: Code) -> None:
        made = self._format(Kind.CODE)
        padding = self._theme.px(CODE_PADDING)
        made.setTopMargin(made.topMargin() + padding)
        made.setBottomMargin(padding + self._theme.px(_GAP))
        made.setLeftMargin(made.leftMargin() + padding)
        made.setRightMargin(padding)
        made.setProperty(QTextBlockFormat.Property.BlockCodeLanguage.value, block.language)
        self._pen.begin(made)
        coloured = list(islice(pieces(block.text, block.language), _MOST_PIECES + 1))
        if len(coloured) > _MOST_PIECES:
            coloured = [(CodeKind.PLAIN, block.text)]
        styles = {kind: code_style(self._theme, kind) for kind in CodeKind}
        for kind, text in coloured:
            self._pen.write(text, styles[kind])

    def _listing(self, block: Listing) -> None:
        shape = QTextListFormat()
        shape.setIndent(1)
        style = QTextListFormat.Style
        if block.start is None:
            shape.setStyle(style.ListDisc if self._depth % 2 == 0 else style.ListCircle)
        else:
            shape.setStyle(style.ListDecimal)
            shape.setStart(block.start)
        made = None
        for item in block.items:
            first, rest = (item[0], item[1:]) if item else (Paragraph(()), ())
            if not isinstance(first, Paragraph):
                first, rest = Paragraph(()), item
            self._begin(Kind.PROSE)
            if made is None:
                made = self._pen.cursor.createList(shape)
            else:
                made.add(self._pen.cursor.block())
            self._write(first.spans)
            self._depth += 1
            self._above = _TIGHT
            self.draw(rest)
            self._depth -= 1
            self._above = _TIGHT

    def _table(self, block: Table, gap: float) -> None:
        theme, columns = self._theme, len(block.alignments)
        shape = QTextTableFormat()
        shape.setBorderCollapse(True)
        shape.setBorder(1)
        shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        shape.setBorderBrush(QBrush(QColor(theme.colours.line)))
        shape.setCellPadding(theme.px(6))
        shape.setTopMargin(theme.px(self._above))
        shape.setBottomMargin(theme.px(gap))
        shape.setLeftMargin(theme.px(_INDENT * (self._depth + 0.7 * self._quotes)))
        shape.setHeaderRowCount(1)
        shape.setWidth(QTextLength(QTextLength.Type.VariableLength, 0))
        cursor = self._pen.cursor
        table = cursor.insertTable(len(block.rows), columns, shape)
        for number, row in enumerate(block.rows):
            for column, spans in enumerate(row[:columns]):
                inside = table.cellAt(number, column).firstCursorPosition()
                made = block_format(Kind.PROSE, self._place)
                made.setAlignment(
                    _ALIGNMENTS.get(block.alignments[column], Qt.AlignmentFlag.AlignLeading)
                )
                inside.setBlockFormat(made)
                for span in spans if number else _bold(spans):
                    inside.insertText(span.text, span_style(theme, span))
        cursor.setPosition(table.lastPosition() + 1)
        self._pen.leave_table()


def _bold(spans: Spans) -> Spans:
    return tuple(replace(span, bold=True) for span in spans)
