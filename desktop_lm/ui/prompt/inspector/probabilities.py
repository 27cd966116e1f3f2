"""The switch "Probabilities": off, nothing of it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.asking import Asking
from desktop_lm.ui.prompt.dialogue import Dialogue
from desktop_lm.ui.prompt.prompt_parts import PromptParts
from desktop_lm.ui.storage.history_desk import HistoryDesk

if TYPE_CHECKING:
    from desktop_lm.ui.prompt.answer_page import AnswerPage
    from desktop_lm.ui.prompt.inspector.inspector import TokenInspector
    from desktop_lm.ui.prompt.inspector.legend import Legend

ALTERNATIVES = 8  # asked for of each token


class Probabilities(QObject):
    """Ties the switch in the composer's corner to the page, the legend and what is asked.

    ``picked`` carries the Pick of the token one went to, or None.
    """

    picked = Signal(object)

    def __init__(
        self,
        theme: Theme,
        parts: PromptParts,
        dialogue: Dialogue,
        asking: Asking,
        history: HistoryDesk,
    ) -> None:
        super().__init__()
        self._theme = theme
        self._parts = parts
        self._dialogue = dialogue
        self._asking = asking
        self._history = history
        self._legend: Legend | None = None
        self.inspector: TokenInspector | None = None
        parts.composer.probabilities_button.toggled.connect(self._turn)
        dialogue.opened.connect(self._opened)
        dialogue.begun.connect(self._opened)

    @property
    def is_on(self) -> bool:
        """Whether answers are shown token by token."""
        return self._parts.composer.probabilities_button.isChecked()

    def page_made(self, page: AnswerPage) -> None:
        """There is a page now."""
        if self.is_on:
            self._inspector_of(page).turn(on=True)

    def _turn(self, on: bool) -> None:  # noqa: FBT001  a signal's
        self._asking.alternatives = ALTERNATIVES if on else 0
        if on and self._legend is None:
            from desktop_lm.ui.prompt.inspector.legend import Legend

            self._legend = Legend(self._theme)
            self._parts.put_below_page(self._legend)
        if self._legend is not None:
            self._parts.show_below_page(self._legend, shown=on)
        if self._parts.has_page:
            self._inspector_of(self._parts.page).turn(on=on)

    def _opened(self) -> None:
        if self.inspector is not None:
            self.inspector.forget()
            self.inspector.learn()

    def _inspector_of(self, page: AnswerPage) -> TokenInspector:
        if self.inspector is None:
            from desktop_lm.ui.prompt.inspector.inspector import TokenInspector

            self.inspector = TokenInspector(self._theme, page, self._history, self._asking.branch)
            self.inspector.picked.connect(self.picked)
        return self.inspector
