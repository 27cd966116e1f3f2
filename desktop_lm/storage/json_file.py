"""JSON files of what the program remembers, written whole or not at all."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop_lm import atomic_file

_ASIDE = ".damaged"
logger = logging.getLogger(__name__)


def read(path: Path) -> dict[str, Any]:
    """What was written last; nothing where there is no file or it holds something else."""
    try:
        return _values(path.read_bytes()) or {}
    except OSError:
        return {}


def read_kept(path: Path) -> dict[str, Any]:
    """As :func:`read`, of a file that will be replaced: one that holds something else is put aside
    first, with ``.damaged`` behind its name. Raises OSError where it can be neither read nor put
    aside now: what is there is not to be written over."""
    try:
        values = _values(path.read_bytes())
    except FileNotFoundError:
        return {}
    if values is None:
        logger.info("%s is damaged and put aside", path.name)
        path.replace(path.with_name(path.name + _ASIDE))
    return values or {}


def read_or_nothing(path: Path) -> dict[str, Any]:
    """The same; nothing where it cannot be read now."""
    try:
        return read_kept(path)
    except OSError:
        return {}


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


def _values(raw: bytes) -> dict[str, Any] | None:
    """Also in the encodings that an editor may have saved it in; None for something else."""
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None
