"""Gaps and margins of layouts in units of the font, kept right when the font changes.

A layout remembers its units as properties; :func:`rescale` turns them into pixels again.
"""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QLayout, QWidget

from desktop_lm.ui.look.theme import Theme

GROUP = 8  # between things that belong together
SECTION = 16  # between groups
EDGE = 24  # at the window's edge

_GAP, _MARGINS = "gapUnits", "marginUnits"
_Layout = TypeVar("_Layout", bound=QLayout)
Margins = tuple[float, float, float, float]


def spaced(
    layout: _Layout, theme: Theme, *, gap: float = GROUP, margins: Margins = (0, 0, 0, 0)
) -> _Layout:
    """``layout`` with ``gap`` between its items and ``margins`` left, top, right, bottom."""
    layout.setProperty(_GAP, gap)
    layout.setProperty(_MARGINS, list(margins))
    _scale(layout, theme)
    return layout


def rescale(root: QWidget, theme: Theme) -> None:
    """Give every layout under ``root`` its gaps in the present font size."""
    for layout in root.findChildren(QLayout):
        if layout.property(_GAP) is not None:
            _scale(layout, theme)


def _scale(layout: QLayout, theme: Theme) -> None:
    layout.setSpacing(theme.px(layout.property(_GAP)))
    left, top, right, bottom = (theme.px(units) for units in layout.property(_MARGINS))
    layout.setContentsMargins(left, top, right, bottom)
