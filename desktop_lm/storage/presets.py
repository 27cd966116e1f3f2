"""Settings of answers that the user saved by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop_lm.storage import json_file

_MOST_NAME = 60  # characters


@dataclass(frozen=True, slots=True)
class Presets:
    """``named`` are JSON values by the user's names; ``first`` is the key of the one that new
    conversations begin with, of the program's own or of these ("own:" and the name), "" for
    none."""

    named: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    first: str = ""

    def with_preset(self, name: str, values: Mapping[str, Any]) -> Presets:
        """One more, or another in the place of one."""
        return Presets({**self.named, name.strip()[:_MOST_NAME]: dict(values)}, self.first)

    def without(self, name: str) -> Presets:
        """One less."""
        named = {other: values for other, values in self.named.items() if other != name}
        return Presets(named, "" if self.first == f"own:{name}" else self.first)


def read(path: Path) -> Presets:
    """What was written last; what makes no sense is passed over."""
    values = json_file.read_or_put_aside(path)
    named, first = values.get("presets"), values.get("first")
    if not isinstance(named, dict):
        named = {}
    return Presets(
        {name: each for name, each in named.items() if name and isinstance(each, dict)},
        first if isinstance(first, str) else "",
    )


def write(path: Path, presets: Presets) -> bool:
    """Replace the file; False where the disk cannot be written."""
    named = {name: dict(values) for name, values in presets.named.items()}
    return json_file.write(path, {"presets": named, "first": presets.first})
