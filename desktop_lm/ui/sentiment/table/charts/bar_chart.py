"""Draws a picture with pyqtgraph: bars to hover, to click and to walk through by keys."""

from __future__ import annotations

from html import escape
from math import ceil
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip

from desktop_lm.tables.summary import UNSURE
from desktop_lm.ui.look.colours import Colours
from desktop_lm.ui.sentiment.table.charts.picture import Bar, Picture
from desktop_lm.ui.sentiment.table.table_words import class_name
from desktop_lm.ui.sentiment.verdict_words import colour

_PALE = 0.45
_GAP = 8  # pixels between a name and its bar
_OWN_LABELS = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb")
_ROOM = 0.06
_NAMES = 0.45  # of the width, for names beside bars


class BarChart(pg.PlotWidget):  # type: ignore[misc]
    """``chosen`` carries what is to be shown of the rows behind a bar; ``named`` are the places
    of the picture that have their names below or beside them."""

    chosen = Signal(object)

    def __init__(self, colours: Colours) -> None:
        super().__init__(background=None)
        self._colours = colours
        self._picture = Picture("", (), (), "", ())
        self._current = -1
        self._mark: Any = None
        self.named: tuple[tuple[float, str], ...] = ()
        self.setFrameShape(self.Shape.NoFrame)
        self.setMenuEnabled(False)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(QSize(120, 120))

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is drawn."""
        return self._picture.bars

    def show_picture(self, picture: Picture, colours: Colours) -> None:
        """Draw this."""
        self._picture, self._colours = picture, colours
        self._current, self._mark = -1, None
        self.clear()
        self.setBackground(colours.base)
        self.setAccessibleName(picture.title)
        self.setAccessibleDescription("; ".join(bar.words for bar in picture.bars))
        for label in dict.fromkeys(bar.label for bar in picture.bars):
            bars = [bar for bar in picture.bars if bar.label == label]
            self.addItem(_item(bars, self._fill(label), colours))
        self._axes()

    def picture_of(self, size: QSize) -> QPixmap:
        """The chart as an image of this size."""
        self.resize(size)
        image: QPixmap = self.grab()
        return image

    # --- Qt's events ---

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """The heading is as wide as the chart, and as many places are named as fit."""
        super().resizeEvent(event)
        if event is not None and self._picture.title:  # None: pyqtgraph is still making the widget
            self._name_places()
            self._fit_heading()

    def event(self, event: QEvent) -> bool:
        """Say what the pointer is on."""
        if event.type() == QEvent.Type.ToolTip:
            at = self._bar_at(self.mapFromGlobal(event.globalPos()))  # type: ignore[attr-defined]
            QToolTip.showText(
                event.globalPos(),  # type: ignore[attr-defined]
                self.bars[at].words if at >= 0 else "",
                self,
            )
            return True
        handled: bool = super().event(event)
        return handled

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show the rows behind the bar."""
        at = self._bar_at(event.position().toPoint())
        if at >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._go_to(at)
            self.chosen.emit(self.bars[at].wanted)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A bar can be clicked."""
        on_bar = self._bar_at(event.position().toPoint()) >= 0
        self.setCursor(Qt.CursorShape.PointingHandCursor if on_bar else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from bar to bar, Enter shows its rows."""
        step = {
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
        }.get(Qt.Key(event.key()))
        if step is not None and self.bars:
            self._go_to(max(0, min(len(self.bars) - 1, self._current + step)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Space) and self._current >= 0:
            self.chosen.emit(self.bars[self._current].wanted)
        else:
            event.ignore()

    # --- inside ---

    def _go_to(self, at: int) -> None:
        self._current = at
        if self._mark is not None:
            self.removeItem(self._mark)
        bar = self.bars[at]
        pen = pg.mkPen(self._colours.text, width=2)
        self._mark = _item([bar], QColor(0, 0, 0, 0), self._colours, pen)
        self.addItem(self._mark)
        self.setAccessibleDescription(bar.words)
        box = self.getPlotItem().vb
        corner = box.mapViewToScene(QPointF((bar.left + bar.right) / 2, bar.high)).toPoint()
        if self.isVisible():
            QToolTip.showText(self.mapToGlobal(corner), bar.words, self)

    def _bar_at(self, place: Any) -> int:
        point = self.getPlotItem().vb.mapSceneToView(QPointF(place))
        for at, bar in enumerate(self.bars):
            if bar.left <= point.x() <= bar.right and bar.low <= point.y() <= bar.high:
                return at
        return -1

    def _fill(self, label: str) -> QColor:
        if label in ("positive", "neutral", "negative"):
            return QColor(colour(label, self._colours))
        if label == UNSURE:
            return _between(self._colours.neutral, self._colours.base)
        return QColor(_OWN_LABELS[self._picture.labels.index(label) % len(_OWN_LABELS)])

    def _heading(self) -> str:
        """The title and which colour is which class, in the same order above every picture."""
        drawn = {bar.label for bar in self.bars}
        marks = [
            f'<span style="color: {self._fill(label).name()}">■</span>&nbsp;{_unbroken(label)}'
            for label in self._picture.labels
            if label in drawn
        ]
        return f"<b>{escape(self._picture.title)}</b><br>{'&nbsp; '.join(marks)}"

    def _fit_heading(self) -> None:
        """Wrap the heading at the chart's width; else it would push the bars out of sight."""
        plot = self.getPlotItem()
        label, left = plot.titleLabel, plot.getAxis("left")
        beside = max(left.width(), left.minimumWidth())  # the first is old before it is painted
        label.item.setTextWidth(max(1, self.width() - beside - _GAP))
        label.updateMin()
        plot.layout.setRowFixedHeight(0, label.item.boundingRect().height())
        plot.layout.activate()
        plot.setGeometry(QRectF(self.rect()))  # it had become as wide as the heading

    def _axes(self) -> None:
        picture, plot = self._picture, self.getPlotItem()
        names, figures = ("left", "bottom") if picture.lying else ("bottom", "left")
        font = QFont(self.font())
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(pg.mkPen(self._colours.line))
            axis.setTextPen(pg.mkPen(self._colours.muted))
            axis.setTickFont(font)
            axis.setStyle(tickLength=0, hideOverlappingLabels=not picture.lying)
        plot.getAxis(figures).setTicks(None)
        # The last figure stands in the middle below the edge and would lose its second half.
        half = QFontMetrics(font).horizontalAdvance("000,000") / 2 if picture.lying else 1
        plot.layout.setContentsMargins(1, 1, half, 1)
        plot.setLabel(figures, picture.axis, color=self._colours.muted)
        plot.setLabel(names, "")
        size = f"{font.pointSizeF()}pt"
        plot.setTitle(self._heading(), color=self._colours.text, justify="left", size=size)
        self._name_places()
        self._fit_heading()
        if picture.bars:
            area = QRectF(
                QPointF(min(b.left for b in picture.bars), min(b.low for b in picture.bars)),
                QPointF(max(b.right for b in picture.bars), max(b.high for b in picture.bars)),
            )
            plot.vb.setRange(area, padding=_ROOM)

    def _name_places(self) -> None:
        """All of them where bars lie, the long ones without their middle; below bars that stand,
        each so many that names keep apart."""
        picture, plot = self._picture, self.getPlotItem()
        left = plot.getAxis("left")
        measure = QFontMetrics(QFont(self.font()))
        widest = max((measure.horizontalAdvance(name) for _, name in picture.places), default=0)
        if picture.lying:
            most = round(self.width() * _NAMES)
            cut = Qt.TextElideMode.ElideMiddle  # figures stand at the end
            self.named = tuple(
                (at, measure.elidedText(name, cut, most)) for at, name in picture.places
            )
            left.setWidth(
                min(widest, most) + _GAP
            )  # by itself the axis learns it when it was painted once
            left.setTicks([list(self.named)])
            return
        left.setWidth(None)
        room = max(1.0, self.width() - left.width())
        step = max(1, ceil(len(picture.places) * (widest + 2 * _GAP) / room))
        self.named = picture.places[step // 2 :: step]
        plot.getAxis("bottom").setTicks([list(self.named)])


def _item(bars: list[Bar], fill: QColor, colours: Colours, pen: Any = None) -> pg.BarGraphItem:
    return pg.BarGraphItem(
        x0=[bar.left for bar in bars],
        x1=[bar.right for bar in bars],
        y0=[bar.low for bar in bars],
        y1=[bar.high for bar in bars],
        brush=pg.mkBrush(fill),
        pen=pen or pg.mkPen(colours.base),
    )


def _unbroken(label: str) -> str:
    """A class's name that stays in one line with its mark."""
    return escape(class_name(label)).replace(" ", "&nbsp;")


def _between(strong: str, pale: str) -> QColor:
    one, other = QColor(strong), QColor(pale)
    mixed = [
        round(_PALE * a + (1 - _PALE) * b)
        for a, b in zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    ]
    return QColor(*mixed)


def save_svg(chart: BarChart, path: str) -> bool:
    """Write the chart as it is to an SVG file; whether that could be done."""
    from PySide6.QtSvg import QSvgGenerator

    generator = QSvgGenerator()
    generator.setFileName(path)
    generator.setSize(chart.size())
    generator.setViewBox(chart.rect())
    painter = QPainter()
    if not painter.begin(generator):
        return False
    painter.fillRect(chart.rect(), chart.backgroundBrush())
    chart.scene().render(painter)
    return painter.end()
