"""The words that made the verdict, those that did most first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.tasks.sentiment.method import Verdict
from desktop_lm.tasks.sentiment.why import Why
from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.sentiment.verdict_words import tint
from desktop_lm.ui.sentiment.why.why_words import effect, heading, kind_of, matters

_PART = Qt.ItemDataRole.UserRole
_MOST = 30


class WhyList(QWidget):
    """``chosen`` carries the part that was clicked or reached with the keyboard."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: tuple[str, Why, Verdict] | None = None
        self._heading = QLabel()
        self._heading.setWordWrap(True)
        self._heading.setProperty("role", "muted")
        self.list = QListWidget()
        self.list.setProperty("role", "text")
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setWordWrap(True)
        self.list.setSpacing(theme.px(2))
        self.list.setTabKeyNavigation(False)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentItemChanged.connect(self._choose)
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP)
        layout.addWidget(self._heading)
        layout.addWidget(self.list, 1)
        theme.changed.connect(self._draw_again)

    def wait(self) -> None:
        """The reasons come soon."""
        self._shown = None
        self.list.clear()
        self._heading.setText(self.tr("Leaving out one word after the other…"))

    def refuse(self, words: str) -> None:
        """The reasons cannot be found out."""
        self._shown = None
        self.list.clear()
        self._heading.setText(words)

    def show_why(self, text: str, why: Why, shown: Verdict) -> None:
        """The parts of ``text``, the weightiest first; the verdict above them is ``shown``."""
        parts = sorted(filter(matters, why.parts), key=lambda part: -abs(part.weight))[:_MOST]
        self._heading.setText(
            heading(why, shown)
            if parts
            else self.tr("No single word makes a difference to this verdict.")
        )
        colours = self._theme.colours
        self._shown = text, why, shown
        self.list.clear()
        self.list.setAccessibleName(self._heading.text())
        for part in parts:
            words = " ".join(text[part.start : part.end].split())
            item = QListWidgetItem(f"{words}   {effect(part)}")
            item.setBackground(QColor(tint(kind_of(part, why.verdict.label), colours)))
            item.setData(_PART, part)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words}: {effect(part)}")
            self.list.addItem(item)

    def _draw_again(self) -> None:
        """The colours are others."""
        if self._shown is not None:
            self.show_why(*self._shown)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(_PART))
