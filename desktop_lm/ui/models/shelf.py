"""The model files as the window sees them: looked up on other threads, told by signals."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_lm.ui.background import Background

if TYPE_CHECKING:
    from desktop_lm.errors import AppError
    from desktop_lm.models.library.entry import Entry
    from desktop_lm.models.library.library import Library

_ENTRIES = "entries"


class Shelf(QObject):
    """``changed`` follows the list of models, ``failed`` carries the AppError of what was asked
    for and did not work, ``added`` the path of a file that came in."""

    changed = Signal()
    failed = Signal(object)
    added = Signal(str)

    def __init__(self, library: Library, background: Background) -> None:
        super().__init__()
        self._library = library
        self.background = background
        self.entries: tuple[Entry, ...] = ()
        self.known = False  # whether the list was read yet

    @property
    def folder(self) -> Path:
        """Where downloads and copies go."""
        return self._library.folder

    def entry(self, path: str) -> Entry | None:
        """The model in the file ``path``, as it was last seen."""
        return next((entry for entry in self.entries if entry.path == path), None)

    def path_of(self, catalogue_id: str, sha256: str) -> str:
        """Where a model of the catalogue is, "" where it is not here."""
        fitting = (
            entry.path
            for entry in self.entries
            if entry.error is None
            and (entry.catalogue_id == catalogue_id or entry.sha256 == sha256)
        )
        return next(fitting, "")

    def refresh(self) -> None:
        """Look anew."""
        self.background.run(self._library.entries, self._take, topic=_ENTRIES)

    def _take(self, entries: tuple[Entry, ...]) -> None:
        known, self.known = self.known, True
        if entries != self.entries or not known:
            self.entries = entries
            self.changed.emit()

    def _fail(self, error: AppError) -> None:
        self.failed.emit(error)
        self.refresh()
