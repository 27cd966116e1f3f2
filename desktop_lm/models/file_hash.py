"""The SHA-256 of a file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

_BLOCK = 1 << 20


def sha256_of(
    path: Path,
    on_bytes: Callable[[int], None] = lambda _: None,
    check: Callable[[], None] = lambda: None,
) -> str:
    """The hash in hexadecimal digits. Raises OSError.

    ``on_bytes`` is told how many bytes are read after each block, and ``check`` may raise to
    break off.
    """
    digest = hashlib.sha256()
    done = 0
    with path.open("rb", buffering=0) as file:
        while block := file.read(_BLOCK):
            check()
            digest.update(block)
            done += len(block)
            on_bytes(done)
    return digest.hexdigest()
