"""Opens the window of models, which is made when it is first wanted."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_lm.jobs.events import ModelChanged, ModelState
from desktop_lm.ui.models.loaded_models import LoadedModels
from desktop_lm.ui.models.model_names import is_built_in, is_starter

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_lm.jobs.events import EngineMemory, Event
    from desktop_lm.storage.settings import Settings
    from desktop_lm.ui.background import Background
    from desktop_lm.ui.job_desk import JobDesk
    from desktop_lm.ui.look.theme import Theme
    from desktop_lm.ui.models.model_opener import ModelOpener
    from desktop_lm.ui.models.models_window import ModelsWindow
    from desktop_lm.ui.models.settings_desk import SettingsDesk

_LIMIT_SECONDS = 10.0  # between two looks at what is free


class ModelsDoor(QObject):
    """Knows what the window of models needs, and lets the start go without it. Has each file that
    is loaded on the list of models, wherever it was opened.

    ``connecting`` comes before the network is asked for anything.
    """

    connecting = Signal()
    noted = Signal(str)

    def __init__(self, parent: QWidget, theme: Theme, desk: JobDesk, opener: ModelOpener) -> None:
        super().__init__(parent)
        self._parent = parent
        self._theme = theme
        self._desk = desk
        self._opener = opener
        self._settings: SettingsDesk | None = None
        self._window: ModelsWindow | None = None
        self._notes: Background | None = None  # what is written of files in use
        self._noted: set[str] = set()
        self.loaded = LoadedModels()
        self._limit = 0  # bytes, as found at the last look
        self._limit_until = 0.0  # when to look again

    @property
    def settings(self) -> SettingsDesk:
        """The settings of models and memory, read on first use."""
        if self._settings is None:
            from desktop_lm import bootstrap
            from desktop_lm.ui.models.settings_desk import SettingsDesk

            self._settings = SettingsDesk(bootstrap.settings_path(), self._apply)
            self._settings.setParent(self)
            self._settings.not_saved.connect(self._say_not_saved)
        return self._settings

    @property
    def window(self) -> ModelsWindow:
        """The window, made on first use."""
        if self._window is None:
            from desktop_lm.ui.models.make_window import make_window

            self._window = make_window(self._theme, self.settings, self.loaded, self._parent)
            self._window.use_asked.connect(self._opener.open)
            self._window.offer_taken.connect(
                lambda path, offer, owner: self._opener.open(path, owner, options=offer.options)
            )
            self._window.refusal.anyway_asked.connect(
                lambda path, owner: self._opener.open(path, owner, anyway=True)
            )
            self._window.leaving.connect(self._desk.runner.unload_model)
            self._window.downloads.connecting.connect(self.connecting)
        return self._window

    def memory_of_all(self) -> tuple[dict[str, EngineMemory], int]:
        """What was measured of each engine, and the bytes that all may take."""
        limit = self.settings.now.memory_limit_bytes
        return self.loaded.measured, limit or self._free_and_held()

    def open(self) -> None:
        """Show the window of models."""
        self.window.open()

    def open_catalogue(self) -> None:
        """Show what can be downloaded."""
        self.window.open()
        self.window.show_catalogue()

    def follow(self, events: list[Event]) -> None:
        """Take in a batch of events."""
        about_models = [event for event in events if self.loaded.follow(event)]
        for event in about_models:
            if isinstance(event, ModelChanged) and event.state is ModelState.READY:
                self._notice(event.path)
        if about_models and self._window is not None:
            self._window.follow_memory()
            for event in events:
                if isinstance(event, ModelChanged) and event.error is not None:
                    self._window.refuse(event)

    def close(self) -> None:
        """Wait for its work on files."""
        if self._notes is not None:
            self._notes.close()
        if self._window is not None:
            self._window.close()
            self._window.end()

    def _notice(self, path: str) -> None:
        """Have a model that was loaded on the list. Where that cannot be written, it is used all
        the same."""
        if path in self._noted or is_starter(path) or is_built_in(path):
            return
        from desktop_lm import bootstrap
        from desktop_lm.ui.background import Background

        self._noted.add(path)
        if self._notes is None:
            self._notes = Background(self, 1)
        self._notes.run(partial(bootstrap.build_library().notice, path), self._is_noted)

    def _is_noted(self, _: object) -> None:
        if self._window is not None:
            self._window.shelf.refresh()

    def _free_and_held(self) -> int:
        """Bytes that all models may take where no limit was set; asked for while text streams, so
        the system's tables are not read each time."""
        from desktop_lm.models.memory import machine

        if monotonic() >= self._limit_until:
            self._limit = machine.default_limit() + self.loaded.private_bytes
            self._limit_until = monotonic() + _LIMIT_SECONDS
        return self._limit

    def _say_not_saved(self) -> None:
        words = self.tr(
            "The settings cannot be saved: the disk is full or locked. They hold as long as this "
            "window is open."
        )
        if self._window is not None and self._window.isVisible():
            self._window.banner.show_note(words)
        else:
            self.noted.emit(words)

    def _apply(self, settings: Settings) -> None:
        self._desk.runner.apply(settings, reload=True)
