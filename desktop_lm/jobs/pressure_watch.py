"""Asks now and then whether memory is short, while there are models to unload. Worker thread
only."""

from __future__ import annotations

from collections.abc import Callable

from desktop_lm.engine.worker import Worker
from desktop_lm.jobs.memory_pressure import Pressure

INTERVAL_SECONDS = 2.0


class PressureWatch:
    """Calls ``relieve`` when ``pressure`` says that memory is short and ``is_loaded``."""

    def __init__(
        self,
        worker: Worker,
        pressure: Pressure,
        is_loaded: Callable[[], bool],
        relieve: Callable[[], None],
        seconds: float = INTERVAL_SECONDS,
    ) -> None:
        self._worker = worker
        self._pressure = pressure
        self._is_loaded = is_loaded
        self._relieve = relieve
        self._seconds = seconds
        self._due = False

    def follow(self) -> None:
        """Ask from now on, until nothing is loaded."""
        if not self._due and self._is_loaded():
            self._pressure()  # what was before does not count
            self._come_back()

    def _come_back(self) -> None:
        self._due = True
        self._worker.after(self._seconds, self._tick)

    def _tick(self) -> None:
        self._due = False
        if not self._is_loaded():
            return
        if self._pressure():
            self._relieve()
        self._come_back()
