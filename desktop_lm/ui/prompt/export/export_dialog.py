"""Asks in which form to export, and where to."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QWidget,
)

from desktop_lm.documents.exporting import ExportFormat
from desktop_lm.ui.look.space import EDGE, SECTION, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.widgets.save_dialog import ask_where_to_save

translate = QCoreApplication.translate
PDF = "pdf"


class Wanted(NamedTuple):
    """The suffix of a format, and whether the receipts of answers go along."""

    suffix: str
    receipts: bool


def _names() -> tuple[tuple[str, str], ...]:
    return (
        (ExportFormat.MARKDOWN.value, translate("Export", "Markdown (.md)")),
        (ExportFormat.TEXT.value, translate("Export", "Plain text (.txt)")),
        (ExportFormat.WEB_PAGE.value, translate("Export", "Web page (.html)")),
        (ExportFormat.WORD.value, translate("Export", "Word document (.docx)")),
        (PDF, translate("Export", "PDF (.pdf)")),
        (ExportFormat.JSON.value, translate("Export", "JSON, with everything (.json)")),
    )


class ExportDialog(QDialog):
    """The form; :attr:`wanted` is what was chosen."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Export"))
        self.format = QComboBox()
        for suffix, name in _names():
            self.format.addItem(name, suffix)
        self.receipts = QCheckBox(self.tr("With &receipts: how each answer came to be"))
        self.receipts.setToolTip(
            self.tr("Model, settings, tokens, speed and memory, so that an answer can be repeated")
        )
        buttons = QDialogButtonBox()
        save = buttons.addButton(self.tr("&Save…"), QDialogButtonBox.ButtonRole.AcceptRole)
        save.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = spaced(QFormLayout(self), theme, gap=SECTION, margins=(EDGE, EDGE, EDGE, SECTION))
        layout.addRow(self.tr("&Format"), self.format)
        layout.addRow(self.receipts)
        layout.addRow(buttons)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)  # dressed as this is

    @property
    def wanted(self) -> Wanted:
        """What was chosen."""
        return Wanted(str(self.format.currentData()), self.receipts.isChecked())


def ask_where(parent: QWidget, name: str, suffix: str) -> str:
    """The file to write, with its suffix; "" where none was chosen."""
    pattern = translate("Export", "{format} files (*.{suffix})").format(
        format=suffix.upper(), suffix=suffix
    )
    title = translate("Export", "Export")
    return ask_where_to_save(parent, title, f"{name}.{suffix}", suffix, pattern, always=True)
