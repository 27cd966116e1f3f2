"""Tokens in a list, each with its probability as a bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_lm.messages import Alternative, TokenView
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.inspector import token_words
from desktop_lm.ui.prompt.inspector.token_rows import END, ROW, START, AnyIndex, TokenRows

_PAD, _SIDE, _GAP, _BAR = 4, 8, 8, 6  # units
_TEXT_SHARE, _FIGURE = 0.5, "under 0.1%"
_ACTS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Line:
    """A token that came (``other`` is None) or could have come; ``muted`` where it was put
    aside. ``words`` are all there is to say."""

    text: str
    probability: float
    words: str
    other: Alternative | None = None
    muted: bool = False


def lines_of(view: TokenView) -> list[Line]:
    """The token and its alternatives, the likeliest first."""
    came = token_words.translate("Tokens", "{token}, {probability}, taken").format(
        token=token_words.spoken(view.text), probability=token_words.exact(view.probability)
    )
    lines = [Line(token_words.shown(view.text), view.probability, came)]
    lines += [
        Line(
            token_words.shown(other.text),
            other.probability,
            token_words.alternative_words(other),
            other,
            muted=bool(other.cut),
        )
        for other in view.alternatives
    ]
    return sorted(lines, key=lambda line: -line.probability)


class ProbabilityList(TokenRows[Line]):
    """``taken`` carries an alternative that was clicked or entered."""

    taken = Signal(object)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name)
        self.setItemDelegate(_Delegate(theme, self))
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.clicked.connect(self._take)

    def show_rows(self, rows: Sequence[Line]) -> None:
        """Show these; one stands on the first that could be taken."""
        super().show_rows(rows)
        first = next((n for n, line in enumerate(rows) if line.other is not None), 0)
        if rows:
            self.setCurrentIndex(self.model().index(first, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the one that one is on."""
        if event.key() in _ACTS and self.currentIndex().isValid():
            self._take(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """All lines."""
        height = self.sizeHintForRow(0) * len(self.rows) if self.rows else 0
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(0, max(self.sizeHintForRow(0), 0) if self.rows else 0)

    def _take(self, index: QModelIndex) -> None:
        if (other := index.data(ROW).other) is not None:
            self.taken.emit(other)


class _Delegate(QStyledItemDelegate):
    """The token, a bar, and the figure."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        del option, index
        return QSize(0, QFontMetrics(self._view.font()).height() + 2 * self._theme.px(_PAD))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        line: Line = index.data(ROW)
        place: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(self._view.layoutDirection())
        self._paint_ground(painter, place, option.state)
        self._paint_line(painter, place, line)
        painter.restore()

    def _paint_ground(self, painter: QPainter, place: QRect, state: QStyle.StateFlag) -> None:
        colours, px = self._theme.colours, self._theme.px
        area = QRectF(place).adjusted(px(2) + 0.5, 0.5, -px(2) - 0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected and self._view.hasFocus():
            painter.setPen(QPen(QColor(colours.accent)))
            painter.setBrush(QColor(colours.selection))
            painter.drawRoundedRect(area, px(4), px(4))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(area, px(4), px(4))

    def _paint_line(self, painter: QPainter, place: QRect, line: Line) -> None:
        px, colours = self._theme.px, self._theme.colours
        font = self._view.font()
        font.setBold(line.other is None)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        inner = place.adjusted(px(_SIDE), 0, -px(_SIDE), 0)
        figure = QFontMetrics(self._view.font()).horizontalAdvance(_FIGURE)
        text = round((inner.width() - figure) * _TEXT_SHARE)
        painter.setPen(QColor(colours.muted if line.muted else colours.text))
        said = metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, text)
        flag = Qt.TextFlag.TextSingleLine.value
        painter.drawText(self._at(inner, 0, text), START.value | flag, said)
        painter.drawText(
            self._at(inner, inner.width() - figure, figure),
            END.value | flag,
            token_words.exact(line.probability),
        )
        bar = inner.width() - figure - text - 2 * px(_GAP)
        self._paint_bar(painter, self._at(inner, text + px(_GAP), bar), line)

    def _at(self, inner: QRect, start: int, width: int) -> QRect:
        """A stretch of the line, counted from where reading begins."""
        if self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            start = inner.width() - start - width
        return QRect(inner.left() + start, inner.top(), width, inner.height())

    def _paint_bar(self, painter: QPainter, place: QRect, line: Line) -> None:
        height = self._theme.px(_BAR)
        area = QRectF(place.left(), place.center().y() - height / 2, place.width(), height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.line))
        painter.drawRoundedRect(area, height / 2, height / 2)
        done = QRectF(area)
        done.setWidth(max(area.width() * line.probability, height / 2))
        if self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            done.moveRight(area.right())
        colours = self._theme.colours
        painter.setBrush(QColor(colours.border if line.muted else colours.accent))
        painter.drawRoundedRect(done, height / 2, height / 2)
