"""One saving of memory: its switch, a sentence about it, and what the model takes either way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from desktop_lm.ui.look.space import GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.memory import memory_words
from desktop_lm.ui.models.memory.savings import Kind, Saving
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.memory_bar import MemoryBar

if TYPE_CHECKING:
    from desktop_lm.jobs.events import LoadPlan


class SavingRow(QWidget):
    """``switched`` carries whether the saving is to be made. The number of bits is the file's:
    it has no switch."""

    switched = Signal(bool)

    def __init__(self, theme: Theme, kind: Kind) -> None:
        super().__init__()
        self._kind = kind
        self.switch = QCheckBox(self)
        self.switch.clicked.connect(self.switched)
        self._title = QLabel(self)
        self._title.setProperty("role", "title")
        self._words = QLabel()
        self._words.setProperty("role", "muted")
        self._words.setWordWrap(True)
        self._worth = QLabel()
        self._worth.setProperty("role", "title")
        self._without, self._having = QLabel(), QLabel()
        for label in (self._without, self._having):
            label.setProperty("role", "muted")
        self._bars = (
            MemoryBar(theme, self.tr("Without it"), thin=True),
            MemoryBar(theme, self.tr("With it"), thin=True),
        )
        grid = spaced(QGridLayout(self), theme, gap=GROUP / 2)
        head = self._title if kind is Kind.BITS else self.switch
        grid.addWidget(head, 0, 0, 1, 2)
        grid.addWidget(self._worth, 0, 2, Qt.AlignmentFlag.AlignTrailing)
        grid.addWidget(self._words, 1, 0, 1, 3)
        for row, (label, bar) in enumerate(
            zip((self._without, self._having), self._bars, strict=True), start=2
        ):
            grid.addWidget(label, row, 0)
            grid.addWidget(bar, row, 1, 1, 2)
        grid.setColumnStretch(1, 1)
        for widget in (self.switch, self._title):
            widget.setVisible(widget is head)

    def set_label_width(self, pixels: int) -> None:
        """All bars of the page begin at the same place."""
        self._without.setMinimumWidth(pixels)
        self._having.setMinimumWidth(pixels)

    @property
    def figures(self) -> tuple[str, str]:
        """What the model takes without and with it, in words."""
        return self._without.text(), self._having.text()

    @property
    def label_width(self) -> int:
        """Room for both of them."""
        return max(self._without.sizeHint().width(), self._having.sizeHint().width())

    @property
    def worth(self) -> str:
        """What it saves, in words."""
        return self._worth.text()

    def show_saving(
        self, saving: Saving, bits: float, scale: int, measured: Callable[[LoadPlan], int]
    ) -> None:
        """Show this one; ``scale`` bytes fill a bar. ``bits`` are those of a weight. ``measured``
        tells the bytes that a plan took, 0 where that was never measured."""
        title, words = memory_words.saving_words(self._kind, bits)
        self._title.setText(title)
        self.switch.setText(title)
        self.switch.setChecked(saving.on)
        self.switch.setAccessibleDescription(words)
        self._words.setText(words)
        self._worth.setText(memory_words.worth(saving))
        sides = (
            (self.tr("without, {size}"), saving.without, saving.plan_without),
            (self.tr("with, {size}"), saving.having, saving.plan_having),
        )
        for label, bar, (name, parts, plan) in zip(
            (self._without, self._having), self._bars, sides, strict=True
        ):
            words = name.format(size=numbers.size(parts.total))
            if plan is not None and (taken := measured(plan)):
                words = self.tr("{words} (measured {size})").format(
                    words=words, size=numbers.size(taken)
                )
            label.setText(words)
            bar.show_parts(memory_words.parts_of(parts), scale=scale)
