"""Settings of answers that the user saved by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop_lm.storage import json_file

_MOST_NAME = 60  # characters


def kept_name(name: str) -> str:
    """A preset's name as it is kept."""
    return name.strip()[:_MOST_NAME].rstrip()


@dataclass(frozen=True, slots=True)
class Presets:
    """``named`` are JSON values by the user's names; ``first`` is the key of the one that new
    conversations begin with, of the program's own or of these ("own:" and the name), "" for
    none."""

    named: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    first: str = ""

    def with_preset(self, name: str, values: Mapping[str, Any]) -> Presets:
        """One more, or another in the place of one."""
        return Presets({**self.named, kept_name(name): dict(values)}, self.first)

    def without(self, name: str) -> Presets:
        """One less."""
        named = {other: values for other, values in self.named.items() if other != name}
        return Presets(named, "" if self.first == f"own:{name}" else self.first)


def read(path: Path) -> Presets:
    """What was written last; what makes no sense is passed over."""
    return _from_json(json_file.read_or_nothing(path))


def write(path: Path, presets: Presets) -> bool:
    """Replace the file; False where the disk cannot be written."""
    named = {name: dict(values) for name, values in presets.named.items()}
    return json_file.write(path, {"presets": named, "first": presets.first})


def update(path: Path, change: Callable[[Presets], Presets]) -> Presets | None:
    """Replace the file by what ``change`` makes of what is in it now, which comes back: another
    window may have written there. A damaged one is put aside. None where the disk cannot be read
    or written."""
    try:
        changed = change(_from_json(json_file.read_kept(path)))
    except OSError:
        return None
    return changed if write(path, changed) else None


def _from_json(values: Mapping[str, Any]) -> Presets:
    named, first = values.get("presets"), values.get("first")
    if not isinstance(named, dict):
        named = {}
    return Presets(
        {name: each for name, each in named.items() if name and isinstance(each, dict)},
        first if isinstance(first, str) else "",
    )
