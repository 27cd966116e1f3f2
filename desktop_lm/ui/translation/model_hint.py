"""Says what translates where a larger model would do it better, and leads to one."""

from __future__ import annotations

from PySide6.QtCore import Signal

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.model_names import is_built_in, is_starter, name_of_file
from desktop_lm.ui.widgets.hint import Hint


class ModelHint(Hint):
    """Hidden beside a model that somebody chose for its worth.

    ``general_asked``: the general model is to translate; ``larger_asked``: others are to be shown.
    """

    general_asked = Signal()
    larger_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._offers_general = False
        self.clicked.connect(self._follow_link)

    def show_for(self, path: str, general: str = "") -> None:
        """The model in the file ``path`` translates; ``general`` is the one of the other tabs."""
        self._offers_general = False
        if is_built_in(path):
            self._offers_general = bool(general) and not is_starter(general)
            way_on = (
                self.tr("Use {model} instead").format(model=name_of_file(general))
                if self._offers_general
                else self.tr("Larger models…")
            )
            self.say(self.tr("Small built-in translator: everyday sentences."), way_on)
        elif is_starter(path):
            self.say(
                self.tr(
                    "The starter model knows little but English; a larger model translates better."
                ),
                self.tr("Larger models…"),
            )
        self.setVisible(is_built_in(path) or is_starter(path))

    def _follow_link(self) -> None:
        (self.general_asked if self._offers_general else self.larger_asked).emit()
