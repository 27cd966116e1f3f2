"""Which process is writing a text, so that another can tell when it died over it."""

from __future__ import annotations

import functools
import os

import psutil


@functools.cache
def this_process() -> str:
    """The name of this process among all that ever ran here: its number and when it began."""
    return _name(psutil.Process(os.getpid()))


def is_alive(writer: str) -> bool:
    """Whether the process of that name still runs; one that cannot be asked counts as alive."""
    number = writer.partition("@")[0]
    if not number.isdecimal():
        return False
    try:
        return _name(psutil.Process(int(number))) == writer
    except (psutil.NoSuchProcess, OverflowError):
        return False
    except psutil.Error:
        return True


def _name(process: psutil.Process) -> str:
    return f"{process.pid}@{process.create_time():.0f}"
