"""Says to long work on the worker thread that somebody wants it ended.

The worker's inbox cannot say so, because it is read only when that work is over.
"""

from __future__ import annotations

from desktop_lm.errors import Stopped


class StopFlag:
    """Which jobs were asked to stop; set by any thread, looked at on the worker thread."""

    def __init__(self) -> None:
        self._asked: set[int] = set()
        self._closing = False
        self.running = 0  # the job at work, 0 for none

    def ask(self, job: int) -> None:
        """Stop ``job``, where it is at work."""
        self._asked.add(job)

    def heard(self, job: int) -> None:
        """The worker knows about it now."""
        self._asked.discard(job)

    def close(self) -> None:
        """Stop whatever is at work, now and later."""
        self._closing = True

    def is_set(self) -> bool:
        """Whether the work at hand is to end."""
        return self._closing or self.running in self._asked

    def go_on_or_stop(self) -> None:
        """Raises Stopped where the work at hand is to end."""
        if self.is_set():
            raise Stopped
