"""Which file a run is over, so that another one, or a changed one, is noticed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from desktop_lm.errors import AppError, Code

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """``changed_ns`` is the file's time of change in nanoseconds, ``sha256`` of its bytes."""

    path: str
    size: int
    changed_ns: int
    sha256: str

    def is_still(self, path: Path) -> bool:
        """Whether ``path`` holds the same bytes; they are read where size or time differ."""
        try:
            status = path.stat()
        except OSError:
            return False
        if (status.st_size, status.st_mtime_ns) == (self.size, self.changed_ns):
            return True
        return status.st_size == self.size and source_of(path).sha256 == self.sha256


def source_of(path: Path) -> Source:
    """What ``path`` holds now. Raises FILE_MISSING, FILE_UNREADABLE."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
        status = path.stat()
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, path=str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=str(path), reason=reason) from error
    return Source(str(path.absolute()), status.st_size, status.st_mtime_ns, digest.hexdigest())


def is_same_file(path: str, source: Path) -> bool:
    """Whether ``path``, which a run remembers, leads to ``source``."""
    if path == str(source.absolute()):
        return True
    try:
        return source.samefile(path)
    except OSError:  # one of them is not there
        return False
