"""Work beside the tabs' jobs: a thread of its own, progress, and one end."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from desktop_lm.errors import AppError, Code, Stopped

Result = TypeVar("Result")
logger = logging.getLogger(__name__)


class Stop:
    """Asks a piece of work to end; from any thread, also before it began."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked = False
        self._endings: list[Callable[[], None]] = []

    @property
    def asked(self) -> bool:
        return self._asked

    def ask(self) -> None:
        """End what runs: each ``ending`` is called, on this thread."""
        with self._lock:
            self._asked = True
            endings = list(self._endings)
        for ending in endings:
            ending()

    def check(self) -> None:
        """Raise Stopped where the end was asked for."""
        if self._asked:
            raise Stopped

    @contextmanager
    def ending(self, ending: Callable[[], None]) -> Iterator[None]:
        """Call ``ending`` when asked to stop during the block. Raises Stopped where that is past.

        It may be called while the block is left, so it must do no harm then.
        """
        with self._lock:
            self.check()
            self._endings.append(ending)
        try:
            yield
        finally:
            with self._lock:
                self._endings.remove(ending)


@dataclass(frozen=True, slots=True)
class Advanced:
    """``fraction`` (0 to 1) of the work is done; ``about`` names what is being done."""

    fraction: float
    about: str = ""


@dataclass(frozen=True, slots=True)
class Ended(Generic[Result]):
    """The end: a result, an error, or neither where it was stopped."""

    result: Result | None = None
    error: AppError | None = None


Tell = Callable[[Advanced], None]
Work = Callable[[Stop, Tell], Result]


class BackgroundWork(Generic[Result]):
    """Runs ``work`` on a thread. ``listener`` hears of it there: ``Advanced*``, then ``Ended``."""

    def __init__(
        self, work: Work[Result], listener: Callable[[Advanced | Ended[Result]], None]
    ) -> None:
        self._work = work
        self._listener = listener
        self._stop = Stop()
        self._thread = threading.Thread(target=self._run, name="background-work", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ask for the end; ``Ended`` follows. From any thread."""
        self._stop.ask()

    def close(self, seconds: float = 5.0) -> bool:
        """Stop and wait. False where it took longer than ``seconds``."""
        self.stop()
        if self._thread.ident is not None:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        self._listener(self._end())

    def _end(self) -> Ended[Result]:
        try:
            return Ended(self._work(self._stop, self._listener))
        except Stopped:
            return Ended()
        except AppError as error:
            return Ended(error=error)
        except Exception as error:  # a bug must not leave a window waiting for ever
            logger.exception("Work in the background failed")
            return Ended(error=AppError(Code.INTERNAL, reason=repr(error)))
