"""Text with links that do nothing until they are asked for, by pointer or by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from desktop_lm.ui.widgets.plain_tip import plain_tip
from desktop_lm.ui.widgets.streaming_text import StreamingText

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LinkedText(StreamingText):
    """``link_asked`` carries an address that was clicked, or that Return was pressed in."""

    link_asked = Signal(str)
    _pressed = ""  # the link under the pointer

    def link_at_caret(self) -> str:
        """The address of the link that the caret is in, "" for none."""
        return self.textCursor().charFormat().anchorHref()

    def tip_of_link(self, link: str) -> str:
        """What the pointer is told over a link; "" over none."""
        return link

    # --- Qt's events ---

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember which link was pressed."""
        left = event.button() is Qt.MouseButton.LeftButton
        self._pressed = self.anchorAt(event.position().toPoint()) if left else ""
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A link is meant where nothing was selected over it."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, ""
        same = pressed and pressed == self.anchorAt(event.position().toPoint())
        if same and not self.textCursor().hasSelection():
            self.link_asked.emit(pressed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over links, whose address the tool tip tells."""
        super().mouseMoveEvent(event)
        link = self.anchorAt(event.position().toPoint())
        shape = Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)
        self.viewport().setToolTip(plain_tip(self.tip_of_link(link)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return follows the link the caret is in."""
        if event.key() in _ENTER and self.link_at_caret():
            self.link_asked.emit(self.link_at_caret())
        else:
            super().keyPressEvent(event)
