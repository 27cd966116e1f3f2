"""Draws the rows of a :class:`~desktop_lm.ui.widgets.row_list.RowList`."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_lm.ui.look.colours import Colours
from desktop_lm.ui.look.contrast import readable
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.first_letter import runs_right_to_left
from desktop_lm.ui.widgets.row_model import ROW, AnyIndex, Row
from desktop_lm.ui.widgets.signs import SIGN_UNITS, Sign, paint_sign

_SIDE, _PAD, _GAP, _BAR, _BETWEEN = 12, 8, 3, 4, 12  # units
_START = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
_END = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter


def second_ink(colours: Colours, *, is_chosen: bool) -> QColor:
    """The colour of a row's second line: of second rank, and read on the selection as well."""
    muted = QColor(colours.muted)
    return readable(muted, QColor(colours.selection)) if is_chosen else muted


class RowDelegate(QStyledItemDelegate):
    """Two lines on the colour of the selection; a heading is one line in the second colour."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Two lines of text, and a bar where there is one."""
        del option
        row: Row = index.data(ROW)
        line = QFontMetrics(self._view.font()).height()
        px = self._theme.px
        if row.heading:
            return QSize(0, line + px(_PAD) * 2)
        bar = px(_BAR + _GAP) if row.progress is not None else 0
        return QSize(0, 2 * line + px(_GAP) + 2 * px(_PAD) + bar)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One row."""
        row: Row = index.data(ROW)
        place: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self._view.layoutDirection())
        if row.heading:
            self._paint_heading(painter, place, row)
        else:
            self._paint_ground(painter, place, state)
            is_chosen = bool(state & QStyle.StateFlag.State_Selected)
            second = second_ink(self._theme.colours, is_chosen=is_chosen)
            self._paint_row(painter, place, row, second)
        painter.restore()

    def _paint_heading(self, painter: QPainter, place: QRect, row: Row) -> None:
        side = self._theme.px(_SIDE)
        font = QFont(self._view.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.colours.muted))
        pad = self._theme.px(_PAD)
        self._text(painter, place.adjusted(side, pad, -side, 0), row.title, _START)

    def _paint_ground(self, painter: QPainter, place: QRect, state: QStyle.StateFlag) -> None:
        colours, px = self._theme.colours, self._theme.px
        area = QRectF(place).adjusted(px(4) + 0.5, 0.5, -px(4) - 0.5, -0.5)
        radius = px(6)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(colours.selection))
            if self._view.hasFocus():
                painter.setPen(QPen(QColor(colours.accent)))
            painter.drawRoundedRect(area, radius, radius)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(area, radius, radius)

    def _paint_row(self, painter: QPainter, place: QRect, row: Row, second_line: QColor) -> None:
        px, metrics = self._theme.px, QFontMetrics(self._view.font())
        painter.setFont(self._view.font())
        inner = place.adjusted(px(_SIDE), px(_PAD), -px(_SIDE), -px(_PAD))
        first = QRect(inner.left(), inner.top(), inner.width(), metrics.height())
        second = first.translated(0, metrics.height() + px(_GAP))
        painter.setPen(QColor(self._theme.colours.text))
        room = self._at_end(painter, first, row.figure, Sign.NONE)
        self._text(painter, room, row.title, _START)
        painter.setPen(second_line)
        room = self._at_end(painter, second, row.state, row.sign)
        self._text(painter, room, row.detail, _START)
        if row.progress is not None:
            top = second.bottom() + 1 + px(_GAP)
            self._paint_bar(
                painter, QRectF(inner.left(), top, inner.width(), px(_BAR)), row.progress
            )

    def _at_end(self, painter: QPainter, line: QRect, text: str, sign: Sign) -> QRect:
        """Write ``text`` after ``sign`` at the line's end; the room that is left comes back."""
        if not text and sign is Sign.NONE:
            return line
        px, metrics = self._theme.px, painter.fontMetrics()
        width = metrics.horizontalAdvance(text)
        self._text(painter, line, text, _END)
        if sign is not Sign.NONE:
            side = px(SIGN_UNITS)
            left = line.right() + 1 - width - round(side * 1.7)
            square = QRectF(left, line.top() + (line.height() - side) / 2, side, side)
            paint_sign(painter, sign, self._mirrored(square, line), self._theme)
            width += round(side * 1.7)
        room = line.adjusted(0, 0, -width - px(_BETWEEN), 0)
        if self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            room.moveRight(line.right())
        return room

    def _mirrored(self, square: QRectF, line: QRect) -> QRectF:
        if self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            square.moveLeft(line.left() + line.right() + 1 - square.right())
        return square

    def _text(self, painter: QPainter, place: QRect, text: str, align: Qt.AlignmentFlag) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        way, flags = self._view.layoutDirection(), Qt.TextFlag
        mirrored = way is Qt.LayoutDirection.RightToLeft
        # The text stays at its side of the row, whichever way it runs.
        side = QStyle.visualAlignment(way, align).value | Qt.AlignmentFlag.AlignAbsolute.value
        rtl = runs_right_to_left(shown, otherwise=mirrored)
        order = flags.TextForceRightToLeft if rtl else flags.TextForceLeftToRight
        painter.drawText(place, side | order.value | flags.TextSingleLine.value, shown)

    def _paint_bar(self, painter: QPainter, place: QRectF, share: float) -> None:
        colours, radius = self._theme.colours, place.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.line))
        painter.drawRoundedRect(place, radius, radius)
        done = QRectF(place)
        done.setWidth(max(place.width() * min(max(share, 0.0), 1.0), place.height()))
        if self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            done.moveRight(place.right())
        painter.setBrush(QColor(colours.accent))
        painter.drawRoundedRect(done, radius, radius)
