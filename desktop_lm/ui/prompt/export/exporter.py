"""Exports what the history has of a conversation, off the window's thread."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from desktop_lm import paths
from desktop_lm.documents import exporting
from desktop_lm.documents.exporting import ExportFormat
from desktop_lm.documents.transcript import Transcript
from desktop_lm.errors import AppError
from desktop_lm.jobs.history import exports
from desktop_lm.jobs.history import receipts as receipt_files
from desktop_lm.jobs.history.exports import ExportWords
from desktop_lm.jobs.history.source_notes import SourceWords
from desktop_lm.storage.history import receipts
from desktop_lm.storage.history.history import History
from desktop_lm.tasks.prompt.receipt import from_json
from desktop_lm.ui.background import Background
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.prompt.export.export_dialog import PDF, ExportDialog, Wanted, ask_where
from desktop_lm.ui.storage.history_desk import HistoryDesk
from desktop_lm.ui.widgets.numbers import file_name
from desktop_lm.ui.window.banner import Banner
from desktop_lm.written_file import write_bytes


class Exporter(QObject):
    """``window`` is what dialogs belong to; ``banner`` tells what became of an export."""

    def __init__(
        self,
        window: QWidget,
        theme: Theme,
        history: HistoryDesk,
        banner: Banner,
        background: Background,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._history = history
        self._banner = banner
        self._background = background

    def export(self, conversation: int, answer: int = 0) -> None:
        """Ask for the form and the place, and export a conversation or one ``answer`` of it."""
        dialog = ExportDialog(self._theme, self._window)
        chosen = dialog.wanted if dialog.exec() else None
        dialog.deleteLater()
        if chosen is None:
            return
        words = ExportWords(
            self.tr("You"),
            self.tr("Answer"),
            self.tr("Untitled"),
            self.tr("Receipt"),
            SourceWords(
                self.tr("With"),
                {
                    "page": self.tr("page {number}"),
                    "line": self.tr("line {number}"),
                    "paragraph": self.tr("paragraph {number}"),
                },
            ),
        )

        def read(history: History) -> Transcript | AppError:
            try:
                return exports.transcript_of(
                    history, conversation, words, answer=answer, with_receipts=chosen.receipts
                )
            except AppError as error:
                return error

        self._history.ask(read, partial(self._read, chosen))

    def save_receipt(self, answer: int) -> None:
        """Ask for the place and keep the receipt of an answer."""
        self._history.ask(lambda history: receipts.find(history, answer), self._found)

    def write(self, path: str, transcript: Transcript, suffix: str) -> None:
        """Write an export and tell where it is."""

        def work() -> str:
            whole = exports.completed(transcript, paths.saved_states_dir())
            write_bytes(Path(path), _content(whole, suffix))
            return path

        self._background.run(work, self._written, self._failed)

    # --- inside ---

    def _read(self, wanted: Wanted, found: Transcript | AppError) -> None:
        if isinstance(found, AppError):
            self._failed(found)
            return
        path = ask_where(self._window, exporting.file_name(found.title), wanted.suffix)
        if path:
            self.write(path, found, wanted.suffix)

    def _found(self, values: dict[str, object]) -> None:
        if not values:
            self._banner.show_note(
                self.tr("There is no receipt of this answer: it was not written to its end here.")
            )
            return
        path = ask_where(self._window, self.tr("receipt"), "json")
        if not path:
            return

        def work() -> str:
            whole = receipt_files.kept(from_json(values), paths.saved_states_dir())
            receipt_files.write(Path(path), whole)
            return path

        self._background.run(work, self._written, self._failed)

    def _written(self, path: str) -> None:
        folder = QUrl.fromLocalFile(str(Path(path).parent))
        self._banner.show_note(
            self.tr("Saved as {name}.").format(name=file_name(path)),
            [(self.tr("Show the folder"), lambda: QDesktopServices.openUrl(folder))],
        )

    def _failed(self, error: AppError) -> None:
        self._banner.show_error(sentence(error))


def _content(transcript: Transcript, suffix: str) -> bytes:
    if suffix == PDF:
        from desktop_lm.ui.prompt.export import pdf

        return pdf.write(transcript)
    return exporting.content(transcript, ExportFormat(suffix))
