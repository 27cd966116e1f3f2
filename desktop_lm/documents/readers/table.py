"""Reads comma-separated values, whatever the separator is."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from desktop_lm.documents.document import Block, BlockKind, Place, PlaceUnit
from desktop_lm.documents.readers.decoding import text_of
from desktop_lm.documents.readers.found import Damaged, Found

_SAMPLE_LINES = 20
_SEPARATORS = ",;\t|"
_MAX_CELL = 1 << 20  # characters; an unclosed quote swallows the rest of the file


def read(path: Path) -> Found:
    """One row for each line of the table. Raises NotText, Damaged, OSError."""
    text = text_of(path)
    csv.field_size_limit(_MAX_CELL)
    rows = csv.reader(io.StringIO(text), delimiter=_separator(text))
    try:
        for row in rows:
            cells = [" ".join(cell.split()) for cell in row]
            if any(cells):
                place = Place(PlaceUnit.LINE, rows.line_num)
                yield Block(BlockKind.TABLE_ROW, "\t".join(cells), place)
    except csv.Error as error:
        raise Damaged(str(error)) from error


def _separator(text: str) -> str:
    """The separator that stands equally often in the first lines, and often."""
    lines = [line for line in text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES] if line.strip()]

    def fitness(separator: str) -> tuple[int, int]:
        counts = sorted(line.count(separator) for line in lines)
        middle = counts[len(counts) // 2] if counts else 0
        return (sum(count == middle for count in counts) if middle else 0), middle

    return max(_SEPARATORS, key=fitness)
