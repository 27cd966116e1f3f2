"""Files written as a stream, whole or not at all, with errors in our own words."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from pathlib import Path

from desktop_lm.errors import AppError, Code


@contextmanager
def written_beside(target: Path) -> Iterator[Path]:
    """A new file beside ``target`` that takes its place at the end, or goes away.

    Raises DISK_FULL, and WRITE_FAILED where the folder is locked or another program holds the
    file.
    """
    beside = None
    if target.is_symlink():
        target = target.resolve()  # the link stays one
    try:
        handle, name = tempfile.mkstemp(prefix=target.name[:80] + ".", dir=target.parent)
        os.close(handle)
        beside = Path(name)
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        _keep_mode(target, beside)
        beside.replace(target)
    except OSError as error:
        raise write_error(target, error) from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def write_error(target: Path, error: OSError) -> AppError:
    """What an error of the system's means to somebody who waits for ``target``."""
    if error.errno in (ENOSPC, EDQUOT):
        free = shutil.disk_usage(target.parent).free
        return AppError(Code.DISK_FULL, path=str(target), needed=free + 1, free=free)
    return AppError(Code.WRITE_FAILED, path=str(target), reason=error.strerror or str(error))


def _keep_mode(target: Path, beside: Path) -> None:
    """As readable for others as any new file; temporary files are not."""
    mask = os.umask(0)
    os.umask(mask)
    beside.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~mask)
