"""Which model translates in the chosen languages, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop_lm import paths
from desktop_lm.jobs.events import ModelChanged, ModelState
from desktop_lm.jobs.model_owners import EVERYDAY_TRANSLATION
from desktop_lm.messages import ModelInfo
from desktop_lm.ui.job_desk import TRANSLATION
from desktop_lm.ui.look.theme import Theme
from desktop_lm.ui.translation.model_hint import ModelHint

OwnerOf = Callable[[str, str], str]


class ModelSeat(QObject):
    """``owner`` is whose model translates (``owner_of`` tells by the languages); ``owner_changed``
    follows it. ``info`` is of the model
    that is loaded for it, None until one is, and ``loaded`` follows that."""

    owner_changed = Signal()
    loaded = Signal()

    def __init__(self, theme: Theme, owner_of: OwnerOf) -> None:
        super().__init__()
        self.owner_of = owner_of
        self._general = ""  # the model of the other tabs
        self._expected = ""  # what the general model will be; "" once it is known
        self._file = ""
        self.owner = TRANSLATION
        self.info: ModelInfo | None = None
        self.hint = ModelHint(theme)

    @property
    def file(self) -> str:
        """That of the model that translates, also before it is loaded; "" where none is known."""
        return self.info.path if self.info else self._file

    @property
    def general(self) -> str:
        """The file of the model of the other tabs."""
        return self._general

    def languages_are(self, source: str, target: str) -> None:
        """These two are chosen."""
        owner = self.owner_of(source, target)
        if owner != self.owner:
            self.owner, self.info, self._file = owner, None, ""
            self.owner_changed.emit()
            self._show_expected()

    def uses(self, path: str, general: str) -> None:
        """Say it where the model is a small one."""
        self._general, self._expected, self._file = general, "", path
        self.hint.show_for(path, general)

    def expect(self, general: str) -> None:
        """Which general model comes, so that the hint need not move the texts when it is there."""
        self._expected = general
        self._show_expected()

    def follow(self, event: ModelChanged) -> None:
        """Say it where the model is a small one."""
        if event.info:
            self._expected = ""
            self.hint.show_for(event.info.path, self._general)
        if event.info and event.state is ModelState.READY:
            self.info = event.info
            self.loaded.emit()

    def _show_expected(self) -> None:
        if self._expected:
            everyday = self.owner == EVERYDAY_TRANSLATION
            path = str(paths.translator_model()) if everyday else self._expected
            self.hint.show_for(path, self._expected)
