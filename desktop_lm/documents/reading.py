"""Has a document read by a process of its own, within limits, and can be stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
import psutil

from desktop_lm.documents import limits
from desktop_lm.documents.document import Block, Document, DocumentKind
from desktop_lm.documents.file_kind import kind_of
from desktop_lm.documents.wire import MAX_LINE, Line, decode
from desktop_lm.errors import AppError, Code, Stopped

_LOOK_SECONDS = 0.05
# Python and the system find their parts by these; nothing else of the user's goes along.
_KEPT_VARIABLES = (
    "PATH", "PYTHONPATH", "PYTHONHOME", "SYSTEMROOT", "TEMP", "TMPDIR", "TZ", "LD_LIBRARY_PATH",
)  # fmt: skip


class DocumentReader:
    """``command`` starts this program as the process that reads the file whose path is added to
    it; ``environment`` is made of the variables it may have."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Callable[[Mapping[str, str]], Mapping[str, str]] = dict,
        seconds: float = limits.SECONDS,
    ) -> None:
        self._command = command
        self._environment = environment
        self._seconds = seconds

    def read(
        self,
        path: Path,
        progress: Callable[[float], object] = float,
        stopped: Callable[[], bool] = bool,
    ) -> Document:
        """The document in the file at ``path``. Blocks until it is read; ``progress`` hears the
        fraction that is, on this thread.

        Raises Stopped soon after ``stopped`` said so, the errors of
        :func:`~desktop_lm.documents.file_kind.kind_of`, DOCUMENT_DAMAGED, DOCUMENT_UNSAFE,
        DOCUMENT_EMPTY, DOCUMENT_PICTURES where what has no text may have pictures of it,
        DOCUMENT_TOO_LONG, DOCUMENT_TOO_SLOW and DOCUMENT_READER_ENDED.
        """
        kind_of(path)  # what is no document needs no process
        process = self._start(path)
        watch = _Watch(process, self._seconds, stopped)
        collected = _Collected()
        try:
            collected.take_all(process, progress)
        finally:
            watch.close()
        if watch.ended_for is not None:
            raise watch.ended_for(path)
        return collected.document(path, process.returncode)

    def _start(self, path: Path) -> subprocess.Popen[bytes]:
        kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
        try:
            return subprocess.Popen(
                [*self._command, str(path.absolute())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=dict(self._environment(kept)),
                creationflags=flags,
            )
        except OSError as error:
            raise AppError(Code.INTERNAL, reason=str(error)) from error


class _Watch:
    """Ends the process where it takes too much, or nobody wants it any more."""

    def __init__(
        self, process: subprocess.Popen[bytes], seconds: float, stopped: Callable[[], bool]
    ) -> None:
        self.ended_for: Callable[[Path], Exception] | None = None
        self._process = process
        self._seconds = seconds
        self._stopped = stopped
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="document", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """The output has come to its end, or nobody reads it."""
        with contextlib.suppress(OSError):
            if self._process.stdout is not None:
                self._process.stdout.close()
        try:
            self._process.wait(_LOOK_SECONDS * 20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        deadline = time.monotonic() + self._seconds
        while not self._over.wait(_LOOK_SECONDS):
            if self._stopped():
                self._end(lambda _path: Stopped())
            elif time.monotonic() > deadline or self._takes(_cpu, limits.CPU_SECONDS + 1):
                self._end(self._too_slow)
            elif self._takes(_memory, limits.DATA_BYTES):
                self._end(_too_much)

    def _takes(self, measure: Callable[[psutil.Process], float], most: float) -> bool:
        try:
            return measure(psutil.Process(self._process.pid)) > most
        except psutil.Error:
            return False  # it has ended

    def _end(self, error: Callable[[Path], Exception]) -> None:
        if self.ended_for is None and self._process.poll() is None:
            self.ended_for = error
            self._process.kill()

    def _too_slow(self, path: Path) -> AppError:
        seconds = round(self._seconds)
        return AppError(Code.DOCUMENT_TOO_SLOW, path=str(path), seconds=seconds)


class _Collected:
    """What has come from the process so far."""

    def __init__(self) -> None:
        self._kind: DocumentKind | None = None
        self._title = ""
        self._blocks: list[Block] = []
        self._last: Line | None = None

    def take_all(
        self, process: subprocess.Popen[bytes], progress: Callable[[float], object]
    ) -> None:
        assert process.stdout is not None
        with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
            while raw := process.stdout.readline(MAX_LINE):
                line = decode(raw)
                self._take(line)
                if line.fraction is not None:
                    progress(line.fraction)

    def _take(self, line: Line) -> None:
        if line.block is not None:
            self._blocks.append(line.block)
        elif line.begun is not None:
            self._kind = line.begun
        elif line.title is not None:
            self._title = line.title
        elif line.ended or line.failed is not None:
            self._last = line

    def document(self, path: Path, status: int | None) -> Document:
        """All of it. Raises AppError where the process did not come to its end."""
        last = self._last
        if last is None:
            if sys.platform != "win32" and status == -signal.SIGXCPU:
                raise AppError(Code.DOCUMENT_TOO_SLOW, path=str(path), seconds=limits.CPU_SECONDS)
            raise AppError(Code.DOCUMENT_READER_ENDED, path=str(path))
        if last.failed is not None:
            raise _refusal(last, path)
        assert self._kind is not None
        return Document(self._title, self._kind, tuple(self._blocks))


def _refusal(line: Line, path: Path) -> AppError:
    params: dict[str, str | int] = {"path": str(path)}
    params |= {"reason": line.reason} if line.reason else {}
    params |= {"actual": line.actual} if line.actual else {}
    params |= {"limit": line.limit} if line.limit else {}
    try:
        return AppError(Code(line.failed or ""), **params)
    except ValueError:
        return AppError(Code.DOCUMENT_READER_ENDED, path=str(path))


def _cpu(process: psutil.Process) -> float:
    return float(sum(process.cpu_times()[:2]))


def _memory(process: psutil.Process) -> float:
    return float(process.memory_info().rss)


def _too_much(path: Path) -> AppError:
    reason = "it asks for more memory than any document"
    return AppError(Code.DOCUMENT_UNSAFE, path=str(path), reason=reason)
