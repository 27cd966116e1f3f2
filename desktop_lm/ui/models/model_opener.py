"""Which model the window opens: the last one, the starter, or a file the user names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QWidget

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import ModelChanged, ModelState
from desktop_lm.ui.error_text import sentence
from desktop_lm.ui.job_desk import JobDesk
from desktop_lm.ui.models.model_names import is_starter
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.window.banner import Action, Banner
from desktop_lm.ui.window.window_state import WindowState

if TYPE_CHECKING:
    from desktop_lm.messages import LoadOptions

_OFFERS = 2  # the models window shows them all


class ModelOpener(QObject):
    """Opens models and says in the window's banner why one did not open.

    ``find_starter`` gives the starter model's path or raises AppError; it may take a moment,
    so it runs on a thread of its own. A job that is handed in meanwhile waits for it, or it would
    come before any model and fail.
    """

    _searched = Signal()

    def __init__(
        self,
        window: QWidget,
        desk: JobDesk,
        state: WindowState,
        banner: Banner,
        find_starter: Callable[[], str],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._state = state
        self._banner = banner
        self._find_starter = find_starter
        self._search: Thread | None = None
        self._found: str | AppError = ""
        self._loaded = ""
        self._searched.connect(self.settle)
        desk.before_submit = self.settle

    def open_first(self, named: str = "") -> None:
        """At the start: the file named on the command line, the last one, or the starter."""
        path = named or self._state.model
        if path:
            self.open(path)
        else:
            self.open_starter()

    def ask(self) -> None:
        """Let the user choose a file."""
        from PySide6.QtWidgets import QFileDialog

        folder = str(Path(self._state.model).parent) if self._state.model else _downloads()
        path, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Open a model"),
            folder,
            self.tr("Models (*.gguf);;All files (*)"),
        )
        if path:
            self.open(path)

    def open(
        self,
        path: str,
        owner: str = "",
        *,
        anyway: bool = False,
        options: LoadOptions | None = None,
    ) -> None:
        """Load ``path`` in place of the present model, or of the one that ``owner`` uses."""
        self._banner.hide()
        self._desk.runner.open_model(path, owner, anyway=anyway, options=options)

    def open_starter(self) -> None:
        """Load the model that comes with the program."""
        if self._search is None:
            self._search = Thread(target=self._search_starter, name="starter", daemon=True)
            self._search.start()

    def unload(self) -> None:
        """Free the model's memory; the next request loads it again."""
        self._desk.runner.unload_model()

    def settle(self) -> None:
        """Wait for a search that runs, and open what it found or say why it found nothing."""
        if self._search is None:
            return
        self._search.join()
        self._search = None
        if isinstance(self._found, AppError):
            self._say(self._found, ModelChanged(ModelState.FAILED))
        else:
            self.open(self._found)

    def close(self) -> None:
        """Wait for a search that runs; nothing is opened any more."""
        if self._search is not None:
            self._search.join()
            self._search = None

    def follow(self, event: ModelChanged) -> None:
        """Remember what was loaded, say what was not."""
        if event.state is ModelState.READY and event.info:
            self._loaded = event.path
            if is_starter(event.path):
                self._state.model = ""
            else:
                self._state.remember_model(event.path)
        if event.state is ModelState.FAILED and event.error:
            self._say(event.error, event)

    def _search_starter(self) -> None:
        try:
            self._found = self._find_starter()
        except AppError as error:
            self._found = error
        self._searched.emit()

    def _say(self, error: AppError, event: ModelChanged) -> None:
        """Say why the model of ``event`` did not open, and what can be done."""
        path, owner = event.path, event.owner
        actions: list[Action] = []
        if error.code is Code.MODEL_KILLED_ENGINE:
            actions.append((self.tr("Load anyway"), lambda: self.open(path, owner, anyway=True)))
        for offer in event.offers[:_OFFERS]:
            take = partial(self.open, path, owner, options=offer.options)
            actions.append((self._words(offer.options), take))
        actions.append((self.tr("Open another…"), self.ask))
        no_starter = error.code in (Code.STARTER_MISSING, Code.STARTER_DAMAGED)
        if not no_starter and not is_starter(path) and not is_starter(self._loaded):
            actions.append((self.tr("Use the starter model"), self.open_starter))
        self._banner.show_error(sentence(error), actions)

    def _words(self, options: LoadOptions) -> str:
        from desktop_lm.messages import CacheType

        tokens = numbers.whole(options.n_ctx)
        if options.cache_type is CacheType.F16:
            return self.tr("Context {tokens}").format(tokens=tokens)
        return self.tr("Context {tokens}, {kind} cache").format(
            tokens=tokens, kind=options.cache_type.value
        )


def _downloads() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
