"""The window of models: what is on this computer, what can be fetched, what memory it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from desktop_lm.errors import AppError
from desktop_lm.ui.background import Background
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.look.space import EDGE, GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.catalogue_page import CataloguePage, Machine
from desktop_lm.ui.models.downloads import Downloads
from desktop_lm.ui.models.library_page import LibraryPage
from desktop_lm.ui.models.shelf import Shelf
from desktop_lm.ui.window.banner import Banner

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from desktop_lm.models.catalogue import Catalogue
    from desktop_lm.models.library.library import Library
    from desktop_lm.ui.models.downloads import Fetcher

_WIDTH, _HEIGHT = 940, 640  # units
_SCREEN_SHARE = 0.9


class Files(NamedTuple):
    """Where models are and where they come from. ``read_catalogue`` may raise AppError."""

    library: Library
    fetcher: Fetcher
    read_catalogue: Callable[[], Catalogue]


class ModelsWindow(QDialog):
    """Beside the main window, and not in its way: both can be used. Esc closes it."""

    use_asked = Signal(str)

    def __init__(
        self, theme: Theme, files: Files, machine: Machine, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("models")
        self.setWindowTitle(self.tr("Models"))
        self._theme = theme
        self.background = Background(self)
        self.shelf = Shelf(files.library, self.background)
        self.shelf.setParent(self)
        self.shelf.failed.connect(self.show_error)
        self.downloads = Downloads(files.fetcher, files.library.keep_download)
        self.downloads.setParent(self)
        self.downloads.arrived.connect(self._arrived)
        self.banner = Banner(theme)
        self.library_page = LibraryPage(theme, self.shelf)
        self.library_page.use_asked.connect(self.use_asked)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.library_page, self.tr("On this computer"))
        self.catalogue_page: CataloguePage | None = None
        self._lay_out()
        self._add_catalogue(files.read_catalogue, machine)

    def show_error(self, error: AppError) -> None:
        """Say what did not work."""
        self.banner.show_error(sentence(error))

    def open(self) -> None:
        """Show it, or bring it to the front."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.library_page.list.setFocus()

    def end(self) -> None:
        """Pause downloads, and wait for the work on files that still runs."""
        self.downloads.close()
        self.background.close()

    def show_model(self, path: str) -> None:
        """Be on the model in this file."""
        self.tabs.setCurrentWidget(self.library_page)
        self.library_page.list.go_to(path)
        self.library_page.list.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        """See what has changed on the disk meanwhile."""
        super().showEvent(event)
        self.shelf.refresh()

    def _add_catalogue(self, read: Callable[[], Catalogue], machine: Machine) -> None:
        try:
            catalogue = read()
        except AppError as error:
            self.show_error(error)
            return
        page = CataloguePage(self._theme, catalogue, machine, self.shelf, self.downloads)
        page.show_asked.connect(self.show_model)
        self.catalogue_page = page
        self.tabs.addTab(page, self.tr("To download"))

    def _arrived(self, model_id: str, path: str) -> None:
        del model_id
        self.shelf.refresh()
        name = path.rsplit("/", 1)[-1]
        self.banner.show_note(
            self.tr("{name} is here and complete.").format(name=name),
            [(self.tr("Use it"), lambda: self.use_asked.emit(path))],
        )

    def _lay_out(self) -> None:
        around = QWidget()
        place = spaced(QVBoxLayout(around), self._theme, gap=0, margins=(EDGE, GROUP, EDGE, 0))
        place.addWidget(self.banner)
        self.banner.shown.connect(around.setVisible)
        around.hide()
        layout = spaced(QVBoxLayout(self), self._theme, gap=0)
        layout.addWidget(around)
        layout.addWidget(self.tabs, 1)
        room = self.screen().availableGeometry()
        self.resize(
            min(self._theme.px(_WIDTH), round(room.width() * _SCREEN_SHARE)),
            min(self._theme.px(_HEIGHT), round(room.height() * _SCREEN_SHARE)),
        )
