"""One engine process seen from the program: its pipes, its last words, its end."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from desktop_lm.child_command import child_environment
from desktop_lm.engine import wire
from desktop_lm.engine.exit_reason import exit_reason
from desktop_lm.engine.memory_shortage import MemoryShortage
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Hello, Reply, Request

_TAIL_LINES = 40
_LOG_LIMIT_BYTES = 2 * 1024 * 1024
_LINE_BYTES = 64 * 1024  # what is longer is taken for several


class EngineLog:
    """The engine's log: a file that starts anew when it has grown, and its last lines.

    A disk that is full or not writable costs the file, never the lines or the engine.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.tail: deque[str] = deque(maxlen=_TAIL_LINES)

    def follow(self, stream: IO[bytes]) -> None:
        """Keep the stream's lines until it ends."""
        file = self._open()
        while line := stream.readline(_LINE_BYTES):
            self.tail.append(line.decode("utf-8", "replace").rstrip())
            if file is not None:
                file = _write_or_give_up(file, line)
        stream.close()
        if file is not None:
            _close_quietly(file)

    def _open(self) -> IO[bytes] | None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return self._path.open("ab", buffering=0)
        except OSError:
            return None


class EngineProcess:
    """A running child. The callbacks come from its reader threads, ``on_exit`` once and last."""

    def __init__(
        self,
        command: Sequence[str],
        log: EngineLog,
        on_reply: Callable[[Reply], None],
        on_exit: Callable[[int], None],
    ) -> None:
        """Start it. Raises AppError(ENGINE_START_FAILED)."""
        self._log = log
        self._on_reply = on_reply
        self._on_exit = on_exit
        self._broken: AppError | None = None  # why its pipe was given up, if it was
        self._shortage = MemoryShortage()
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
                creationflags=_creation_flags(),
                # Ctrl+C in a terminal is the parent's to hear: it stops the job, not the engine.
                start_new_session=True,
            )
        except OSError as error:
            raise AppError(Code.ENGINE_START_FAILED, reason=str(error)) from error
        self.pid = self._process.pid
        self._requests: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._log_thread = threading.Thread(target=self._follow_log, name="engine-log", daemon=True)
        self._threads = [
            self._log_thread,
            threading.Thread(target=self._write, name="engine-requests", daemon=True),
            # The last: where the process is dead already, it waits for the log's end at once.
            threading.Thread(target=self._read, name="engine-replies", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def send(self, request: Request) -> None:
        """Have a request written. A process that is gone says so through ``on_exit``, not here.

        Raises AppError(MESSAGE_TOO_LARGE).
        """
        self._requests.put(wire.encode(request))

    def finish(self) -> None:
        """Close its standard input, behind all requests: it ends by itself within a second."""
        self._requests.put(None)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def wait(self, seconds: float) -> bool:
        """Wait for its end, and for its reader threads'. False where it took longer."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        current = threading.current_thread()
        for thread in self._threads:
            if thread is not current:
                thread.join(seconds)
        return True

    def why(self, status: int) -> AppError:
        """The reason of its end with this exit status."""
        return self._broken or exit_reason(
            status, list(self._log.tail), memory_was_short=self._shortage.was_there()
        )

    def _read(self) -> None:
        assert self._process.stdout is not None
        try:
            for line in wire.read_frames(self._process.stdout):
                reply = wire.decode(line)
                if isinstance(reply, Hello):
                    _check_protocol(reply)
                self._on_reply(reply)  # type: ignore[arg-type]
        except AppError as error:
            # Nothing after a broken frame can be trusted; its end is told like any other.
            self._broken = error
            self.kill()
        self._process.stdout.close()
        status = self._process.wait()
        self._log_thread.join(1.0)  # the last words are in the log
        self.finish()
        self._on_exit(status)

    def _write(self) -> None:
        """A process that hangs does not read: who writes to it waits, and nobody else is to."""
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):
            while (line := self._requests.get()) is not None:
                self._process.stdin.write(line)
                self._process.stdin.flush()
        with suppress(OSError):
            self._process.stdin.close()

    def _follow_log(self) -> None:
        assert self._process.stderr is not None
        self._log.follow(self._process.stderr)


def _check_protocol(hello: Hello) -> None:
    """An installation of which parts were replaced would otherwise fail in ways nobody knows."""
    if hello.protocol != wire.PROTOCOL:
        raise AppError(Code.ENGINE_PROTOCOL, theirs=hello.protocol, ours=wire.PROTOCOL)


def _environment() -> dict[str, str]:
    """The child's environment.

    GGML_NO_BACKTRACE: an abort would otherwise start a debugger on the process first.
    GOMP_SPINCOUNT: llama.cpp's threads wait for each other hundreds of times a token, and GNU's
    OpenMP lets them spin 300,000 times before they sleep, which burns the time a partner needs
    where another program wants the core. How few turns are too few differs by machine. Tokens a
    second of two threads on two cores, idle and beside one busy process: on one virtual machine 96
    and 12 with the default, 95 and 36 with 300; on another, where waking a thread takes long, 80
    and 51 with the default, 83 and 36 to 48 with 60,000, 37 and 63 with 300.
    """
    return {
        **child_environment(os.environ),
        "GGML_NO_BACKTRACE": "1",
        "GOMP_SPINCOUNT": "60000",
        "PYTHONUNBUFFERED": "1",
    }


def _creation_flags() -> int:
    if sys.platform == "win32":
        return (
            subprocess.BELOW_NORMAL_PRIORITY_CLASS
            | subprocess.CREATE_NO_WINDOW
            | subprocess.CREATE_NEW_PROCESS_GROUP
        )
    return 0


def _write_or_give_up(file: IO[bytes], line: bytes) -> IO[bytes] | None:
    try:
        if os.fstat(file.fileno()).st_size > _LOG_LIMIT_BYTES:
            file.truncate(0)
        file.write(line)
    except OSError:
        _close_quietly(file)
        return None
    return file


def _close_quietly(file: IO[bytes]) -> None:
    with suppress(OSError):
        file.close()
