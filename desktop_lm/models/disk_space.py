"""Room on a disk: looked for before a file is written, and told of when it runs out."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

from desktop_lm.errors import AppError, Code

RESERVE = 64 << 20  # bytes left free, for everything else on the machine
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

FreeBytes = Callable[[Path], int]


def free_bytes(folder: Path) -> int:
    """Bytes that may still be written to the folder's disk. Raises OSError."""
    return shutil.disk_usage(folder).free


def check_room(target: Path, missing: int, free: FreeBytes) -> None:
    """Raises DISK_FULL where ``missing`` more bytes of ``target`` and the reserve do not fit."""
    if free(target.parent) < missing + RESERVE:
        raise _full(target, missing, free)


def write_error(error: OSError, target: Path, missing: int, free: FreeBytes) -> AppError:
    """What an error while ``target`` was written means: DISK_FULL or FOLDER_UNWRITABLE."""
    if error.errno in _FULL:
        return _full(target, missing, free)
    reason = error.strerror or str(error)
    return AppError(Code.FOLDER_UNWRITABLE, path=str(target.parent), reason=reason)


def _full(target: Path, missing: int, free: FreeBytes) -> AppError:
    return AppError(
        Code.DISK_FULL, path=str(target), needed=missing + RESERVE, free=free(target.parent)
    )
