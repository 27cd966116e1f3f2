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
_BETWEEN = 1.0
_LEAST = 2.0  # pixels: a part that is there is seen
_ROOM = 1.04  # the scale ends a little behind the last mark
# How strong a part's colour is; the next part is told apart by its edge and its place as well.
_STRENGTHS = (0.35, 1.0, 0.75, 0.52, 0.22)


class Part(NamedTuple):
    """A stretch of the bar: ``nbytes`` bytes for what ``name`` says. ``soft`` memory is hatched:
    the system may take it back."""

    name: str
    nbytes: int
    soft: bool = False


class Mark(NamedTuple):
    """A place on the bar, with a word above it."""

    name: str
    nbytes: int


class MemoryBar(QWidget):
    """Parts from the start of the line on a scale that shows the marks too."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
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
        self._marks = tuple(sorted((m for m in marks if m.nbytes > 0), key=lambda m: m.nbytes))
        total = sum(part.nbytes for part in self._parts)
        largest = max([total, *(mark.nbytes for mark in self._marks)])
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
        return QSize(self._theme.px(_WIDTH), round(self._bar_top()) + self._theme.px(_BAR + _TICK))

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
        area = QRectF(0, self._bar_top(), self.width(), self._theme.px(_BAR))
        painter.save()
        self._mirror(painter)
        self._paint_parts(painter, area)
        for mark in self._marks:
            self._paint_mark(painter, area, mark)
        painter.restore()
        self._paint_words(painter, area)

    def _bar_top(self) -> float:
        if not self._marks:
            return 0
        return self.fontMetrics().height() + self._theme.px(_LABEL_GAP + _TICK)

    def _mirror(self, painter: QPainter) -> None:
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)

    def _at(self, nbytes: int) -> float:
        return self.width() * min(nbytes / self._scale, 1.0)

    def _paint_parts(self, painter: QPainter, area: QRectF) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(area, self._theme.px(4), self._theme.px(4))
        painter.setClipPath(clip)
        painter.fillRect(area, QColor(self._theme.colours.line))
        limit = min((mark.nbytes for mark in self._marks), default=0)
        start = 0
        for number, part in enumerate(self._parts):
            left = self._at(start)
            width = max(self._at(start + part.nbytes) - left - _BETWEEN, _LEAST)
            paint_part(painter, QRectF(left, area.top(), width, area.height()), self._theme, number)
            if part.soft:
                _hatch(painter, QRectF(left, area.top(), width, area.height()), self._theme)
            start += part.nbytes
        if limit and start > limit:
            over = QRectF(self._at(limit), area.top(), self._at(start - limit), area.height())
            _cross_out(painter, over, self._theme)
        painter.setClipping(False)

    def _paint_mark(self, painter: QPainter, area: QRectF, mark: Mark) -> None:
        at, tick = self._at(mark.nbytes), self._theme.px(_TICK)
        ink = QColor(self._theme.colours.text)
        painter.setPen(QPen(ink, max(1.0, self._theme.px(1.5))))
        painter.drawLine(QPointF(at, area.top() - 1), QPointF(at, area.bottom() + tick))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        head = [QPointF(at - tick, area.top() - tick), QPointF(at + tick, area.top() - tick)]
        painter.drawPolygon(QPolygonF([*head, QPointF(at, area.top() + 1)]))

    def _paint_words(self, painter: QPainter, area: QRectF) -> None:
        """Each mark's word over its place; those that would overlap move apart."""
        del area
        painter.setPen(QColor(self._theme.colours.muted))
        metrics = self.fontMetrics()
        gap, taken = self._theme.px(12), float(self.width())
        for mark in reversed(self._marks):
            text = f"{mark.name} {numbers.size(mark.nbytes)}"
            width = metrics.horizontalAdvance(text) + 1.0
            left = max(min(self._at(mark.nbytes) - width / 2, taken - width), 0.0)
            taken = left - gap
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                left = self.width() - left - width
            painter.drawText(
                QRectF(left, 0, width, metrics.height()), Qt.AlignmentFlag.AlignCenter, text
            )


def paint_part(painter: QPainter, place: QRectF, theme: Theme, number: int) -> None:
    """Fill ``place`` as part ``number`` of a bar is filled; a legend does so too."""
    colour = QColor(theme.colours.accent)
    colour.setAlphaF(_STRENGTHS[number % len(_STRENGTHS)])
    painter.fillRect(place, QColor(theme.colours.base))
    painter.fillRect(place, colour)


def _hatch(painter: QPainter, place: QRectF, theme: Theme) -> None:
    painter.fillRect(place, QBrush(QColor(theme.colours.accent), Qt.BrushStyle.BDiagPattern))


def _cross_out(painter: QPainter, place: QRectF, theme: Theme) -> None:
    """What does not fit."""
    veil = QColor(theme.colours.negative)
    painter.fillRect(place, QBrush(veil, Qt.BrushStyle.DiagCrossPattern))
    painter.setPen(QPen(veil, theme.px(2)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(place.adjusted(1, 1, -1, -1))


class Legend(QWidget):
    """The parts of a bar in words, each with a patch of its colour, as many in a row as fit."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._parts: tuple[Part, ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Name these."""
        self._parts = tuple(part for part in parts if part.nbytes > 0)
        self.setAccessibleName(", ".join(_words(part) for part in self._parts))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        """The rows depend on the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Rows of one line each."""
        rows = 1 + max((row for row, _ in self._places(width)), default=0)
        return rows * self._row_height()

    def sizeHint(self) -> QSize:
        """Two rows, usually."""
        width = self._theme.px(_WIDTH)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The widest part."""
        widths = [self._width(part) for part in self._parts]
        return QSize(round(max(widths, default=0)), self._row_height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Patches and words."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, height = self._theme.px(10), self._row_height()
        for number, (part, (row, left)) in enumerate(
            zip(self._parts, self._places(self.width()), strict=True)
        ):
            patch = QRectF(left, row * height + (height - side) / 2, side, side)
            words = QRectF(left + side * 1.6, row * height, self._width(part), height)
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                patch.moveRight(self.width() - patch.left())
                words.moveRight(self.width() - words.left())
            paint_part(painter, patch, self._theme, number)
            if part.soft:
                _hatch(painter, patch, self._theme)
            painter.setPen(QColor(self._theme.colours.text))
            flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(words, flags, _words(part))

    def _places(self, width: int) -> list[tuple[int, float]]:
        """Row and start of each part."""
        places: list[tuple[int, float]] = []
        row, left, gap = 0, 0.0, self._theme.px(16)
        for part in self._parts:
            if left and left + self._width(part) > width:
                row, left = row + 1, 0.0
            places.append((row, left))
            left += self._width(part) + gap
        return places

    def _width(self, part: Part) -> float:
        return self._theme.px(10) * 1.6 + self.fontMetrics().horizontalAdvance(_words(part)) + 2

    def _row_height(self) -> int:
        return self.fontMetrics().height() + self._theme.px(4)


def _words(part: Part) -> str:
    return f"{part.name} {numbers.size(part.nbytes)}"
