"""JSON files of what the program remembers, written whole or not at all."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)


def read(path: Path) -> dict[str, Any]:
    """What was written last; nothing where there is no file or it holds something else."""
    try:
        values = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def write(path: Path, values: Mapping[str, Any]) -> bool:
    """Replace the file by ``values``. A full or read-only disk costs the memory, not the text on
    the screen: it is logged, and False comes back."""
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=path.name, dir=path.parent)
        # ASCII: half of a surrogate pair has no UTF-8.
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(values, file, ensure_ascii=True)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError as error:
        logger.info("%s cannot be written: %s", path.name, error)
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        return False
    return True
