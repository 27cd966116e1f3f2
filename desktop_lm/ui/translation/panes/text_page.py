"""Text against text: what the page of the two panes is made of."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop_lm.ui.look.space import EDGE, GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.languages.languages_row import LanguagesRow
from desktop_lm.ui.translation.panes.result_pane import ResultPane
from desktop_lm.ui.translation.sheet.translated import Translated
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING, MainButton, QuietButton
from desktop_lm.ui.widgets.flow import Flow
from desktop_lm.ui.widgets.text_box import TextBox
from desktop_lm.ui.window.banner import Banner

TRANSLATE = QKeySequence.fromString("Ctrl+Return")


class TextPage(QWidget):
    """Only widgets; what they do is the tab's."""

    def __init__(self, theme: Theme, translated: Translated, banner: Banner) -> None:
        super().__init__()
        self._theme = theme
        self.languages = LanguagesRow(theme)
        self.box = TextBox(theme, self.tr("Write or paste a text"))
        self.box.setAccessibleName(self.tr("Text to translate"))
        self.pane = ResultPane(theme, translated, self.box)
        self.translate_button = MainButton(
            self.tr("&Translate"), self.tr("Translate the text"), TRANSLATE
        )
        self.clear_button = QuietButton(
            theme, "eraser", self.tr("C&lear"), self.tr("Clear both texts; this can be undone")
        )
        self.live_switch = QCheckBox(self.tr("As I t&ype"))
        self.live_switch.setChecked(True)
        self.show_long(long=False)
        self._column = spaced(QVBoxLayout(self), theme, gap=GROUP)
        self._column.addWidget(self.languages)
        self._column.addLayout(self._panes(banner), 1)

    def add_hint(self, hint: QWidget) -> None:
        """A line between the languages and the texts."""
        self._column.insertWidget(1, hint)

    def add_button(self, button: QWidget) -> None:
        """One more at the start of the row below the text."""
        self._starts.add(button)

    def show_long(self, *, long: bool) -> None:
        """Whether the text is too long to be translated by itself."""
        self.live_switch.setToolTip(
            self.tr("This text is long: it is translated when you ask for it")
            if long
            else self.tr("Translate whenever you pause in typing (Ctrl+Shift+T)")
        )

    def _panes(self, banner: Banner) -> QHBoxLayout:
        panes = spaced(QHBoxLayout(), self._theme, gap=0)
        panes.addWidget(self._source_pane(banner), 1)
        line = QFrame()
        line.setProperty("role", "line")
        line.setFixedWidth(1)
        panes.addWidget(line)
        panes.addWidget(self.pane, 1)
        return panes

    def _source_pane(self, banner: Banner) -> QWidget:
        buttons = spaced(QHBoxLayout(), self._theme, gap=GROUP)
        self._starts = Flow(self._theme, GROUP)  # large letters put one under the other
        self._starts.add(self.clear_button)
        buttons.addWidget(self._starts, 1)
        buttons.addWidget(self.languages.options_button)
        buttons.addWidget(self.live_switch)
        buttons.addWidget(self.translate_button)
        pane = QWidget()
        margins = (EDGE - BUTTON_PADDING, GROUP, SECTION, SECTION)
        layout = spaced(QVBoxLayout(pane), self._theme, gap=GROUP, margins=margins)
        layout.addWidget(self.box, 1)
        layout.addWidget(banner)
        layout.addLayout(buttons)
        return pane
