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
    from desktop_lm.errors import AppError
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
        self._tab: PromptTab | None = None
        self._unsaved = ""  # what was said of it
        self._was_warned = False
        history.failed.connect(self._history_failed)
        history.caught_up.connect(self._say_saved)

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
        self._tab = tab
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

    @property
    def copies_folder(self) -> Path:
        """Where the daily copies are."""
        return self._history.path.with_name("history-copies")

    def begin(self) -> None:
        """The window is on the screen: make today's copy, and load what the first conversation
        that is opened would wait for."""
        from desktop_lm.documents import markdown

        self.background.run(lambda: markdown.read(""), lambda _blocks: None)
        self.copy_today()

    def copy_today(self) -> None:
        """Make today's copy of the history, if there is none."""
        from datetime import datetime

        from desktop_lm.storage.history import backup

        today = datetime.now().astimezone().date()
        path, folder = self._history.path, self.copies_folder
        self.background.run(
            lambda: backup.copy_of_today(path, folder, today), lambda _made: None, self._tell
        )

    def show_copies(self) -> None:
        """Show the copies there are, and put one back if that is wanted."""
        from desktop_lm.ui.storage.copies_dialog import CopiesDialog

        dialog = CopiesDialog(self._theme, self._window)
        dialog.show_copies(self._history.path, self.copies_folder, self.background)
        chosen = dialog.chosen if dialog.exec() else None
        self.background.forget("copies")
        dialog.deleteLater()
        if chosen is not None:
            self.put_back(chosen)

    def put_back(self, copy: Path) -> None:
        """Put a copy in the place of the history, which is kept, and begin a new conversation."""
        from desktop_lm.storage.history import backup

        if self._tab is not None:
            tab = self._tab
            if tab.dialogue.is_busy or tab.documents.is_busy or tab.beside.is_busy:
                self._banner.show_note(
                    self.tr("An answer is being written. Wait for it, or stop it.")
                )
                return
            self._tab.documents.leave()  # what is written there belongs to what is replaced
        if self._history.is_late:
            self._banner.show_note(
                self.tr("What you wrote is not in the history yet. Wait until it can be saved.")
            )
            return
        try:
            kept = self._history.replace(lambda path: backup.restore(copy, path))
        except AppError as error:
            self._tell(error)
            return
        if self._tab is not None:
            self._tab.dialogue.new()
            self._tab.banner.hide()
        self._banner.show_note(
            self.tr("The copy is in place. What was there before is kept as {name}.").format(
                name=kept.name
            )
        )

    def _history_failed(self, error: AppError) -> None:
        self._tell(error)
        self._unsaved = self._banner.sentence

    def _say_saved(self) -> None:
        """Unless the banner speaks of something else by now."""
        self._was_warned = False
        if self._banner.sentence in ("", self._unsaved):
            self._banner.show_note(self.tr("All that you wrote is in the history now."))

    def _tell(self, error: AppError) -> None:
        from desktop_lm.ui.error_text import sentence

        self._banner.show_error(sentence(error))

    def ask_import(self) -> None:
        """Ask for a file of another program and take its conversations in."""
        from desktop_lm.ui.storage import importing

        if path := importing.ask_which(self._window):
            self.take_in(path)

    def take_in(self, path: str) -> None:
        """Take the conversations of a file into the history."""
        from desktop_lm.ui.storage import importing

        importing.take_in(Path(path), self.background, self._history, self._banner)

    def may_close(self) -> bool:
        """Whether all that was written is on the disk. Where it is not, the banner says so and the
        next close is meant."""
        if self._was_warned or not self._history.is_late:
            return True
        self._was_warned = True
        self._banner.show_error(
            self.tr(
                "The history cannot be written now. What is not in it would be lost with this "
                "window. Wait until it is saved, or copy it elsewhere."
            ),
            [(self.tr("Close all the same"), self._window.close)],
        )
        self._unsaved = self._banner.sentence
        return False

    def close(self) -> None:
        """Wait for what runs."""
        if self._made_background is not None:
            self._made_background.close()
