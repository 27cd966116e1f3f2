"""Parquet, read batch by batch."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from desktop_lm.errors import AppError, Code
from desktop_lm.tables.header import column_names
from desktop_lm.tables.row import Facts, Row

if TYPE_CHECKING:
    from arro3.core import Array, RecordBatchReader

_BATCH_ROWS = 512
_MARK = b"PAR1"
_LENGTH = 4  # bytes before the last mark, which say how long the description before them is


class ParquetTable:
    """Implements :class:`desktop_lm.tables.row.Table`. Values that are no text become one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        _check(path)
        names = self._open().schema.names
        self.columns, remarks = column_names(names)
        self.facts = Facts("parquet", remarks=remarks)

    def rows(self) -> Iterator[Row]:
        """Each row; the first has the number 1."""
        rows = itertools.chain.from_iterable(self._batches())
        for number, values in enumerate(rows, start=1):
            yield Row(number, tuple(_cell(value) for value in values))

    def _batches(self) -> Iterator[list[tuple[Any, ...]]]:
        """The rows' values, batch by batch."""
        try:
            for batch in self._open():
                columns = (_values(batch.column(at)) for at in range(batch.num_columns))
                yield list(zip(*columns, strict=True))
        except (KeyboardInterrupt, SystemExit, GeneratorExit, AppError):
            raise
        except BaseException as error:
            raise _broken(self._path, " ".join(str(error).split())[:200]) from error

    def _open(self) -> RecordBatchReader:
        from arro3.io import read_parquet

        try:
            return read_parquet(str(self._path), batch_size=_BATCH_ROWS)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of Rust's is no Exception
            raise _broken(self._path, " ".join(str(error).split())[:200]) from error


def _values(column: Array) -> Iterable[Any]:
    """What stands in a column."""
    try:
        return column.to_pylist()
    except Exception:  # noqa: BLE001 - the library has one for each kind of value
        return [_value(column.slice(at, 1)) for at in range(len(column))]


def _value(cell: Array) -> Any:
    """What stands in a cell; where Python has no place for it, such as a day in the year 30000, as
    Arrow writes it."""
    from arro3.core import DataType

    try:
        return cell.to_pylist()[0]
    except Exception:  # noqa: BLE001
        if DataType.is_timestamp(cell.type):  # the time zone may be one that nobody knows
            cell = cell.cast(DataType.timestamp(cell.type.time_unit or "us"))
        return cell.cast(DataType.utf8()).to_pylist()[0]


def _check(path: Path) -> None:
    """The library panics over what is no Parquet file at all, so that is seen here."""
    try:
        with path.open("rb") as file:
            head, size = file.read(len(_MARK)), path.stat().st_size
            file.seek(max(0, size - len(_MARK) - _LENGTH))
            length, mark = file.read(_LENGTH), file.read()
            if (head, mark) != (_MARK, _MARK):
                raise _broken(path, "it does not begin and end as Parquet does")
            if int.from_bytes(length, "little") > size - 2 * len(_MARK) - _LENGTH:
                raise _broken(path, "it is shorter than it says")
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, path=str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=str(path), reason=reason) from error


def _broken(path: Path, reason: str) -> AppError:
    return AppError(Code.TABLE_BROKEN, path=str(path), reason=reason)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dt.date | dt.time):  # a moment in time too
        return str(value)
    if isinstance(value, list | dict):
        return msgspec.json.encode(value, enc_hook=str).decode()
    return str(value)
