"""What is done with a model's file, each asked and answered in the window's banner."""

from __future__ import annotations

from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.models import model_words
from desktop_lm.ui.models.library.chores import Kind
from desktop_lm.ui.widgets import numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from desktop_lm.errors import AppError
    from desktop_lm.models.library.entry import Entry
    from desktop_lm.models.library.verified import Verified
    from desktop_lm.ui.models.library.library_page import Known, LibraryPage
    from desktop_lm.ui.models.library.shelf import Removed
    from desktop_lm.ui.window.banner import Banner


class FileActions(QObject):
    """``leaving`` carries the path of a model whose file is about to be deleted: whoever has it
    open lets go of it. ``came`` carries the path of one that was added.
    ``measured``: there are new figures."""

    leaving = Signal(str)
    came = Signal(str)
    measured = Signal()

    def __init__(self, window: QWidget, page: LibraryPage, known: Known, banner: Banner) -> None:
        super().__init__(window)
        self._window = window
        self._page = page
        self._known = known
        self._shelf = known.shelf
        self._chores = known.chores
        self._banner = banner
        details = page.details
        self.measured.connect(page.refresh)
        page.add_asked.connect(self.ask_for_file)
        details.folder_asked.connect(self._show_folder)
        details.verify_asked.connect(lambda: self._with_entry(self._verify))
        details.copy_asked.connect(lambda: self._with_entry(self._copy))
        details.measure_asked.connect(lambda: self.measure(page.list.key))
        details.remove_asked.connect(lambda: self._with_entry(self._ask_to_remove))
        self._shelf.added.connect(self._added)
        self._shelf.removed.connect(self._removed)
        self._shelf.failed.connect(self.show_error)
        self._chores.failed.connect(self._shelf.fail)

    def ask_for_file(self) -> None:
        """Let the user choose files to add."""
        from PySide6.QtWidgets import QFileDialog

        place = QStandardPaths.StandardLocation.DownloadLocation
        dialog = QFileDialog(
            self._window,
            self.tr("Add models"),
            QStandardPaths.writableLocation(place),
            self.tr("Models (*.gguf);;All files (*)"),
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._shelf.add)
        dialog.open()

    def show_error(self, error: AppError) -> None:
        """Say what did not work."""
        self._banner.show_error(sentence(error))

    def _with_entry(self, act: Callable[[Entry], object]) -> None:
        if self._page.entry is not None:
            act(self._page.entry)

    def _show_folder(self) -> None:
        if self._page.entry is not None:
            folder = Path(self._page.entry.path).parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _added(self, entry: Entry) -> None:
        self.came.emit(entry.path)
        if not self._shelf.can_copy(entry):  # it is in the models folder
            self._banner.show_note(self.tr("{name} is on this list.").format(name=entry.name))
            return
        self._banner.show_note(
            self.tr("{name} was added; its file stays where it lies.").format(name=entry.name),
            [(self.tr("Copy it here"), partial(self._copy, entry))],
        )

    def _verify(self, entry: Entry) -> None:
        work = partial(self._shelf.verify_now, entry)
        self._chores.start(Kind.VERIFY, entry.path, work, partial(self._verified, entry))

    def _copy(self, entry: Entry) -> None:
        work = partial(self._shelf.copy_now, entry)
        self._chores.start(Kind.COPY, entry.path, work, self._copied)

    def measure(self, path: str) -> None:
        """Load a model once more, in a process of its own, and fill its context."""
        entry, planned = self._shelf.entry(path), self._known.plans.of(path)
        if entry is not None and planned is not None:
            work = partial(self._known.measurements.measure, entry, planned.plan)
            self._chores.start(Kind.MEASURE, path, work, lambda _: self.measured.emit())

    def _copied(self, entry: Entry) -> None:
        self.came.emit(entry.path)
        self._shelf.refresh()
        self._banner.show_note(
            self.tr("{name} was copied into this program's folder.").format(name=entry.name)
        )

    def _verified(self, entry: Entry, found: Verified) -> None:
        self._shelf.refresh()
        self._banner.show_note(model_words.verified(entry.name, found))

    def _ask_to_remove(self, entry: Entry) -> None:
        """Says plainly what happens to the file."""
        file, size = PurePath(entry.path).name, numbers.size(entry.file_bytes)
        if entry.is_deletable:
            question = self.tr("Delete {file} ({size}) from this computer?")
            yes = self.tr("Delete the file")
        elif entry.is_missing:
            question = self.tr("Take {file} off this list? The file is not there any more.")
            yes = self.tr("Take it off the list")
        else:
            question = self.tr("Take {file} off this list? The file itself stays where it is.")
            yes = self.tr("Take it off the list")
        self._banner.show_note(
            question.format(file=file, size=size),
            [(yes, partial(self._remove, entry)), (self.tr("Keep it"), self._page.list.setFocus)],
        )
        self._banner.focus_last()

    def _remove(self, entry: Entry) -> None:
        if entry.source.is_ours:
            self.leaving.emit(entry.path)
        self._shelf.remove(entry.path)
        self._page.list.setFocus()

    def _removed(self, removed: Removed) -> None:
        if removed.deleted:
            words = self.tr("{file} was deleted.")
        elif removed.is_there:
            words = self.tr("{file} is off this list. The file itself is still there.")
        else:
            words = self.tr("{file} is off this list.")
        self._banner.show_note(words.format(file=PurePath(removed.path).name))
