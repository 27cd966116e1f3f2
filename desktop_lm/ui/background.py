"""Work on files, off the window's thread: handed in as a function, answered by another."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, QThreadPool, Signal

from desktop_lm.errors import AppError, Code

_THREADS = 2
T = TypeVar("T")
Failed = Callable[[AppError], object]
logger = logging.getLogger(__name__)


class _Answer(NamedTuple):
    number: int
    result: object
    error: AppError | None


class _Asked(NamedTuple):
    topic: str
    done: Callable[[Any], object]
    failed: Failed | None


class Background(QObject):
    """Runs functions on threads of its own; ``done`` and ``failed`` are called on this one.

    Of a ``topic`` only the newest question is answered: a chooser that is turned quickly is not
    followed step by step. Nothing is answered after :meth:`close`, which waits for what runs.
    """

    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None, threads: int = _THREADS) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._numbers = count(1)
        self._asked: dict[int, _Asked] = {}
        self._answered.connect(self._deliver)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._asked)

    def run(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Failed | None = None,
        *,
        topic: str = "",
    ) -> None:
        """Call ``work`` on another thread, then ``done`` with what it returned, or ``failed``
        with its AppError. An error nobody asked for is logged."""
        if topic:
            self.forget(topic)
        number = next(self._numbers)
        self._asked[number] = _Asked(topic, done, failed)
        self._pool.start(partial(self._work, number, work))

    def forget(self, topic: str) -> None:
        """Whatever ``topic`` was asked is not answered any more."""
        for number in [n for n, asked in self._asked.items() if asked.topic == topic]:
            del self._asked[number]

    def close(self) -> None:
        """Wait for what runs, and answer nothing more."""
        self._asked.clear()
        self._pool.clear()
        self._pool.waitForDone()

    def _work(self, number: int, work: Callable[[], object]) -> None:
        try:
            answer = _Answer(number, work(), None)
        except AppError as error:
            answer = _Answer(number, None, error)
        except Exception as error:  # the question must not stay open for ever
            logger.exception("A piece of background work failed")
            answer = _Answer(number, None, AppError(Code.INTERNAL, reason=repr(error)))
        self._answered.emit(answer)

    def _deliver(self, answer: _Answer) -> None:
        asked = self._asked.pop(answer.number, None)
        if asked is None:
            return
        if answer.error is None:
            asked.done(answer.result)
        elif asked.failed is not None:
            asked.failed(answer.error)
        else:
            logger.info("Not done: %s", answer.error)
