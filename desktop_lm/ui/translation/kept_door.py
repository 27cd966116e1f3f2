"""Opens the windows of what translations keep to: glossaries, and what was translated before. Each
is made when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_lm.ui.look.theme import Theme

if TYPE_CHECKING:
    from desktop_lm.ui.translation.glossary.glossary_window import GlossaryWindow
    from desktop_lm.ui.translation.memory.memory_window import MemoryWindow


class KeptDoor(QObject):
    """``glossaries_changed`` comes when those on the disk are others than before, ``by_hand`` with
    each entry of the memory in which a person's words are."""

    glossaries_changed = Signal()
    by_hand = Signal(object, str)

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self.glossaries: GlossaryWindow | None = None
        self.memory: MemoryWindow | None = None

    def open_glossaries(self, source: str = "", target: str = "") -> None:
        """Show the glossaries; a new one is for these languages."""
        if self.glossaries is None:
            from desktop_lm import bootstrap
            from desktop_lm.ui.translation.glossary.glossary_window import GlossaryWindow

            self.glossaries = GlossaryWindow(self._theme, bootstrap.glossaries(), self._window)
            self.glossaries.changed.connect(self.glossaries_changed)
        self.glossaries.open_for(source, target)

    def open_memory(self) -> None:
        """Show what was translated before."""
        if self.memory is None:
            from desktop_lm import paths
            from desktop_lm.ui.translation.memory.memory_window import MemoryWindow

            path = paths.translation_memory_file()
            self.memory = MemoryWindow(self._theme, path, self._window)
            self.memory.desk.by_hand.connect(self.by_hand)
        self.memory.open()

    def close(self) -> None:
        """Keep what was typed, and wait for what runs."""
        for window in (self.glossaries, self.memory):
            if window is not None:
                window.hide()
                window.end()
