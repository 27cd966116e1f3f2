"""The llama.cpp library, quietly: its log goes where we say, its last complaints are kept."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import llama_cpp
from llama_cpp import llama_cpp as lib

from desktop_lm.engine.llama.kernels import load_kernels

__all__ = [
    "VERSION",
    "build",
    "complained_of",
    "forget_complaints",
    "initialise",
    "last_complaint",
    "lib",
    "listening",
    "processor",
]

VERSION: str = llama_cpp.__version__
_DEBUG, _WARN, _ERROR, _MORE = 1, 3, 4, 5  # enum ggml_log_level; the last goes on with a line
_complaints: deque[str] = deque(maxlen=12)
_listeners: list[Callable[[str], None]] = []
_kernels: str = ""
_level = _DEBUG  # of the line at hand


@lib.llama_log_callback
def _write_log(level: int, text: bytes, _user_data: object) -> None:
    """What llama.cpp tells for its own debugging is not written: 2,000 lines a load, and 470 for
    each graph it plans, would leave nothing else in the log."""
    global _level  # noqa: PLW0603 - llama.cpp has one log a process
    _level = _level if level == _MORE else level
    line = text.decode("utf-8", "replace")
    if level in (_WARN, _ERROR) and line.strip():
        _complaints.append(line.strip())
    for listener in _listeners:
        listener(line)
    if _level == _DEBUG:
        return
    with suppress(OSError, ValueError):  # a full disk or a closed log must not end the engine
        sys.stderr.write(line)


def build() -> str:
    """Which engine this is: the package's version and llama.cpp's own."""
    return f"{VERSION} {lib.llama_version().decode('ascii', 'replace')}"


def processor() -> str:
    """The processor's instructions that llama.cpp makes use of, as it tells them."""
    told: str = lib.llama_print_system_info().decode("ascii", "replace").strip()
    return f"{told} kernels = {_kernels} |" if _kernels else told


def initialise() -> None:
    """Start llama.cpp once for this process and send its log to standard error."""
    global _kernels  # noqa: PLW0603 - libraries are loaded once a process
    lib.llama_log_set(_write_log, None)
    _kernels = load_kernels() or _kernels
    lib.llama_backend_init()


@contextmanager
def listening(listener: Callable[[str], None]) -> Iterator[None]:
    """Hand each piece of llama.cpp's log to ``listener`` too, for as long as the block lasts."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def forget_complaints() -> None:
    """Start listening anew, before an action whose failure will want a reason."""
    _complaints.clear()


def last_complaint() -> str:
    """llama.cpp's most telling line since ``forget_complaints``: its first warning or error."""
    return _complaints[0] if _complaints else "llama.cpp gave no reason"


def complained_of(*words: str) -> bool:
    """Whether a warning or error since ``forget_complaints`` has any of these ``words`` in it."""
    return any(word in line for line in _complaints for word in words)
