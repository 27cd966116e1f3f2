"""A lock between processes: a file that the system itself ties to whoever holds it.

The system lets go when the holder ends, however it ends, so a lock file that a dead process left
behind never stands in the way and no process number has to be compared.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_RETRY_SECONDS = 0.02


class AlreadyLocked(Exception):
    """Somebody else holds the lock."""


class FileLock:
    """Holds the lock file at ``path`` from ``with`` to its end.

    Raises AlreadyLocked where another holder, in this process or another, keeps it for longer
    than ``patience`` seconds, and OSError where the file cannot be made.
    """

    def __init__(self, path: Path, patience: float = 0) -> None:
        self._path = path
        self._patience = patience
        self._handle = -1

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        deadline = time.monotonic() + self._patience
        pause = threading.Event()
        while not self._try():
            if time.monotonic() >= deadline:
                raise AlreadyLocked
            pause.wait(_RETRY_SECONDS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Removed while held, so that nobody waits on a file that has no name any more; Windows
        # removes no open file, and there it is left.
        with contextlib.suppress(OSError):
            self._path.unlink()
        os.close(self._handle)
        self._handle = -1

    def _try(self) -> bool:
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        held = False
        try:
            held = _lock(handle) and self._still_named(handle)
        finally:
            if not held:
                os.close(handle)
        if held:
            self._handle = handle
        return held

    def _still_named(self, handle: int) -> bool:
        """Whether the file locked is the one at the path, not one its last holder removed."""
        try:
            return os.path.samestat(os.fstat(handle), self._path.stat())
        except FileNotFoundError:
            return False


def _lock(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
