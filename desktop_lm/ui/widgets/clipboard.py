"""Copies a result and shows that it was copied, without moving anything."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from desktop_lm.ui.widgets.buttons import QuietButton

_SHOWN_MS = 1500


def copy(text: str) -> None:
    """Put ``text`` on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def copy_and_show(text: str, button: QuietButton) -> None:
    """Put ``text`` on the clipboard; the button's picture turns into a tick for a moment."""
    copy(text)
    button.set_icon("check")
    timer = QTimer(button)
    timer.setSingleShot(True)
    timer.timeout.connect(lambda: button.set_icon("copy"))
    timer.timeout.connect(timer.deleteLater)
    timer.start(_SHOWN_MS)
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(button, button.tr("Copied")))
