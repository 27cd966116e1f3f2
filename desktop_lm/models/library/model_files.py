"""The files of a model: one, or the parts it is split into."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.models.file_hash import sha256_of
from desktop_lm.models.split import files_of, is_later_part


def models_in(folder: Path) -> list[Path]:
    """The models that lie in a folder itself, each by its first file. Raises nothing."""
    try:
        files = [path for path in folder.iterdir() if path.suffix.lower() == ".gguf"]
    except OSError:
        return []
    return sorted(path for path in files if not is_later_part(path))


def stamp(path: str) -> tuple[int, int]:
    """Size in bytes of all files and the latest time of change, in nanoseconds.

    Zeros where a file is missing.
    """
    try:
        states = [file.stat() for file in files_of(path)]
    except (OSError, ValueError):
        return 0, 0
    return sum(s.st_size for s in states), max(s.st_mtime_ns for s in states)


def hash_of(path: str, on_bytes: Callable[[int], None], check: Callable[[], None]) -> str:
    """SHA-256 of the files, one after the other. Raises FILE_MISSING and FILE_UNREADABLE."""
    try:
        return sha256_of(files_of(path), on_bytes, check)
    except (FileNotFoundError, NotADirectoryError):
        raise AppError(Code.FILE_MISSING, path=path) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=path, reason=reason) from error


def delete(path: str) -> None:
    """Delete the files, the first one last. Raises DELETE_FAILED."""
    for file in reversed(files_of(path)):
        try:
            file.unlink()
        except OSError as error:
            reason = error.strerror or str(error)
            raise AppError(Code.DELETE_FAILED, path=str(file), reason=reason) from error


def same_path(one: str, other: str) -> bool:
    """Whether two absolute paths name the same file, by the system's rules for letters."""
    return os.path.normcase(one) == os.path.normcase(other)
