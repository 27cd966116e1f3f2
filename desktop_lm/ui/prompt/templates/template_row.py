"""The names of the templates as a row of words."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_lm.tasks.prompt.templates import in_language
from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.templates.template_desk import TemplateDesk, window_language
from desktop_lm.ui.widgets.buttons import QuietButton, literal
from desktop_lm.ui.widgets.column import Column
from desktop_lm.ui.widgets.flow import Flow
from desktop_lm.ui.widgets.plain_tip import plain_tip


class TemplateRow(QWidget):
    """``chosen`` carries a Template; ``own_asked`` comes when somebody wants to make one,
    ``writing_asked`` for a document to write freely."""

    chosen = Signal(object)
    own_asked = Signal()
    writing_asked = Signal()

    def __init__(self, theme: Theme, desk: TemplateDesk) -> None:
        super().__init__()
        self._theme = theme
        self._desk = desk
        self._flow = Flow(theme, GROUP / 2)
        layout = spaced(QVBoxLayout(self), theme, gap=0, margins=(0, SECTION, 0, EDGE))
        layout.addWidget(Column(theme, self._flow))
        desk.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._flow.clear()
        writing = QuietButton(
            self._theme,
            "",
            self.tr("Free writing"),
            self.tr("A text of your own that the model can continue"),
        )
        writing.clicked.connect(self.writing_asked)
        self._flow.add(writing)
        language = window_language()
        for template in self._desk.templates:
            name = in_language(template.name, language)
            button = QuietButton(
                self._theme,
                "",
                literal(name),
                plain_tip(self.tr("Write a prompt with a form: {name}").format(name=name)),
            )
            button.clicked.connect(partial(self._choose, template))
            self._flow.add(button)
        own = QuietButton(
            self._theme, "plus", self.tr("Your own…"), self.tr("Make a template of your own")
        )
        own.clicked.connect(self.own_asked)
        self._flow.add(own)

    def _choose(self, template: object, _checked: object = None) -> None:
        self.chosen.emit(template)
