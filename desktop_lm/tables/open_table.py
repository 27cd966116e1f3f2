"""Opens a file as the kind of table it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.tables.row import Table


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a file; what is "" or None is found out. ``month_first``: 03/04/2026 is the 4th
    of March."""

    separator: str = ""
    encoding: str = ""
    sheet: str = ""
    header: bool | None = None
    month_first: bool | None = None


def open_table(path: Path, reading: Reading | None = None) -> Table:
    """The table in ``path``, of which the beginning has been read.

    Raises TABLE_KIND_UNKNOWN, TABLE_EMPTY, TABLE_BROKEN, TABLE_NOT_TEXT, TABLE_ENCODING,
    TABLE_LOCKED, TABLE_OLD_EXCEL, SHEET_MISSING, FILE_MISSING, FILE_UNREADABLE.
    """
    opener = _OPENERS.get(path.suffix.lower())
    if opener is None:
        raise AppError(Code.TABLE_KIND_UNKNOWN, path=str(path), kinds=", ".join(SUFFIXES))
    return opener(path, reading or Reading())


def _delimited(path: Path, reading: Reading) -> Table:
    from desktop_lm.tables.delimited import DelimitedTable

    separator = reading.separator or ("" if path.suffix.lower() == ".csv" else "\t")
    return DelimitedTable(
        path, separator=separator, encoding=reading.encoding, header=reading.header
    )


def _workbook(path: Path, reading: Reading) -> Table:
    from desktop_lm.tables.workbook import WorkbookTable

    return WorkbookTable(path, sheet=reading.sheet, header=reading.header)


def _plain_lines(path: Path, reading: Reading) -> Table:
    from desktop_lm.tables.plain_lines import PlainLines

    return PlainLines(path, encoding=reading.encoding)


def _json_lines(path: Path, reading: Reading) -> Table:
    from desktop_lm.tables.json_lines import JsonLines

    del reading  # the kind leaves nothing to choose
    return JsonLines(path)


def _parquet(path: Path, reading: Reading) -> Table:
    from desktop_lm.tables.parquet import ParquetTable

    del reading
    return ParquetTable(path)


_OPENERS: dict[str, Callable[[Path, Reading], Table]] = {
    ".csv": _delimited,
    ".tsv": _delimited,
    ".tab": _delimited,
    ".xlsx": _workbook,
    ".xlsm": _workbook,
    ".xls": _workbook,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".parquet": _parquet,
    ".txt": _plain_lines,
}
SUFFIXES = tuple(suffix for suffix in _OPENERS if suffix != ".xls")
