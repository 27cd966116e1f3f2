"""A model file that comes with the program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_lm.models.library.entry import Source


@dataclass(frozen=True, slots=True)
class Shipped:
    """``bytes`` and ``sha256`` are what the file should have; ``name`` "" leaves it the file's."""

    path: Path
    source: Source
    bytes: int
    sha256: str
    name: str = ""
