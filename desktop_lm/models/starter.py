"""The starter model that is installed with the program."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from desktop_lm import atomic_file, paths
from desktop_lm.errors import AppError, Code
from desktop_lm.models.file_hash import sha256_of

SIZE = 98_362_432  # bytes
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
REMEMBERED_IN = "starter-model.json"


def starter_model(
    state: Path,
    find: Callable[[], Path | None] = paths.starter_model,
    *,
    size: int = SIZE,
    sha256: str = SHA256,
) -> Path:
    """The starter model's file, whole and unchanged.

    The file is read through once; that it was right is remembered in the folder ``state``, for
    this path, size and time of change. Where ``state`` cannot be written, nothing is remembered
    and nothing fails.

    Raises STARTER_MISSING where the file is not installed, STARTER_DAMAGED where it is not the
    file this program was made for, FILE_UNREADABLE where it cannot be read.
    """
    path = find()
    if path is None:
        raise AppError(Code.STARTER_MISSING)
    try:
        info = path.stat()
        if info.st_size != size:
            raise AppError(Code.STARTER_DAMAGED, path=str(path))
        note = {"path": str(path), "size": size, "mtime_ns": info.st_mtime_ns, "sha256": sha256}
        if _recall(state) == note:
            return path
        if sha256_of((path,)) != sha256:
            raise AppError(Code.STARTER_DAMAGED, path=str(path))
    except FileNotFoundError:
        raise AppError(Code.STARTER_MISSING) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=str(path), reason=reason) from error
    _remember(state, note)
    return path


def _recall(state: Path) -> object:
    try:
        return json.loads((state / REMEMBERED_IN).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


def _remember(state: Path, note: Mapping[str, object]) -> None:
    with contextlib.suppress(OSError):
        atomic_file.write_text(state / REMEMBERED_IN, json.dumps(note))
