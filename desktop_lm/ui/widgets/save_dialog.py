"""Asks where a file is to be written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop_lm.ui.widgets.numbers import file_name


def ask_where_to_save(  # noqa: PLR0913  what a dialog is made of
    parent: QWidget,
    title: str,
    name: str,
    suffix: str,
    kinds: str | None = None,
    *,
    always: bool = False,
) -> str:
    """The file to write, "" where none was chosen. A name without an ending gets ``suffix``,
    ``always`` also one with another ending, before one is asked whether what has that name is to
    be written over. ``kinds`` are the endings to choose from, as Qt's dialogs want them, the usual
    one where none are named."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kinds or f"*.{suffix}")
    dialog.setDefaultSuffix(suffix)
    dialog.selectFile(name)
    chosen = ""
    while not chosen and dialog.exec():
        chosen = dialog.selectedFiles()[0]
        if always and suffix and not chosen.lower().endswith(f".{suffix.lower()}"):
            chosen += f".{suffix}"  # of which Qt does not know
            if Path(chosen).exists() and not _may_replace(parent, chosen):
                chosen = ""
    dialog.deleteLater()
    return chosen


def _may_replace(parent: QWidget, path: str) -> bool:
    words = QCoreApplication.translate(
        "SaveDialog", "{name} already exists. Do you want to replace it?"
    )
    box = QMessageBox(parent)
    box.setTextFormat(box.textFormat().PlainText)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(words.format(name=file_name(path)))
    box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No)
    box.setDefaultButton(QMessageBox.StandardButton.No)
    chosen = box.exec()
    box.deleteLater()
    return chosen == QMessageBox.StandardButton.Yes
