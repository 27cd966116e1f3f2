"""The program's icon in the sizes that systems want, drawn from the one picture there is."""

from __future__ import annotations

import os
import struct
from pathlib import Path

from installers.project import ROOT

PICTURE = ROOT / "resources" / "icons" / "desktop-lm.svg"
SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
_WINDOWS = (16, 24, 32, 48, 64, 128, 256)


def png(size: int) -> bytes:
    """The icon as a PNG of ``size`` by ``size`` points."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtGui import QImage, QImageWriter, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(PICTURE)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


def ico() -> bytes:
    """The icon for Windows: a directory of sixteen bytes an entry, then the PNGs."""
    pictures = [(size, png(size)) for size in _WINDOWS]
    at = 6 + 16 * len(pictures)
    directory, data = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for size, picture in pictures:
        side = size % 256  # 0 stands for 256
        directory += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), at + len(data))
        data += picture
    return directory + data


def icns() -> bytes:
    """The icon for macOS: PNGs under their four-letter names."""
    kinds = {b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic11": 32, b"ic12": 64}
    parts = [(kind, png(size)) for kind, size in kinds.items()]
    body = b"".join(kind + struct.pack(">I", len(data) + 8) + data for kind, data in parts)
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def write_hicolor(share: Path) -> None:
    """Put all sizes where Linux desktops look for them, below ``share``."""
    for size in SIZES:
        place = share / "icons" / "hicolor" / f"{size}x{size}" / "apps" / "desktop-lm.png"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(png(size))
    place = share / "icons" / "hicolor" / "scalable" / "apps" / "desktop-lm.svg"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(PICTURE.read_bytes())
