"""How the translation addresses its reader and in which variety of the language: a quiet menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from desktop_lm.tasks.translation.style import (
    ADDRESS,
    ANY_STYLE,
    VARIETIES,
    Formality,
    Style,
)
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.menu_heading import add_heading

translate = QCoreApplication.translate


class StyleButton(QuietButton):
    """There only where the target language tells something apart. ``chosen`` carries a Style."""

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "", self.tr("Style"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.setMenu(self._menu)
        self._language = ""
        self._style = ANY_STYLE
        self._why_not = ""

    @property
    def choices(self) -> QMenu:
        """The menu."""
        return self._menu

    def show_for(self, language: str, style: Style, why_not: str = "") -> None:
        """Offer what ``language`` tells apart; ``why_not`` says why the model takes no such
        wish."""
        self._language, self._style, self._why_not = language, style, why_not
        self.setVisible(language in ADDRESS or language in VARIETIES)
        self.setEnabled(not why_not)
        words = style_words(language, ANY_STYLE if why_not else style)
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(self.tr("Style: {style}").format(style=words))
        self.setAccessibleDescription(why_not)
        self.setToolTip(why_not or self.tr("How the translation addresses its reader; variety"))
        self._fill()

    def _fill(self) -> None:
        self._menu.clear()
        if (pair := ADDRESS.get(self._language)) is not None:
            add_heading(self._menu, self.tr("Address the reader"))
            informal, formal = pair
            choices = (
                (Formality.AUTO, self.tr("As the model finds it")),
                (Formality.INFORMAL, self.tr("Informally: {word}").format(word=informal)),
                (Formality.FORMAL, self.tr("Formally: {word}").format(word=formal)),
            )
            self._add([(words, replace(self._style, formality=value)) for value, words in choices])
        if varieties := VARIETIES.get(self._language):
            add_heading(self._menu, self.tr("Variety"))
            any_one = (self.tr("As the model finds it"), replace(self._style, variety=""))
            named = [(variety_name(each), replace(self._style, variety=each)) for each in varieties]
            self._add([any_one, *named])

    def _add(self, choices: Sequence[tuple[str, Style]]) -> None:
        group = QActionGroup(self._menu)
        for words, style in choices:
            action = self._menu.addAction(words.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(style == self._style)
            action.triggered.connect(partial(self.chosen.emit, style))
            group.addAction(action)


def style_words(language: str, style: Style) -> str:
    """In a few words; what could be chosen where nothing is."""
    said = []
    if (pair := ADDRESS.get(language)) is not None and style.formality is not Formality.AUTO:
        said.append(pair[style.formality is Formality.FORMAL])
    if style.variety:
        said.append(variety_name(style.variety))
    if said:
        return translate("Style", "{style}").format(style=" · ".join(said))
    if pair is not None:
        return translate("Style", "{informal} / {formal}").format(informal=pair[0], formal=pair[1])
    return translate("Style", "Variety")


def variety_name(variety: str) -> str:
    """In the window's language."""
    return translate("Variety", variety)
