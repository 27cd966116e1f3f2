"""The glossaries there are, with buttons for a new one and to delete one."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_lm.storage.translations.glossaries import StoredGlossary
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.languages.language_box import language_name
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.numbers import whole
from desktop_lm.ui.widgets.row_list import RowList
from desktop_lm.ui.widgets.row_model import Row

_WIDTH = 232  # units


class GlossaryList(QWidget):
    """``chosen`` carries the name of the glossary one is on."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.rows = RowList(theme, self.tr("Glossaries"))
        self.chosen = self.rows.chosen
        self.new_button = QuietButton(
            theme, "plus", self.tr("&New"), self.tr("Begin a new glossary")
        )
        self.delete_button = QuietButton(
            theme, "eraser", self.tr("&Delete"), self.tr("Delete this glossary")
        )
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        buttons = spaced(QHBoxLayout(), theme, gap=0, margins=(GROUP, 0, GROUP, GROUP))
        buttons.addWidget(self.new_button)
        buttons.addWidget(self.delete_button)
        buttons.addStretch(1)
        column = spaced(QVBoxLayout(self), theme, gap=GROUP, margins=(0, SECTION, 1, 0))
        column.addWidget(self.rows, 1)
        column.addLayout(buttons)
        theme.changed.connect(self._scale)
        self._scale()

    @property
    def key(self) -> str:
        """The name of the one chosen, "" where there is none."""
        return self.rows.key if self.rows.rows else ""

    def show_glossaries(self, glossaries: Iterable[StoredGlossary], key: str = "") -> None:
        """Show these by name, and be on ``key``."""
        ordered = sorted(glossaries, key=lambda each: each.name.casefold())
        self.rows.show_rows([self._row(each) for each in ordered])
        if key:
            self.rows.go_to(key)

    def _row(self, glossary: StoredGlossary) -> Row:
        pairs = [
            f"{language_name(BY_CODE[source])} → {language_name(BY_CODE[target])}"
            for source, target in glossary.pairs
            if source in BY_CODE and target in BY_CODE
        ]
        return Row(
            glossary.name,
            glossary.name,
            ", ".join(pairs) or self.tr("All languages"),
            figure=whole(len(glossary.rows)),
            state="" if glossary.on else self.tr("Off"),
        )

    def _scale(self) -> None:
        self.setFixedWidth(self._theme.px(_WIDTH))
