"""Has the model count, while one writes, what the prompt would take of the context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_lm.jobs.events import ModelChanged, ModelState
from desktop_lm.ui.job_desk import PROMPT, JobDesk
from desktop_lm.ui.prompt.asking import Asking
from desktop_lm.ui.prompt.composer import Composer
from desktop_lm.ui.prompt.dialogue import Dialogue

if TYPE_CHECKING:
    from desktop_lm.tasks.context_use import ContextTask, ContextUse
    from desktop_lm.tasks.prompt import PromptInput
    from desktop_lm.tasks.task import LoadedModel

PAUSE_MS = 400  # after the last key
_MOST_COUNTED = 300_000  # characters; a longer text is estimated, the engine has other things to do
_CHARACTERS_PER_TOKEN = 4.0  # of English, until a count tells better


class ContextWatch(QObject):
    """``counted`` carries a ContextUse. Where no model is loaded it is an estimate for the context
    of the last one; nothing is said before any was."""

    counted = Signal(object)

    def __init__(
        self,
        desk: JobDesk,
        dialogue: Dialogue,
        composer: Composer,
        asking: Asking,
        *,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._dialogue = dialogue
        self._composer = composer
        self._asking = asking
        self._size = 0
        self._ready = False
        self._ratio = _CHARACTERS_PER_TOKEN
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.count)
        composer.box.textChanged.connect(self.touch)
        composer.options_changed.connect(self.touch)
        dialogue.opened.connect(self.touch)
        dialogue.ended.connect(self.touch)

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
        if not self._size or self._dialogue.is_busy:
            return  # the end of the answer changes it once more
        given = self._asking.prospect()
        characters = _characters(given)
        if not self._ready or characters > _MOST_COUNTED:
            from desktop_lm.tasks.context_use import estimated

            self.counted.emit(estimated(given, self._size, self._ratio))
            return

        def task(model: LoadedModel) -> ContextTask:
            from desktop_lm.tasks.context_use import ContextTask

            return ContextTask(model, given)

        self._desk.ask_quietly(PROMPT, "context", task, lambda use: self._take(use, characters))

    def _take(self, use: ContextUse, characters: int) -> None:
        if use.history + use.prompt > 0 and not use.left_out:
            self._ratio = max(characters / (use.history + use.prompt + use.frame), 0.5)
        self.counted.emit(use)


def _characters(given: PromptInput) -> int:
    turns = sum(len(turn.prompt) + len(turn.answer) for turn in given.turns)
    return len(given.text) + len(given.system) + turns
