"""The window of models: what is on this computer, what can be fetched, what memory it takes."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from desktop_lm.ui.background import Background
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.look.space import EDGE, GROUP, spaced
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.models.catalogue.catalogue_page import CataloguePage, Machine
from desktop_lm.ui.models.catalogue.downloads import Downloads
from desktop_lm.ui.models.library.chores import Chores
from desktop_lm.ui.models.library.file_actions import FileActions
from desktop_lm.ui.models.library.library_page import Known, LibraryPage
from desktop_lm.ui.models.library.shelf import Shelf
from desktop_lm.ui.models.memory.memory_page import MemoryPage
from desktop_lm.ui.models.memory.plans import Planner, Plans
from desktop_lm.ui.models.refusal import Refusal
from desktop_lm.ui.window.banner import Banner
from desktop_lm.ui.window.drop_cover import FileDrops

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QShowEvent

    from desktop_lm.errors import AppError
    from desktop_lm.jobs.events import ModelChanged
    from desktop_lm.models.catalogue import Catalogue
    from desktop_lm.models.library.elsewhere import Offer
    from desktop_lm.models.library.library import Library
    from desktop_lm.ui.models.catalogue.downloads import Fetcher
    from desktop_lm.ui.models.loaded_models import LoadedModels
    from desktop_lm.ui.models.memory.measurements import Measurements
    from desktop_lm.ui.models.settings_desk import SettingsDesk
    from desktop_lm.ui.models.shrink.shrinking import Shrinking

_WIDTH, _HEIGHT = 960, 680  # units
_SCREEN_SHARE = 0.9


class Files(NamedTuple):
    """Where models are and where they come from. ``catalogue`` may be the AppError of one that
    cannot be read."""

    library: Library
    fetcher: Fetcher
    catalogue: Catalogue | AppError
    elsewhere: Callable[[], tuple[Offer, ...]]


class Memory(NamedTuple):
    """How models are loaded, and what of the memory is taken. ``total`` is all of this machine's,
    in bytes."""

    planner: Planner
    settings: SettingsDesk
    loaded: LoadedModels
    measurements: Measurements
    total: int
    shrinking: Shrinking


class ModelsWindow(QDialog):
    """Beside the main window, and not in its way: both can be used. Esc closes it.

    ``leaving`` carries the path of a model whose file is about to be deleted, ``offer_taken`` that
    of one, a plan of loading it that would fit, and the tab it is for ("" for all).
    """

    use_asked = Signal(str)
    offer_taken = Signal(str, object, str)
    leaving = Signal(str)

    def __init__(
        self, theme: Theme, files: Files, memory: Memory, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("models")
        self.setWindowTitle(self.tr("Models"))
        self._theme = theme
        self._memory = memory
        self._wanted = ""  # a model to be shown once the list has it
        self.background = Background(self)
        self.banner = Banner(theme)
        catalogue = None if isinstance(files.catalogue, Exception) else files.catalogue
        self.shelf = Shelf(files.library, self.background, catalogue, files.elsewhere)
        self.chores = Chores()
        self.plans = Plans(memory.planner, memory.settings, memory.loaded, self.background)
        self.downloads = Downloads(files.fetcher, files.library.keep_download)
        for part in (self.shelf, self.chores, self.plans, self.downloads):
            part.setParent(self)
        known = Known(
            self.shelf,
            self.chores,
            self.plans,
            memory.loaded,
            memory.measurements,
            memory.settings,
        )
        self.library_page = LibraryPage(theme, known)
        self.actions_on_files = FileActions(self, self.library_page, known, self.banner)
        self.refusal = Refusal(self.banner, self.shelf, self.plans, self)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.library_page, self.tr("On this computer"))
        self.catalogue_page = self._add_catalogue(catalogue)
        self.memory_page = MemoryPage(theme, known, memory.planner, self.background, memory.total)
        self.tabs.addTab(self.memory_page, self.tr("Memory"))
        self._lay_out()
        self._connect()
        if isinstance(files.catalogue, Exception):
            self.banner.show_error(sentence(files.catalogue))

    def open(self) -> None:
        """Show it, or bring it to the front."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.library_page.list.setFocus()

    def end(self) -> None:
        """Pause downloads, and wait for the work on files that still runs."""
        self.downloads.close()
        self.chores.close()
        self.plans.close()
        self.background.close()

    def show_model(self, path: str) -> None:
        """Be on the model in this file, now or as soon as the list has it."""
        self.tabs.setCurrentWidget(self.library_page)
        self._wanted = path
        self._go_to_wanted()

    def show_catalogue(self) -> None:
        """Be on what can be downloaded, if the catalogue could be read."""
        if self.catalogue_page is not None:
            self.tabs.setCurrentWidget(self.catalogue_page)
            self.catalogue_page.list.setFocus()

    def follow_memory(self) -> None:
        """Engines take other memory than before."""
        if self.isVisible():
            import psutil

            self.library_page.follow_memory(psutil.Process().memory_info().rss)
            self.memory_page.follow_memory()
            if self.catalogue_page is not None:
                self.catalogue_page.follow_limit(self.plans.room().limit)

    def refuse(self, event: ModelChanged) -> None:
        """Say why a model was not loaded, and offer what would fit; the main window, which says so
        too, may lie behind this one."""
        if self.isVisible() and event.error is not None:
            self.refusal.show(event)

    def showEvent(self, event: QShowEvent) -> None:
        """See what has changed on the disk and in memory meanwhile."""
        super().showEvent(event)
        self.shelf.refresh()
        self.shelf.look_elsewhere()
        self.plans.renew()
        self.follow_memory()

    def changeEvent(self, event: QEvent) -> None:
        """Whoever comes back from a file manager or the command line sees what they did there."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self.shelf.refresh()

    def _add_catalogue(self, catalogue: Catalogue | None) -> CataloguePage | None:
        if catalogue is None:
            return None
        room = Machine(self._memory.total, self.plans.room().limit)
        page = CataloguePage(self._theme, catalogue, room, self.shelf, self.downloads)
        page.show_asked.connect(self.show_model)
        self.tabs.addTab(page, self.tr("To download"))
        return page

    def _connect(self) -> None:
        self.library_page.use_asked.connect(self.use_asked)
        self.library_page.download_asked.connect(self.show_catalogue)
        details = self.library_page.details
        details.memory.offer_taken.connect(
            lambda offer: self.offer_taken.emit(self.library_page.list.key, offer, "")
        )
        self.refusal.offer_taken.connect(self.offer_taken)
        self.refusal.other_asked.connect(self._use_other)
        self.refusal.catalogue_asked.connect(self.show_catalogue)
        details.shrink_asked.connect(self._shrink)
        self.actions_on_files.leaving.connect(self.leaving)
        self.memory_page.measure_asked.connect(self.actions_on_files.measure)
        self.actions_on_files.measured.connect(self.memory_page.refresh)
        self.actions_on_files.came.connect(self.show_model)
        self.downloads.arrived.connect(self._arrived)
        self.shelf.changed.connect(self._go_to_wanted)
        self.drops = FileDrops(
            self._theme, self, self.tr("Let go to add this; the file stays where it lies")
        )
        self.drops.all_dropped.connect(self.shelf.add)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say what letting go will do."""
        self.drops.enter(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing then."""
        del event
        self.drops.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take files."""
        self.drops.drop(event)

    def _go_to_wanted(self) -> None:
        if self._wanted and self.shelf.entry(self._wanted) is not None:
            self.library_page.list.go_to(self._wanted)
            self.library_page.list.setFocus()
            self._wanted = ""

    def _shrink(self) -> None:
        from desktop_lm.ui.models.shrink.shrink_dialog import ShrinkDialog

        if (entry := self.library_page.entry) is not None:
            dialog = ShrinkDialog(self._theme, entry, self._memory.shrinking, self.chores, self)
            dialog.made.connect(self._made)
            dialog.open()

    def _use_other(self, path: str, owner: str) -> None:
        """Another model in place of one that was refused, for all tabs or one."""
        if owner:
            self._memory.settings.set_task_model(owner, path)
        else:
            self.use_asked.emit(path)

    def _made(self, path: str) -> None:
        self._wanted = path
        self.shelf.refresh()

    def _arrived(self, model_id: str, path: str) -> None:
        del model_id
        self.shelf.refresh()
        self.banner.show_note(
            self.tr("{name} is here and complete.").format(name=PurePath(path).name),
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
