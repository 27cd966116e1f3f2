"""Asks where a file is to be written."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_where_to_save(
    parent: QWidget, title: str, name: str, suffix: str, kinds: str | None = None
) -> str:
    """The file to write, "" where none was chosen. A name without an ending gets ``suffix``,
    before one is asked whether what has that name is to be written over. ``kinds`` are the endings
    to choose from, as Qt's dialogs want them, the usual one where none are named."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(kinds or f"*.{suffix}")
    dialog.setDefaultSuffix(suffix)
    dialog.selectFile(name)
    chosen = dialog.selectedFiles() if dialog.exec() else []
    dialog.deleteLater()
    return chosen[0] if chosen else ""
