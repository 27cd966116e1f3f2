"""A document on the Prompt tab: the text, and below it what the model can do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.document.document_editor import DocumentEditor
from desktop_lm.ui.widgets.buttons import MainButton, QuietButton
from desktop_lm.ui.widgets.column import Column

if TYPE_CHECKING:
    from desktop_lm.tasks.context_use import ContextUse
    from desktop_lm.ui.prompt.context.context_meter import ContextMeter

_CONTINUE = QKeySequence.fromString("Ctrl+Return")


class DocumentPage(QWidget):
    """Nothing of it moves while the model writes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._meter: ContextMeter | None = None
        self.editor = DocumentEditor(theme)
        self.settings = QuietButton(
            theme,
            "sliders-horizontal",
            self.tr("&Settings…"),
            self.tr("Temperature, length, instructions of the text that the model adds"),
        )
        self.copy = QuietButton(
            theme, "copy", self.tr("&Copy"), self.tr("Copy the whole text (Ctrl+Shift+C)")
        )
        self.again = QuietButton(
            theme, "", self.tr("Try &another"), self.tr("Have the marked part written anew")
        )
        self.keep = QuietButton(
            theme, "", self.tr("&Keep it"), self.tr("The marked part stays as it is")
        )
        self.remove = QuietButton(
            theme, "", self.tr("Take it &back"), self.tr("Remove the marked part")
        )
        self.go_on = MainButton(
            self.tr("Co&ntinue"), self.tr("Have the model go on from the caret"), _CONTINUE
        )
        foot = QWidget()
        buttons = spaced(QHBoxLayout(foot), theme, gap=GROUP / 2)
        for widget in (self.settings, self.copy):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        for widget in (self.again, self.keep, self.remove):
            place = widget.sizePolicy()
            place.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(place)
            buttons.addWidget(widget)
        buttons.addWidget(self.go_on)
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP, margins=(0, EDGE, 0, 0))
        layout.addWidget(Column(theme, self.editor), 1)
        layout.addWidget(Column(theme, foot, bottom=SECTION))
        self._layout = layout
        self.show_part(part=False)

    def show_part(self, *, part: bool) -> None:
        """Whether there is a part of the model's that can be kept, or not."""
        for widget in (self.again, self.keep, self.remove):
            widget.setVisible(part)

    def show_context(self, use: ContextUse) -> None:
        """Show below the text what it would take of the context."""
        if self._meter is None:
            from desktop_lm.ui.prompt.context.context_meter import ContextMeter

            self._meter = ContextMeter(self._theme)
            self._layout.insertWidget(1, Column(self._theme, self._meter))
        self._meter.show_use(use)
