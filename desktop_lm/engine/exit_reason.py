"""Why an engine process ended, from its exit status and its last words."""

from __future__ import annotations

import signal
from collections.abc import Sequence

from desktop_lm.errors import AppError, Code

# NTSTATUS values a Windows process ends with, as the unsigned numbers Python reports
_WINDOWS_ILLEGAL_INSTRUCTION = 0xC000001D
_WINDOWS_OUT_OF_MEMORY = {0xC0000017, 0xC000012D}  # no memory; commitment limit

_WINDOWS_IN_PAGE_ERROR = 0xC0000006  # a page of a mapped file cannot be read

_LAST_WORDS = 6  # lines; a complaint long before the end was not the end's reason
# of llama.cpp, C++, Python, the C library, and OpenMP, which has no memory for a thread's stack
_MEMORY_WORDS = (
    *("failed to allocate", "insufficient memory", "out of memory", "bad_alloc", "MemoryError"),
    *("annot allocate memory", "Thread creation failed"),
)


def exit_reason(status: int, last_lines: Sequence[str], *, memory_was_short: bool) -> AppError:
    """The error to show for an engine that ended with ``status`` (negative: a signal).

    ``last_lines`` are the end of its log, ``memory_was_short`` says whether the machine ran out
    of memory meanwhile, which is how a kill by the system is told from one by a person.
    """
    text = "\n".join(last_lines[-_LAST_WORDS:])
    if status in (-getattr(signal, "SIGILL", 4), _WINDOWS_ILLEGAL_INSTRUCTION):
        return AppError(Code.CPU_UNSUPPORTED)
    if status in (-getattr(signal, "SIGBUS", 7), _WINDOWS_IN_PAGE_ERROR):
        # The weights are pages of the file: one that was cut short has no such page any more.
        return AppError(Code.MODEL_FILE_CHANGED)
    if status in _WINDOWS_OUT_OF_MEMORY or any(word in text for word in _MEMORY_WORDS):
        return AppError(Code.ENGINE_OUT_OF_MEMORY)
    if status == -getattr(signal, "SIGKILL", 9):
        return AppError(Code.ENGINE_OUT_OF_MEMORY if memory_was_short else Code.ENGINE_KILLED)
    if status == -getattr(signal, "SIGTERM", 15):
        return AppError(Code.ENGINE_KILLED)
    return AppError(Code.ENGINE_CRASHED, reason=_last_words(status, last_lines))


def _last_words(status: int, last_lines: Sequence[str]) -> str:
    """The line that tells most: an assertion or an exception, else the end by its number."""
    for line in reversed(last_lines):
        if "GGML_ASSERT" in line or "Error" in line or "error:" in line:
            return line.strip()[:300]
    if status < 0:
        try:
            return signal.Signals(-status).name
        except ValueError:
            return f"signal {-status}"
    return f"exit status {status}"
