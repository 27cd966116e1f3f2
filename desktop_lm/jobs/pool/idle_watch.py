"""Finds the models that nobody has used for a while. Worker thread only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import inf
from time import monotonic

from desktop_lm.engine.worker import Worker
from desktop_lm.jobs.pool.open_model import OpenModel


class IdleWatch:
    """Calls ``unload`` for each of the ``unneeded`` models that was used last ``seconds`` ago or
    more; ``seconds`` None switches it off."""

    def __init__(
        self,
        worker: Worker,
        seconds: float | None,
        unneeded: Callable[[], Iterable[OpenModel]],
        unload: Callable[[OpenModel], None],
    ) -> None:
        self.seconds = seconds
        self._worker = worker
        self._unneeded = unneeded
        self._unload = unload
        self._next_look = inf

    def look(self) -> None:
        """Unload what is due, and come back when the next is. To be called after each use."""
        if self.seconds is None:
            return
        now = monotonic()
        for model in list(self._unneeded()):
            if model.last_used + self.seconds <= now:
                self._unload(model)
        due = min((model.last_used for model in self._unneeded()), default=inf) + self.seconds
        if due < self._next_look:  # a timer that comes sooner will look again
            self._next_look = due
            self._worker.after(due - now, self._tick)

    def _tick(self) -> None:
        self._next_look = inf
        self.look()
