"""Chooses what a text is judged by, and opens the way to teach something new."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from desktop_lm.ui.widgets.buttons import QuietButton

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_lm.ui.look.theme import Theme


class ProfileMenu(QuietButton):
    """``name`` is the profile's, "" for what comes with the program. The list is read from the
    disk whenever the menu opens."""

    teach_asked = Signal()
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "sliders-horizontal", "")
        self.setParent(parent)
        self.name = ""
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self.fill)
        self.setMenu(self._menu)
        self.choose("")

    def choose(self, name: str) -> None:
        """Judge by this profile from now on."""
        self.name = name
        self.setText(name or self.tr("Profile"))
        self.setToolTip(self.tr("What texts are judged by"))
        self.setAccessibleName(
            self.tr("Judged by {name}").format(name=name or self.tr("positive or negative"))
        )
        self.changed.emit()

    def fill(self) -> list[QAction]:
        """The menu's choices as they are now."""
        from desktop_lm import bootstrap

        self._menu.clear()
        for name in ("", *bootstrap.profiles().names()):
            # An ampersand would be taken for a key.
            words = name.replace("&", "&&") or self.tr("Positive, neutral, negative")
            action = self._menu.addAction(words, partial(self.choose, name))
            action.setCheckable(True)
            action.setChecked(name == self.name)
        self._menu.addSeparator()
        self._menu.addAction(self.tr("&Teach…"), self.teach_asked.emit)
        return self._menu.actions()
