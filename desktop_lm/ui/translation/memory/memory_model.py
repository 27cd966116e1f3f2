"""Remembered translations for Qt's table view: a page at a time, as one scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop_lm.storage.translations.translation_entry import Entry
from desktop_lm.tasks.language.languages import BY_CODE
from desktop_lm.ui.translation.languages.language_box import language_name
from desktop_lm.ui.translation.memory.memory_desk import MemoryDesk
from desktop_lm.ui.widgets.plain_tip import plain_tip

AnyIndex = QModelIndex | QPersistentModelIndex
SOURCE, TARGET, LANGUAGES, BY, WHEN = range(5)
_PAGE = 200
_SHOWN = 400  # characters of a cell


class MemoryModel(QAbstractTableModel):
    """``shown`` comes when a search is answered."""

    shown = Signal()

    def __init__(self, desk: MemoryDesk) -> None:
        super().__init__()
        self._desk = desk
        self.entries: list[Entry] = []
        self._words = ""
        self._more = False
        self._asked = False

    def search(self, words: str) -> None:
        """Show what has these words."""
        self._words = words
        self._ask(None)

    def renew(self) -> None:
        """The same search once more."""
        self.search(self._words)

    # --- Qt's questions ---

    def rowCount(self, parent: AnyIndex | None = None) -> int:
        """Number of entries read so far."""
        return 0 if parent is not None and parent.isValid() else len(self.entries)

    def columnCount(self, parent: AnyIndex | None = None) -> int:
        """Both texts, languages, who, when."""
        return 0 if parent is not None and parent.isValid() else WHEN + 1

    def canFetchMore(self, parent: AnyIndex) -> bool:
        """Whether there are more, and none are on the way."""
        return not parent.isValid() and self._more and not self._asked

    def fetchMore(self, parent: AnyIndex) -> None:
        """Read the next page."""
        if self.canFetchMore(parent):
            self._ask(self.entries[-1].id)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Names of the columns."""
        if role != Qt.ItemDataRole.DisplayRole or orientation is Qt.Orientation.Vertical:
            return None
        heads = (self.tr("Text"), self.tr("Translation"), self.tr("Languages"))
        return (*heads, self.tr("By"), self.tr("Kept"))[section]

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell: one line of it, or all on hovering and to edit."""
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.EditRole and index.column() == TARGET:
            return entry.target
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(self._cell(entry, index.column())[:_SHOWN].split())
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._hint(entry, index.column()))
        return None

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A translation as a person writes it: from now on it wins over every model's."""
        entry = self.entries[index.row()]
        text = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not text or text == entry.target:
            return False

        def changed(now: Entry | None) -> None:
            if now is not None and entry in self.entries:
                row = self.entries.index(entry)
                self.entries[row] = now
                self.dataChanged.emit(self.index(row, 0), self.index(row, WHEN))

        self._desk.edit(entry, text, changed)
        return True

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Translations can be edited."""
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return usual | Qt.ItemFlag.ItemIsEditable if index.column() == TARGET else usual

    # --- inside ---

    def _ask(self, below: int | None) -> None:
        self._asked = True

        def take(found: Sequence[Entry]) -> None:
            self._asked = False
            self._more = len(found) == _PAGE
            if below is None:
                self.beginResetModel()
                self.entries = list(found)
                self.endResetModel()
                self.shown.emit()
            elif found:
                first = len(self.entries)
                self.beginInsertRows(QModelIndex(), first, first + len(found) - 1)
                self.entries += found
                self.endInsertRows()

        self._desk.search(self._words, below, _PAGE, take)

    def _cell(self, entry: Entry, column: int) -> str:
        if column == SOURCE:
            return entry.source
        if column == TARGET:
            return entry.target
        if column == LANGUAGES:
            return f"{_language(entry.way.source)} → {_language(entry.way.target)}"
        if column == BY:
            return self.tr("You") if entry.edited else self.tr("Model")
        moment = QDateTime.fromSecsSinceEpoch(round(entry.changed))
        return QLocale().toString(moment.date(), QLocale.FormatType.ShortFormat)

    def _hint(self, entry: Entry, column: int) -> str:
        if column != BY:
            return self._cell(entry, column)[: 4 * _SHOWN]
        if entry.edited:
            return self.tr("Written by you, or taken in from a file: it wins over every model's")
        words = self.tr("Written by the model whose file begins with {hash} as its SHA-256")
        hint = words.format(hash=entry.way.model[:12])
        return f"{hint}; {entry.way.settings}" if entry.way.settings else hint


def _language(code: str) -> str:
    return language_name(BY_CODE[code]) if code in BY_CODE else code
