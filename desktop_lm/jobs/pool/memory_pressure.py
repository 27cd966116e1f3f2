"""Whether the system is short of memory, as it says itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import psutil

PSI_FILE = Path("/proc/pressure/memory")
# Programs stood still this share of the time because memory had to be found for them. What
# low-memory monitors of Linux desktops take for medium pressure.
_STALLED = 0.10
_AVAILABLE = 0.05  # of the machine's memory, where there is no such file
_TOTAL = re.compile(r"^some .*total=(\d+)", re.MULTILINE)

Pressure = Callable[[], bool]


def memory_pressure() -> Pressure:
    """What this system offers: stall times on Linux, else the memory that is available."""
    try:
        return StallTimes(PSI_FILE)
    except (OSError, ValueError):
        return little_is_available


class StallTimes:
    """Reads Linux's pressure stall information (Documentation/accounting/psi.rst): microseconds
    in which some program waited for memory. Each call tells of the time since the one before."""

    def __init__(self, path: Path, clock: Callable[[], float] = monotonic) -> None:
        """Raises OSError where there is no such file, ValueError where it says something else."""
        self._path = path
        self._clock = clock
        self._before = self._look()

    def __call__(self) -> bool:
        try:
            now = self._look()
        except (OSError, ValueError):
            return False
        (time_before, stalled_before), self._before = self._before, now
        passed = now[0] - time_before
        return passed > 0 and (now[1] - stalled_before) / passed >= _STALLED

    def _look(self) -> tuple[float, float]:
        """The time, and the time stalled since the start, in seconds."""
        found = _TOTAL.search(self._path.read_text("ascii"))
        if found is None:
            raise ValueError(f"{self._path} tells no total")
        return self._clock(), int(found[1]) / 1e6


def little_is_available() -> bool:
    """Whether next to no memory is left."""
    memory = psutil.virtual_memory()
    return memory.available < memory.total * _AVAILABLE
