"""Gives a model to one tab alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from desktop_lm.ui.models.loaded_models import OWNERS
from desktop_lm.ui.models.model_words import tab_name
from desktop_lm.ui.widgets.buttons import QuietButton

if TYPE_CHECKING:
    from desktop_lm.ui.look.theme import Theme
    from desktop_lm.ui.models.settings_desk import SettingsDesk


class TaskMenu(QuietButton):
    """A tick stands at each tab that has this model for itself; choosing it again takes it away."""

    def __init__(self, theme: Theme, settings: SettingsDesk) -> None:
        super().__init__(theme, "chevron-down", self.tr("For one &task"))
        self.setToolTip(self.tr("Use this model in one tab alone"))
        self.setLayoutDirection(
            Qt.LayoutDirection.LeftToRight
            if self.isRightToLeft()
            else Qt.LayoutDirection.RightToLeft
        )
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._settings = settings
        self._path = ""
        self._menu = QMenu(self)
        self._actions: dict[str, QAction] = {}
        for owner in OWNERS:
            action = QAction(tab_name(owner), self._menu)
            action.setCheckable(True)
            action.toggled.connect(partial(self._choose, owner))
            self._menu.addAction(action)
            self._actions[owner] = action
        self.setMenu(self._menu)
        settings.changed.connect(self._tick)

    def action_for(self, owner: str) -> QAction:
        """The tick of a tab."""
        return self._actions[owner]

    def show_for(self, path: str, *, enabled: bool) -> None:
        """Speak of the model in this file."""
        self._path = path
        self.setEnabled(enabled)
        self._tick()

    def _tick(self) -> None:
        for owner, action in self._actions.items():
            action.blockSignals(True)
            action.setChecked(self._settings.now.task_models.get(owner) == self._path)
            action.blockSignals(False)

    def _choose(self, owner: str, chosen: bool) -> None:  # noqa: FBT001  as Qt calls it
        self._settings.set_task_model(owner, self._path if chosen else "")
