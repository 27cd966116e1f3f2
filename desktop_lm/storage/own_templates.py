"""Templates of prompts that the user made: names and texts with blanks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from desktop_lm.storage import json_file


def read(path: Path) -> dict[str, str]:
    """Prompts by their names; what makes no sense is passed over."""
    return _of(json_file.read(path))


def change(path: Path, changed: Callable[[dict[str, str]], Mapping[str, str]]) -> bool:
    """Put in their place what ``changed`` makes of them. False, and nothing is changed, where the
    disk cannot be read or written."""
    values = json_file.read_before_change(path)
    return values is not None and json_file.write(path, {"templates": dict(changed(_of(values)))})


def _of(values: Mapping[str, Any]) -> dict[str, str]:
    named = values.get("templates")
    if not isinstance(named, dict):
        return {}
    return {name: text for name, text in named.items() if name and isinstance(text, str)}
