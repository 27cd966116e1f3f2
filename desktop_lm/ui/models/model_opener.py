"""Which model the window opens: the last one, the starter, or a file the user names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_lm.jobs.events import ModelChanged, ModelState
from desktop_lm.jobs.model_owners import is_purpose
from desktop_lm.ui.job_desk import JobDesk
from desktop_lm.ui.models.loaded_models import OWNERS
from desktop_lm.ui.models.model_names import is_starter
from desktop_lm.ui.widgets import numbers
from desktop_lm.ui.window.banner import Action, Banner
from desktop_lm.ui.window.window_state import WindowState

if TYPE_CHECKING:
    from desktop_lm.errors import AppError
    from desktop_lm.messages import LoadOptions

_OFFERS = 2  # the models window shows them all


class ModelOpener(QObject):
    """Opens models and says in the window's banner why one did not open. ``opened_for`` carries
    the tab for which alone one was opened, and its path; ``remembered``: the state has another
    model to begin with next time.

    ``find_starter`` gives the starter model's path or raises AppError; it may take a moment,
    so it runs on a thread of its own. A job that is handed in meanwhile waits for it, or it would
    come before any model and fail.
    """

    opened_for = Signal(str, str)
    remembered = Signal()
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
        self._opening: dict[str, str] = {}  # tabs by the path that is opened for them alone
        self._said = ""  # by the banner, of a model
        self._later = False  # the general model is loaded when a tab wants it
        self._searched.connect(self.settle)
        desk.before_submit = self.settle

    def open_first(self, named: str = "", owner: str = "") -> None:
        """At the start: the file named on the command line, the last one, or the starter. Where
        the tab in front (``owner``) has a model that the program brings for its purpose, that is
        loaded, and the general one when another tab wants it."""
        self._later = is_purpose(owner) and not named
        if self._later:
            self._desk.runner.load_model(owner)
        if path := named or self._state.model:
            self._open_first(path)
        else:
            self._look_for_starter()

    def wanted_by(self, owner: str) -> None:
        """The model of ``owner`` is likely to be used soon."""
        if self._later and not is_purpose(owner):
            self._later = False
            self.settle()
            self._desk.runner.load_model(owner)

    def ask(self, owner: str = "") -> None:
        """Let the user choose a file, for all tabs or one."""
        from PySide6.QtWidgets import QFileDialog

        folder = str(Path(self._state.model).parent) if self._state.model else _downloads()
        path, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Open a model"),
            folder,
            self.tr("Models (*.gguf);;All files (*)"),
        )
        if path:
            self.open(path, owner)

    def open(
        self,
        path: str,
        owner: str = "",
        *,
        anyway: bool = False,
        options: LoadOptions | None = None,
    ) -> None:
        """Load ``path`` in place of the present model, or of the one that ``owner`` uses."""
        if self._banner.sentence == self._said:  # it may speak of something else by now
            self._banner.hide()
        if owner in OWNERS:
            self._opening[path] = owner
        self._later = self._later and bool(owner)
        self._desk.runner.open_model(path, owner, anyway=anyway, options=options)

    def open_starter(self) -> None:
        """Load the model that comes with the program."""
        self._later = False
        self._look_for_starter()

    def _look_for_starter(self) -> None:
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
        if isinstance(self._found, str):
            self._open_first(self._found)
        else:
            self._tell(self._found, ModelChanged(ModelState.FAILED))

    def close(self) -> None:
        """Wait for a search that runs; nothing is opened any more."""
        if self._search is not None:
            self._search.join()
            self._search = None

    def follow(self, event: ModelChanged) -> None:
        """Remember what was loaded, say what was not. To be told of the general model, and of all
        that failed."""
        if event.state is ModelState.READY and event.info:
            self._loaded, before = event.path, self._state.model
            if is_starter(event.path):
                self._state.model = ""
            else:
                self._state.remember_model(event.path)
            if self._state.model != before:
                self.remembered.emit()
        if event.state is ModelState.FAILED and event.error:
            self._opening.pop(event.path, None)
            self._tell(event.error, event)

    def follow_any(self, event: ModelChanged) -> None:
        """To be told of all models: one that was opened for a tab alone is its own now."""
        if event.state is ModelState.READY and (owner := self._opening.pop(event.path, "")):
            self.opened_for.emit(owner, event.path)

    def _open_first(self, path: str) -> None:
        if self._later:
            self._desk.runner.choose_model(path)
        else:
            self.open(path)

    def _search_starter(self) -> None:
        from desktop_lm.errors import AppError

        try:
            self._found = self._find_starter()
        except AppError as error:
            self._found = error
        self._searched.emit()

    def _tell(self, error: AppError, event: ModelChanged) -> None:
        self._say(error, event)
        self._said = self._banner.sentence

    def _say(self, error: AppError, event: ModelChanged) -> None:
        """Say why the model of ``event`` did not open, and what can be done."""
        from desktop_lm.errors import Code
        from desktop_lm.ui.error_text import sentence

        path, owner = event.path, event.owner
        if error.code in (Code.TRANSLATOR_MISSING, Code.TRANSLATOR_DAMAGED):
            self._banner.show_note(sentence(error))
            return
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
            words = self.tr("Context {tokens}").format(tokens=tokens)
        else:
            words = self.tr("Context {tokens}, {kind} cache").format(
                tokens=tokens, kind=options.cache_type.value
            )
        return words if options.repacked else self.tr("{words}, lean").format(words=words)


def _downloads() -> str:
    from PySide6.QtCore import QStandardPaths

    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
