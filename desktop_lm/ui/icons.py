"""Icons from ``resources/icons``, drawn in the colour of the text beside them."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop_lm import paths

_INK = b"currentColor"


def icon(name: str, size: int, colour: str, disabled: str, ratio: float = 1.0) -> QIcon:
    """``resources/icons/<name>.svg`` at ``size`` pixels in ``colour`` (``#rrggbb``).

    ``ratio`` is the screen's device pixel ratio.
    """
    drawing = paths.resource("icons", f"{name}.svg").read_bytes()
    made = QIcon()
    made.addPixmap(_draw(drawing, size, colour, ratio), QIcon.Mode.Normal)
    made.addPixmap(_draw(drawing, size, disabled, ratio), QIcon.Mode.Disabled)
    return made


def blank_icon() -> QIcon:
    """Stands for an icon that is still to be drawn; a button without any would be smaller."""
    pixmap = QPixmap(1, 1)
    pixmap.fill(Qt.GlobalColor.transparent)
    return QIcon(pixmap)


def _draw(drawing: bytes, size: int, colour: str, ratio: float) -> QPixmap:
    pixels = round(size * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer = QSvgRenderer(QByteArray(drawing.replace(_INK, colour.encode("ascii"))))
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
