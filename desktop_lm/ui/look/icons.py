"""Icons from ``resources/icons``, drawn in the colour of the text beside them."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop_lm import paths

_INK = b"currentColor"


class IconSize(NamedTuple):
    """Pixels: the drawing's ``size``, an empty ``gap`` beside it towards the text, and the
    screen's device pixel ratio. ``gap_first`` puts the gap at the left."""

    size: int
    gap: int = 0
    gap_first: bool = False
    ratio: float = 1.0


def icon(name: str, size: IconSize, colour: str, disabled: str) -> QIcon:
    """``resources/icons/<name>.svg`` in ``colour`` (``#rrggbb``), or ``disabled`` where the button
    is."""
    drawing = paths.resource("icons", f"{name}.svg").read_bytes()
    made = QIcon()
    made.addPixmap(_draw(drawing, size, colour), QIcon.Mode.Normal)
    made.addPixmap(_draw(drawing, size, disabled), QIcon.Mode.Disabled)
    return made


def _draw(drawing: bytes, size: IconSize, colour: str) -> QPixmap:
    pixels, gap = round(size.size * size.ratio), round(size.gap * size.ratio)
    pixmap = QPixmap(pixels + gap, pixels)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    renderer = QSvgRenderer(QByteArray(drawing.replace(_INK, colour.encode("ascii"))))
    renderer.render(painter, QRectF(gap if size.gap_first else 0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(size.ratio)
    return pixmap
