"""Which process is writing a text, so that another can tell when it died over it."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path

import psutil

_PROCESSES = Path("/proc")  # Linux tells of them there
_START = _PROCESSES / "sys/kernel/random/boot_id"
_BEGAN = 19  # place of a process's time of birth behind its name, which stands in brackets


@functools.cache
def this_process() -> str:
    """The name of this process among all that ever ran here: its number and when it began."""
    return _name(os.getpid())


def is_alive(writer: str) -> bool:
    """Whether the process of that name still runs; one that cannot be asked counts as alive."""
    number = writer.partition("@")[0]
    if not number.isdecimal():
        return False
    try:
        return _name(int(number)) == writer
    except (psutil.NoSuchProcess, FileNotFoundError, ProcessLookupError, OverflowError):
        return False
    except (psutil.Error, OSError):
        return True


def _name(number: int) -> str:
    if sys.platform != "linux":
        return f"{number}@{psutil.Process(number).create_time():.0f}"
    # psutil would tell a time of the clock, which is another when the clock has been set.
    told = (_PROCESSES / str(number) / "stat").read_bytes().rpartition(b")")[2].split()
    return f"{number}@{told[_BEGAN].decode()}-{_this_start()}"


def _this_start() -> str:
    """The system's name for this start of it, since which it counts."""
    try:
        return _START.read_text().strip()
    except OSError:
        return ""
