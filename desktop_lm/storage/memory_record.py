"""What models were predicted to take and what they took: kept, so that the error can be shown."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from desktop_lm.messages import LoadOptions, MemoryParts
from desktop_lm.storage import json_file

MOST_KEPT = 200  # the oldest go first


@dataclass(frozen=True, slots=True)
class Comparison:
    """One load of the file at ``path``, of ``file_bytes`` bytes, and its two totals by parts."""

    path: str
    file_bytes: int
    options: LoadOptions
    predicted: MemoryParts
    measured: MemoryParts

    @property
    def error(self) -> float:
        """How far the prediction was off, as a share of what was measured; above 0: too much."""
        if not self.measured.total:
            return 0.0
        return self.predicted.total / self.measured.total - 1

    def is_like(self, other: Comparison) -> bool:
        """Whether both are of one file, loaded one way."""
        return self._case == other._case

    @property
    def _case(self) -> tuple[object, ...]:
        # The number of threads is no way of spending memory.
        return self.path, self.file_bytes, replace(self.options, n_threads=0)


class MemoryRecord:
    """A JSON file of comparisons, the newest of each way of loading a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> tuple[Comparison, ...]:
        """Everything kept, the oldest first. What cannot be read counts as not there."""
        values = json_file.read(self._path).get("comparisons")
        found = (_read(value) for value in values) if isinstance(values, list) else ()
        return tuple(comparison for comparison in found if comparison is not None)

    def add(self, comparison: Comparison) -> bool:
        """Keep a comparison in place of an older one like it. False where the disk refuses."""
        kept = [one for one in self.all() if not one.is_like(comparison)]
        newest = [*kept, comparison][-MOST_KEPT:]
        return json_file.write(self._path, {"comparisons": [asdict(one) for one in newest]})


def _read(value: Any) -> Comparison | None:
    try:
        return msgspec.convert(value, Comparison)
    except (msgspec.ValidationError, TypeError):
        return None
