"""Rows with their verdicts, written as CSV or XLSX: every column kept, every text a text."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from desktop_lm.errors import AppError, Code
from desktop_lm.table_text import is_number
from desktop_lm.tables.row import Problem
from desktop_lm.tables.run_file import RowWithVerdict
from desktop_lm.written_file import written_beside

_ACTIVE = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula
_XLSX_UNITS = 32_767  # of UTF-16, in one cell; Excel calls a file with more damaged
_XLSX_ROWS = 1_048_576
_DIGITS = 4
_PIECE = 1 << 20  # bytes
KINDS = (".csv", ".tsv", ".xlsx")


@dataclass(frozen=True, slots=True)
class Head:
    """The columns to write. ``note`` words a row's problems; ``with_extra`` adds a column for
    the cells beyond the last."""

    names: tuple[str, ...]
    labels: tuple[str, ...]
    note: Callable[[Sequence[Problem]], str]
    with_extra: bool = False

    def columns(self) -> list[str]:
        """All names; one that the table has already gets a number."""
        added = ["sentiment", "unsure", *(f"p_{label}" for label in self.labels), "note"]
        if self.with_extra:
            added.append("extra cells")
        return [*self.names, *(_free(name, self.names) for name in added)]

    def values(self, row: RowWithVerdict) -> list[str | float]:
        """What one row writes."""
        shares: list[str | float] = [round(share, _DIGITS) for share in row.shares]
        values: list[str | float] = list(row.cells)
        values += [row.label or "", "yes" if row.unsure else ""]
        values += shares or [""] * len(self.labels)
        values.append(self.note(row.problems))
        if self.with_extra:
            values.append(", ".join(row.extra))
        return values


def write(
    target: Path,
    head: Head,
    rows: Iterable[RowWithVerdict],
    packing: Callable[[], object] = lambda: None,
) -> int:
    """Write ``rows`` to ``target`` by its suffix; how many came. A file there is replaced, and
    only once all is written. ``packing`` is called again and again while rows that have come are
    packed; what it raises ends the writing.

    Raises WRITE_FAILED, also where the disk is full, and TABLE_KIND_UNKNOWN.
    """
    if target.suffix.lower() not in KINDS:
        raise AppError(Code.TABLE_KIND_UNKNOWN, path=str(target), kinds=", ".join(KINDS))
    with written_beside(target) as beside:
        if target.suffix.lower() == ".xlsx":
            return _write_xlsx(beside, head, rows, packing)
        return _write_csv(beside, head, rows, "\t" if target.suffix.lower() == ".tsv" else ",")


def as_text(cell: str) -> str:
    """``cell`` so that no spreadsheet works it out: an apostrophe stands before what it would
    take for a formula (OWASP, "CSV Injection"); plain figures stay."""
    return f"'{cell}" if cell.startswith(_ACTIVE) and not is_number(cell) else cell


def _write_csv(path: Path, head: Head, rows: Iterable[RowWithVerdict], separator: str) -> int:
    """UTF-8 with a mark: without one Excel takes it for another encoding."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerow([as_text(name) for name in head.columns()])
        for row in rows:
            writer.writerow([as_text(v) if isinstance(v, str) else v for v in head.values(row)])
            count += 1
    return count


def _write_xlsx(
    path: Path, head: Head, rows: Iterable[RowWithVerdict], packing: Callable[[], object]
) -> int:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("sentiment")

    def cell(value: str | float) -> Any:
        if not isinstance(value, str):
            return WriteOnlyCell(sheet, value=value)
        text = value.encode("utf-8", "replace").decode()  # half a surrogate pair is no UTF-8
        text = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
        made = WriteOnlyCell(sheet, value=_in_a_cell(text))
        made.data_type = "s"  # a text, also where it begins like a formula
        return made

    count = 0
    sheet.append([cell(name) for name in head.columns()])
    for row in rows:
        if count == _XLSX_ROWS - 1:
            raise AppError(Code.WRITE_FAILED, path=str(path), reason="too many rows for xlsx")
        values = head.values(row)
        if any(isinstance(value, str) and _in_a_cell(value) != value for value in values):
            values = head.values(row._replace(problems=(*row.problems, Problem.CUT)))
        sheet.append([cell(value) for value in values])
        count += 1
    with _Packing(path, packing) as archive:
        ExcelWriter(book, archive).save()
    return count


class _Packing(ZipFile):
    """A workbook's file. Its sheet lies unpacked in another one, and may have a gigabyte."""

    def __init__(self, path: Path, tell: Callable[[], object]) -> None:
        super().__init__(path, "w", ZIP_DEFLATED)
        self._tell = tell

    def write(self, filename: Any, arcname: Any = None, *_: Any) -> None:
        """Pack a file, in pieces."""
        with Path(filename).open("rb") as file, self.open(arcname, "w", force_zip64=True) as part:
            while piece := file.read(_PIECE):
                self._tell()
                part.write(piece)


def _in_a_cell(text: str) -> str:
    """As much of it as a workbook's cell holds."""
    if 2 * len(text) <= _XLSX_UNITS:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * _XLSX_UNITS].decode(
        "utf-16-le", "ignore"
    )


def _free(name: str, taken: Sequence[str]) -> str:
    free, number = name, 2
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free
