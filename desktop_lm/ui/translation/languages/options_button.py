"""How thoroughly the model looks for a translation: a small menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from desktop_lm.tasks.translation.prompt import AS_THE_MODEL_WANTS
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.languages.choices import MOST_BEAMS, MOST_CONTEXT
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.menu_heading import add_heading


class OptionsButton(QuietButton):
    """``beams_chosen`` and ``context_chosen`` carry the number chosen."""

    beams_chosen = Signal(int)
    context_chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "sliders-horizontal", self.tr("Options"), icon_only=True)
        self.setToolTip(self.tr("How the translation is looked for, and more"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.setMenu(self._menu)
        add_heading(self._menu, self.tr("Choice of words"))
        choices = range(AS_THE_MODEL_WANTS, MOST_BEAMS + 1)
        self._beams = self._add(self.beams_chosen, choices, self._beam_words)
        add_heading(self._menu, self.tr("What the model sees"))
        self._context = self._add(self.context_chosen, range(MOST_CONTEXT + 1), self._context_words)
        self._menu.addSeparator()

    @property
    def choices(self) -> QMenu:
        """The menu, for more in it."""
        return self._menu

    def show_chosen(
        self, beams: int, context_pairs: int, why_no_context: str = "", wanted: int = 0
    ) -> None:
        """Tick these; ``why_no_context`` says why the model is shown each sentence alone, and
        ``wanted`` how many wordings it wants followed, 0 where that is not known."""
        self._beams[AS_THE_MODEL_WANTS].setText(self._wanted_words(wanted))
        self._beams[beams].setChecked(True)
        self._context[0 if why_no_context else context_pairs].setChecked(True)
        for action in self._context[1:]:
            action.setEnabled(not why_no_context)
            action.setToolTip(why_no_context)

    def _add(
        self, chosen: SignalInstance, values: Sequence[int], words: Callable[[int], str]
    ) -> list[QAction]:
        group = QActionGroup(self._menu)
        made = []
        for value in values:
            action = self._menu.addAction(words(value))
            action.setCheckable(True)
            action.triggered.connect(partial(chosen.emit, value))
            group.addAction(action)
            made.append(action)
        return made

    def _wanted_words(self, wanted: int) -> str:
        if not wanted:
            return self.tr("As suits the model")
        return numbers.counted(
            wanted,
            self.tr("As suits the model: the likeliest word each time"),
            self.tr("As suits the model: the best of {count} wordings"),
        )

    def _beam_words(self, beams: int) -> str:
        if beams == AS_THE_MODEL_WANTS:
            return self._wanted_words(0)
        return numbers.counted(
            beams,
            self.tr("The likeliest word each time: fast, and one reads along"),
            self.tr("The best of {count} wordings: slower, often better"),
        )

    def _context_words(self, pairs: int) -> str:
        if not pairs:
            return self.tr("Each sentence alone")
        return numbers.counted(
            pairs,
            self.tr("The sentence before it too"),
            self.tr("The {count} sentences before it too"),
        )
