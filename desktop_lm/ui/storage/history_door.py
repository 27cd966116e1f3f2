"""What can be done with the history as a whole: exports, imports, daily copies. Each part is made
when it is first wanted."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.storage.history_desk import HistoryDesk
from desktop_lm.ui.window.banner import Banner

if TYPE_CHECKING:
    from desktop_lm.ui.background import Background
    from desktop_lm.ui.prompt.export.exporter import Exporter
    from desktop_lm.ui.prompt.prompt_tab import PromptTab


class HistoryDoor(QObject):
    """Belongs to the ``window``; ``banner`` tells what became of things."""

    def __init__(self, window: QWidget, theme: Theme, history: HistoryDesk, banner: Banner) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._history = history
        self._banner = banner
        self._made_background: Background | None = None

    @property
    def background(self) -> Background:
        """Threads for work on files."""
        if self._made_background is None:
            from desktop_lm.ui.background import Background

            self._made_background = Background(self)
        return self._made_background

    @cached_property
    def exporter(self) -> Exporter:
        """Exports of conversations."""
        from desktop_lm.ui.prompt.export.exporter import Exporter

        return Exporter(self._window, self._theme, self._history, self._banner, self.background)

    def serve(self, tab: PromptTab) -> None:
        """Do what the tab asks for."""
        tab.export_asked.connect(self.export)
        tab.receipt_asked.connect(self.save_receipt)

    def export(self, conversation: int, answer: int = 0) -> None:
        """Export a conversation, or one answer of it; 0 is one that has not begun."""
        if conversation:
            self.exporter.export(conversation, answer)
        else:
            self._banner.show_note(self.tr("There is nothing to export yet."))

    def save_receipt(self, answer: int) -> None:
        """Keep the receipt of an answer."""
        self.exporter.save_receipt(answer)

    def ask_import(self) -> None:
        """Ask for a file of another program and take its conversations in."""
        from desktop_lm.ui.storage import importing

        if path := importing.ask_which(self._window):
            self.take_in(path)

    def take_in(self, path: str) -> None:
        """Take the conversations of a file into the history."""
        from desktop_lm.ui.storage import importing

        importing.take_in(Path(path), self.background, self._history, self._banner)

    def close(self) -> None:
        """Wait for what runs."""
        if self._made_background is not None:
            self._made_background.close()
