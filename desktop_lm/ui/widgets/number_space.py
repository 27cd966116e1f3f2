"""The space before the number in a box of numbers."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractSpinBox

from desktop_lm.ui.look.theme import Theme

_BEFORE = 5  # units


class NumberSpace(QObject):
    """Keeps the number of ``box`` off its edge, which no style sheet does; follows the font."""

    def __init__(self, box: QAbstractSpinBox, theme: Theme) -> None:
        super().__init__(box)
        self._box = box
        self._theme = theme
        theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self._box.lineEdit().setTextMargins(self._theme.px(_BEFORE), 0, 0, 0)
