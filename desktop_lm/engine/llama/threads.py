"""As many threads as there are free cores, looked at anew a few times a second.

llama.cpp's threads wait for each other hundreds of times a token. Where another program takes a
core from one of them, all wait: beside one busy program on two cores two threads wrote 22 to 26
tokens a second (1 to 20 with OpenMP's usual spinning) and one thread alone 47 to 54. So a core that
others use is left to them. And a very small model's threads wait longer than they work: on cores
that many programs wanted, two of them took 26 s for thirteen tokens that one had in 0.09 s.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import psutil

_INTERVAL_SECONDS = 0.3
_STALE_SECONDS = 1.0  # of rest: what the others did meanwhile says little of what they do now
_WORTH_SHARING = 16 << 20  # bytes of weights; one thread reads as many in a hundredth of a second
_WIDE = 64 << 20  # bytes of weights times rows of a batch, from which a smaller model's are shared
# Others are always a little busy; a core counts as free when this much of it is missing.
_TOLERANCE = 0.35


class Spent(NamedTuple):
    """Seconds so far that all cores together had nothing to do, and of our own work."""

    idle: float
    own: float


def spent() -> Spent:
    """What the system says."""
    times = psutil.cpu_times()
    idle = float(times.idle) + float(getattr(times, "iowait", 0.0))
    return Spent(idle, time.process_time())


def sensible(wanted: int, model_bytes: int, rows: int = 1) -> int:
    """How many of the ``wanted`` threads are of use to a model whose weights take so much, for
    that many ``rows`` at once."""
    worth = model_bytes >= _WORTH_SHARING or rows * model_bytes >= _WIDE
    return wanted if worth else 1


class ThreadGovernor:
    """Chooses a number of threads between 1 and ``most`` and hands it to ``apply`` when it is
    another. ``begun`` are those at work so far, of ``most`` where it is 0."""

    def __init__(
        self,
        apply: Callable[[int], object],
        most: int,
        clock: Callable[[], float] = time.perf_counter,
        spent: Callable[[], Spent] = spent,
        begun: int = 0,
    ) -> None:
        self._apply = apply
        self._most = most
        self._clock = clock
        self._spent = spent
        self.threads = begun or most
        self._free = most
        self.used: set[int] = set()  # all numbers of threads since it was emptied
        self.is_held = False  # keep all threads, whatever the others do
        self._looked_at = 0.0
        self._before = Spent(0.0, 0.0)
        self._rests_since = float("-inf")

    def adjust(self, *, shared: bool = True) -> None:
        """Call before each decode; it looks only when it is time to. What is not ``shared`` gets
        one thread."""
        self._choose()
        self._use(self._free if shared else 1)
        self.used.add(self.threads)

    def worked(self) -> None:
        """Call after each decode, however long it took."""
        self._rests_since = self._clock()

    def _choose(self) -> None:
        if self.is_held:
            self._free = self._most
            return
        now = self._clock()
        rested = now - self._rests_since >= _STALE_SECONDS
        passed = now - self._looked_at
        if self._most == 1 or (passed < _INTERVAL_SECONDS and not rested):
            return
        before, self._before, self._looked_at = self._before, self._spent(), now
        if not rested:
            free = self._before.idle - before.idle + self._before.own - before.own
            self._free = threads_for(free / passed, self._most)

    def _use(self, threads: int) -> None:
        if threads != self.threads:
            self.threads = threads
            self._apply(threads)


def threads_for(free_cores: float, most: int) -> int:
    """Threads for a machine with this many cores idle or in our own use."""
    return max(1, min(most, int(free_cores + _TOLERANCE)))
