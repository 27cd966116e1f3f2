"""Conversations of other programs, chosen in a dialog and read off the window's thread."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_lm.documents.chats import reading
from desktop_lm.documents.chats.imported import ImportedChat
from desktop_lm.errors import AppError
from desktop_lm.jobs.history import imports
from desktop_lm.jobs.history.imports import ImportCount
from desktop_lm.ui.background import Background
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.storage.history_desk import HistoryDesk
from desktop_lm.ui.widgets.numbers import whole
from desktop_lm.ui.window.banner import Banner

translate = QCoreApplication.translate


def ask_which(parent: QWidget) -> str:
    """The file to import; "" where none was chosen."""
    path, _ = QFileDialog.getOpenFileName(
        parent,
        translate("Import", "Import conversations"),
        "",
        translate(
            "Import",
            "Conversations of ChatGPT, Claude, GPT4All, LM Studio, Jan"
            " (*.zip *.json *.jsonl *.chat)",
        ),
    )
    return path


def take_in(path: Path, background: Background, history: HistoryDesk, banner: Banner) -> None:
    """Read the file and take what is in it into the history; the banner says how many."""

    def failed(error: AppError) -> None:
        banner.show_error(sentence(error))

    def tell(count: ImportCount) -> None:
        history.changed.emit()
        banner.show_note(
            translate("Import", "Conversations added: {added}. Already here: {known}.").format(
                added=whole(count.added), known=whole(count.known)
            )
        )

    def store(chats: tuple[ImportedChat, ...]) -> None:
        parts = imports.in_parts(chats)

        def go_on(count: ImportCount) -> None:
            if part := next(parts, ()):
                history.ask(
                    lambda opened: imports.take_in(opened, part), lambda more: go_on(count + more)
                )
            else:
                tell(count)

        go_on(ImportCount())

    background.run(lambda: reading.read(path), store, failed)
