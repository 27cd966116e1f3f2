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
        values = json.loads(path.read_bytes())  # also with a mark, as editors put it
    except (OSError, ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def read_before_change(path: Path) -> dict[str, Any] | None:
    """What is to be kept when somebody changes a part of it: nothing where there is no file, None
    where it cannot be read now. What holds something else is put aside, with ``.damaged`` behind
    its name: a person may have written it."""
    try:
        values = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        logger.info("%s cannot be read: %s", path.name, error)
        return None
    except (ValueError, RecursionError):
        values = None
    if isinstance(values, dict):
        return values
    return {} if put_aside(path) else None


def put_aside(path: Path) -> bool:
    """Keep a damaged file under another name. Whether that could be done."""
    logger.info("%s is damaged and put aside", path.name)
    try:
        path.replace(path.with_name(path.name + ".damaged"))
    except OSError:
        return False
    return True


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
