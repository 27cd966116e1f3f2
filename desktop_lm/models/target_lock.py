"""One writer at a time for a model file: a download, a copy or one that is made smaller."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from desktop_lm.models.file_lock import FileLock

_ENDING = ".lock"
_LONGEST = 255  # bytes of a name, on every usual disk


def target_lock(target: Path) -> FileLock:
    """The lock that whoever writes ``target`` holds from before the first byte to its last name.

    Raises as :class:`~desktop_lm.models.file_lock.FileLock` does.
    """
    name = os.fsencode(target.name)
    if len(name) + len(_ENDING) > _LONGEST:  # a copy may have a name that is as long as can be
        return FileLock(target.with_name(hashlib.sha256(name).hexdigest() + _ENDING))
    return FileLock(target.with_name(target.name + _ENDING))
