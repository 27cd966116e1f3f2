"""The engines' memory, measured while they work. Worker thread only."""

from __future__ import annotations

from collections.abc import Callable

import psutil

from desktop_lm.engine.worker import Worker
from desktop_lm.jobs.events import EngineMemory
from desktop_lm.jobs.pool.open_model import OpenModel

INTERVAL_SECONDS = 2.0


def private_bytes(pid: int) -> int:
    """Resident bytes that are the process's own; 0 where it is gone."""
    measured = _measure(pid)
    return measured[1] if measured else 0


class MemoryWatch:
    """Tells an engine's memory: when asked, and every two seconds for the model at ``work``."""

    def __init__(
        self,
        worker: Worker,
        at_work: Callable[[], OpenModel | None],
        emit: Callable[[EngineMemory], None],
    ) -> None:
        self._worker = worker
        self._at_work = at_work
        self._emit = emit
        self._due = False

    def follow(self) -> None:
        """Measure from now on, until nothing is at work."""
        if self._at_work() is not None and not self._due:
            self._due = True
            self._worker.after(INTERVAL_SECONDS, self._tick)

    def measure(self, model: OpenModel) -> None:
        """Tell the memory now, if an engine runs."""
        measured = _measure(model.pid) if model.pid is not None else None
        if measured:
            self._emit(EngineMemory(*measured, path=model.path))

    def _tick(self) -> None:
        self._due = False
        model = self._at_work()
        if model is not None:
            self.measure(model)
        self.follow()


def _measure(pid: int) -> tuple[int, int] | None:
    """Resident bytes, and those of them that are no pages of mapped files."""
    try:
        memory = psutil.Process(pid).memory_info()
    except psutil.Error:
        return None
    shared = getattr(memory, "shared", 0)  # Linux only: pages of mapped files
    return memory.rss, memory.rss - shared
