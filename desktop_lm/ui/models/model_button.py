"""The loaded model at the top right; its panel says more and opens others."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QToolButton

from desktop_lm.jobs.events import ModelChanged, ModelState
from desktop_lm.ui.look.enum_property import set_enum
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.model_names import is_built_in, is_starter, name_of_file
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.widgets.buttons import BUTTON_PADDING, ICON_UNITS, QuietButton
from desktop_lm.ui.window.status_text import model_words

_LEAST_CHARACTERS = 8


class ModelButton(QuietButton):
    """Opens a small panel of what is loaded. Its menu is filled when it is about to show."""

    open_asked = Signal()
    unload_asked = Signal()
    starter_asked = Signal()
    built_in_asked = Signal()
    models_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "chevron-down", "")
        self._theme = theme
        self._event = ModelChanged(ModelState.NONE)
        self._name = ""
        self._room = 0
        self.offers_built_in = False  # in place of the tab's own model
        # The arrow comes after the words.
        set_enum(self, "layoutDirection", "LeftToRight" if self.isRightToLeft() else "RightToLeft")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        set_enum(self, "focusPolicy", "TabFocus")
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self.setToolTip(self.tr("The model that is loaded"))
        self._show_name()

    def follow(self, event: ModelChanged) -> None:
        """Show the model's state."""
        other = event.path != self._event.path
        if event.state is ModelState.FAILED and self._event.info and other:
            return  # another file was refused; the loaded model stays
        self._event = event
        self._show_name()

    def _show_name(self) -> None:
        event = self._event
        if event.info:
            text = model_words(event)
        elif event.state is ModelState.LOADING:
            text = self.tr("{model}, {percent}").format(
                model=name_of_file(event.path), percent=numbers.percent(event.fraction)
            )
        elif event.state is ModelState.NONE and event.path:
            text = self.tr("{model}, not loaded").format(model=name_of_file(event.path))
        else:
            text = self.tr("No model loaded")
        if text != self._name:
            self._name = text
            self.setAccessibleName(self.tr("Model: {name}").format(name=text))
            self._fit()

    def set_room(self, pixels: int) -> None:
        """The button may be this wide; a name that is longer ends in an ellipsis."""
        if pixels != self._room:
            self._room = pixels
            self._fit()

    def _fit(self) -> None:
        """As much of the name as fits, and a few letters at the least."""
        metrics = self.fontMetrics()
        around = self._theme.px(ICON_UNITS + 4 * BUTTON_PADDING)
        room = max(self._room - around, metrics.averageCharWidth() * _LEAST_CHARACTERS)
        text = self._name
        if self._room and metrics.horizontalAdvance(text) > room:
            from PySide6.QtCore import Qt

            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        self.setText(text.replace("&", "&&"))

    def _fill(self) -> None:
        menu = self._menu
        menu.setLayoutDirection(QGuiApplication.layoutDirection())
        menu.clear()
        if self._event.info:
            from PySide6.QtWidgets import QWidgetAction

            from desktop_lm.ui.models.model_panel import ModelPanel

            panel = QWidgetAction(menu)
            panel.setDefaultWidget(ModelPanel(self._theme, self._event.info))
            menu.addAction(panel)
            menu.addSeparator()
        self._add(menu, self.tr("&More models…"), self.models_asked)
        self._add(menu, self.tr("&Open a model file…"), self.open_asked)
        if self.offers_built_in:
            self._add(menu, self.tr("Use the &built-in translator"), self.built_in_asked)
        elif not is_starter(self._event.path) and not is_built_in(self._event.path):
            self._add(menu, self.tr("Use the &starter model"), self.starter_asked)
        if self._event.info:
            self._add(menu, self.tr("&Unload, to free its memory"), self.unload_asked)

    def _add(self, menu: QMenu, text: str, signal: object) -> None:
        action = QAction(text, menu)
        action.triggered.connect(signal)
        menu.addAction(action)
