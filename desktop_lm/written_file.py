"""Files for a user, written whole or not at all, with errors in our own words."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_lm.errors import AppError, Code


@contextmanager
def written_beside(target: Path) -> Iterator[Path]:
    """A new file beside ``target`` that takes its place at the end, or goes away. A link stays one.

    Raises WRITE_FAILED where the disk is full, the folder is locked or another program holds the
    file.
    """
    beside = None
    try:
        place = Path(os.path.realpath(target))
        handle, name = tempfile.mkstemp(prefix=place.name[:40] + ".", dir=place.parent)
        os.close(handle)
        beside = Path(name)
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        _keep_mode(place, beside)
        beside.replace(place)
    except OSError as error:
        raise write_error(target, error) from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Put ``content`` in its place, whole or not at all; its folder is made where it is missing.
    Raises WRITE_FAILED."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(path, error) from error
    with written_beside(path) as beside:
        beside.write_bytes(content)


def write_error(target: Path, error: OSError) -> AppError:
    """What an error of the system's means to somebody who waits for ``target``."""
    return AppError(Code.WRITE_FAILED, path=str(target), reason=error.strerror or str(error))


def _keep_mode(target: Path, beside: Path) -> None:
    """As readable for others as any new file; temporary files are not."""
    mask = os.umask(0)
    os.umask(mask)
    beside.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~mask)
