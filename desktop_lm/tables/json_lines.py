"""JSON Lines: each line an object, its names the columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from desktop_lm.errors import AppError, Code
from desktop_lm.tables.row import Facts, Problem, Row
from desktop_lm.tables.text_lines import TextLines

_MOST_COLUMNS = 500
_PLAIN = "text"  # the column of lines that are a text and no object


class JsonLines:
    """Implements :class:`desktop_lm.tables.row.Table`. The columns are the names of all lines, in
    the order of their first use, so that the file is read twice."""

    def __init__(self, path: Path) -> None:
        self._lines = TextLines(path)
        names: dict[str, None] = {}
        usable = False
        for line in self._lines:
            found = _object(line)
            usable = usable or bool(found)
            for name in found or ():
                if len(names) < _MOST_COLUMNS:
                    names.setdefault(name)
        if not usable:
            raise AppError(Code.TABLE_EMPTY, path=str(path))
        self.columns = tuple(names)
        self.facts = Facts("jsonl", self._lines.encoding.name, remarks=self._lines.remarks)

    def rows(self) -> Iterator[Row]:
        """A row for each line that is not blank; one that is no JSON is marked and kept."""
        for number, line in enumerate(self._lines, start=1):
            if not line.strip():
                continue
            found = _object(line)
            if found is None:
                blank = ("",) * len(self.columns)
                yield Row(number, blank, (line.rstrip("\n"),), (Problem.BROKEN,))
                continue
            cells = tuple(_cell(found.pop(name, None)) for name in self.columns)
            if found:  # names beyond the columns there may be
                yield Row(number, cells, (_cell(found),), (Problem.RAGGED,))
            else:
                yield Row(number, cells)


def _object(line: str) -> dict[str, Any] | None:
    """The object in a line; a bare text becomes one of a single column. None for no JSON."""
    if not line.strip():
        return {}
    try:
        value = msgspec.json.decode(line.encode("utf-8", "replace"))
    except (msgspec.DecodeError, RecursionError):
        return None
    if isinstance(value, dict):
        return value
    return {_PLAIN: value} if isinstance(value, str) else None


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
