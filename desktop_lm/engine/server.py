"""The engine process's loop: requests in on one pipe, replies out on another.

Two threads: the reader takes lines off standard input, so that a Cancel is seen while the main
thread computes; the main thread runs one request after the other. When standard input ends, the
window is gone: what runs is cancelled and the process ends, at the latest ``EXIT_SECONDS`` later.
"""

from __future__ import annotations

import os
import queue
import threading
from time import perf_counter
from typing import BinaryIO

from desktop_lm.engine import wire
from desktop_lm.engine.backend import Backend
from desktop_lm.engine.handlers import Handlers
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Cancel, Failed, Hello, Reply, Request, State

EXIT_SECONDS = 1.0
IDLE_SECONDS = 0.5  # a job's next request follows within milliseconds
LAST_WORK_SECONDS = 0.6


class Server:
    """Serves one backend over a pair of binary streams."""

    def __init__(self, backend: Backend, requests: BinaryIO, replies: BinaryIO) -> None:
        self._backend = backend
        self._requests = requests
        self._replies = replies
        self._handlers = Handlers(backend, self._send)
        self._inbox: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._lock = threading.Lock()  # guards the two below
        self._current: int | None = None
        self._cancelled: set[int] = set()

    def run(self) -> None:
        """Serve until standard input ends."""
        threading.Thread(target=self._read, name="requests", daemon=True).start()
        self._send(Hello(wire.PROTOCOL, os.getpid(), self._backend.name))
        while (request := self._next()) is not None:
            self._begin(request.id)
            self._send(State(busy=True))
            self._handle(request)
            self._end(request.id)
            self._send(State(busy=False))
        deadline = perf_counter() + LAST_WORK_SECONDS
        while perf_counter() < deadline and self._when_idle(ending=True):
            pass
        self._backend.unload()

    def _next(self) -> Request | None:
        """The next request. What can wait is done once none has come for a while."""
        pause: float | None = IDLE_SECONDS
        while True:
            try:
                return self._inbox.get(timeout=pause)
            except queue.Empty:
                pause = 0 if self._when_idle() else None

    def _when_idle(self, *, ending: bool = False) -> bool:
        """Do a little of what can wait; whether there is more of it. It is not worth an end: where
        there is no memory for it, it is left."""
        try:
            return self._backend.when_idle(ending=ending)
        except MemoryError:
            return False

    # --- the reader's thread ---

    def _read(self) -> None:
        try:
            for line in wire.read_frames(self._requests):
                message = wire.decode(line)
                if isinstance(message, Cancel):
                    self._cancel(message.id)
                else:
                    self._inbox.put(message)  # type: ignore[arg-type]
        except AppError as error:
            self._send(Failed(0, error.code.value, error.params))
        finally:
            self._backend.cancel.set()
            self._inbox.put(None)
            watchdog = threading.Timer(EXIT_SECONDS, os._exit, [0])
            watchdog.daemon = True
            watchdog.start()

    def _cancel(self, request_id: int) -> None:
        with self._lock:
            if request_id == self._current:
                self._backend.cancel.set()
            else:
                self._cancelled.add(request_id)

    # --- the main thread ---

    def _begin(self, request_id: int) -> None:
        with self._lock:
            self._current = request_id
            self._backend.cancel.clear()
            if request_id in self._cancelled:
                self._cancelled.discard(request_id)
                self._backend.cancel.set()

    def _end(self, request_id: int) -> None:
        with self._lock:
            self._current = None
            self._cancelled = {other for other in self._cancelled if other > request_id}

    def _handle(self, request: Request) -> None:
        try:
            self._handlers.handle(request)
        except AppError as error:
            self._send(Failed(request.id, error.code.value, error.params))
        except MemoryError:
            self._send(Failed(request.id, Code.ENGINE_OUT_OF_MEMORY.value, {}))

    def _send(self, reply: Reply) -> None:
        try:
            self._replies.write(wire.encode(reply))
            self._replies.flush()
        except (OSError, ValueError):
            os._exit(0)  # nobody reads any more
