"""The window of glossaries: one is chosen on the left, its terms stand on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_lm.errors import AppError
from desktop_lm.storage.translations.glossaries import Glossaries, StoredGlossary, TermRow
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.look.space import EDGE, GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.glossary.glossary_desk import GlossaryDesk
from desktop_lm.ui.translation.glossary.glossary_list import GlossaryList
from desktop_lm.ui.translation.glossary.glossary_page import GlossaryPage
from desktop_lm.ui.translation.glossary.other_windows import OtherWindows
from desktop_lm.ui.translation.glossary.term_files import TermFiles
from desktop_lm.ui.widgets.numbers import whole
from desktop_lm.ui.window.banner import Banner

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent

_WIDTH, _HEIGHT = 920, 600  # units
_SCREEN_SHARE = 0.9
_SAVE_MS = 400  # after the last change
_NAME = 50  # characters of a name that comes from a file, or gets a number


class GlossaryWindow(QDialog):
    """Beside the main window, and not in its way. What is typed is kept by itself; ``changed``
    comes when it is on the disk."""

    changed = Signal()

    def __init__(self, theme: Theme, kept: Glossaries, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Glossaries"))
        self._theme = theme
        self.glossaries: dict[str, StoredGlossary] = {}  # as they are on the disk, or will be
        self._shown = ""  # the name of the one on the page, as it is on the disk
        self._unsaved = False
        self._removed_from = ""  # the name of the one that Undo puts terms back into
        self.desk = GlossaryDesk(kept)
        self.desk.setParent(self)
        self.banner = Banner(theme)
        self.list = GlossaryList(theme)
        self.page = GlossaryPage(theme)
        self.files = TermFiles(self)
        self._others = OtherWindows(self)
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.setInterval(_SAVE_MS)
        self._lay_out()
        self._connect()
        self._show_page("")

    def open_for(self, source: str = "", target: str = "") -> None:
        """Show it, or bring it to the front; new glossaries are for these languages."""
        self.page.usual_pair = (source, target)
        if not self.isVisible():
            self.desk.read_all(self._show_all)
        self.show()
        self.raise_()
        self.activateWindow()

    def end(self) -> None:
        """Keep what was typed."""
        self._save()
        self.desk.close()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was typed."""
        super().hideEvent(event)
        self._save()

    def changeEvent(self, event: QEvent) -> None:
        """Another window may have changed the glossaries meanwhile."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._others.look()

    def begin_new(self) -> None:
        """A new glossary, with the caret in its first term."""
        self._begin(self.tr("Glossary"))
        self.page.table.begin_new()

    def delete(self) -> None:
        """Delete the one shown; the banner brings it back."""
        self._save()
        glossary = self.glossaries.pop(self._shown, None)
        if glossary is None:
            return
        gone = [glossary]
        self.desk.remove(glossary.name, gone)
        self.show_list()
        words = self.tr("“{name}” is deleted.")
        if self.files.drop(glossary.name):
            words = self.tr("“{name}” is deleted, and nothing is imported into it.")
        self.banner.show_note(
            words.format(name=glossary.name),
            [(self.tr("Undo"), lambda: self._add(gone[-1]))],
        )

    # --- for imports, and for what other windows do ---

    @property
    def key(self) -> str:
        """The name of the glossary on the page, "" where there is none."""
        return self._shown

    @property
    def has_unsaved(self) -> bool:
        """Whether the page has what is not on its way to the disk."""
        return self._unsaved

    def follow(self) -> None:
        """The list as it is now, on what the page shows."""
        self.list.show_glossaries(self.glossaries.values(), self._shown)

    def show_list(self, key: str = "") -> None:
        """The list anew, with ``key`` on the page if it is there."""
        self.list.show_glossaries(self.glossaries.values(), key)
        self._show_page(self.list.key)

    def has(self, name: str) -> bool:
        """Whether there is a glossary of this name."""
        return name in self.glossaries

    def begin_for(self, file: str) -> None:
        """A new glossary of a file's name."""
        letters = (c if c.isalnum() or c in "-_" else " " for c in file.partition(".")[0])
        self._begin(" ".join("".join(letters).split())[:_NAME] or self.tr("Glossary"))

    def add_to(self, name: str, rows: Sequence[TermRow]) -> None:
        """Put ``rows`` at the end of a glossary that is not on the page."""
        base = self.glossaries[name]
        self.glossaries[name] = glossary = replace(base, rows=(*base.rows, *rows))
        self.desk.save(glossary, base)
        self.list.show_glossaries(self.glossaries.values(), self._shown)

    def terms_of(self, name: str) -> tuple[TermRow, ...]:
        """The terms of a glossary as they are kept."""
        return self.glossaries[name].rows

    # --- inside ---

    def _show_all(self, found: list[StoredGlossary]) -> None:
        self.glossaries = {glossary.name: glossary for glossary in found}
        self.show_list(self._shown)

    def _show_page(self, name: str) -> None:
        self._shown = name if name in self.glossaries else ""
        self.list.delete_button.setEnabled(bool(self._shown))
        self.page.show_glossary(self.glossaries.get(self._shown))

    def _choose(self, name: str) -> None:
        if name != self._shown and name in self.glossaries:
            self._keep()
            self._show_page(name)
            # Not under the hand that is choosing in it: it would go back to what was kept.
            QTimer.singleShot(0, self, self.follow)

    def _begin(self, name: str) -> None:
        self._add(StoredGlossary(name, self.page.usual_pairs))

    def _add(self, glossary: StoredGlossary) -> None:
        """Under its name, or one like it where there is another of that name."""
        self._save()
        glossary = replace(glossary, name=self._free_name(glossary.name))
        self.glossaries[glossary.name] = glossary
        self.desk.save(glossary, replace(glossary, rows=()))
        self.show_list(glossary.name)

    def _changed(self) -> None:
        self._unsaved = True
        self._saving.start()

    def _look_over(self) -> None:
        terms = self.page.model.terms
        numbers = self.page.model.numbers_of(terms)
        self.desk.look_over(terms, numbers, self.page.findings.show_findings)

    def _save(self) -> None:
        """Keep what is on the page, and show it in the list."""
        if self._keep():
            self.follow()

    def _keep(self) -> bool:
        """Keep what is on the page, under a new name where there is one; whether it was another."""
        self._saving.stop()
        former = self.glossaries.get(self._shown)
        if former is None or not self._unsaved:
            return False
        self._unsaved = False
        glossary = self.page.glossary(former)
        if glossary.name != former.name and not self._may_be_called(glossary.name):
            glossary = replace(glossary, name=former.name)
            self.page.name.setText(former.name)
        if glossary == former:
            return False
        del self.glossaries[former.name]
        self.glossaries[glossary.name] = glossary
        self._shown = glossary.name
        self.files.renamed(former.name, glossary.name)
        if self._removed_from == former.name:
            self._removed_from = glossary.name
        self.desk.save(glossary, former)
        return True

    def _may_be_called(self, name: str) -> bool:
        try:
            self.desk.check_name(name)
        except AppError as error:
            self._tell(error)
            return False
        others = {other.casefold() for other in self.glossaries if other != self._shown}
        if name.casefold() in others:
            words = self.tr("There is a glossary “{name}” already.")
            self.banner.show_error(words.format(name=name))
            return False
        return True

    def _free_name(self, wanted: str) -> str:
        taken = {name.casefold() for name in self.glossaries}
        name, number = wanted, 2
        while name.casefold() in taken:
            name, number = f"{wanted[:_NAME].rstrip()} {number}", number + 1
        return name

    def _remove_terms(self) -> None:
        gone = self.page.model.remove(self.page.table.lines)
        if gone:
            self._removed_from = self._shown
            self.banner.show_note(
                self.tr("Terms removed: {count}.").format(count=whole(len(gone))),
                [(self.tr("Undo"), lambda: self._put_back(gone))],
            )

    def _put_back(self, gone: Sequence[tuple[int, TermRow]]) -> None:
        """Undo a removal, on the page of the glossary it was done in."""
        self._choose(self._removed_from)
        self.follow()
        if self._shown == self._removed_from:
            self.page.model.put_back(gone)

    def _tell(self, error: AppError) -> None:
        self.banner.show_error(sentence(error))

    def _connect(self) -> None:
        self._saving.timeout.connect(self._save)
        self._saving.timeout.connect(self._look_over)
        self.list.chosen.connect(self._choose)
        self.list.new_button.clicked.connect(self.begin_new)
        self.list.delete_button.clicked.connect(self.delete)
        page = self.page
        page.changed.connect(self._changed)
        page.shown.connect(self._look_over)
        page.remove_asked.connect(self._remove_terms)
        page.begin_asked.connect(self.begin_new)
        for button in (page.import_button, page.first_import_button):
            button.clicked.connect(self.files.ask_import)
        page.export_button.clicked.connect(self.files.ask_export)
        self.desk.saved.connect(self.changed)
        self.desk.failed.connect(self._tell)

    def _lay_out(self) -> None:
        around = QWidget()
        place = spaced(QVBoxLayout(around), self._theme, gap=0, margins=(EDGE, GROUP, EDGE, GROUP))
        place.addWidget(self.banner)
        self.banner.shown.connect(around.setVisible)
        around.hide()
        both = spaced(QHBoxLayout(), self._theme, gap=0)
        both.addWidget(self.list)
        both.addWidget(self.page, 1)
        layout = spaced(QVBoxLayout(self), self._theme, gap=0)
        layout.addWidget(around)
        layout.addLayout(both, 1)
        room = self.screen().availableGeometry()
        self.resize(
            min(self._theme.px(_WIDTH), round(room.width() * _SCREEN_SHARE)),
            min(self._theme.px(_HEIGHT), round(room.height() * _SCREEN_SHARE)),
        )
