"""Rows as spreadsheets copy them: cells between tabs, and in quotes where they hold line ends.

Python's own reader of such tables takes any quotation mark at the beginning of a cell for the start
of a quoted one, and reads all that follows into it where none ends it. A text that somebody wrote
may begin so, and the rows after it are rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Quoted is a cell whose closing mark stands at its end. The possessive quantifiers give nothing
# back, so that a mark that opens nothing costs one look ahead and not one for each character.
_QUOTED = r'"((?:[^"]|"")*+)"(?=[\t\r\n]|\Z)'
_CELL = re.compile(rf"(?:{_QUOTED}|([^\t\r\n]*+))(\t|\r\n|\r|\n|\Z)")


def pasted_rows(text: str) -> Iterator[list[str]]:
    """The cells of each row."""
    row: list[str] = []
    place = 0
    while place < len(text) or row:
        found = _CELL.match(text, place)
        assert found is not None  # any text begins with a cell, if an empty one
        quoted, plain, end = found.groups()
        row.append(plain if quoted is None else quoted.replace('""', '"'))
        place = found.end()
        if end != "\t":
            yield row
            row = []
