"""The two columns, in the place of the page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import EDGE, GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.side_by_side.answer_column import AnswerColumn
from desktop_lm.ui.widgets.buttons import QuietButton


class SideBySide(QWidget):
    """``closed`` comes when the conversation is wanted back."""

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Two answers side by side"))
        self.columns = (
            AnswerColumn(theme, self.tr("Answer at the left")),
            AnswerColumn(theme, self.tr("Answer at the right")),
        )
        title = QLabel(self.tr("Two answers to one prompt"))
        title.setProperty("role", "title")
        back = QuietButton(theme, "x", self.tr("&Back to the conversation"))
        back.clicked.connect(self.closed)
        head = spaced(QHBoxLayout(), theme, gap=GROUP, margins=(EDGE, GROUP, GROUP, 0))
        head.addWidget(title, 1)
        head.addWidget(back)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        for column in self.columns:
            self._split.addWidget(column)
            self._split.setStretchFactor(self._split.count() - 1, 1)
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP)
        layout.addLayout(head)
        layout.addWidget(self._split, 1)
