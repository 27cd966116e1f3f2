"""Which model files have killed the engine, and how often in a row.

A file is known by path, size and time of change: one that was replaced starts anew.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

from desktop_lm import atomic_file

CRASHES_BEFORE_ASKING = 2


class CrashRecord:
    """Counts kept in a small JSON file; a folder that cannot be written costs only the memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._counts = _read(path)

    def count(self, model: str) -> int:
        """How often in a row the engine died of this file."""
        return self._counts.get(_key(model), 0)

    def add(self, model: str) -> None:
        """The engine died of this file once more."""
        key = _key(model)
        self._counts[key] = self._counts.get(key, 0) + 1
        self._write()

    def clear(self, model: str) -> None:
        """The file did its work; forget its crashes."""
        if self._counts.pop(_key(model), None) is not None:
            self._write()

    def _write(self) -> None:
        with contextlib.suppress(OSError):
            atomic_file.write_text(self._path, json.dumps(self._counts))


def _read(path: Path) -> dict[str, int]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {str(key): value for key, value in data.items() if isinstance(value, int)}


def _key(model: str) -> str:
    try:
        status = Path(model).stat()
    except OSError:
        return model
    return f"{model}|{status.st_size}|{status.st_mtime_ns}"
