"""How much memory a process really has in use: its own, and its pages of some files.

Linux tells both exactly, mapping by mapping, in ``/proc/PID/smaps``. Elsewhere the process's
private memory (psutil's USS) stands for the first, and what it shares with others for the second:
pages of libraries are among those, so the difference of two measurements is what counts.
"""

from __future__ import annotations

import platform
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_KIB = 1024
_MODEL = (".gguf", ".gguf (deleted)")
_MAPPING = re.compile(r"^[0-9a-f]+-[0-9a-f]+ \S+ [0-9a-f]+ \S+ (\d+)\s*(.*)$")


@dataclass(frozen=True, slots=True)
class Resident:
    """Bytes in use: ``anonymous`` is memory of no file (in swap, too), ``file`` the pages of the
    files asked about."""

    anonymous: int = 0
    file: int = 0

    def __sub__(self, before: Resident) -> Resident:
        return Resident(self.anonymous - before.anonymous, self.file - before.file)


def resident(pid: int, files: Sequence[Path]) -> Resident:
    """What process ``pid`` has in use. Raises psutil.Error where it is gone or not to be asked."""
    if platform.system() == "Linux":
        return _from_smaps(pid, files)
    memory = psutil.Process(pid).memory_full_info()
    return Resident(memory.uss, max(0, memory.rss - memory.uss))


def peak_bytes() -> int:
    """The most memory this process ever had, its mapped files included; 0 where nobody knows."""
    try:
        import resource
    except ImportError:  # Windows
        return int(getattr(psutil.Process().memory_info(), "peak_wset", 0))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * _KIB


def _from_smaps(pid: int, files: Sequence[Path]) -> Resident:
    try:
        places = {str(file.stat().st_ino): str(file.resolve()) for file in files}
        with Path(f"/proc/{pid}/smaps").open(encoding="utf-8", errors="surrogateescape") as lines:
            return _summed(lines, places)
    except (ProcessLookupError, FileNotFoundError):
        raise psutil.NoSuchProcess(pid) from None
    except PermissionError:
        raise psutil.AccessDenied(pid) from None


def _summed(lines: Iterable[str], places: Mapping[str, str]) -> Resident:
    """``places`` are the files' paths by the numbers of their inodes.

    A file may have been moved, or its number be another one below an overlay: either will do.
    """
    anonymous = pages = 0
    of_the_file = False
    for line in lines:
        field, _, amount = line.partition(":")
        if field in {"Anonymous", "Swap"}:
            anonymous += _bytes(amount)
        elif field == "Rss" and of_the_file:
            pages += _bytes(amount)
        elif mapping := _MAPPING.match(line):
            inode, place = mapping[1], mapping[2]
            of_the_file = place in places.values() or (inode in places and place.endswith(_MODEL))
    return Resident(anonymous, pages)


def _bytes(amount: str) -> int:
    return int(amount.split(maxsplit=1)[0]) * _KIB
