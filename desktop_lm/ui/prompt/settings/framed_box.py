"""A text box with a frame, some lines high, for dialogs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from desktop_lm.ui.look.space import spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.text_box import TextBox


class FramedBox(QFrame):
    """``text_box`` is what one writes in."""

    def __init__(self, theme: Theme, placeholder: str, *, lines: int) -> None:
        super().__init__()
        self.setProperty("role", "box")
        self._theme = theme
        self._lines = lines
        self.text_box = TextBox(theme, placeholder)
        self.text_box.setProperty("role", "small")
        # All of it wraps.
        self.text_box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = spaced(QVBoxLayout(self), theme, gap=0, margins=(0, 4, 0, 4))
        layout.addWidget(self.text_box)
        theme.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.text_box.setFixedHeight(self.text_box.fontMetrics().lineSpacing() * self._lines)
