"""The starter model that is installed with the program."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from desktop_lm import paths
from desktop_lm.errors import AppError, Code

SIZE = 98_362_432  # bytes
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
REMEMBERED_IN = "starter-model.json"
_BLOCK = 1 << 20


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
        if _hash(path) != sha256:
            raise AppError(Code.STARTER_DAMAGED, path=str(path))
    except FileNotFoundError:
        raise AppError(Code.STARTER_MISSING) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=str(path), reason=reason) from error
    _remember(state, note)
    return path


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _recall(state: Path) -> object:
    try:
        return json.loads((state / REMEMBERED_IN).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None


def _remember(state: Path, note: Mapping[str, object]) -> None:
    """Written beside and moved in place, so that a reader never meets half a file."""
    temporary = ""
    try:
        state.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=REMEMBERED_IN, dir=state)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(note, file)
        Path(temporary).replace(state / REMEMBERED_IN)
    except OSError:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
