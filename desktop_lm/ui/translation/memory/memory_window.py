"""The window of the translation memory."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.look.space import GROUP, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.memory.memory_desk import MemoryDesk
from desktop_lm.ui.translation.memory.memory_model import MemoryModel
from desktop_lm.ui.translation.memory.memory_table import MemoryTable
from desktop_lm.ui.translation.memory.memory_words import taken_in_words
from desktop_lm.ui.widgets.buttons import QuietButton
from desktop_lm.ui.widgets.numbers import counted, file_name, percent, whole
from desktop_lm.ui.widgets.save_dialog import ask_where_to_save
from desktop_lm.ui.window.banner import Banner

if TYPE_CHECKING:
    from desktop_lm.errors import AppError
    from desktop_lm.jobs.translation.memory_files import TakenIn
    from desktop_lm.storage.translations.translation_entry import Entry

_WIDTH, _HEIGHT = 960, 600  # units
_SCREEN_SHARE = 0.9
_TYPING_MS = 250


class MemoryWindow(QDialog):
    """Beside the main window, and not in its way. ``changed`` comes when something that is
    remembered is another than before."""

    changed = Signal()

    def __init__(self, theme: Theme, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Translation memory"))
        self._theme = theme
        self.desk = MemoryDesk(path)
        self.desk.setParent(self)
        self.model = MemoryModel(self.desk)
        self.model.setParent(self)
        self.banner = Banner(theme)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search texts and translations"))
        self.search.setAccessibleName(self.tr("Search texts and translations"))
        self.search.setClearButtonEnabled(True)
        self.counted = QLabel()
        self.counted.setProperty("role", "muted")
        self.about = QLabel()
        self.about.setProperty("role", "muted")
        self.table = MemoryTable(theme, self.model)
        self.forget_button = QuietButton(
            theme, "eraser", self.tr("&Forget"), self.tr("Forget what is selected")
        )
        self.import_button = QuietButton(
            theme, "table", self.tr("&Import…"), self.tr("Take in a TMX file of another program")
        )
        self.export_button = QuietButton(
            theme, "download", self.tr("&Export…"), self.tr("Write all as a TMX file")
        )
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._lay_out()
        self._connect()
        self._show_selection()

    def open(self) -> None:
        """Show it, or bring it to the front."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.renew()
        self.search.setFocus()

    def end(self) -> None:
        """Wait for what runs."""
        self.desk.close()

    def renew(self) -> None:
        """Look again what there is."""
        self.model.renew()
        self.desk.count(self._show_count)

    def forget(self) -> None:
        """Forget what is selected; the banner brings it back."""
        entries = [self.model.entries[row] for row in self.table.lines]
        if entries:
            self.desk.forget(entries, lambda _none: self._forgotten(entries))

    # --- files ---

    def ask_import(self) -> None:
        """Ask for a file and take it in."""
        path, _ = QFileDialog.getOpenFileName(
            self, self.tr("Import translations"), "", self.tr("Translation memories (*.tmx)")
        )
        if path:
            self.take_in(path)

    def take_in(self, path: str) -> None:
        """Remember what is in a TMX file."""
        self._working = file_name(path)
        self.import_button.setEnabled(False)
        self.desk.take_in(path, self._taken_in)

    def ask_export(self) -> None:
        """Ask where to, and write a TMX file."""
        path = ask_where_to_save(
            self,
            self.tr("Export translations"),
            "translations.tmx",
            "tmx",
            self.tr("Translation memories (*.tmx)"),
        )
        if path:
            self.write(path)

    def write(self, path: str) -> None:
        """Write all that is remembered as a TMX file."""
        one = self.tr("{count} translation is in {name}.")
        many = self.tr("{count} translations are in {name}.")

        def written(units: int) -> None:
            self.banner.show_note(counted(units, one, many, name=file_name(path)))

        self.desk.export(path, edited=False, then=written)

    # --- inside ---

    def _forgotten(self, entries: list[Entry]) -> None:
        self.renew()
        self.changed.emit()
        self.banner.show_note(
            self.tr("Translations forgotten: {count}.").format(count=whole(len(entries))),
            [(self.tr("Undo"), lambda: self.desk.bring_back(entries, self._brought_back))],
        )

    def _brought_back(self, _none: object) -> None:
        self.renew()
        self.changed.emit()

    def _taken_in(self, taken: TakenIn) -> None:
        self.import_button.setEnabled(True)
        self.renew()
        self.changed.emit()
        self.banner.show_note(taken_in_words(taken, self._working))

    def _show_reading(self, share: float) -> None:
        words = self.tr("Reading {name}: {share}")
        self.counted.setText(words.format(name=self._working, share=percent(share)))

    def _show_count(self, count: int) -> None:
        self.counted.setText(self.tr("Translations: {count}").format(count=whole(count)))
        self.export_button.setEnabled(bool(count))
        self.about.setText(
            self.tr("What you change here (Enter, or a double-click) is used by every model.")
            if count
            else self.tr("What is translated is kept here, so that nothing is translated twice.")
        )

    def _show_selection(self) -> None:
        self.forget_button.setEnabled(bool(self.table.lines))

    def _tell(self, error: AppError) -> None:
        self.import_button.setEnabled(True)
        self.banner.show_error(sentence(error))
        self.desk.count(self._show_count)

    def _search(self) -> None:
        self._typing.stop()
        self.model.search(self.search.text())

    def _connect(self) -> None:
        self._working = ""
        self.search.textChanged.connect(self._typing.start)
        self.search.returnPressed.connect(self._search)
        self._typing.timeout.connect(self._search)
        self.model.modelReset.connect(self._show_selection)
        self.model.dataChanged.connect(self.changed)
        self.table.selectionModel().selectionChanged.connect(self._show_selection)
        self.table.forget_asked.connect(self.forget)
        self.forget_button.clicked.connect(self.forget)
        self.import_button.clicked.connect(self.ask_import)
        self.export_button.clicked.connect(self.ask_export)
        self.desk.failed.connect(self._tell)
        self.desk.read.connect(self._show_reading)

    def _lay_out(self) -> None:
        head = spaced(QHBoxLayout(), self._theme, gap=GROUP)
        head.addWidget(self.search, 1)
        head.addWidget(self.counted)
        foot = spaced(QHBoxLayout(), self._theme, gap=0)
        foot.addWidget(self.forget_button)
        foot.addStretch(1)
        foot.addWidget(self.import_button)
        foot.addWidget(self.export_button)
        margins = (SECTION, SECTION, SECTION, GROUP)
        column = spaced(QVBoxLayout(self), self._theme, gap=GROUP, margins=margins)
        column.addWidget(self.banner)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        column.addWidget(self.about)
        column.addLayout(foot)
        room = self.screen().availableGeometry()
        self.resize(
            min(self._theme.px(_WIDTH), round(room.width() * _SCREEN_SHARE)),
            min(self._theme.px(_HEIGHT), round(room.height() * _SCREEN_SHARE)),
        )
