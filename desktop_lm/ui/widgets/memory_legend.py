"""The names of a bar's parts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.memory_bar import Part, paint_part

_WIDTH = 320  # units


class Legend(QWidget):
    """The parts of a bar in words, each with a patch of its colour, as many in a row as fit."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._parts: tuple[Part, ...] = ()
        self._sizes = True
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.changed.connect(self.updateGeometry)

    def show_parts(self, parts: Sequence[Part], *, sizes: bool = True) -> None:
        """Name these, with their ``sizes`` or without."""
        self._parts = tuple(part for part in parts if part.nbytes > 0)
        self._sizes = sizes
        self.setAccessibleName(", ".join(self._words(part) for part in self._parts))
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
        for part, (row, left) in zip(self._parts, self._places(self.width()), strict=True):
            patch = QRectF(left, row * height + (height - side) / 2, side, side)
            words = QRectF(left + side * 1.6, row * height, self._width(part), height)
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                patch.moveRight(self.width() - patch.left())
                words.moveRight(self.width() - words.left())
            paint_part(painter, patch, part, self._theme)
            painter.setPen(QColor(self._theme.colours.text))
            flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(words, flags, self._words(part))

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
        return (
            self._theme.px(10) * 1.6 + self.fontMetrics().horizontalAdvance(self._words(part)) + 2
        )

    def _words(self, part: Part) -> str:
        return f"{part.name} {numbers.size(part.nbytes)}" if self._sizes else part.name

    def _row_height(self) -> int:
        return self.fontMetrics().height() + self._theme.px(4)
