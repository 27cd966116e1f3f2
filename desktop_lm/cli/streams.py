"""Standard output and standard error, whatever they are connected to."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path


def prepare() -> None:
    """Have both take whatever is printed; what was closed before the start takes it to nowhere."""
    if sys.stdout is None:
        sys.stdout = _nowhere()
    if sys.stderr is None:  # print() would take it for standard output
        sys.stderr = _nowhere()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A model may write what the console's encoding lacks; a file or a pipe gets UTF-8.
        encoding = None if sys.stdout.isatty() else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors="replace")


def let_go() -> None:
    """Whoever read has gone, or there is no room: Python must not try again at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
            continue
        with contextlib.suppress(OSError, ValueError):
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def _nowhere() -> io.TextIOWrapper:
    return Path(os.devnull).open("w", encoding="utf-8")
