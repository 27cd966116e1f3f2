"""Opens a file as the kind of table it is."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.table_text import SEPARATORS
from desktop_lm.tables.row import Table
from desktop_lm.text_encoding import detect_in, may_be_text

_ZIP = b"PK\x03\x04"  # a workbook is one
_HEAD = 1 << 12


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
    opener = _OPENERS.get(_kind_of(path))
    if opener is None:
        raise AppError(Code.TABLE_KIND_UNKNOWN, path=str(path), kinds=", ".join(SUFFIXES))
    return opener(path, reading or Reading())


def _kind_of(path: Path) -> str:
    """The suffix that a file should have: its own, but a text that is called a workbook, as many
    programs write for Excel, and a workbook that is called a text are what they are."""
    suffix = path.suffix.lower()
    opener = _OPENERS.get(suffix)
    if opener in (_delimited, _plain_lines) and _head(path).startswith(_ZIP):
        return ".xlsx"
    return ".csv" if opener is _workbook and _is_delimited(_head(path)) else suffix


def _is_delimited(head: bytes) -> bool:
    """Whether it is text, of more than one line, with a sign that may stand between cells; a web
    page is none."""
    begins = head.removeprefix(BOM_UTF8).lstrip()
    if begins.startswith((_ZIP, b"<")):
        return False
    if not may_be_text(head, detect_in(BytesIO(head))):
        return False
    has_lines = b"\n" in head or b"\r" in head
    return has_lines and any(sign.encode() in head for sign in SEPARATORS)


def _head(path: Path) -> bytes:
    """Its beginning; nothing where it cannot be read, which is told by whoever opens it."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


def _delimited(path: Path, reading: Reading) -> Table:
    from desktop_lm.tables.delimited import DelimitedTable

    by_name = "\t" if path.suffix.lower() in (".tsv", ".tab") else ""
    separator = reading.separator or by_name
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
