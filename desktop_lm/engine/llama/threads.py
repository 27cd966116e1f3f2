"""As many threads as there are free cores, looked at anew a few times a second.

llama.cpp's threads wait for each other hundreds of times a token. Where another program takes a
core from one of them, all wait: beside one busy program on two cores two threads wrote 22 to 26
tokens a second (1 to 20 with OpenMP's usual spinning) and one thread alone 47 to 54. So a core that
others use is left to them.
"""

from __future__ import annotations

import time

import psutil

from desktop_lm.engine.llama.native import lib

_INTERVAL_SECONDS = 0.3
_STALE_SECONDS = 1.0
# Others are always a little busy; a core counts as free when this much of it is missing.
_TOLERANCE = 0.35


class ThreadGovernor:
    """Sets the context's number of threads, between 1 and ``most``."""

    def __init__(self, context: object, most: int) -> None:
        self._context = context
        self._most = most
        self.threads = most
        self.used: set[int] = set()  # all numbers of threads since it was emptied
        self.is_held = False  # keep all threads, whatever the others do
        self._looked_at = 0.0
        self._idle = 0.0
        self._own = 0.0

    def adjust(self) -> None:
        """Call before each decode; it looks only when it is time to."""
        self._choose()
        self.used.add(self.threads)

    def _choose(self) -> None:
        if self.is_held:
            self._set(self._most)
            return
        now = time.perf_counter()
        passed = now - self._looked_at
        if self._most == 1 or passed < _INTERVAL_SECONDS:
            return
        idle, own = _idle_seconds(), time.process_time()
        if passed < _STALE_SECONDS:
            free = (idle - self._idle + own - self._own) / passed
            self._set(threads_for(free, self._most))
        self._looked_at, self._idle, self._own = now, idle, own

    def _set(self, threads: int) -> None:
        if threads != self.threads:
            self.threads = threads
            lib.llama_set_n_threads(self._context, threads, threads)


def threads_for(free_cores: float, most: int) -> int:
    """Threads for a machine with this many cores idle or in our own use."""
    return max(1, min(most, int(free_cores + _TOLERANCE)))


def _idle_seconds() -> float:
    """Seconds all cores together have had nothing to do since the system started."""
    times = psutil.cpu_times()
    return float(times.idle) + float(getattr(times, "iowait", 0.0))
