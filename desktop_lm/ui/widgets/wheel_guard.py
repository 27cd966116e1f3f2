"""Keeps the wheel for scrolling: a box one passes over must not change."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget


class WheelGuard(QObject):
    """Boxes inside ``root``, those that come later not included, take the wheel only while the
    keyboard is in them."""

    def __init__(self, root: QWidget) -> None:
        super().__init__(root)
        for kind in (QAbstractSpinBox, QComboBox):
            for box in root.findChildren(kind):
                box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the wheel would bring it
                box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hand the wheel on to what scrolls."""
        if event.type() != QEvent.Type.Wheel or not isinstance(watched, QWidget):
            return False
        if watched.hasFocus():
            return False
        event.ignore()
        return True
