"""How late the event loop comes to what is due."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer

INTERVAL_MS = 5


class Heartbeat(QObject):
    """A timer of 5 ms; each beat's lateness in seconds is kept, in order."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lateness: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Forget what was and begin anew."""
        self.lateness.clear()
        self._last = perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        now = perf_counter()
        self.lateness.append(max(0.0, now - self._last - INTERVAL_MS / 1000))
        self._last = now
