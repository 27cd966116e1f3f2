"""Templates of prompts that the user made: names and texts with blanks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from desktop_lm.storage import json_file


def read(path: Path) -> dict[str, str]:
    """Prompts by their names; what makes no sense is passed over."""
    values = json_file.read_or_put_aside(path).get("templates")
    if not isinstance(values, dict):
        return {}
    return {name: text for name, text in values.items() if name and isinstance(text, str)}


def write(path: Path, templates: Mapping[str, str]) -> bool:
    """Replace the file; False where the disk cannot be written."""
    return json_file.write(path, {"templates": dict(templates)})
