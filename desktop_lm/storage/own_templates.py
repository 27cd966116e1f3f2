"""Templates of prompts that the user made: names and texts with blanks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from desktop_lm.storage import json_file


def read(path: Path) -> dict[str, str]:
    """Prompts by their names; what makes no sense is passed over."""
    return _from_json(json_file.read_or_nothing(path))


def write(path: Path, templates: Mapping[str, str]) -> bool:
    """Replace the file; False where the disk cannot be written."""
    return json_file.write(path, {"templates": dict(templates)})


def update(path: Path, change: Callable[[dict[str, str]], Mapping[str, str]]) -> bool:
    """Replace the file by what ``change`` makes of what is in it now: another window may have
    written there. A damaged one is put aside. False where the disk cannot be read or written."""
    try:
        present = _from_json(json_file.read_kept(path))
    except OSError:
        return False
    return write(path, change(present))


def _from_json(values: Mapping[str, Any]) -> dict[str, str]:
    named = values.get("templates")
    if not isinstance(named, dict):
        return {}
    return {name: text for name, text in named.items() if name and isinstance(text, str)}
