"""The SHA-256 of files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

_BLOCK = 1 << 20


def sha256_of(
    files: Sequence[Path],
    on_bytes: Callable[[int], None] = lambda _: None,
    check: Callable[[], None] = lambda: None,
) -> str:
    """The hash of the files one after the other, in hexadecimal digits. Raises OSError.

    ``on_bytes`` is told how many bytes are read after each block, and ``check`` may raise to
    break off.
    """
    digest = hashlib.sha256()
    done = 0
    for path in files:
        with path.open("rb", buffering=0) as file:
            while block := file.read(_BLOCK):
                check()
                digest.update(block)
                done += len(block)
                on_bytes(done)
    return digest.hexdigest()
