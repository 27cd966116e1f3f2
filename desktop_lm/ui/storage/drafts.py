"""Keeps what was written and answered on disk, so that neither a crash nor a power cut takes it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_lm.storage import json_file

DELAY_MS = 1000
Snapshot = Callable[[], dict[str, Any]]


class Drafts(QObject):
    """Writes at most ``delay_ms`` after a change, on a thread of its own: a slow disk must not
    hold the window up. ``snapshot`` is called on the window's thread. ``failed`` comes once where
    the disk cannot be written, and again only after it could, which ``caught_up`` tells."""

    failed = Signal()
    caught_up = Signal()

    def __init__(self, path: Path, snapshot: Snapshot, delay_ms: int = DELAY_MS) -> None:
        super().__init__()
        self._path = path
        self._snapshot = snapshot
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(delay_ms)
        self._timer.timeout.connect(self.save)
        self._due = threading.Condition()
        self._values: dict[str, Any] | None = None
        self._could_write = True
        self._closing = False
        self._closed = False
        self._writer: threading.Thread | None = None

    def touch(self) -> None:
        """Something changed. Changes without end do not put the writing off."""
        if not self._closed and not self._timer.isActive():
            self._timer.start()

    def save(self) -> None:
        """Have the present state written now."""
        self._timer.stop()
        if self._writer is None:
            self._writer = threading.Thread(target=self._write, name="drafts", daemon=True)
            self._writer.start()
        with self._due:
            self._values = self._snapshot()
            self._due.notify()

    def close(self) -> None:
        """Write the present state and wait until it is on the disk. Later changes are none."""
        self._closed = True
        self.save()
        with self._due:
            self._closing = True
            self._due.notify()
        if self._writer is not None:
            self._writer.join()
            self._writer = None
        self._closing = False

    def _write(self) -> None:
        while True:
            with self._due:
                self._due.wait_for(lambda: self._values is not None or self._closing)
                values, self._values = self._values, None
                if values is None:
                    return
            written = json_file.write(self._path, values)
            if not written and self._could_write:
                self.failed.emit()
            elif written and not self._could_write:
                self.caught_up.emit()
            self._could_write = written
