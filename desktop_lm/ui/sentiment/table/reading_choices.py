"""How a table's file is read: sheet, separator, encoding, header; what was found out, to change."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtWidgets import QCheckBox, QFormLayout

from desktop_lm.tables.open_table import Reading
from desktop_lm.tables.row import Facts
from desktop_lm.ui.sentiment.table import table_words
from desktop_lm.ui.widgets.chooser import chooser

_ENCODINGS = ("utf-8", "cp1252", "cp1250", "cp1251", "gb18030", "big5", "cp932", "utf-16")
_SEPARATORS = (",", ";", "\t", "|")


class ReadingChoices(QObject):
    """Rows of a form, each shown where it applies; ``changed`` carries the reading wanted."""

    changed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._form = QFormLayout()
        self._shown = Reading(), Facts("")
        self.sheet = chooser(self.tr("Sheet of the workbook"))
        self.separator = chooser(self.tr("Sign between the cells"))
        self.encoding = chooser(self.tr("Encoding"))
        self.header = QCheckBox(self.tr("The first row names the columns"))
        for box in (self.sheet, self.separator, self.encoding):
            box.currentIndexChanged.connect(self._tell)
        self.header.toggled.connect(self._tell)

    def add_to(self, form: QFormLayout) -> None:
        """Stand at the end of ``form``."""
        self._form = form
        form.addRow(self.tr("Wor&ksheet"), self.sheet)
        form.addRow(self.tr("Separated &by"), self.separator)
        form.addRow(self.tr("Enc&oding"), self.encoding)
        form.addRow(self.header)

    def show_facts(self, reading: Reading, facts: Facts) -> None:
        """What the file was read as."""
        self._shown = reading, facts
        blocked = [
            QSignalBlocker(box) for box in (self.sheet, self.separator, self.encoding, self.header)
        ]
        self._fill(reading, facts)
        for blocker in blocked:
            blocker.unblock()
        self._form.setRowVisible(self.sheet, len(facts.sheets) > 1)
        self._form.setRowVisible(self.separator, bool(facts.separator))
        self._form.setRowVisible(self.encoding, bool(facts.encoding))
        self._form.setRowVisible(self.header, bool(facts.separator or facts.sheet))

    def go_back(self) -> None:
        """The file cannot be read as was wanted: show how it is read still."""
        self.show_facts(*self._shown)

    def _fill(self, reading: Reading, facts: Facts) -> None:
        self.header.setChecked(facts.has_header)
        self.sheet.clear()
        for name in facts.sheets:
            self.sheet.addItem(name, name)
        self.sheet.setCurrentIndex(self.sheet.findData(facts.sheet))
        self.separator.clear()
        for sign in _SEPARATORS:
            self.separator.addItem(table_words.separator(sign), sign)
        self.separator.setCurrentIndex(max(0, self.separator.findData(facts.separator)))
        self.encoding.clear()
        self.encoding.addItem(facts.encoding, reading.encoding)
        for codec in _ENCODINGS:
            self.encoding.addItem(codec.upper().replace("CP125", "Windows-125"), codec)

    def _tell(self) -> None:
        reading, facts = self._shown
        sheet = str(self.sheet.currentData() or "")
        other_sheet = sheet != facts.sheet
        self.changed.emit(
            replace(
                reading,
                sheet=sheet,
                separator=str(self.separator.currentData() or ""),
                encoding=str(self.encoding.currentData() or ""),
                # Whether a sheet has a header says nothing of another one.
                header=None if other_sheet else self.header.isChecked(),
            )
        )
