"""CSV and TSV: text files with a sign between the cells."""

from __future__ import annotations

import csv
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import dropwhile, islice
from pathlib import Path
from typing import Self

from desktop_lm.errors import AppError, Code
from desktop_lm.table_text import looks_like_header, read_rows, separator_of
from desktop_lm.tables.header import column_names, numbered_names, remarks_above, rows_above
from desktop_lm.tables.row import Facts, Problem, Remark, Row, filled, without_trailing_blanks
from desktop_lm.tables.text_lines import TextLines

_TOLD = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_SAMPLE_LINES = 200
_SAMPLE_CHARACTERS = 1 << 20
_END = "\ufdd0\ufdd1\ufdd0"  # no characters of any text, so none of them is a separator


class DelimitedTable:
    """Implements :class:`desktop_lm.tables.row.Table`. ``separator`` "" is found out, and so is
    whether there is a header where ``header`` is None."""

    def __init__(
        self, path: Path, *, separator: str = "", encoding: str = "", header: bool | None = None
    ) -> None:
        self._lines = TextLines(path, encoding)
        sample = _sample(self._lines)
        told = _told_separator(sample)
        self._skipped = 1 if told else 0
        self._separator = told or separator or separator_of(sample)
        found = read_rows(sample[self._skipped :], self._separator)
        if all(map(_is_blank, found)):
            raise AppError(Code.TABLE_EMPTY, path=str(path))
        self._above = 0 if header is False else rows_above(found)
        rows = [row for row in found[self._above :] if not _is_blank(row)]
        has_header = looks_like_header(rows[0], rows[1:]) if header is None else header
        remarks = [*self._lines.remarks, *remarks_above(found[: self._above])]
        if has_header:
            self.columns, of_names = column_names(rows[0])
            remarks += of_names
        else:
            widths = Counter(len(row) for row in rows)
            self.columns = numbered_names(widths.most_common(1)[0][0])
            remarks.append(Remark("header_missing"))
        self.facts = Facts(
            kind="tsv" if self._separator == "\t" else "csv",
            encoding=self._lines.encoding.name,
            separator=self._separator,
            has_header=has_header,
            remarks=tuple(remarks),
        )

    def rows(self) -> Iterator[Row]:
        """Each row; what stands above the names of the columns, and blank ones before the first
        and at the end, are left out."""
        below = islice(self._all_rows(), self._above, None)
        begun = dropwhile(lambda row: _is_blank((*row.cells, *row.extra)), below)
        rows = without_trailing_blanks(begun)
        yield from islice(rows, 1, None) if self.facts.has_header else rows

    def _all_rows(self) -> Iterator[Row]:
        """From the top on, header included. Where a quotation mark is never closed, its
        line is read by itself and the rest after it."""
        lines = _Lines(_with_end(islice(self._lines, self._skipped, None)))
        records = csv.reader(lines, delimiter=self._separator)
        for number, cells in enumerate(records, start=1):
            if cells == [_END]:
                return
            if self._is_open(lines.taken, cells):
                alone = self._as_it_stands(lines.all_but_first_again())
                yield filled(number, alone, len(self.columns), (Problem.OPEN_QUOTE,))
            else:
                yield filled(number, tuple(cells), len(self.columns))
            lines.taken.clear()

    def _is_open(self, lines: Sequence[str], cells: Sequence[str]) -> bool:
        """Whether a quotation mark in the first of a record's ``lines`` is closed by none of its
        own: by the end of the file, or by one that stands before or within a word."""
        if len(lines) == 1:
            return False
        if cells[-1].endswith(_END):
            return True
        # Blanks behind a quotation mark that closes are nothing to be strict about.
        behind = re.compile(rf'" +(?={re.escape(self._separator)}|\n)')
        tidy = (behind.sub('"', line) for line in lines)
        try:
            list(csv.reader(tidy, delimiter=self._separator, strict=True))
        except csv.Error:
            return True
        return False

    def _as_it_stands(self, line: str) -> tuple[str, ...]:
        """The cells of a line in which quotation marks are signs like others."""
        rows = csv.reader([line], delimiter=self._separator, quoting=csv.QUOTE_NONE)
        return tuple(next(rows, ()))


class _Lines:
    """Lines that can be read again; ``taken`` are those read since it was cleared."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def all_but_first_again(self) -> str:
        """The first of those taken; the others come again."""
        first, *others = self.taken
        self._again.extendleft(reversed(others))
        return first


def _told_separator(lines: Sequence[str]) -> str:
    """The sign that a first line as Excel writes it names, "" where it is another."""
    found = _TOLD.fullmatch(lines[0]) if lines else None
    return found[1] if found else ""


def _is_blank(cells: Sequence[str]) -> bool:
    """Whether nothing is written in them: such a record names no columns."""
    return not any(cell.strip() for cell in cells)


def _with_end(lines: Iterator[str]) -> Iterator[str]:
    last = "\n"
    for line in lines:
        yield line
        last = line
    if not last.endswith("\n"):
        yield "\n"
    yield _END


def _sample(lines: TextLines) -> list[str]:
    """The first lines, but not many more characters than fit one screen of work."""
    found, characters = [], 0
    for line in islice(lines, _SAMPLE_LINES):
        found.append(line)
        characters += len(line)
        if characters > _SAMPLE_CHARACTERS:
            break
    return found
