"""Each conversation keeps the settings its answers are made with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_lm import paths
from desktop_lm.ui.prompt.dialogue import Dialogue
from desktop_lm.ui.prompt.settings.answer_options import AnswerOptions

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_lm.ui.look.theme import Theme
    from desktop_lm.ui.prompt.settings.preset_desk import PresetDesk
    from desktop_lm.ui.prompt.settings.settings_dialog import SettingsDialog


class SettingsKeeper(QObject):
    """A conversation that is opened brings its settings along. A new one begins with the preset
    that the user chose for it, or takes over those at hand: but for the form of the answers and
    where they stop, which belong to what was asked before."""

    def __init__(self, dialogue: Dialogue, options: AnswerOptions) -> None:
        super().__init__()
        self._dialogue = dialogue
        self._options = options
        self._shown = dialogue.conversation
        self._elsewhere = False
        self._presets: PresetDesk | None = None
        self.dialog: SettingsDialog | None = None
        dialogue.opened.connect(self._opened)
        options.changed.connect(self._keep)

    @property
    def presets(self) -> PresetDesk:
        """Read when they are first needed."""
        if self._presets is None:
            from desktop_lm.ui.prompt.settings.preset_desk import PresetDesk

            self._presets = PresetDesk(paths.presets_file())
        return self._presets

    def open_dialog(self, theme: Theme, parent: QWidget) -> None:
        """Show all settings, beside the window one goes on working in."""
        if self.dialog is None:
            from desktop_lm.ui.prompt.settings.settings_dialog import SettingsDialog

            self.dialog = SettingsDialog(theme, self._options, self.presets, parent)
            self.dialog.finished.connect(self._dialog_closed)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()

    def let_go(self, *, elsewhere: bool) -> None:
        """The settings at hand are those of something else than a conversation, or are the
        conversation's again."""
        if elsewhere:
            self._dialogue.conversation.keep_settings(self._options.settings.to_json())
        self._elsewhere = elsewhere
        if not elsewhere and self._dialogue.conversation.settings:
            self._options.replace(self._dialogue.conversation.settings)

    def _dialog_closed(self) -> None:
        self.dialog = None

    def _opened(self) -> None:
        conversation = self._dialogue.conversation
        if conversation is self._shown:
            return
        self._shown = conversation
        if self._elsewhere:
            return
        if conversation.settings:
            self._options.replace(conversation.settings)
        elif not conversation.number and not conversation.exchanges:
            self._begin_new()
        elif not conversation.number:  # only the page knows it
            self._keep()

    def _begin_new(self) -> None:
        if values := self.presets.values(self.presets.own.first):
            self._options.replace(values)
        else:
            self._options.change(form="text", stop=())

    def _keep(self) -> None:
        if not self._elsewhere:
            self._dialogue.conversation.keep_settings(self._options.snapshot())
