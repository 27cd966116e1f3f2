"""Whether the machine ran out of memory while an engine lived.

An engine that was ended for it has given its memory back by the time anybody can look, so what is
free then says little. Linux counts the processes that it ended because memory ran out.
"""

from __future__ import annotations

import re
from pathlib import Path

import psutil

_COUNTS = Path("/proc/vmstat")
_ENDED = re.compile(r"^oom_kill (\d+)$", re.MULTILINE)
_LEAST_AVAILABLE = 0.05  # of the machine's memory


class MemoryShortage:
    """Begin it with the engine. ``counts`` are the kernel's."""

    def __init__(self, counts: Path = _COUNTS) -> None:
        self._counts = counts
        self._before = self._ended()

    def was_there(self) -> bool:
        """Whether the kernel ended processes since, or next to no memory is left now."""
        memory = psutil.virtual_memory()
        return self._ended() > self._before or memory.available < memory.total * _LEAST_AVAILABLE

    def _ended(self) -> int:
        """Processes ended for want of memory since the system's start; 0 where nobody counts."""
        try:
            found = _ENDED.search(self._counts.read_text("ascii"))
        except (OSError, ValueError):
            return 0
        return int(found[1]) if found else 0
