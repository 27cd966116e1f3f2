"""From a process's start to its window on the screen, and the memory it settles at.

Nothing is added to the program for this: Qt itself logs each time a window's picture goes to the
screen, and the first such line is the moment. The writing of the log lines counts against it.
"""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, perf_counter, sleep
from typing import IO

import psutil

import desktop_lm
from desktop_lm.bench.answer import BenchFailed
from desktop_lm.bench.line_child import bench_command

_QT_LOG = {
    "QT_LOGGING_RULES": "qt.widgets.painting.info=true;qt.widgets.painting.debug=true",
    "QT_FORCE_STDERR_LOGGING": "1",  # on Windows it would go to a debugger
}
_SHOWN = b"Flushing"
_NO_WINDOW = "a window that was to be measured did not come"
_PATIENCE = 60.0
_STILL_SECONDS = 1.0  # a process that did nothing for so long has settled
_LOOK_SECONDS = 0.25
_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class WindowStart:
    """``rss_mb`` and ``uss_mb`` (what only this process holds) are millions of bytes."""

    seconds: float
    rss_mb: float
    uss_mb: float


def program_command(model: str) -> list[str]:
    """The program as a user starts it, with a model file where its name can be an argument.

    Its main module is run by its path, as the empty window's is: neither an installed nor a
    frozen program has Python look for it by name.
    """
    arguments = [model] if model.endswith(".gguf") else []
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-P", str(Path(desktop_lm.__path__[0], "__main__.py")), *arguments]


def empty_window_command() -> list[str]:
    """A window of three empty tabs, started with as little around it as can be."""
    if getattr(sys, "frozen", False):
        return bench_command("empty-window")
    from desktop_lm.ui import bench

    return [sys.executable, "-P", str(Path(bench.__path__[0], "empty_window.py"))]


def start_window(command: Sequence[str], environment: Mapping[str, str]) -> WindowStart:
    """Start a program, wait for its window and until all is quiet, and end it.

    Raises BenchFailed where no window comes.
    """
    started = perf_counter()
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**environment, **_QT_LOG},
    )
    assert process.stderr is not None
    shown: queue.SimpleQueue[float | None] = queue.SimpleQueue()
    reader = threading.Thread(target=_read_log, args=(process.stderr, shown), daemon=True)
    reader.start()
    try:
        shown_at = shown.get(timeout=_PATIENCE)
        if shown_at is None:
            raise BenchFailed(_NO_WINDOW)
        memory = _settled(psutil.Process(process.pid)).memory_full_info()
    except (queue.Empty, psutil.Error) as error:
        raise BenchFailed(_NO_WINDOW) from error
    finally:
        _end(process)
        reader.join()
    return WindowStart(shown_at - started, memory.rss / _MEGABYTE, memory.uss / _MEGABYTE)


def _read_log(stream: IO[bytes], shown: queue.SimpleQueue[float | None]) -> None:
    """Tell when the first picture is shown, or None where the process ends without one."""
    shown.put(perf_counter() if any(_SHOWN in line for line in stream) else None)
    while stream.read(65536):
        pass
    stream.close()


def _settled(process: psutil.Process) -> psutil.Process:
    """The process, once it and its children have done nothing for a second."""
    deadline = monotonic() + _PATIENCE
    before, still_since = _work(process), monotonic()
    while monotonic() < deadline and monotonic() - still_since < _STILL_SECONDS:
        sleep(_LOOK_SECONDS)
        now = _work(process)
        if now > before:
            before, still_since = now, monotonic()
    return process


def _work(process: psutil.Process) -> float:
    """Processor seconds of a process and its children, to a tenth: a caret may blink."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        try:
            times = one.cpu_times()
        except psutil.Error:
            continue
        total += times.user + times.system
    return round(total, 1)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
