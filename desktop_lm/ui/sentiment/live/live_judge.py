"""Judges texts as they come, in the shadow of whatever else is asked."""

from __future__ import annotations

from collections import deque
from functools import partial
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_lm.errors import AppError
from desktop_lm.jobs.chunk_pace import ChunkPace, lies_in_a_text
from desktop_lm.jobs.events import Event, JobChanged, ModelChanged, ModelState
from desktop_lm.tasks.sentiment.method import Verdict
from desktop_lm.tasks.sentiment.one_text import SentimentInput, SentimentResult, SentimentTask
from desktop_lm.ui.job_desk import SENTIMENT, JobDesk

_WAITING = 500  # texts; of more, the oldest are let go
_AT_ONCE = 8
_AGAIN_MS = 60_000  # until it is tried again without a model that was loaded
_TOPIC = "live"


class LiveJudge(QObject):
    """``judged`` carries a text and its verdict, ``failed`` an AppError: of the texts that could
    not be judged only one that an engine fails on by itself is let go."""

    judged = Signal(str, object)
    failed = Signal(object)

    def __init__(self, desk: JobDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting: deque[str] = deque(maxlen=_WAITING)
        self._asked: tuple[str, ...] = ()
        self._pace = ChunkPace(_AT_ONCE, _AT_ONCE)
        self._said: AppError | None = None  # once, and not for each text that comes meanwhile
        self.again = QTimer(self)  # runs while texts wait for something to judge them
        self.again.setSingleShot(True)
        self.again.setInterval(_AGAIN_MS)
        self.again.timeout.connect(self._ask)
        desk.events.connect(self._follow)

    def take(self, text: str) -> None:
        """Judge ``text`` when there is time."""
        self._waiting.append(text)
        if not self._asked and not self.again.isActive():
            self._ask()

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        self._asked = ()
        self.again.stop()

    def _ask(self) -> None:
        self.again.stop()
        count = min(self._pace.size, len(self._waiting))
        self._asked = texts = tuple(self._waiting.popleft() for _ in range(count))
        if not texts:
            return
        begun, given = monotonic(), SentimentInput(texts)
        self._desk.ask_quietly(
            SENTIMENT,
            _TOPIC,
            lambda model: SentimentTask(model, given),
            partial(self._answered, texts, begun),
            partial(self._not_answered, texts),
        )

    def _answered(self, texts: tuple[str, ...], begun: float, result: SentimentResult) -> None:
        if texts is not self._asked:
            return  # stopped meanwhile
        self._said = None
        self._pace.ended(len(texts), len(texts), monotonic() - begun)
        for found in result.results:
            verdict: Verdict = found.verdict
            self.judged.emit(found.text, verdict)
        self._ask()

    def _not_answered(self, texts: tuple[str, ...], event: JobChanged) -> None:
        """The job failed, or its model was taken from it."""
        if texts is not self._asked:
            return
        self._asked = ()
        error, alone = event.error, len(texts) == 1
        if error is None or not alone or not lies_in_a_text(error):
            self._put_back(texts)
        if error is not None and self._is_passed(error, alone=alone):
            self._ask()
        else:
            self.again.start()

    def _is_passed(self, error: AppError, *, alone: bool) -> bool:
        """Whether the next texts may fare better at once."""
        passed = True
        try:
            self._pace.failed(error, alone=alone)
        except AppError:
            passed = False
        if (alone or not passed) and error != self._said:
            self._said = error
            self.failed.emit(error)
        return passed

    def _put_back(self, texts: tuple[str, ...]) -> None:
        room = _WAITING - len(self._waiting)
        self._waiting.extendleft(reversed(texts[max(0, len(texts) - room) :]))

    def _follow(self, events: list[Event]) -> None:
        """A model that was loaded can do what could not be done before."""
        loaded = any(isinstance(e, ModelChanged) and e.state is ModelState.READY for e in events)
        if loaded and self.again.isActive():
            self._ask()
