"""Says what the model that came along is good for, and leads to others."""

from __future__ import annotations

from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.hint import Hint


class StarterHint(Hint):
    """Stands below an empty conversation as long as the starter model answers: its answers read
    well, and who does not know how small it is takes them for what the program can do."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        set_enum(self.link, "alignment", "AlignHCenter")
        self.say(
            self.tr("The starter model is very small: fluent English, but often wrong."),
            self.tr("Larger models…"),
        )
