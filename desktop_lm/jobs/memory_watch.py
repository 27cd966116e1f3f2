"""The engine's memory, measured while it works. Worker thread only."""

from __future__ import annotations

from collections.abc import Callable

import psutil

from desktop_lm.engine.client import EngineClient
from desktop_lm.jobs.events import EngineMemory

INTERVAL_SECONDS = 2.0


class MemoryWatch:
    """Tells the engine process's memory: when asked, and every two seconds while ``working``."""

    def __init__(
        self,
        client: EngineClient,
        working: Callable[[], bool],
        emit: Callable[[EngineMemory], None],
    ) -> None:
        self._client = client
        self._working = working
        self._emit = emit
        self._due = False

    def follow(self) -> None:
        """Measure from now on, until ``working`` says no."""
        if self._working() and not self._due:
            self._due = True
            self._client.after(INTERVAL_SECONDS, self._tick)

    def measure(self) -> None:
        """Tell the memory now, if an engine runs."""
        if self._client.pid is None:
            return
        try:
            memory = psutil.Process(self._client.pid).memory_info()
        except psutil.Error:
            return
        shared = getattr(memory, "shared", 0)  # Linux only: pages of mapped files
        self._emit(EngineMemory(memory.rss, memory.rss - shared))

    def _tick(self) -> None:
        self._due = False
        self.measure()
        self.follow()
