"""Files that are there whole or not at all, whenever the process is killed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import IO


def write_with(file: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Let ``write`` fill a file beside ``file``, then put it in its place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def write_whole(file: Path, content: bytes) -> None:
    """``file`` with ``content``, or as it was."""
    write_with(file, lambda stream: stream.write(content))
