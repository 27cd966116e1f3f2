"""The history on a thread of its own: nobody who writes or reads waits for the disk."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections import deque
from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TypeVar

from desktop_lm.errors import AppError, Code
from desktop_lm.storage.database import may_pass, needs_opening_anew
from desktop_lm.storage.history.history import History
from desktop_lm.storage.history.renewal import renew

# A growing text is on the disk at least this often; with the way from the engine, within half a
# second.
GROWTH_SECONDS = 0.2
RETRY_SECONDS = 1.0  # what could not be written is tried again so often
_CLOSE_SECONDS = 30.0

T = TypeVar("T")
Work = Callable[[History], object]
logger = logging.getLogger(__name__)


class HistoryKeeper:
    """Does what it is handed in that order. All methods may be called from any thread.

    What cannot be written, because another program holds the file, the disk is full or the file
    is read-only, is kept and tried again until it can; a damaged file goes aside, and a new one
    begins with what can be read of it. ``failed`` is called on the keeper's thread
    with the first error of a kind, and again only after something succeeded in between;
    ``caught_up`` when all is written that had to be kept.
    """

    def __init__(
        self,
        path: Path,
        failed: Callable[[AppError], None],
        caught_up: Callable[[], None] = lambda: None,
    ) -> None:
        self._path = path
        self._failed = failed
        self._caught_up = caught_up
        self._told: AppError | None = None
        self._history: History | None = None
        self._inbox: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._kept: deque[Work] = deque()  # what could not be written
        self._is_late = False  # since something failed that is tried again, until all is done
        self._has_unwritten = False  # and that is not only something to read
        self._lock = threading.Lock()  # guards what grows
        self._growing: dict[Hashable, Work] = {}
        self._due: float | None = None  # when what grows or was kept is to be written
        self._thread = threading.Thread(target=self._run, name="history", daemon=True)
        self._thread.start()

    def do(self, work: Callable[[History], T], then: Callable[[T | None], None]) -> None:
        """Have ``work`` done, and ``then`` told what it gave, or None where it failed; both on
        the keeper's thread."""

        def both() -> None:
            results: list[T] = []
            self._is_done(lambda history: results.append(work(history)))
            then(results[0] if results else None)

        self._inbox.put(both)

    def write(self, work: Work, then: Callable[[], None] = lambda: None) -> None:
        """Have ``work`` done, which writes something and may be done later than what only reads.
        ``then`` is called on the keeper's thread when it was tried."""

        def both() -> None:
            if self._is_late or not self._is_done(work):
                self._kept.append(work)
                self._has_unwritten = True
            then()

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

    @property
    def is_late(self) -> bool:
        """Whether there is something that could not be written yet."""
        return self._has_unwritten

    @property
    def waiting(self) -> tuple[Work, ...]:
        """What could not be written yet, in its order; for work, on the keeper's thread."""
        return tuple(self._kept)

    def close(self) -> None:
        """Do all that was handed in, and wait until it is on the disk."""
        self._inbox.put(None)
        self._thread.join(_CLOSE_SECONDS)

    # --- the keeper's thread ---

    def _run(self) -> None:
        while True:
            try:
                work = self._inbox.get(timeout=self._seconds_to_due())
            except queue.Empty:
                self._do_due()
                continue
            if work is None:
                break
            work()
            if self._seconds_to_due() == 0:
                self._do_due()  # much other work must not hold it up
        self._do_due()
        if self._history is not None:
            self._history.close()

    def _seconds_to_due(self) -> float | None:
        return None if self._due is None else max(0.0, self._due - monotonic())

    def _expect_growth(self, begun: float) -> None:
        if self._due is None:
            self._due = begun + GROWTH_SECONDS

    def _do_due(self) -> None:
        self._due = None
        while self._kept:
            if not self._is_done(self._kept[0]):
                return
            self._kept.popleft()
        if self._do_growing() and self._is_late and self._is_done(_read_a_little):
            self._is_late = self._has_unwritten = False
            self._caught_up()

    def _do_growing(self) -> bool:
        """False where some of it could not be written."""
        with self._lock:
            growing, self._growing = self._growing, {}
        late = {thing: work for thing, work in growing.items() if not self._is_done(work)}
        self._has_unwritten = self._has_unwritten or bool(late)
        with self._lock:
            self._growing = late | self._growing  # the newest holds all
        return not late

    def _is_done(self, work: Work) -> bool:
        """False where ``work`` is to be tried again."""
        error = self._attempt(work)
        if error is None or not may_pass(error):
            return True
        self._is_late = True
        self._due = monotonic() + RETRY_SECONDS
        if needs_opening_anew(error) and self._history is not None:
            self._history.close()
            self._history = None
        return False

    def _opened(self) -> History:
        if self._history is None:
            self._history = History(self._path)
            if self._history.put_aside is not None:
                self._tell_aside(self._history.put_aside)
            with contextlib.suppress(AppError):  # another time, where it cannot be written now
                self._history.purge_old()
        return self._history

    def _tell_aside(self, damaged: Path) -> None:
        self._failed(AppError(Code.HISTORY_PUT_ASIDE, path=str(damaged)))

    def _begin_anew(self) -> History:
        """A file in which damage was met while it was in use goes aside."""
        if self._history is not None:
            self._history.close()
            self._history = None
        self._tell_aside(renew(self._path))
        return self._opened()

    def _do(self, work: Work) -> None:
        try:
            work(self._opened())
        except AppError as error:
            if error.code is not Code.HISTORY_DAMAGED:
                raise
            logger.info("The history: %s", error)
            try:
                history = self._begin_anew()
            except OSError as reason:
                raise error from reason  # another process has it open: tried again
            work(history)

    def _attempt(self, work: Work) -> AppError | None:
        try:
            self._do(work)
        except AppError as error:
            if self._told is None or self._told.code is not error.code:
                logger.info("The history: %s", error)
                self._told = error
                self._failed(error)
            return error
        except Exception:
            logger.exception("The history met an error it did not expect")
        else:
            if not self._is_late:  # one may read a file that cannot be written
                self._told = None
        return None


def _read_a_little(history: History) -> None:
    """Something that fails where nothing can be read."""
    history.conversations(limit=1)
