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


def _from_smaps(pid: int, files: Sequence[Path]) -> Resident:
    try:
        names = {str(file.stat().st_ino): file.resolve().name for file in files}
        with Path(f"/proc/{pid}/smaps").open(encoding="utf-8", errors="surrogateescape") as lines:
            return _summed(lines, names)
    except (ProcessLookupError, FileNotFoundError):
        raise psutil.NoSuchProcess(pid) from None
    except PermissionError:
        raise psutil.AccessDenied(pid) from None


def _summed(lines: Iterable[str], names: Mapping[str, str]) -> Resident:
    """``names`` are those of the files by the numbers of their inodes."""
    anonymous = pages = 0
    of_the_file = False
    for line in lines:
        field, _, amount = line.partition(":")
        if field in {"Anonymous", "Swap"}:
            anonymous += _bytes(amount)
        elif field == "Rss" and of_the_file:
            pages += _bytes(amount)
        elif mapping := _MAPPING.match(line):
            # The number of the device is not the one stat tells on every file system.
            of_the_file = mapping[1] in names and mapping[2].endswith(names[mapping[1]])
    return Resident(anonymous, pages)


def _bytes(amount: str) -> int:
    return int(amount.split(maxsplit=1)[0]) * _KIB
