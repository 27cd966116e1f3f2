"""Judges texts as they come, in the shadow of whatever else is asked."""

from __future__ import annotations

from collections import deque
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_lm.tasks.sentiment.method import Verdict
from desktop_lm.tasks.sentiment.one_text import SentimentInput, SentimentResult, SentimentTask
from desktop_lm.ui.job_desk import SENTIMENT, JobDesk

_WAITING = 500  # texts; of more, the oldest are let go
_AT_ONCE = 8
_LOST_SECONDS = 60.0  # an answer that has not come by then will not
_LOOK_MS = 2000
_TOPIC = "live"


class LiveJudge(QObject):
    """``judged`` carries a text and its verdict."""

    judged = Signal(str, object)

    def __init__(self, desk: JobDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._waiting: deque[str] = deque(maxlen=_WAITING)
        self._asked: tuple[str, ...] = ()
        self._asked_at = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)

    def take(self, text: str) -> None:
        """Judge ``text`` when there is time."""
        self._waiting.append(text)
        if not self._asked:
            self._ask()

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()
        self._asked = ()
        self._timer.stop()

    def _ask(self) -> None:
        count = min(_AT_ONCE, len(self._waiting))
        self._asked = texts = tuple(self._waiting.popleft() for _ in range(count))
        if not texts:
            self._timer.stop()
            return
        self._asked_at = monotonic()
        self._timer.start()
        given = SentimentInput(texts)
        self._desk.ask_quietly(
            SENTIMENT,
            _TOPIC,
            lambda model: SentimentTask(model, given),
            lambda result: self._answered(texts, result),
        )

    def _answered(self, texts: tuple[str, ...], result: SentimentResult) -> None:
        if texts != self._asked:
            return  # stopped meanwhile
        for found in result.results:
            verdict: Verdict = found.verdict
            self.judged.emit(found.text, verdict)
        self._ask()

    def _look(self) -> None:
        """A job that failed says nothing: its texts are let go."""
        if monotonic() - self._asked_at > _LOST_SECONDS:
            self._ask()
