"""The engine process's first steps: private pipes, limits, then the server."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

from desktop_lm.engine.backend import Backend
from desktop_lm.engine.saved_states import SavedStates
from desktop_lm.engine.server import Server

_NICENESS = 5  # the window comes first
_OOM_SCORE = "500"  # where memory runs out, Linux ends this process before the user's others


def main(make_backend: Callable[[], Backend]) -> int:
    """Serve ``make_backend()`` on this process's standard input and output until input ends."""
    requests, replies = private_pipes()
    _limit_process()
    Server(make_backend(), requests, replies).run()
    return 0


def saved_states(arguments: Sequence[str]) -> SavedStates | None:
    """What the engine may keep on disk: a folder and a limit in bytes, or nothing."""
    if not arguments:
        return None
    folder, limit = arguments
    return SavedStates(Path(folder), int(limit))


def private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output on descriptors of their own.

    Native code writes to descriptor 1, and llama-cpp-python points it elsewhere for the whole
    process at times; so the pipe moves to a new number and 1 becomes the log (2). Descriptor 0
    becomes empty.
    """
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    return requests, replies


def _limit_process() -> None:
    """A lower priority, no core dump, first in line where memory runs out."""
    if sys.platform == "win32":
        return  # the parent starts it below normal priority
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        os.nice(_NICENESS)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text(_OOM_SCORE, encoding="ascii")
