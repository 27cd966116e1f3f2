"""Terms from tables of other programs, and tables for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_lm.ui.translation.glossary.glossary_desk import GlossaryDesk
from desktop_lm.ui.translation.glossary.glossary_page import GlossaryPage
from desktop_lm.ui.widgets.numbers import counted, file_name, whole
from desktop_lm.ui.widgets.save_dialog import ask_where_to_save
from desktop_lm.ui.window.banner import Banner

if TYPE_CHECKING:
    from desktop_lm.jobs.translation.glossary_files import GlossaryTable
    from desktop_lm.storage.translations.glossaries import TermRow


class TermFiles(QObject):
    """``ready_for`` sees to it that a glossary is on the page: one of this name, where none is."""

    def __init__(
        self,
        window: QWidget,
        desk: GlossaryDesk,
        page: GlossaryPage,
        banner: Banner,
        ready_for: Callable[[str], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._page = page
        self._banner = banner
        self._ready_for = ready_for

    def ask_import(self) -> None:
        """Ask for a table and take its terms in."""
        path, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Import terms"),
            "",
            self.tr("Tables (*.csv *.tsv *.tab *.xlsx)"),
        )
        if path:
            self.take_in(path)

    def take_in(self, path: str) -> None:
        """Put the terms of a table to those on the page, or into a new glossary of its name."""
        page = self._page
        pair = (page.source.code, page.target.code) if page.has_glossary else page.usual_pair
        there = page.model.terms if page.has_glossary else ()
        self._desk.read_table(path, pair, there, lambda found: self._take_in(path, there, *found))

    def ask_export(self) -> None:
        """Ask where to, and write the terms as a table."""
        path = ask_where_to_save(
            self._window,
            self.tr("Export terms"),
            f"{self._page.name.text()}.csv",
            "csv",
            self.tr("Tables (*.csv *.tsv)"),
        )
        if path:
            self.write(path)

    def write(self, path: str) -> None:
        """Write the terms on the page as a table."""
        rows = self._page.model.terms
        words = counted(
            len(rows),
            self.tr("{count} term is in {name}."),
            self.tr("{count} terms are in {name}."),
            name=file_name(path),
        )
        self._desk.write_table(path, rows, lambda: self._banner.show_note(words))

    def _take_in(
        self, path: str, there: tuple[TermRow, ...], table: GlossaryTable, new: list[TermRow]
    ) -> None:
        self._ready_for(file_name(path))
        model = self._page.model
        if model.terms == there:
            model.extend(new)
            added = len(new)
        else:  # somebody went on typing, or to another glossary
            added = model.add(table.rows)
        parts = [self.tr("Terms added: {count}.").format(count=whole(added))]
        if known := len(table.rows) - added:
            parts.append(self.tr("Already there: {count}.").format(count=whole(known)))
        if table.empty:
            words = self.tr("Rows with nothing on one side, left out: {count}.")
            parts.append(words.format(count=whole(table.empty)))
        self._banner.show_note(" ".join(parts))
