"""Reads comma-separated values, whatever the separator is."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from desktop_lm.documents.document import Block, BlockKind, Place, PlaceUnit
from desktop_lm.documents.readers.decoding import text_of
from desktop_lm.documents.readers.found import Damaged, Found
from desktop_lm.table_text import separator_of

_SAMPLE_LINES = 20
_MAX_CELL = 1 << 20  # characters; an unclosed quote swallows the rest of the file


def read(path: Path) -> Found:
    """One row for each line of the table. Raises NotText, Damaged, OSError."""
    text = text_of(path)
    csv.field_size_limit(_MAX_CELL)
    rows = csv.reader(io.StringIO(text), delimiter=separator_of(text.splitlines()[:_SAMPLE_LINES]))
    try:
        before = 0  # the line on which the row above ends
        for row in rows:
            place, before = Place(PlaceUnit.LINE, before + 1), rows.line_num
            cells = [" ".join(cell.split()) for cell in row]
            if any(cells):
                yield Block(BlockKind.TABLE_ROW, "\t".join(cells), place)
    except csv.Error as error:
        raise Damaged(str(error)) from error
