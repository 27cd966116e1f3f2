"""The worker thread that owns the engine process.

Everything about the engine happens on this one thread: sending, replies, timers, the process's
end. Other threads only post work to it, so there is nothing to lock.
"""

from __future__ import annotations

import heapq
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Protocol

import psutil

from desktop_lm.engine.exit_reason import exit_reason
from desktop_lm.engine.process import EngineLog, EngineProcess
from desktop_lm.errors import AppError
from desktop_lm.messages import Reply, Request

_CLOSE_SECONDS = 3.0
_SHORT_OF_MEMORY = 0.05  # less than this share of memory available: the system may be killing

Action = Callable[[], None]
logger = logging.getLogger(__name__)


class EngineListener(Protocol):
    """Told of the engine's life, on the worker thread."""

    def on_reply(self, reply: Reply) -> None: ...

    def on_engine_end(self, error: AppError) -> None:
        """The process ended though nobody asked it to."""


class EngineClient:
    """Posts work to the worker thread; the methods marked so may only be called on it."""

    def __init__(self, command: Sequence[str], log_file: Path) -> None:
        self._command = list(command)
        self._log_file = log_file
        self._inbox: queue.SimpleQueue[Action | None] = queue.SimpleQueue()
        self._timers: list[tuple[float, int, Action]] = []
        self._timer_numbers = count()
        self._process: EngineProcess | None = None
        self._listener: EngineListener | None = None
        self._thread = threading.Thread(target=self._run, name="engine-worker", daemon=True)

    # --- any thread ---

    def start(self, listener: EngineListener) -> None:
        """Start the worker thread. The process starts with the first ``start_process``."""
        self._listener = listener
        self._thread.start()

    def post(self, action: Action) -> None:
        """Run ``action`` on the worker thread, after what was posted before."""
        self._inbox.put(action)

    def close(self) -> None:
        """End the process and the worker thread, and wait until both are gone."""
        process = self._process
        self._inbox.put(None)
        self._thread.join(_CLOSE_SECONDS)
        if self._thread.is_alive() and process is not None:
            process.kill()  # the worker hangs on a pipe nobody reads
            self._thread.join(_CLOSE_SECONDS)

    # --- the worker thread ---

    @property
    def pid(self) -> int | None:
        """The process's number, None where none runs."""
        return self._process.pid if self._process else None

    def start_process(self) -> None:
        """Start an engine in place of any other. Raises AppError(ENGINE_START_FAILED)."""
        self.stop_process()
        log = EngineLog(self._log_file)
        process: EngineProcess | None = None

        def on_reply(reply: Reply) -> None:
            self.post(lambda: self._deliver(process, reply))

        def on_exit(status: int) -> None:
            self.post(lambda: self._ended(process, status))

        process = self._process = EngineProcess(self._command, log, on_reply, on_exit)

    def send(self, request: Request) -> None:
        """Send a request to the running process. Raises AppError(MESSAGE_TOO_LARGE)."""
        if self._process is not None:
            self._process.send(request)

    def stop_process(self) -> None:
        """End the process, kindly and then not, and wait. All its memory is given back."""
        process, self._process = self._process, None
        if process is None:
            return
        process.finish()
        if not process.wait(_CLOSE_SECONDS / 2):
            process.kill()
            process.wait(_CLOSE_SECONDS / 2)

    def kill_process(self) -> None:
        """End the process at once; its end is expected and not told to the listener."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait(_CLOSE_SECONDS / 2)

    def after(self, seconds: float, action: Action) -> None:
        """Run ``action`` on the worker thread in ``seconds``. The action checks if it is due."""
        heapq.heappush(self._timers, (monotonic() + seconds, next(self._timer_numbers), action))

    def _run(self) -> None:
        while True:
            try:
                action = self._inbox.get(timeout=self._seconds_to_timer())
            except queue.Empty:
                action = heapq.heappop(self._timers)[2]
            if action is None:
                break
            try:
                action()
            except Exception:
                logger.exception("The worker thread met an error it did not expect")
        self.stop_process()

    def _seconds_to_timer(self) -> float | None:
        return max(0.0, self._timers[0][0] - monotonic()) if self._timers else None

    def _deliver(self, process: EngineProcess | None, reply: Reply) -> None:
        if process is self._process and self._listener is not None:
            self._listener.on_reply(reply)

    def _ended(self, process: EngineProcess | None, status: int) -> None:
        if process is None or process is not self._process:
            return  # replaced or stopped on purpose
        self._process = None
        process.wait(_CLOSE_SECONDS)
        memory = psutil.virtual_memory()
        error = process.broken or exit_reason(
            status,
            process.last_lines,
            memory_was_short=memory.available < memory.total * _SHORT_OF_MEMORY,
        )
        if self._listener is not None:
            self._listener.on_engine_end(error)
