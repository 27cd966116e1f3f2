"""The model files as the window sees them: looked up on other threads, told by signals."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from desktop_lm.jobs.background import Advanced
from desktop_lm.models.library.elsewhere import still_to_offer
from desktop_lm.models.library.entry import Source
from desktop_lm.models.split import without_further_parts
from desktop_lm.ui.background import Background

if TYPE_CHECKING:
    from desktop_lm.errors import AppError
    from desktop_lm.jobs.background import Stop, Tell
    from desktop_lm.models.catalogue import Catalogue
    from desktop_lm.models.library.elsewhere import Offer
    from desktop_lm.models.library.entry import Entry
    from desktop_lm.models.library.library import Library
    from desktop_lm.models.library.verified import Verified

_ENTRIES, _ELSEWHERE = "entries", "elsewhere"


class Removed(NamedTuple):
    """A model that is off the list. ``is_there``: its file is, since it was not ``deleted``."""

    path: str
    deleted: bool
    is_there: bool


class _Seen(NamedTuple):
    entries: tuple[Entry, ...]
    elsewhere: tuple[Offer, ...]


class Shelf(QObject):
    """``changed`` follows the list of models. ``failed`` carries the AppError of what was asked
    for and did not work, ``added`` the entry of a file that came in, ``removed`` what was
    Removed."""

    changed = Signal()
    failed = Signal(object)
    added = Signal(object)
    removed = Signal(object)

    def __init__(
        self,
        library: Library,
        background: Background,
        catalogue: Catalogue | None,
        find_elsewhere: Callable[[], tuple[Offer, ...]],
    ) -> None:
        super().__init__()
        self._library = library
        self._catalogue = catalogue
        self.background = background
        self._find_elsewhere = find_elsewhere
        self.entries: tuple[Entry, ...] = ()
        self._offers: tuple[Offer, ...] = ()
        self.elsewhere: tuple[Offer, ...] = ()  # models of other programs that are not here yet
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
        self.background.run(partial(self._look, self._offers), self._take, topic=_ENTRIES)

    def _look(self, offers: tuple[Offer, ...]) -> _Seen:
        """On another thread."""
        entries = self._library.entries()
        return _Seen(entries, still_to_offer(offers, [entry.path for entry in entries]))

    def look_elsewhere(self) -> None:
        """See what other programs keep on this computer."""
        self.background.run(self._find_elsewhere, self._take_offers, topic=_ELSEWHERE)

    def add(self, paths: Sequence[str]) -> None:
        """Take in files where they lie. What another program keeps has its name there: the file's
        own may be only a hash."""
        for path in without_further_parts(paths):
            offer = self.offer(path)
            name = offer.name if offer else ""
            self._do(partial(self._library.import_file, path, name=name), self.added.emit)

    def remove(self, path: str) -> None:
        """Forget a model; its file goes too where this program wrote it."""
        self._do(partial(self._remove, path), self.removed.emit)

    def _remove(self, path: str) -> Removed:
        """On another thread."""
        deleted = self._library.remove(path)
        return Removed(path, deleted, os.path.lexists(path))

    def verify_now(self, entry: Entry, stop: Stop, tell: Tell) -> Verified:
        """Read a model through and compare it with what it should be. On another thread."""
        return self._library.verify(
            entry.path,
            self._catalogue,
            on_bytes=_share_of(entry, tell),
            check=stop.check,
        )

    def can_copy(self, entry: Entry) -> bool:
        """Whether it is linked from outside the models folder."""
        return entry.source is Source.IMPORTED and Path(entry.path).parent != self.folder

    def copy_now(self, entry: Entry, stop: Stop, tell: Tell) -> Entry:
        """Copy a linked model into the models folder, where the copy takes its place. On another
        thread."""
        made = self._library.import_file(
            entry.path,
            copy=True,
            name=entry.name,
            on_bytes=_share_of(entry, tell),
            check=stop.check,
        )
        if self.can_copy(entry):
            self._library.remove(entry.path)
        return made

    def _do(self, work: Callable[[], object], done: Callable[[object], object]) -> None:
        def finish(result: object) -> None:
            done(result)
            self.refresh()

        self.background.run(work, finish, self.fail)

    def fail(self, error: AppError) -> None:
        """Tell what did not work, and look what there is now."""
        self.failed.emit(error)
        self.refresh()

    def offer(self, path: str) -> Offer | None:
        """The model of another program in this file, where it is not here yet."""
        return next((offer for offer in self.elsewhere if offer.path == path), None)

    def _take_offers(self, offers: tuple[Offer, ...]) -> None:
        if offers != self._offers:
            self._offers = offers
            self.refresh()

    def _take(self, seen: _Seen) -> None:
        known, self.known = self.known, True
        if seen != (self.entries, self.elsewhere) or not known:
            self.entries, self.elsewhere = seen
            self.changed.emit()


def _share_of(entry: Entry, tell: Tell) -> Callable[[int], None]:
    return lambda done: tell(Advanced(done / max(entry.file_bytes, 1)))
