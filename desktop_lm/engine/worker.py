"""The worker thread: everything about engines and jobs happens on it, one thing after another.

Other threads only post work to it, so there is nothing to lock.
"""

from __future__ import annotations

import heapq
import logging
import queue
import threading
from collections.abc import Callable
from itertools import count
from time import monotonic

CLOSE_SECONDS = 3.0

Action = Callable[[], None]
logger = logging.getLogger(__name__)


class Worker:
    """A thread with an inbox and timers."""

    def __init__(self) -> None:
        self._inbox: queue.SimpleQueue[Action | None] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Action]] = []
        self._timer_numbers = count()
        self._thread = threading.Thread(target=self._run, name="engine-worker", daemon=True)

    # --- any thread ---

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def post(self, action: Action) -> None:
        """Run ``action`` on the worker thread, after what was posted before."""
        self._inbox.put(action)

    def close(self, last: Action, force: Action) -> None:
        """Run ``last`` on the worker thread, end the thread and wait until it is gone.

        ``force`` is called on this thread where that takes too long, and has to free the worker of
        what it waits for.
        """
        self.post(last)
        self._inbox.put(None)
        self._thread.join(CLOSE_SECONDS)
        if self._thread.is_alive():
            force()
            self._thread.join(CLOSE_SECONDS)

    # --- the worker thread ---

    def after(self, seconds: float, action: Action) -> None:
        """Run ``action`` on the worker thread in ``seconds``. The action checks if it is due."""
        heapq.heappush(self._timers, (monotonic() + seconds, next(self._timer_numbers), action))

    def _run(self) -> None:
        while True:
            try:
                action = self._inbox.get(timeout=self._seconds_to_timer())
            except queue.Empty:
                action = heapq.heappop(self._timers)[2]
            if action is None:
                return
            try:
                action()
            except Exception:
                logger.exception("The worker thread met an error it did not expect")

    def _seconds_to_timer(self) -> float | None:
        return max(0.0, self._timers[0][0] - monotonic()) if self._timers else None
