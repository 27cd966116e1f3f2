"""What other windows make of the glossaries that this one shows as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractItemView

from desktop_lm.storage.translations.glossary_merge import merged

if TYPE_CHECKING:
    from desktop_lm.storage.translations.glossaries import StoredGlossary
    from desktop_lm.ui.translation.glossary.glossary_window import GlossaryWindow


class OtherWindows(QObject):
    """Of the window of glossaries: looks at the disk again and again, and has what is typed stay.

    A term that is being typed is not taken from under the hand: what others did comes with the
    next look then, and is kept on the disk all the same.
    """

    def __init__(self, window: GlossaryWindow) -> None:
        super().__init__(window)
        self._window = window
        window.desk.merged.connect(self._take_merged)

    def look(self) -> None:
        """One is back in the window."""
        if not self._is_typing:
            self._window.desk.read_all(self._take_found)

    @property
    def _is_typing(self) -> bool:
        return self._window.page.table.state() is QAbstractItemView.State.EditingState

    def _take_found(self, found: list[StoredGlossary]) -> None:
        """All that are on the disk now."""
        window = self._window
        now = {glossary.name: glossary for glossary in found}
        if now == window.glossaries or self._is_typing:
            return
        before = window.glossaries.get(window.key)
        if before is not None and window.key not in now and window.has_unsaved:
            now[before.name] = before  # deleted elsewhere, and comes back when it is saved
        window.glossaries = now
        if before is None or before.name not in now:
            window.show_list()
        else:
            self._renew(before, now[before.name])
        window.changed.emit()

    def _take_merged(self, saved: StoredGlossary, kept: StoredGlossary) -> None:
        """A glossary was saved, and is more than that on the disk."""
        window = self._window
        before = window.glossaries.get(kept.name)
        if before is None or self._is_typing:
            return
        now = merged(saved, before, kept)
        window.glossaries[kept.name] = now
        if kept.name == window.key:
            self._renew(before, now)
        else:
            window.follow()

    def _renew(self, before: StoredGlossary, now: StoredGlossary) -> None:
        """What is on the page, which was made of ``before``, with what others made of that."""
        page = self._window.page
        if now != before:
            page.renew(merged(before, page.glossary(before), now))
        self._window.follow()
