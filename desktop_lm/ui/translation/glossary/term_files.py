"""Terms from tables of other programs, and tables for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from desktop_lm.jobs.translation.glossary_files import new_rows
from desktop_lm.ui.widgets.numbers import counted, file_name, whole
from desktop_lm.ui.widgets.save_dialog import ask_where_to_save

if TYPE_CHECKING:
    from desktop_lm.errors import AppError
    from desktop_lm.jobs.translation.glossary_files import GlossaryTable
    from desktop_lm.storage.translations.glossaries import TermRow
    from desktop_lm.ui.translation.glossary.glossary_window import GlossaryWindow


@dataclass(slots=True, eq=False)
class _Import:
    """A table that is being read for the glossary called ``into``, a new one where that is "";
    ``there`` are the terms it had then."""

    path: str
    into: str
    there: tuple[TermRow, ...]


class TermFiles(QObject):
    """Of the window of glossaries, in which one may go on while a table is read."""

    def __init__(self, window: GlossaryWindow) -> None:
        super().__init__(window)
        self._window = window
        self._page = window.page
        self._imports: list[_Import] = []

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
        asked = _Import(path, self._window.key, there)
        self._imports.append(asked)
        self._window.desk.read_table(
            path,
            pair,
            there,
            lambda found: self._take_in(asked, *found),
            lambda error: self._not_read(asked, error),
        )

    def renamed(self, former: str, name: str) -> None:
        """What is on its way into a glossary goes with it."""
        for each in self._imports:
            if each.into == former:
                each.into = name

    def drop(self, glossary: str) -> bool:
        """Take nothing into this one any more; whether anything was on its way."""
        dropped = [each for each in self._imports if each.into == glossary]
        self._imports = [each for each in self._imports if each not in dropped]
        return bool(dropped)

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
        banner = self._window.banner
        self._window.desk.write_table(path, rows, lambda: banner.show_note(words))

    def _not_read(self, asked: _Import, error: AppError) -> None:
        if asked in self._imports:
            self._imports.remove(asked)
            self._window.desk.failed.emit(error)

    def _take_in(self, asked: _Import, table: GlossaryTable, new: list[TermRow]) -> None:
        if asked not in self._imports:
            return
        self._imports.remove(asked)
        if not self._window.has(asked.into):
            self._window.begin_for(asked.into or file_name(asked.path))
            asked.into = self._window.key
        is_shown = asked.into == self._window.key
        there = self._page.model.terms if is_shown else self._window.terms_of(asked.into)
        if there != asked.there:  # somebody went on typing
            new = new_rows(there, table.rows)
        if is_shown:
            self._page.model.extend(new)
            words = self.tr("Terms added: {count}.")
        else:
            self._window.add_to(asked.into, new)
            words = self.tr("Terms added to “{name}”: {count}.")
        parts = [words.format(name=asked.into, count=whole(len(new)))]
        if known := len(table.rows) - len(new):
            parts.append(self.tr("Already there: {count}.").format(count=whole(known)))
        if table.empty:
            words = self.tr("Rows with nothing on one side, left out: {count}.")
            parts.append(words.format(count=whole(table.empty)))
        self._window.banner.show_note(" ".join(parts))
