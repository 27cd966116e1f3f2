"""All there is to say of one model, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models import model_words
from desktop_lm.ui.widgets.buttons import MainButton
from desktop_lm.ui.widgets.facts import Facts
from desktop_lm.ui.widgets.scroll_column import ScrollColumn
from desktop_lm.ui.widgets.signs import Sign, SignLabel

if TYPE_CHECKING:
    from desktop_lm.models.library.entry import Entry


class ModelDetails(QWidget):
    """Empty until an entry is shown. ``use_asked`` carries the path of the one shown."""

    use_asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._entry: Entry | None = None
        self._name = QLabel()
        self._name.setProperty("role", "verdict")
        self._name.setWordWrap(True)
        self._trouble = SignLabel(theme)
        self._facts = Facts(theme)
        self.use = MainButton(
            self.tr("&Use this model"),
            self.tr("Load it, and answer with it from now on"),
            QKeySequence(),
        )
        self.use.clicked.connect(self._ask_use)
        self._lay_out()
        self.setVisible(False)

    @property
    def entry(self) -> Entry | None:
        return self._entry

    def show_entry(self, entry: Entry | None) -> None:
        """Show this one, or nothing."""
        self._entry = entry
        self.setVisible(entry is not None)
        if entry is None:
            return
        self._name.setText(entry.name)
        self._facts.show_rows(model_words.facts(entry))
        self._trouble.setVisible(entry.error is not None)
        self._trouble.show_sign(Sign.BAD, sentence(entry.error) if entry.error else "")
        self.use.setEnabled(entry.error is None)

    def _ask_use(self) -> None:
        if self._entry is not None:
            self.use_asked.emit(self._entry.path)

    def _lay_out(self) -> None:
        column = ScrollColumn(self._theme)
        for widget in (self._name, self._trouble, self._facts):
            column.add(widget)
        foot = spaced(QHBoxLayout(), self._theme, gap=GROUP, margins=(EDGE, GROUP, EDGE, SECTION))
        foot.addStretch(1)
        foot.addWidget(self.use)
        layout = spaced(QVBoxLayout(self), self._theme, gap=0)
        layout.addWidget(column, 1)
        layout.addLayout(foot)
