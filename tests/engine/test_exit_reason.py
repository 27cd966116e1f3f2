"""An engine's end becomes one code that says why."""

from __future__ import annotations

import signal

import pytest

from desktop_lm.engine.exit_reason import exit_reason
from desktop_lm.errors import AppError, Code

_NO_MEMORY = Code.ENGINE_OUT_OF_MEMORY


@pytest.mark.parametrize(
    ("status", "lines", "short", "code"),
    [
        (-4, [], False, Code.CPU_UNSUPPORTED),
        (0xC000001D, [], False, Code.CPU_UNSUPPORTED),
        (-9, [], False, Code.ENGINE_KILLED),
        (-9, [], True, Code.ENGINE_OUT_OF_MEMORY),
        (-15, [], False, Code.ENGINE_KILLED),
        (0xC0000017, [], False, Code.ENGINE_OUT_OF_MEMORY),
        (1, ["ggml_aligned_malloc: failed to allocate 9 MB"], False, Code.ENGINE_OUT_OF_MEMORY),
        (1, ["MemoryError"], False, Code.ENGINE_OUT_OF_MEMORY),
        (-6, ["  what():  std::bad_alloc"], False, Code.ENGINE_OUT_OF_MEMORY),
        # as engines end whose address space is limited
        (127, ["cannot allocate memory for thread-local data: ABORT"], False, _NO_MEMORY),
        (
            1,
            ["libgomp: Thread creation failed: Resource temporarily unavailable"],
            False,
            _NO_MEMORY,
        ),
        (-6, ["ggml_aligned_malloc: insufficient memory (attempted to ...)"], False, _NO_MEMORY),
        (-6, ["x.cpp:1: GGML_ASSERT(n > 0) failed"], False, Code.ENGINE_CRASHED),
        (-getattr(signal, "SIGBUS", 7), [], False, Code.MODEL_FILE_CHANGED),
        (0xC0000006, [], True, Code.MODEL_FILE_CHANGED),
        (-11, [], False, Code.ENGINE_CRASHED),
        (3, [], False, Code.ENGINE_CRASHED),
    ],
)
def test_the_code_fits_the_end(status: int, lines: list[str], short: bool, code: Code) -> None:
    assert exit_reason(status, lines, memory_was_short=short).code is code


def test_the_line_that_tells_most_is_the_reason() -> None:
    lines = ["loading", "x.cpp:1: GGML_ASSERT(n > 0) failed", "goodbye"]
    error = exit_reason(-6, lines, memory_was_short=False)
    assert error == AppError(Code.ENGINE_CRASHED, reason=lines[1])


def test_without_words_the_signal_or_the_status_is_the_reason() -> None:
    silent = exit_reason(-signal.SIGSEGV, [], memory_was_short=False)
    assert silent.params == {"reason": "SIGSEGV"}
    assert exit_reason(7, ["x"], memory_was_short=False).params == {"reason": "exit status 7"}
