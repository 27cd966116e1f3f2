"""JSON files of what the program remembers, written whole or not at all."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop_lm import atomic_file

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
    try:
        # ASCII: half of a surrogate pair has no UTF-8.
        atomic_file.write_text(path, json.dumps(values, ensure_ascii=True))
    except OSError as error:
        logger.info("%s cannot be written: %s", path.name, error)
        return False
    return True
