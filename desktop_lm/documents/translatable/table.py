"""CSV and TSV: the cells of chosen columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from desktop_lm.documents.translatable.delimited import Cell, Record, records, written
from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.pieces import Pieces, has_letter
from desktop_lm.documents.translatable.text_file import TextFile
from desktop_lm.documents.translatable.text_source import readable
from desktop_lm.documents.translatable.unit import Place, Unit, Written
from desktop_lm.errors import AppError, Code
from desktop_lm.table_text import (
    is_date,
    is_number,
    looks_like_header,
    separator_of,
    unique_names,
)

_SAMPLE = 200  # lines
_TEXT_SHARE = 0.5  # of the cells in use
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*$", re.IGNORECASE)


class TableFile(TextFile):
    """Implements :class:`desktop_lm.documents.translatable.open_file.Translatable`."""

    kind = FileKind.TABLE

    def __init__(self, path: Path, wanted: Sequence[str] = ()) -> None:
        super().__init__(path)
        sample = list(islice(self.source.lines(), _SAMPLE))
        named = _SEPARATOR_LINE.match(sample[0]) if sample else None
        self._skipped = 1 if named else 0  # Excel's own line that names the separator
        usual = "\t" if path.suffix.lower() in (".tsv", ".tab") else ""
        self._separator = named[1] if named else usual or separator_of(sample)
        rows = [
            [cell.text for cell in record.cells]
            for record in records(sample[self._skipped :], self._separator)
        ]
        rows = [row for row in rows if any(row)]
        self._has_header = bool(rows) and looks_like_header(rows[0], rows[1:])
        width = max(map(len, rows), default=0)
        first = rows[0] if self._has_header else [""] * width
        self.columns = unique_names([" ".join(cell.split()) for cell in first])
        below = rows[1:] if self._has_header else rows
        self._chosen = self._found(wanted) if wanted else _text_columns(below, len(self.columns))
        self.chosen = tuple(self.columns[at] for at in self._chosen)

    def _found(self, wanted: Sequence[str]) -> tuple[int, ...]:
        """The columns of these names or numbers. Raises COLUMN_MISSING."""
        return tuple(sorted({self._index_of(name) for name in wanted}))

    def _index_of(self, name: str) -> int:
        if name in self.columns:
            return self.columns.index(name)
        folded = [column.casefold() for column in self.columns]
        if folded.count(name.casefold()) == 1:
            return folded.index(name.casefold())
        if name.isdecimal() and 1 <= int(name) <= len(self.columns):
            return int(name) - 1
        raise AppError(Code.COLUMN_MISSING, column=name, columns=", ".join(self.columns))

    def pieces(self, *, bilingual: bool) -> Pieces:
        lines = self.source.lines()
        yield from islice(lines, self._skipped)
        # As a spreadsheet numbers them: the header is a row, and so is a blank line.
        found = enumerate(records(lines, self._separator), start=1)
        if self._has_header:
            yield from self._header(found, bilingual=bilingual)
        for number, record in found:
            yield from self._row(record, number, bilingual=bilingual)

    def _header(self, found: Iterator[tuple[int, Record]], *, bilingual: bool) -> Iterator[str]:
        """The first row that is not empty, and what comes before it."""
        for _, record in found:
            cells = list(record.cells)
            is_empty = not any(cell.text for cell in cells)
            for at in reversed(self._chosen) if bilingual and not is_empty else ():
                name = written(f"{self.columns[at]} (translation)", self._separator, quoted=False)
                cells[at + 1 : at + 1] = [Cell(name, name)]
            yield self._separator.join(cell.raw for cell in cells) + record.end
            if not is_empty:
                return

    def _row(self, record: Record, number: int, *, bilingual: bool) -> Pieces:
        bilingual = bilingual and not record.is_blank
        for at, cell in enumerate(record.cells):
            if at:
                yield self._separator
            is_unit = at in self._chosen and has_letter(cell.text)
            if at in self._chosen and bilingual:
                yield written(cell.text, self._separator, quoted=True) if cell.is_open else cell.raw
                yield self._separator
            if is_unit:
                place = Place(number, self.columns[at])
                yield _CellSlot(cell, place, self._separator)
            elif not (at in self._chosen and bilingual):
                yield cell.raw
        yield record.end


class _CellSlot:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`."""

    inside = False

    def __init__(self, cell: Cell, place: Place, separator: str) -> None:
        self.unit = Unit(_LINE_END.sub("\n", readable(cell.text)).strip(), place=place)
        self.done = ""
        self._cell = cell
        self._separator = separator

    def original(self) -> str:
        return self._cell.raw

    def render(self, written_: Written, *, bilingual: bool) -> str:
        del bilingual  # the original then stands in a cell before
        text = self._cell.text
        body = text.strip()
        at = text.index(body)
        line_end = found[0] if (found := _LINE_END.search(text)) else "\n"
        words = line_end.join(written_.text.split("\n"))
        return written(
            text[:at] + words + text[at + len(body) :],
            self._separator,
            quoted=self._cell.is_quoted,
        )


def _text_columns(rows: Sequence[Sequence[str]], width: int) -> tuple[int, ...]:
    """The columns of which most cells are free text; where there is none, that with most words."""
    shares, words = [], []
    for at in range(width):
        used = [row[at] for row in rows if at < len(row) and row[at].strip()]
        shares.append(sum(map(_is_free, used)) / max(1, len(used)))
        words.append(sum(len(cell) for cell in used if _has_words(cell)))
    found = tuple(at for at, share in enumerate(shares) if share >= _TEXT_SHARE)
    if found or not any(words):
        return found
    return (words.index(max(words)),)


def _has_words(cell: str) -> bool:
    return has_letter(cell) and not (is_number(cell) or is_date(cell) or "://" in cell)


def _is_free(cell: str) -> bool:
    """Whether ``cell`` is more than a name or a code."""
    return _has_words(cell) and (" " in cell.strip() or not cell.isascii())
