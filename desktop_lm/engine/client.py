"""An engine seen from the worker thread: its process, started and ended as often as need be."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from desktop_lm.engine.process import EngineLog, EngineProcess
from desktop_lm.engine.worker import CLOSE_SECONDS, Worker
from desktop_lm.errors import AppError
from desktop_lm.messages import Reply, Request


class EngineListener(Protocol):
    """Told of an engine's life, on the worker thread."""

    def on_reply(self, reply: Reply) -> None: ...

    def on_engine_end(self, error: AppError) -> None:
        """The process ended though nobody asked it to."""


class EngineClient:
    """One engine process at a time, for one model. Worker thread only, but for ``force_end``."""

    def __init__(
        self, worker: Worker, command: Sequence[str], log_file: Path, listener: EngineListener
    ) -> None:
        self._worker = worker
        self._command = list(command)
        self._log_file = log_file
        self._listener = listener
        self._process: EngineProcess | None = None

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
            self._worker.post(lambda: self._deliver(process, reply))

        def on_exit(status: int) -> None:
            self._worker.post(lambda: self._ended(process, status))

        process = self._process = EngineProcess(self._command, log, on_reply, on_exit)

    def send(self, request: Request) -> None:
        """Send a request to the running process. Raises what ``wire.encode`` raises."""
        if self._process is not None:
            self._process.send(request)

    def begin_to_stop(self) -> None:
        """Have the process end by itself; ``stop_process`` follows."""
        if self._process is not None:
            self._process.finish()

    def stop_process(self) -> None:
        """End the process, kindly and then not, and wait. All its memory is given back."""
        process, self._process = self._process, None
        if process is None:
            return
        process.finish()
        if not process.wait(CLOSE_SECONDS / 2):
            process.kill()
            process.wait(CLOSE_SECONDS / 2)

    def kill_process(self) -> None:
        """End the process at once; its end is expected and not told to the listener."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait(CLOSE_SECONDS / 2)

    def force_end(self) -> None:
        """Kill the process from another thread, where the worker waits for it."""
        process = self._process
        if process is not None:
            process.kill()

    def _deliver(self, process: EngineProcess | None, reply: Reply) -> None:
        if process is self._process:
            self._listener.on_reply(reply)

    def _ended(self, process: EngineProcess | None, status: int) -> None:
        if process is None or process is not self._process:
            return  # replaced or stopped on purpose
        self._process = None
        process.wait(CLOSE_SECONDS)
        self._listener.on_engine_end(process.why(status))
