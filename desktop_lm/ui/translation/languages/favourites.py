"""Two target languages a click away."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QContextMenuEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.languages.choices import FAVOURITES
from desktop_lm.ui.translation.languages.language_box import language_name
from desktop_lm.ui.widgets.buttons import QuietButton

KEYS = tuple(QKeySequence.fromString(f"Ctrl+Shift+{number + 1}") for number in range(FAVOURITES))


class FavouriteButton(QuietButton):
    """``kept_asked`` says whether it is to stay whatever language is used after it."""

    kept_asked = Signal(str, bool)

    def __init__(self, theme: Theme, keys: QKeySequence, parent: QWidget) -> None:
        super().__init__(theme, "", "")
        self.setParent(parent)
        self._keys = keys.toString(QKeySequence.SequenceFormat.NativeText)
        self.code = ""
        self.is_kept = False
        self.hide()

    def offer(self, code: str, *, kept: bool) -> None:
        """Stand for this language; "" for none."""
        self.code, self.is_kept = code, kept
        self.setVisible(bool(code))
        if not code:
            return
        name = language_name(BY_CODE[code])
        self.setText(name)
        words = self.tr("Translate into {language} ({keys})").format(language=name, keys=self._keys)
        self.setAccessibleName(words)
        self.setToolTip(
            self.tr("{words}. Right-click to keep it here").format(words=words)
            if not kept
            else self.tr("{words}. It stays here").format(words=words)
        )

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Whether it stays."""
        menu = QMenu(self)
        name = language_name(BY_CODE[self.code])
        action = menu.addAction(self.tr("Keep {language} here").format(language=name))
        action.setCheckable(True)
        action.setChecked(self.is_kept)
        action.toggled.connect(lambda kept: self.kept_asked.emit(self.code, kept))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(event.globalPos())


def buttons(theme: Theme, parent: QWidget) -> Sequence[FavouriteButton]:
    """One for each."""
    return tuple(FavouriteButton(theme, keys, parent) for keys in KEYS)
