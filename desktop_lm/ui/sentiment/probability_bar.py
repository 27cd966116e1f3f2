"""Three probabilities as one bar, with a legend that needs no colour."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_lm.tasks.sentiment.method import LABELS, Verdict
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.verdict_words import description, label_word, part_colour, shape, share
from desktop_lm.ui.widgets import numbers

_BAR, _GAP, _MARK = 10, 8, 9  # units
_BETWEEN = 2.0
_MOST_NAMED = 4
_MARK_ROOM = 1.7  # a mark and the gap after it, in marks


class ProbabilityBar(QWidget):
    """Positive, neutral, negative, or the user's own labels, from the start of the line."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._verdict: Verdict | None = None
        self.setAccessibleName(self.tr("Probabilities"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_verdict(self, verdict: Verdict) -> None:
        """Draw these probabilities."""
        self._verdict = verdict
        words = description(verdict)
        self.setToolTip(words)
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        """The bar, and a line of text below."""
        height = self._theme.px(_BAR) + self._theme.px(_GAP) + self.fontMetrics().height()
        return QSize(self._theme.px(280), height)

    def minimumSizeHint(self) -> QSize:
        """Three figures of the legend without their words."""
        return QSize(self._legend_width(words=False), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar and the legend."""
        del event
        if self._verdict is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_bar(painter, self._verdict)
        self._paint_legend(painter, self._verdict)

    def _paint_bar(self, painter: QPainter, verdict: Verdict) -> None:
        area = QRectF(0, 0, self.width(), self._theme.px(_BAR))
        painter.save()
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.translate(area.width(), 0)
            painter.scale(-1, 1)
        clip = QPainterPath()
        clip.addRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setClipPath(clip)
        start = 0.0
        for label in verdict.labels:
            width = share(verdict, label) * area.width()
            gap = 0.0 if label == verdict.labels[-1] else _BETWEEN
            part = QRectF(start, 0, max(width - gap, 0.0), area.height())
            painter.fillRect(part, QColor(part_colour(label, verdict.labels, self._theme.colours)))
            start += width
        painter.restore()

    def _paint_legend(self, painter: QPainter, verdict: Verdict) -> None:
        in_words = self.width() >= self._legend_width(words=True)
        mark, top = self._theme.px(_MARK), self._theme.px(_BAR) + self._theme.px(_GAP)
        height = self.fontMetrics().height()
        labels = self._named()
        for number, label in enumerate(labels):
            words = _legend(label, share(verdict, label), words=in_words)
            text_width = self.fontMetrics().horizontalAdvance(words)
            width = mark * _MARK_ROOM + text_width
            start = (self.width() - width) * number / (len(labels) - 1)
            mark_at, text_at = start, start + mark * _MARK_ROOM
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                mark_at = self.width() - mark_at - mark
                text_at = self.width() - text_at - text_width
            painter.fillPath(
                shape(label, QRectF(mark_at, top + (height - mark) / 2, mark, mark)),
                QColor(part_colour(label, verdict.labels, self._theme.colours)),
            )
            painter.setPen(QColor(self._theme.colours.text))
            painter.drawText(
                QRectF(text_at, top, text_width + 1, height),
                Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine.value,
                words,
            )

    def _named(self) -> tuple[str, ...]:
        """The labels of the legend, in the bar's order: the likeliest, where there are many."""
        if self._verdict is None:
            return LABELS
        verdict = self._verdict
        likeliest = sorted(verdict.labels, key=verdict.share, reverse=True)[:_MOST_NAMED]
        return tuple(label for label in verdict.labels if label in likeliest)

    def _legend_width(self, *, words: bool) -> int:
        labels = self._named()
        texts = [_legend(label, 1.0, words=words) for label in labels]
        width = sum(self.fontMetrics().horizontalAdvance(text) for text in texts)
        return width + len(labels) * 2 * self._theme.px(_MARK)


def _legend(label: str, probability: float, *, words: bool) -> str:
    percent = numbers.percent(probability)
    return f"{label_word(label)} {percent}" if words else percent
