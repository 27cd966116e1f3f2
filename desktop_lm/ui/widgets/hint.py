"""A quiet line with a way on."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop_lm.ui.look.space import EDGE, GROUP, spaced
from desktop_lm.ui.look.theme import Theme


class _Label(QLabel):
    """The Tab key goes to its link at once; Qt would have it stop at the words first, where nothing
    shows that it is there."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.focusNextPrevChild(event.reason() is Qt.FocusReason.TabFocusReason)


class Hint(QWidget):
    """A quiet line with a way on."""

    def __init__(self, theme: Theme, line: str = "", way_on: str = "") -> None:
        super().__init__()
        self._label = _Label()
        self._label.setProperty("role", "muted")
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self._label.setWordWrap(True)
        self.clicked = self._label.linkActivated
        layout = spaced(QHBoxLayout(self), theme, gap=GROUP, margins=(EDGE, 0, EDGE, 0))
        layout.addWidget(self._label)
        theme.changed.connect(self._draw)
        self.say(line, way_on)

    @property
    def link(self) -> QLabel:
        """What gets the keyboard."""
        return self._label

    def say(self, line: str, way_on: str) -> None:
        """Say this."""
        self._text = f'{escape(line)} <a href="#">{escape(way_on)}</a>'
        self._draw()

    def _draw(self) -> None:
        """A link takes its colour when its text is set."""
        self._label.setText("")
        self._label.setText(self._text)
