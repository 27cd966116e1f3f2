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
from desktop_lm.ui.widgets.flow import Flow

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
        self._legend: Column | None = None
        self.editor = DocumentEditor(theme)
        self.settings = QuietButton(
            theme,
            "sliders-horizontal",
            self.tr("&Settings…"),
            self.tr("Temperature, length, instructions of the text that the model adds"),
        )
        self.copy = QuietButton(
            theme,
            "copy",
            self.tr("&Copy"),
            self.tr("Copy the whole text (Ctrl+Shift+C)"),
            icon_only=True,
        )
        self.probabilities = QuietButton(
            theme,
            "chart-bar-decreasing",
            self.tr("&Probabilities"),
            self.tr("Show how likely each word of the model was, and what else could have come"),
        )
        self.probabilities.setCheckable(True)
        self.inspector = QuietButton(
            theme,
            "panel-right",
            self.tr("Inspector"),
            self.tr("What the model reads, and what it chose from (Ctrl+Shift+I)"),
            icon_only=True,
        )
        self.inspector.setCheckable(True)
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
        quiet = Flow(theme, GROUP / 2)  # in two lines where large letters leave no room
        for widget in (self.settings, self.copy, self.probabilities, self.inspector):
            quiet.add(widget)
        buttons.addWidget(quiet, 1)
        buttons.addWidget(self.go_on)
        with_part = QWidget()
        choices = spaced(QHBoxLayout(with_part), theme, gap=GROUP / 2)
        choices.addStretch(1)
        for widget in (self.again, self.keep, self.remove):
            place = widget.sizePolicy()
            place.setRetainSizeWhenHidden(True)
            widget.setSizePolicy(place)
            choices.addWidget(widget)
        layout = spaced(QVBoxLayout(self), theme, gap=GROUP, margins=(0, EDGE, 0, 0))
        layout.addWidget(Column(theme, self.editor), 1)
        layout.addWidget(Column(theme, with_part))
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
            self._put_below_text(self._meter)
        self._meter.show_use(use)

    def show_legend(self, *, shown: bool) -> None:
        """Show or hide what the lines and tints below the words mean."""
        if self._legend is None and shown:
            from desktop_lm.ui.prompt.inspector.legend import Legend

            self._legend = self._put_below_text(Legend(self._theme))
        if self._legend is not None:
            self._legend.setVisible(shown)

    def _put_below_text(self, widget: QWidget) -> Column:
        column = Column(self._theme, widget)
        self._layout.insertWidget(self._layout.count() - 1, column)
        return column
