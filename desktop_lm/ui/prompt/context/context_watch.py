"""Has the model count, while one writes, what would be sent takes of the context."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_lm.jobs.events import ModelChanged, ModelState
from desktop_lm.ui.job_desk import PROMPT, JobDesk

if TYPE_CHECKING:
    from desktop_lm.tasks.answering import Given
    from desktop_lm.tasks.context_use import ContextUse
    from desktop_lm.tasks.task import LoadedModel, Task

PAUSE_MS = 400  # after the last key
_MOST_COUNTED = 300_000  # characters; a longer text is estimated, the engine has other things to do
_CHARACTERS_PER_TOKEN = 4.0  # of English, until a count tells better


class ContextWatch(QObject):
    """``counted`` carries a ContextUse. Where no model is loaded it is an estimate for the context
    of the last one; nothing is said before any was. ``prospect`` tells what would be sent, or None
    while an answer changes it; :meth:`touch` is called when it is something else. ``paused``
    carries it when the model has been asked to count it."""

    counted = Signal(object)
    paused = Signal(object)

    def __init__(
        self, desk: JobDesk, prospect: Callable[[], Given | None], *, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._prospect = prospect
        self._size = 0
        self._ready = False
        self._ratio = _CHARACTERS_PER_TOKEN
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.count)

    def follow(self, event: ModelChanged) -> None:
        """The model is another, or in another state."""
        self._ready = event.state is ModelState.READY and event.info is not None
        if event.info is not None and self._ready:
            self._size = event.info.n_ctx
        self.touch()

    def touch(self) -> None:
        """What would be sent has changed."""
        if self._size:
            self._pause.start()

    def count(self) -> None:
        """Count what would be sent now."""
        self._pause.stop()
        given = self._prospect() if self._size else None
        if given is None:
            return  # the end of the answer changes it once more
        from desktop_lm.tasks.context_use import characters_of, estimated

        characters = characters_of(given)
        if not self._ready or characters > _MOST_COUNTED:
            self.counted.emit(estimated(given, self._size, self._ratio, too_much=self._ready))
            return

        def task(model: LoadedModel) -> Task:
            from desktop_lm.tasks.context_use import use_task

            return use_task(model, given)

        self._desk.ask_quietly(PROMPT, "context", task, lambda use: self._take(use, characters))
        self.paused.emit(given)

    def _take(self, use: ContextUse, characters: int) -> None:
        if use.history + use.prompt > 0 and not use.left_out and not use.unread:
            self._ratio = max(characters / (use.history + use.prompt + use.frame), 0.5)
        self.counted.emit(use)
