"""An empty place: one line of what to do, and examples to click."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.look.space import EDGE, GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.buttons import LinkButton


class Invitation(QWidget):
    """``chosen`` carries the example that was clicked; ``button_text`` stands for a long one."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, line: str, examples: Sequence[str], button_text: str = ""
    ) -> None:
        super().__init__()
        label = QLabel(line)
        label.setProperty("role", "invitation")
        label.setWordWrap(True)
        set_enum(label, "alignment", "AlignHCenter")
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP / 2, margins=(EDGE, 0, EDGE, 0))
        layout.addStretch(2)
        layout.addWidget(label)
        layout.addSpacing(theme.px(GROUP))
        for example in examples:
            button = LinkButton(button_text or example)
            button.clicked.connect(lambda _=False, text=example: self.chosen.emit(text))
            centred = QHBoxLayout()
            centred.addStretch(1)
            centred.addWidget(button)
            centred.addStretch(1)
            layout.addLayout(centred)
        layout.addStretch(3)
