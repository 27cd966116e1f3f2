"""What stands behind the words of an answer: panels of code, the bars of quotes, rules."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextBlock
from PySide6.QtWidgets import QTextEdit

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.markdown.drawing import CODE_PADDING
from desktop_lm.ui.prompt.page_format import Kind, is_mirrored, kind_of

_RADIUS, _BAR, _BAR_GAP = 6, 3, 12  # units


def code_panel(page: QTextEdit, theme: Theme, block: QTextBlock) -> QRectF:
    """The panel behind a block of code, in the viewport."""
    padding = theme.px(CODE_PADDING)
    return _area(page, block).adjusted(-padding, -padding, padding, padding)


def paint(page: QTextEdit, theme: Theme) -> None:
    """Paint behind the blocks that are on the screen; to be called before the text is."""
    painter = QPainter(page.viewport())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    bottom = page.viewport().height()
    block = page.cursorForPosition(page.viewport().rect().topLeft()).block()
    if block.previous().isValid():
        block = block.previous()  # whose panel may reach down into the picture
    while block.isValid():
        area = _area(page, block)
        if area.top() > bottom + theme.px(CODE_PADDING):
            break
        kind = kind_of(block)
        if kind is Kind.CODE:
            _panel(painter, theme, code_panel(page, theme, block))
        elif kind is Kind.QUOTE:
            _bar(painter, theme, area, _top_of_bar(page, block), mirrored=is_mirrored(block))
        elif kind is Kind.RULE:
            middle = round(area.center().y()) + 0.5
            painter.setPen(QColor(theme.colours.line))
            painter.drawLine(QPointF(area.left(), middle), QPointF(area.right(), middle))
        block = block.next()


def _panel(painter: QPainter, theme: Theme, area: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.colours.window))
    radius = theme.px(_RADIUS)
    painter.drawRoundedRect(area, radius, radius)


def _bar(painter: QPainter, theme: Theme, area: QRectF, top: float, *, mirrored: bool) -> None:
    left = area.left() - theme.px(_BAR_GAP)
    if mirrored:
        left = area.right() + theme.px(_BAR_GAP) - theme.px(_BAR)
    painter.fillRect(
        QRectF(left, top, theme.px(_BAR), area.bottom() - top), QColor(theme.colours.border)
    )


def _top_of_bar(page: QTextEdit, block: QTextBlock) -> float:
    """The bar goes on from that of a quote right above."""
    above = block.previous()
    if above.isValid() and kind_of(above) is Kind.QUOTE:
        return _area(page, above).bottom()
    return _area(page, block).top()


def _area(page: QTextEdit, block: QTextBlock) -> QRectF:
    """Where the text of a block stands, in the viewport."""
    document, shape = page.document(), block.blockFormat()
    place = document.documentLayout().blockBoundingRect(block)
    indent, left = shape.indent() * document.indentWidth(), shape.leftMargin()
    right = page.viewport().width() - document.rootFrame().frameFormat().rightMargin()
    if is_mirrored(block):
        right -= indent
    else:
        left += indent
    scrolled = page.verticalScrollBar().value()
    return QRectF(
        QPointF(place.left() + left, place.top() - scrolled),
        QPointF(right - shape.rightMargin(), place.bottom() - scrolled),
    )
