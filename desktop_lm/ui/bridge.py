"""From the worker thread to the window's thread: many events, few signals."""

from __future__ import annotations

from collections import deque
from threading import Lock
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

if TYPE_CHECKING:
    from desktop_lm.jobs.events import Event

INTERVAL_MS = 50
MOST = 500  # events at once


class EventBridge(QObject):
    """Events go in one by one on any thread and come out in batches on this object's thread.

    The first event after a quiet while comes out at once, later ones at most every
    ``interval_ms``. None is lost and their order is kept. A batch is a list of
    :data:`desktop_lm.jobs.events.Event`, of so many at most that the window does not stand still.
    """

    batch = Signal(list)
    _wake = Signal()

    def __init__(self, parent: QObject | None = None, interval_ms: int = INTERVAL_MS) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._events: deque[Event] = deque()
        self._awake = False  # a wake signal is on its way, or the timer runs
        self._interval_ms = interval_ms
        self._since_flush = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._emit_some)
        # Queued where it comes from another thread, a call where it comes from this one.
        self._wake.connect(self._on_wake)

    def put(self, event: Event) -> None:
        """Pass ``event`` on. Any thread."""
        with self._lock:
            self._events.append(event)
            wake = not self._awake
            self._awake = True
        if wake:
            self._wake.emit()

    def flush(self) -> None:
        """Emit what has come so far, now. The window's thread."""
        self._timer.stop()
        with self._lock:
            events, self._events = self._events, deque()
            self._awake = False
        self._since_flush.start()
        if events:
            self.batch.emit(list(events))

    def _on_wake(self) -> None:
        if not self._events:
            return  # flushed meanwhile
        quiet = not self._since_flush.isValid() or self._since_flush.hasExpired(self._interval_ms)
        if quiet:
            self._emit_some()
        elif not self._timer.isActive():
            self._timer.start(max(0, self._interval_ms - self._since_flush.elapsed()))

    def _emit_some(self) -> None:
        """As many as go at once; keys and the mouse come before the rest."""
        with self._lock:
            if len(self._events) <= MOST:
                some = None
            else:
                some = [self._events.popleft() for _ in range(MOST)]
        if some is None:
            self.flush()
        else:
            self._timer.start(0)
            self.batch.emit(some)
