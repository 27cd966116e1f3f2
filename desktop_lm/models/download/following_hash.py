"""The SHA-256 of a file that is still growing, computed on a thread of its own."""

from __future__ import annotations

import hashlib
import threading
from pathlib import Path

_BLOCK = 1 << 20


class FollowingHash:
    """Hashes the file at ``path`` up to where it is told to.

    What was there before a download went on is read while new bytes come in already. Close it at
    the end, in any case.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._digest = hashlib.sha256()
        self._changed = threading.Condition()
        self._hashed = 0
        self._upto = 0
        self._closed = False
        self._error: OSError | None = None
        self._thread = threading.Thread(target=self._run, name="download-hash", daemon=True)
        self._thread.start()

    def extend(self, upto: int) -> None:
        """The first ``upto`` bytes of the file are written."""
        with self._changed:
            self._upto = upto
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Whether all bytes told of are hashed; waits for it a while. Raises OSError."""
        with self._changed:
            done = self._changed.wait_for(
                lambda: self._error is not None or self._hashed == self._upto, seconds
            )
            if self._error is not None:
                raise self._error
            return done

    def hexdigest(self) -> str:
        """The hash of all bytes told of, once ``wait`` has said that they are hashed."""
        return self._digest.hexdigest()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()

    def _run(self) -> None:
        try:
            with self._path.open("rb", buffering=0) as file:
                while (count := self._next()) > 0:
                    block = file.read(count)
                    self._digest.update(block)
                    self._add(len(block))
        except OSError as error:
            with self._changed:
                self._error = error
                self._changed.notify_all()

    def _next(self) -> int:
        """How many bytes to hash next; 0 at the end. Waits for there to be some."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._hashed < self._upto)
            return 0 if self._closed else min(_BLOCK, self._upto - self._hashed)

    def _add(self, count: int) -> None:
        with self._changed:
            if not count:
                raise OSError("the file became shorter")
            self._hashed += count
            self._changed.notify_all()
