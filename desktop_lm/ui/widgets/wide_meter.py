"""How far something is, as a bar as wide as its place."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QSizePolicy

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.meter import Meter


class WideMeter(Meter):
    """One part of a whole."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float, words: str) -> None:
        """``share`` is 0 to 1; ``words`` have the exact values."""
        self.show_parts((min(max(share, 0.0), 1.0),), words)

    def minimumSizeHint(self) -> QSize:
        """As high as always."""
        return self.sizeHint()
