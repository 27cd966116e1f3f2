"""Where a window stands on the screen and how large it is, from one start to the next."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget

from desktop_lm.ui.look.theme import Theme

_WIDTH, _HEIGHT = 1000, 700  # units
_SCREEN_SHARE = 0.9


def placement_of(window: QWidget) -> str:
    """Where ``window`` stands, for the state file: Qt's own bytes in base 64."""
    return window.saveGeometry().toBase64().toStdString()


def place(window: QWidget, theme: Theme, placement: str) -> None:
    """Put ``window`` where it stood; at first, or where that makes no sense, as large as is
    usual and the screen allows."""
    geometry = QByteArray.fromBase64(placement.encode("ascii", "replace"))
    if geometry.isEmpty() or not window.restoreGeometry(geometry):
        room = window.screen().availableGeometry()
        window.resize(
            min(theme.px(_WIDTH), round(room.width() * _SCREEN_SHARE)),
            min(theme.px(_HEIGHT), round(room.height() * _SCREEN_SHARE)),
        )
