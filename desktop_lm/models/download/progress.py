"""What a download tells while it runs, and how it is told to end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    CONNECTING = "connecting"
    LOADING = "loading"
    WAITING = "waiting"  # for the next try, or because the server asked to
    CHECKING = "checking"  # the last of the hash is computed


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` bytes are on the disk.

    ``rate`` is in bytes a second over the last seconds, 0 where nothing is known yet;
    ``seconds_left`` is None then. ``wait_seconds`` is how long a WAITING lasts.
    """

    phase: Phase
    done: int
    total: int
    rate: float = 0.0
    seconds_left: float | None = None
    wait_seconds: float = 0.0


class Wish(StrEnum):
    """Why a download is to end."""

    PAUSE = "pause"  # keep what is there, to go on with later
    CANCEL = "cancel"  # and remove what is there


class Stopped(Exception):
    """The download ended as it was asked to."""

    def __init__(self, wish: Wish) -> None:
        super().__init__(wish.value)
        self.wish = wish


class StopSignal:
    """Ends a download from any thread; one for each download.

    What blocks (a wait, a read from the network) is woken at once.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._wish: Wish | None = None
        self._wake: Callable[[], None] | None = None

    def pause(self) -> None:
        self._end(Wish.PAUSE)

    def cancel(self) -> None:
        self._end(Wish.CANCEL)

    def check(self) -> None:
        """Raises Stopped once the end was asked for."""
        if self._wish is not None:
            raise Stopped(self._wish)

    def wait(self, seconds: float) -> None:
        """Let time pass. Raises Stopped as soon as the end is asked for."""
        with self._changed:
            self._changed.wait_for(lambda: self._wish is not None, seconds)
        self.check()

    def wake_with(self, wake: Callable[[], None] | None) -> None:
        """``wake`` is called, in the thread that asks for the end, to break off what blocks."""
        with self._changed:
            self._wake = wake
            if self._wish is None or wake is None:
                return
        wake()

    def _end(self, wish: Wish) -> None:
        with self._changed:
            if self._wish is not Wish.CANCEL:
                self._wish = wish
            wake = self._wake
            self._changed.notify_all()
        if wake is not None:
            wake()
