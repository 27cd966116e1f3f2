"""XLSX: a sheet of a workbook, row by row."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from desktop_lm.errors import AppError, Code
from desktop_lm.table_text import looks_like_header
from desktop_lm.tables.header import column_names, numbered_names, remarks_above, rows_above
from desktop_lm.tables.row import Facts, Problem, Remark, Row, filled, without_trailing_blanks

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # both an .xls and a workbook under a password
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_SAMPLE_ROWS = 50
_LAST_ROW = 1_048_576
_LARGE_PART = 64 << 20  # bytes
_MOST_UNPACKED = 200  # times as large; real parts stay below some 50
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f])_")
_BLOCK = 1 << 20
_LONGEST_TAG = 100
_Area = tuple[int, int, int, int]  # left, top, right, bottom: columns from 0, rows from 1


class WorkbookTable:
    """Implements :class:`desktop_lm.tables.row.Table`. ``sheet`` "" is the first with cells.

    A formula counts as what it came to when the workbook was saved. A merged area counts as its
    first cell, in every row of it.
    """

    def __init__(self, path: Path, *, sheet: str = "", header: bool | None = None) -> None:
        self._path = path
        _check(path)
        with self._book(data_only=True) as book:
            names = _sheets(book)
            if not names:
                raise _broken(path, "it has no sheet with cells")
            self._sheet = sheet or _first_used(book)
            if self._sheet not in names:
                raise AppError(Code.SHEET_MISSING, sheet=self._sheet, sheets=", ".join(names))
            self._part = _part_of(book[self._sheet])
            self._merges = sorted(_merged_areas(path, self._part), key=itemgetter(1))
            blank, sample = self._beginning(book)
        if not sample:
            raise AppError(Code.TABLE_EMPTY, path=str(path))
        above = 0 if header is False else rows_above(sample)
        self._rows_above = blank + above
        first, *following = sample[above:]
        has_header = looks_like_header(first, following) if header is None else header
        width = max(_used(row) for row in sample)
        remarks: tuple[Remark, ...] = (Remark("header_missing"),)
        self.columns = numbered_names(width)
        if has_header:
            self.columns, remarks = column_names((*first, *("",) * width)[:width])
        remarks = (*remarks_above(sample[:above]), *remarks)
        others = [name for name in names if name != self._sheet]
        if others:
            shown = (("sheet", self._sheet), ("names", ", ".join(others)))
            remarks = (*remarks, Remark("other_sheets", shown))
        self.facts = Facts(
            "xlsx", sheet=self._sheet, sheets=names, has_header=has_header, remarks=remarks
        )

    def rows(self) -> Iterator[Row]:
        """Each row, with the number it has in the sheet; blank ones at the end are left out."""
        with self._book(data_only=True) as values, self._book(data_only=False) as formulas:
            rows = without_trailing_blanks(self._rows(values, formulas))
            yield from islice(rows, 1, None) if self.facts.has_header else rows

    def _rows(self, values: Workbook, formulas: Workbook) -> Iterator[Row]:
        merges, above = _MergesByRow(self._merges), dict[int, str]()
        nothing = ("",) * len(self.columns)
        pairs = zip(self._values(values), self._cells(formulas), strict=False)
        for number, (texts, cells) in enumerate(pairs, start=1):
            if number <= self._rows_above:
                continue
            areas = merges.at(number)
            if not (texts or cells or areas):  # of these a sheet may have a million
                yield Row(number, nothing)
                continue
            doubts = [
                (column, Problem.FORMULA if texts[column] else Problem.NO_RESULT)
                for column, cell in enumerate(cells)
                if getattr(cell, "data_type", "") == "f"
            ]
            merged = _covered(areas, number, texts, above)
            cells_here = tuple(merged.get(column, text) for column, text in enumerate(texts))
            doubts += [(column, Problem.MERGED) for column in merged]
            row = filled(number, cells_here, len(self.columns))
            yield Row(row.number, row.cells, row.extra, _kept(row), tuple(doubts))

    def _beginning(self, book: Workbook) -> tuple[int, list[tuple[str, ...]]]:
        """How many blank rows stand at the top, and the first of the others."""
        values = self._values(book)
        for blank, row in enumerate(values):
            if any(row):
                return blank, [row, *islice(values, _SAMPLE_ROWS - 1)]
        return 0, []

    def _values(self, book: Workbook) -> Iterator[tuple[str, ...]]:
        rows = _sheet(book, self._sheet).iter_rows(values_only=True)
        for number, cells in enumerate(rows, start=1):
            if number > _LAST_ROW:
                raise _broken(self._path, f"there is no row {number} in a sheet")
            yield tuple(_text(value) for value in cells)

    def _cells(self, book: Workbook) -> Iterator[tuple[Any, ...]]:
        return iter(_sheet(book, self._sheet).iter_rows())

    @contextmanager
    def _book(self, *, data_only: bool) -> Iterator[Workbook]:
        """The workbook, open. Damage shows as any of a dozen types, and far behind the beginning;
        raises TABLE_BROKEN."""
        import openpyxl

        # Of styles that are not read anyway, and of dates before all time: their cells tell.
        warnings.filterwarnings("ignore", module="openpyxl")
        try:
            with self._path.open("rb") as file:
                _refuse_bomb(self._path, file)
                book = openpyxl.load_workbook(
                    file, read_only=True, data_only=data_only, keep_links=False
                )
                with closing(book):
                    yield book
        except AppError:
            raise
        except Exception as error:
            raise _broken(self._path, error) from error


class _MergesByRow:
    """Those of a sheet's merged areas, sorted by their tops, that a row lies in: rows come in their
    order, so that no row looks at all areas."""

    def __init__(self, merges: Sequence[_Area]) -> None:
        self._coming = deque(merges)
        self._open: list[_Area] = []

    def at(self, number: int) -> list[_Area]:
        """Those of row ``number``."""
        while self._coming and self._coming[0][1] <= number:
            self._open.append(self._coming.popleft())
        self._open = [area for area in self._open if area[3] >= number]
        return self._open


def _covered(
    merges: Sequence[_Area], number: int, texts: Sequence[str], above: dict[int, str]
) -> dict[int, str]:
    """What the cells of this row that are covered by others show. ``above`` has by column what a
    merged area began with; those that begin here are added."""
    found: dict[int, str] = {}
    for left, top, right, _bottom in merges:
        if number == top:
            above[left] = texts[left] if left < len(texts) else ""
        for column in range(left, right + 1):
            if (number, column) != (top, left):
                found[column] = above.get(left, "")
    return found


def _kept(row: Row) -> tuple[Problem, ...]:
    """A sheet's rows end with their last cell in use: short ones are no mistake."""
    if any(row.extra):
        return row.problems
    return tuple(problem for problem in row.problems if problem is not Problem.RAGGED)


def _check(path: Path) -> None:
    try:
        with path.open("rb") as file:
            head = file.read(len(_OLE))
            if head == _OLE:
                locked = _LOCKED in file.read()
                raise AppError(
                    Code.TABLE_LOCKED if locked else Code.TABLE_OLD_EXCEL, path=str(path)
                )
            if not head:
                raise AppError(Code.TABLE_EMPTY, path=str(path))
            if not head.startswith(b"PK"):
                raise _broken(path, "it is something else inside; save it as xlsx")
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, path=str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=str(path), reason=reason) from error


def _refuse_bomb(path: Path, file: IO[bytes]) -> None:
    """Whatever is no sheet is read as a whole: it may be large, but not come of next to nothing."""
    for part in zipfile.ZipFile(file).infolist():
        large = part.file_size > max(_LARGE_PART, _MOST_UNPACKED * part.compress_size)
        if large and "/worksheets/" not in part.filename:
            raise _broken(path, "it unpacks to far more than a workbook")
    file.seek(0)


def _broken(path: Path, error: Exception | str) -> AppError:
    return AppError(Code.TABLE_BROKEN, path=str(path), reason=" ".join(str(error).split())[:200])


def _sheet(book: Workbook, name: str) -> Worksheet:
    sheet: Any = book[name]  # read only: the same to us
    sheet.reset_dimensions()  # some programs write sizes that are not true
    found: Worksheet = sheet
    return found


def _sheets(book: Workbook) -> tuple[str, ...]:
    """Those with cells; others are charts."""
    return tuple(name for name in book.sheetnames if hasattr(book[name], "iter_rows"))


def _first_used(book: Workbook) -> str:
    names = _sheets(book)
    for name in names:
        for cells in islice(_sheet(book, name).iter_rows(values_only=True), _LAST_ROW):
            if any(value not in (None, "") for value in cells):
                return name
    return names[0] if names else ""


def _part_of(sheet: Any) -> str:
    """The name of the sheet's file inside the workbook."""
    return str(getattr(sheet, "_worksheet_path", "")).lstrip("/")


def _merged_areas(path: Path, part: str) -> Iterator[_Area]:
    """Each merged area of a sheet."""
    with zipfile.ZipFile(path) as archive:
        if part not in archive.namelist():
            return
        with archive.open(part) as file:
            for found in _matches(file):
                left, top, right, bottom = found
                yield _column(left), int(top), _column(right), int(bottom)


def _matches(file: IO[bytes]) -> Iterator[tuple[bytes, ...]]:
    rest = b""
    while block := file.read(_BLOCK):
        text, done = rest + block, 0
        for match in _MERGE.finditer(text):
            yield match.groups()
            done = match.end()
        rest = text[max(done, len(text) - _LONGEST_TAG) :]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.decode("ascii"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _used(row: Sequence[str]) -> int:
    """How many cells there are up to the last one in use."""
    return max((at + 1 for at, text in enumerate(row) if text), default=0)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        # As spreadsheets write what XML does not keep; openpyxl leaves it so.
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value).replace("\r\n", "\n")
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
