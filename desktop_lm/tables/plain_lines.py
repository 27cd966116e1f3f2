"""TXT: each line is a text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.tables.row import Facts, Row, without_trailing_blanks
from desktop_lm.tables.text_lines import TextLines


class PlainLines:
    """Implements :class:`desktop_lm.tables.row.Table`: one column, no header."""

    columns = ("text",)

    def __init__(self, path: Path, *, encoding: str = "") -> None:
        self._lines = TextLines(path, encoding)
        if not any(line.strip() for line in self._lines):
            raise AppError(Code.TABLE_EMPTY, path=str(path))
        self.facts = Facts(
            "txt", self._lines.encoding.name, has_header=False, remarks=self._lines.remarks
        )

    def rows(self) -> Iterator[Row]:
        """A row for each line; blank ones at the end are left out."""
        numbered = enumerate(self._lines, start=1)
        return without_trailing_blanks(
            Row(number, (line.rstrip("\n"),)) for number, line in numbered
        )
