"""Turns bytes that come in into progress a person can read."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from desktop_lm.models.download.progress import Phase, Progress

_EVERY_SECONDS = 0.2
_WINDOW_SECONDS = 5.0  # the rate is that of the last seconds


class Reporter:
    """Calls ``on_progress`` at most five times a second, and at every change of phase."""

    def __init__(self, total: int, on_progress: Callable[[Progress], None]) -> None:
        self._total = total
        self._on_progress = on_progress
        self._phase = Phase.CONNECTING
        self._told = 0.0
        self._marks: deque[tuple[float, int]] = deque()

    def phase(self, phase: Phase, done: int, wait_seconds: float = 0.0) -> None:
        """Another phase begins; the rate is measured anew."""
        self._phase = phase
        self._marks.clear()
        self._marks.append((time.monotonic(), done))
        self._tell(done, wait_seconds)

    def done(self, done: int) -> None:
        """``done`` bytes are on the disk."""
        now = time.monotonic()
        if now - self._told < _EVERY_SECONDS and done < self._total:
            return
        self._marks.append((now, done))
        while now - self._marks[0][0] > _WINDOW_SECONDS and len(self._marks) > 2:  # noqa: PLR2004
            self._marks.popleft()
        self._tell(done)

    def _tell(self, done: int, wait_seconds: float = 0.0) -> None:
        self._told = time.monotonic()
        rate = self._rate()
        left = (self._total - done) / rate if rate else None
        self._on_progress(Progress(self._phase, done, self._total, rate, left, wait_seconds))

    def _rate(self) -> float:
        (start, first), (end, last) = self._marks[0], self._marks[-1]
        return max(0.0, (last - first) / (end - start)) if end > start else 0.0
