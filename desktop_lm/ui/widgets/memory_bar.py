"""What a model takes of the memory, as one bar with its parts, and the marks it must stay under."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets import numbers

_BAR, _TICK, _LABEL_GAP, _WIDTH = 18, 4, 3, 320  # units
_THIN, _OVERVIEW, _WEDGE = (
    10,
    8,
    14,
)  # units: a bar without words, the bar of the whole, and the way from it to its parts
_SMALL = 0.4  # of the scale: parts that take less are drawn once more, as wide as there is room
_BETWEEN = 1.0
_LEAST = 2.0  # pixels: a part that is there is seen
_ROOM = 1.04  # the scale ends a little behind the last mark
# How strong a part's colour is; the next part is told apart by its edge and its place as well.
_STRENGTHS = (0.2, 1.0, 0.76, 0.56, 0.38, 0.18)


class Part(NamedTuple):
    """A stretch of the bar: ``nbytes`` bytes for what ``name`` says, drawn in ``shade`` of the
    accent colour (0 to 5). ``soft`` memory is hatched: the system may take it back."""

    name: str
    nbytes: int
    shade: int = 1
    soft: bool = False


class Mark(NamedTuple):
    """A figure with a word above the bar. ``place`` is where on the bar it stands, where that is
    not the figure itself."""

    name: str
    nbytes: int
    place: int = 0

    @property
    def at(self) -> int:
        return self.place or self.nbytes


class MemoryBar(QWidget):
    """Parts from the start of the line on a scale that shows the marks too.

    Where the marks are so far off that the parts could not be told apart, a thin bar shows the
    whole, and the parts stand enlarged below it.
    """

    def __init__(self, theme: Theme, name: str, *, thin: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self._units = _THIN if thin else _BAR
        self._parts: tuple[Part, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._scale = 0
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    @property
    def parts(self) -> tuple[Part, ...]:
        return self._parts

    @property
    def marks(self) -> tuple[Mark, ...]:
        return self._marks

    def show_parts(
        self, parts: Sequence[Part], marks: Sequence[Mark] = (), *, scale: int = 0
    ) -> None:
        """Draw these. The whole width stands for ``scale`` bytes, or for the largest figure."""
        self._parts = tuple(part for part in parts if part.nbytes > 0)
        self._marks = tuple(sorted((m for m in marks if m.nbytes > 0), key=lambda m: m.at))
        largest = max([self._total, *(mark.at for mark in self._marks)])
        self._scale = scale or round(largest * _ROOM)
        figures = [(part.name, part.nbytes) for part in self._parts]
        figures += [(mark.name, mark.nbytes) for mark in self._marks]
        words = ", ".join(f"{name} {numbers.size(nbytes)}" for name, nbytes in figures)
        self.setToolTip(words)
        self.setAccessibleDescription(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """The bar, and a line of words above it where there are marks."""
        height = self._units
        if self._is_enlarged:
            height += _OVERVIEW + _WEDGE
        elif self._marks:
            height += _TICK
        return QSize(self._theme.px(_WIDTH), round(self._bar_top()) + self._theme.px(height))

    def minimumSizeHint(self) -> QSize:
        """Half as wide."""
        hint = self.sizeHint()
        return QSize(hint.width() // 2, hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw parts and marks."""
        del event
        if not self._scale:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thick = _OVERVIEW if self._is_enlarged else self._units
        area = QRectF(0, self._bar_top(), self.width(), self._theme.px(thick))
        painter.save()
        self._mirror(painter)
        self._paint_parts(painter, area, self._scale)
        if self._is_enlarged:
            self._paint_enlarged(painter, area)
        for mark in self._marks:
            self._paint_mark(painter, area, mark)
        painter.restore()
        self._paint_words(painter)

    @property
    def _total(self) -> int:
        return sum(part.nbytes for part in self._parts)

    @property
    def _is_enlarged(self) -> bool:
        return bool(self._marks) and 0 < self._total < self._scale * _SMALL

    def _bar_top(self) -> float:
        if not self._marks:
            return 0
        return self.fontMetrics().height() + self._theme.px(_LABEL_GAP + _TICK)

    def _mirror(self, painter: QPainter) -> None:
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)

    def _at(self, nbytes: int, scale: int = 0) -> float:
        return self.width() * min(nbytes / (scale or self._scale), 1.0)

    def _paint_enlarged(self, painter: QPainter, area: QRectF) -> None:
        top, bottom = area.bottom() + 1, area.bottom() + self._theme.px(_WEDGE)
        corners = [QPointF(0, top), QPointF(self._at(self._total), top)]
        corners += [QPointF(self.width(), bottom), QPointF(0, bottom)]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.hover))
        painter.drawPolygon(QPolygonF(corners))
        place = QRectF(0, bottom, self.width(), self._theme.px(self._units))
        self._paint_parts(painter, place, self._total)

    def _paint_parts(self, painter: QPainter, area: QRectF, scale: int) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(area, self._theme.px(4), self._theme.px(4))
        painter.setClipPath(clip)
        painter.fillRect(area, QColor(self._theme.colours.line))
        limit = min((mark.at for mark in self._marks), default=0)
        start = 0
        for part in self._parts:
            left = self._at(start, scale)
            width = max(self._at(start + part.nbytes, scale) - left - _BETWEEN, _LEAST)
            place = QRectF(left, area.top(), width, area.height())
            paint_part(painter, place, part, self._theme)
            start += part.nbytes
        if limit and start > limit:
            width = self._at(start - limit, scale)
            over = QRectF(self._at(limit, scale), area.top(), width, area.height())
            _cross_out(painter, over, self._theme)
        painter.setClipping(False)

    def _paint_mark(self, painter: QPainter, area: QRectF, mark: Mark) -> None:
        at, tick = self._at(mark.at), self._theme.px(_TICK)
        ink = QColor(self._theme.colours.text)
        painter.setPen(QPen(ink, max(1.0, self._theme.px(1.5))))
        painter.drawLine(QPointF(at, area.top() - 1), QPointF(at, area.bottom() + tick))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        head = [QPointF(at - tick, area.top() - tick), QPointF(at + tick, area.top() - tick)]
        painter.drawPolygon(QPolygonF([*head, QPointF(at, area.top() + 1)]))

    def _paint_words(self, painter: QPainter) -> None:
        """Each mark's word over its place; those that would overlap move apart."""
        painter.setPen(QColor(self._theme.colours.muted))
        metrics = self.fontMetrics()
        gap, taken = self._theme.px(12), float(self.width())
        for mark in reversed(self._marks):
            text = f"{mark.name} {numbers.size(mark.nbytes)}"
            width = metrics.horizontalAdvance(text) + 1.0
            left = max(min(self._at(mark.at) - width / 2, taken - width), 0.0)
            taken = left - gap
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                left = self.width() - left - width
            painter.drawText(
                QRectF(left, 0, width, metrics.height()), Qt.AlignmentFlag.AlignCenter, text
            )


def paint_part(painter: QPainter, place: QRectF, part: Part, theme: Theme) -> None:
    """Fill ``place`` as this part is filled everywhere."""
    colour = QColor(theme.colours.accent)
    painter.fillRect(place, QColor(theme.colours.base))
    if part.soft:
        painter.fillRect(place, QBrush(colour, Qt.BrushStyle.BDiagPattern))
    colour.setAlphaF(_STRENGTHS[part.shade])
    painter.fillRect(place, colour)


def _cross_out(painter: QPainter, place: QRectF, theme: Theme) -> None:
    """What does not fit."""
    veil = QColor(theme.colours.negative)
    painter.fillRect(place, QBrush(veil, Qt.BrushStyle.DiagCrossPattern))
    painter.setPen(QPen(veil, theme.px(2)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(1, 1, -1, -1))
