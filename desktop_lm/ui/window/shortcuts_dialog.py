"""All keys in one list."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme


class ShortcutsDialog(QDialog):
    """Made from the actions themselves, so that it cannot be wrong."""

    def __init__(self, theme: Theme, actions: Iterable[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        grid = spaced(QGridLayout(), theme, gap=GROUP)
        rows = [(action.text().replace("&", ""), action.shortcut()) for action in actions]
        rows.append((self.tr("The last prompt again, in an empty prompt box"), QKeySequence("Up")))
        for number, (text, keys) in enumerate(row for row in rows if not row[1].isEmpty()):
            label = QLabel(keys.toString(QKeySequence.SequenceFormat.NativeText))
            label.setProperty("role", "muted")
            grid.addWidget(QLabel(text.rstrip("…")), number, 0)
            grid.addWidget(label, number, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(1, theme.px(110))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        layout = spaced(QVBoxLayout(self), theme, gap=SECTION, margins=(EDGE,) * 4)
        layout.addLayout(grid)
        layout.addStretch(1)
        layout.addWidget(buttons)
