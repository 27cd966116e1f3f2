"""Tells of long work that ended while one looked at something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop_lm.jobs.events import Event, JobChanged, JobState
from desktop_lm.ui.job_desk import PROMPT, SENTIMENT, TRANSLATION

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSystemTrayIcon

LONG_SECONDS = 8.0
_SHOWN_MS = 8000
_TELLING = {JobState.DONE, JobState.FAILED}


def _is_part(result: object) -> bool:
    """Whether it is a chunk of a table or a file, whose end its page tells."""
    from desktop_lm.tasks.sentiment.many_texts import ManyResult
    from desktop_lm.tasks.translation.many_segments import ManyTranslated

    return isinstance(result, ManyResult | ManyTranslated)


def _is_for_a_text(result: object) -> bool:
    """Whether it is what the tab is there for; there are other jobs, which teach, or ask why."""
    from desktop_lm.tasks.prompt.prompt import PromptResult
    from desktop_lm.tasks.sentiment.one_text import SentimentResult
    from desktop_lm.tasks.translation.updates import TranslationResult

    return isinstance(result, PromptResult | SentimentResult | TranslationResult)


class Announcer(QObject):
    """Follows the jobs of all tabs, and where one took ``LONG_SECONDS`` and the ``window`` is in
    the background when it ends, marks the window in the task bar and, where the system has a tray,
    has it show a notice. ``is_on`` is the user's choice."""

    def __init__(self, window: QWidget, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(window)
        self._window = window
        self._clock = clock
        self._begun: dict[int, float] = {}
        self._tray: QSystemTrayIcon | None = None
        self.is_on = True
        self.told: list[str] = []  # the notices of this session

    def follow(self, events: Sequence[Event]) -> None:
        """Take in a batch of events."""
        for event in events:
            if not isinstance(event, JobChanged):
                continue
            if event.state is JobState.RUNNING:
                self._begun.setdefault(event.job, self._clock())
            elif event.state.is_final:
                begun = self._begun.pop(event.job, None)
                long = begun is not None and self._clock() - begun >= LONG_SECONDS
                if long and event.state in _TELLING and not _is_part(event.result):
                    self.announce(self._sentence(event))

    def announce(self, sentence: str) -> None:
        """Tell of something, if the window is in the background and telling is wanted."""
        if not self.is_on or self._window.isActiveWindow():
            return
        from PySide6.QtWidgets import QSystemTrayIcon

        self.told.append(sentence)
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._show(sentence)

    def _sentence(self, event: JobChanged) -> str:
        if event.state is JobState.FAILED:
            return self.tr("The work could not be finished. The window says why.")
        if not _is_for_a_text(event.result):
            return self.tr("The work is done.")
        return {
            PROMPT: self.tr("The answer is written."),
            SENTIMENT: self.tr("The sentiment is judged."),
            TRANSLATION: self.tr("The translation is ready."),
        }.get(event.owner, self.tr("The work is done."))

    def _show(self, sentence: str) -> None:
        """A tray icon for as long as the notice stands; systems show notices of icons only."""
        from PySide6.QtWidgets import QSystemTrayIcon

        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
            self._tray.messageClicked.connect(self._come)
            self._tray.activated.connect(self._come)
        self._tray.show()
        icon = self._window.windowIcon()
        self._tray.showMessage(self._window.windowTitle(), sentence, icon, _SHOWN_MS)
        QTimer.singleShot(_SHOWN_MS, self._tray, self._tray.hide)

    def _come(self, _reason: object = None) -> None:
        if self._window.isMinimized():
            self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()
