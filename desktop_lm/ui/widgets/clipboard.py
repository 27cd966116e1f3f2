"""What is copied: put on the clipboard, shown without moving anything, and let go at the end."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QGuiApplication

from desktop_lm.ui.widgets.buttons import QuietButton

_SHOWN_MS = 1500


def copy(text: str) -> None:
    """Put ``text`` on the clipboard."""
    QGuiApplication.clipboard().setText(text)


class SelectedText(QMimeData):
    """What a view has to copy: plain text. It may lie on the clipboard until ``let_go``."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setText(text)


def let_go() -> None:
    """The last thing before the program ends: what was copied stays, but nothing of Python's.

    Where the system has no clipboard (``-platform offscreen``, ``vnc``), Qt holds what a view made
    for it until Python has ended, and then tells Python that it is gone: a crash.
    """
    clipboard = QGuiApplication.clipboard()
    if isinstance(clipboard.mimeData(), SelectedText):
        copy(clipboard.text())


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
