"""All keys in one list."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme

_SCREEN_SHARE = 0.85  # of its height, at most


class ShortcutsDialog(QDialog):
    """Made from the actions themselves, so that it cannot be wrong."""

    def __init__(self, theme: Theme, actions: Iterable[QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        inside = QWidget()
        grid = spaced(QGridLayout(inside), theme, gap=GROUP, margins=(0, 0, GROUP, 0))
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
        self.list = _Scrolled(inside, self.tr("Keyboard shortcuts"))
        layout.addWidget(self.list)
        layout.addWidget(buttons)
        room = parent.screen().availableGeometry().height() * _SCREEN_SHARE
        self.resize(self.sizeHint().boundedTo(QSize(self.sizeHint().width(), round(room))))


class _Scrolled(QScrollArea):
    """As large as what is ``inside`` where the screen has room, and scrolled by keys as well."""

    def __init__(self, inside: QWidget, name: str) -> None:
        super().__init__()
        self.inside = inside
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWidget(inside)

    def sizeHint(self) -> QSize:
        """All of it, and the bar."""
        inside = self.inside.sizeHint()
        return QSize(inside.width() + self.verticalScrollBar().sizeHint().width(), inside.height())

    def minimumSizeHint(self) -> QSize:
        """All of its width."""
        return QSize(self.sizeHint().width(), super().minimumSizeHint().height())
