"""Where a window keeps its drafts: in a file that no other open window writes."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from desktop_lm.models.file_lock import AlreadyLocked, FileLock
from desktop_lm.storage import json_file

_MOST = 9  # windows at once, each with a file of its own


class DraftPlace:
    """One of the files ``drafts.json``, ``drafts-2.json``… in ``folder``: the one written last of
    those that no other window has and that can be read. ``values`` is what stands in it; a window
    for which there is none yet begins with what was written last, as one does that comes while
    another still ends."""

    def __init__(self, folder: Path) -> None:
        names = ["drafts.json", *(f"drafts-{number}.json" for number in range(2, _MOST + 1))]
        written = sorted((folder / name for name in names), key=_written, reverse=True)
        self._held = contextlib.ExitStack()
        self.path = folder / names[0]
        self.values: dict[str, Any] = {}
        for path in written:
            if self._take(path) and (values := _kept(path)) is not None:
                self.path = path
                self.values = values if _written(path) else json_file.read(written[0])
                break

    def let_go(self) -> None:
        """The window is closed, and the file free for the next one."""
        self._held.close()

    def _take(self, path: Path) -> bool:
        try:
            self._held.enter_context(FileLock(path.with_name(path.name + ".lock")))
        except AlreadyLocked:
            return False
        except OSError:  # nobody can write here: what is there is read all the same
            return True
        return True


def _kept(path: Path) -> dict[str, Any] | None:
    """What stands there; None where that cannot be read now, and so not be written over."""
    try:
        return json_file.read_kept(path)
    except OSError:
        return None


def _written(path: Path) -> float:
    """When; 0 where there is no such file, so that these come last and in their order."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
