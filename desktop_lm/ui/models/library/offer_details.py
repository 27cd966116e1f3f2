"""A model that another program keeps on this computer."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.buttons import MainButton
from desktop_lm.ui.widgets.facts import Facts
from desktop_lm.ui.widgets.labels import plain_label
from desktop_lm.ui.widgets.scroll_column import ScrollColumn

if TYPE_CHECKING:
    from desktop_lm.models.library.elsewhere import Offer


class OfferDetails(QWidget):
    """``add_asked``: it is to be linked; nothing is copied, and its file is never deleted."""

    add_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._name = plain_label()
        self._name.setProperty("role", "verdict")
        self._name.setWordWrap(True)
        self._words = plain_label()
        self._words.setWordWrap(True)
        self._facts = Facts(theme)
        hint = self.tr("Use the file where it lies; nothing is copied")
        self.add = MainButton(self.tr("A&dd"), hint, QKeySequence())
        self.add.clicked.connect(self.add_asked)
        column = ScrollColumn(theme)
        for part in (self._name, self._words, self._facts):
            column.add(part)
        foot = spaced(QHBoxLayout(), theme, gap=GROUP, margins=(EDGE, GROUP, EDGE, SECTION))
        foot.addStretch(1)
        foot.addWidget(self.add)
        layout = spaced(QVBoxLayout(self), theme, gap=0)
        layout.addWidget(column, 1)
        layout.addLayout(foot)

    def show_offer(self, offer: Offer) -> None:
        """Show this one."""
        self._name.setText(offer.name)
        self._words.setText(
            self.tr(
                "{program} keeps this model on this computer. It can be used here as well: the "
                "file stays where it lies, and this program never deletes it."
            ).format(program=offer.program)
        )
        self._facts.show_rows(
            [
                (self.tr("Kept by"), offer.program),
                (self.tr("Size"), numbers.size(offer.file_bytes)),
                (self.tr("Name of the file"), PurePath(offer.path).name),
                (self.tr("Folder"), str(PurePath(offer.path).parent)),
            ]
        )
