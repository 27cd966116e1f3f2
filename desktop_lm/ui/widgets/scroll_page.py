"""A page that scrolls where its place is too small."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop_lm.ui.look.enum_property import set_enum


class ScrollPage(QScrollArea):
    """Fills its place with ``inside``; never scrolls sideways."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        set_enum(self, "frameShape", "NoFrame")
        set_enum(self, "horizontalScrollBarPolicy", "ScrollBarAlwaysOff")
        set_enum(self, "focusPolicy", "NoFocus")
        self.setWidgetResizable(True)
        inside.setObjectName("page")  # on the ground of a tab's page
        self.setWidget(inside)

    def minimumSizeHint(self) -> QSize:
        """As much as the page says it needs; what it needs in a narrow place may be more."""
        return self._inside.minimumSizeHint()
