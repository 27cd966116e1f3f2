"""The sentences of a text, each with its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop_lm.tasks.sentiment.method import Verdict
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.verdict_words import (
    colour,
    description,
    kind,
    shape,
    short_verdict,
    tint,
)
from desktop_lm.ui.widgets.first_letter import runs_right_to_left

AnyIndex = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole
_PAD, _MARK, _GAP = 10, 9, 4  # units


@dataclass(frozen=True, slots=True)
class SentenceRow:
    """A sentence and where it stands in the judged text."""

    text: str
    start: int
    end: int
    verdict: Verdict


class SentenceModel(QAbstractListModel):
    """Rows only grow, until all are taken away."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[SentenceRow] = []

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Number of sentences."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The sentence, its verdict, or both in words."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return description(row.verdict)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{short_verdict(row.verdict)}: {row.text}"
        return row if role == _ROW else None

    def add(self, rows: Sequence[SentenceRow]) -> None:
        """More sentences at the end."""
        self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
        self.rows.extend(rows)
        self.endInsertRows()

    def clear(self) -> None:
        """No sentences."""
        self.beginResetModel()
        self.rows.clear()
        self.endResetModel()


class SentenceList(QListView):
    """``chosen`` carries the row that was clicked or reached with the keyboard."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.sentences = SentenceModel()
        self.setProperty("role", "text")
        self.setAccessibleName(self.tr("Sentences"))
        self.setModel(self.sentences)
        self._delegate = SentenceDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setUniformItemSizes(False)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._choose)
        theme.changed.connect(self.doItemsLayout)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap anew."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.doItemsLayout()

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(_ROW))


class SentenceDelegate(QStyledItemDelegate):
    """Draws a sentence on its tint: mark, words, and the verdict below."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One row."""
        row: SentenceRow = index.data(_ROW)
        colours = self._theme.colours
        label = kind(row.verdict)
        area = _rect(option).adjusted(0, 0, 0, -self._theme.px(_GAP))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tint(label, colours)))
        if _state(option) & QStyle.StateFlag.State_Selected:
            painter.setPen(QColor(colours.accent))
        radius = self._theme.px(6)
        painter.drawRoundedRect(QRectF(area).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        words, verdict = self._places(area)
        painter.setPen(QColor(colours.text))
        painter.setFont(self._view.font())
        painter.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft
            if runs_right_to_left(row.text)
            else Qt.LayoutDirection.LeftToRight
        )
        painter.drawText(words, _WRAPPED, row.text)
        painter.setLayoutDirection(self._view.layoutDirection())
        self._paint_verdict(painter, verdict, row)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """As high as the wrapped sentence and its verdict."""
        del option
        width = self._view.viewport().width()
        words, _ = self._places(QRect(0, 0, width, 10_000))
        text = QFontMetrics(self._view.font()).boundingRect(
            QRect(0, 0, words.width(), 10_000), _WRAPPED, index.data(_ROW).text
        )
        pads = 2 * self._theme.px(_PAD) + self._theme.px(_GAP) * 2
        return QSize(width, text.height() + self._small_height() + pads)

    def _paint_verdict(self, painter: QPainter, place: QRect, row: SentenceRow) -> None:
        mark = self._theme.px(_MARK)
        side = QRectF(place.left(), place.top() + (place.height() - mark) / 2, mark, mark)
        words = place.adjusted(round(mark * 1.7), 0, 0, 0)
        if self._view.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            side.moveRight(place.right())
            words = place.adjusted(0, 0, -round(mark * 1.7), 0)
        label = kind(row.verdict)
        painter.fillPath(shape(label, side), QColor(colour(label, self._theme.colours)))
        painter.setFont(self._small_font())
        painter.setPen(QColor(self._theme.colours.muted))
        painter.drawText(
            words,
            (Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter).value,
            short_verdict(row.verdict),
        )

    def _places(self, area: QRect) -> tuple[QRect, QRect]:
        """Where the sentence goes, and where its verdict."""
        pad = self._theme.px(_PAD)
        inner = area.adjusted(pad, pad, -pad, -pad)
        small = self._small_height()
        words = inner.adjusted(0, 0, 0, -small - self._theme.px(_GAP))
        return words, QRect(inner.left(), inner.bottom() - small + 1, inner.width(), small)

    def _small_font(self) -> QFont:
        font = QFont(self._view.font())
        font.setPixelSize(self._theme.small_px)
        return font

    def _small_height(self) -> int:
        return QFontMetrics(self._small_font()).height()


_WRAPPED = (Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop).value | (
    Qt.TextFlag.TextWordWrap.value
)


def _rect(option: QStyleOptionViewItem) -> QRect:
    # The stubs do not know the inherited fields.
    rect: QRect = option.rect
    return rect


def _state(option: QStyleOptionViewItem) -> QStyle.StateFlag:
    state: QStyle.StateFlag = option.state
    return state
