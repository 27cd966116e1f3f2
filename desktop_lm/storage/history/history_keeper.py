"""The history on a thread of its own: nobody who writes or reads waits for the disk."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TypeVar

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.history.history import History

# A growing text is on the disk at least this often; with the way from the engine, within half a
# second.
GROWTH_SECONDS = 0.2
_CLOSE_SECONDS = 30.0

T = TypeVar("T")
Work = Callable[[History], None]
logger = logging.getLogger(__name__)


class HistoryKeeper:
    """Does what it is handed in that order. All methods may be called from any thread.

    ``failed`` is called on the keeper's thread with the first error of a kind, and again only
    after something succeeded in between.
    """

    def __init__(self, path: Path, failed: Callable[[AppError], None]) -> None:
        self._path = path
        self._failed = failed
        self._told: AppError | None = None
        self._history: History | None = None
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()  # guards what grows
        self._growing: dict[Hashable, Work] = {}
        self._growth_due: float | None = None
        self._thread = threading.Thread(target=self._run, name="history", daemon=True)
        self._thread.start()

    def do(self, work: Callable[[History], T], then: Callable[[T | None], None]) -> None:
        """Have ``work`` done, and ``then`` told what it gave, or None where it failed; both on
        the keeper's thread."""

        def both() -> None:
            results: list[T] = []
            self._attempt(lambda history: results.append(work(history)))
            then(results[0] if results else None)

        self._inbox.put(both)

    def grow(self, thing: Hashable, work: Work) -> None:
        """Have ``work`` done within :data:`GROWTH_SECONDS`. What was handed in before for the
        same ``thing`` and is not done yet is left out: the newest holds all."""
        with self._lock:
            first = not self._growing
            self._growing[thing] = work
        if first:
            self._inbox.put(partial(self._expect_growth, monotonic()))

    def settle(self, thing: Hashable) -> None:
        """Leave out what was handed in to grow ``thing`` and is not done yet."""
        with self._lock:
            self._growing.pop(thing, None)

    def close(self) -> None:
        """Do all that was handed in, and wait until it is on the disk."""
        self._inbox.put(None)
        self._thread.join(_CLOSE_SECONDS)

    # --- the keeper's thread ---

    def _run(self) -> None:
        while True:
            try:
                work = self._inbox.get(timeout=self._seconds_to_growth())
            except queue.Empty:
                self._do_growing()
                continue
            if work is None:
                break
            work()
            if self._seconds_to_growth() == 0:
                self._do_growing()  # much other work must not hold it up
        self._do_growing()
        if self._history is not None:
            self._history.close()

    def _seconds_to_growth(self) -> float | None:
        return None if self._growth_due is None else max(0.0, self._growth_due - monotonic())

    def _expect_growth(self, begun: float) -> None:
        if self._growth_due is None:
            self._growth_due = begun + GROWTH_SECONDS

    def _do_growing(self) -> None:
        self._growth_due = None
        with self._lock:
            growing, self._growing = self._growing, {}
        for work in growing.values():
            self._attempt(work)

    def _opened(self) -> History:
        if self._history is None:
            self._history = History(self._path)
            if self._history.put_aside is not None:
                self._failed(AppError(Code.HISTORY_PUT_ASIDE, path=str(self._history.put_aside)))
        return self._history

    def _attempt(self, work: Work) -> None:
        try:
            work(self._opened())
        except AppError as error:
            logger.info("The history: %s", error)
            if self._told is None or self._told.code is not error.code:
                self._told = error
                self._failed(error)
        except Exception:
            logger.exception("The history met an error it did not expect")
        else:
            self._told = None
