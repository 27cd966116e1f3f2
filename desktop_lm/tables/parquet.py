"""Parquet, read batch by batch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from desktop_lm.errors import AppError, Code
from desktop_lm.tables.header import column_names
from desktop_lm.tables.row import Facts, Row

if TYPE_CHECKING:
    from arro3.core import RecordBatch, RecordBatchReader

_BATCH_ROWS = 512
_MARK = b"PAR1"


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
        number = 0
        for batch in self._batches():
            columns = [batch.column(at).to_pylist() for at in range(batch.num_columns)]
            for values in zip(*columns, strict=True):
                number += 1
                yield Row(number, tuple(_cell(value) for value in values))

    def _batches(self) -> Iterator[RecordBatch]:
        try:
            yield from self._open()
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


def _check(path: Path) -> None:
    """The library panics over what is no Parquet file at all, so that is seen here."""
    try:
        with path.open("rb") as file:
            head = file.read(len(_MARK))
            file.seek(max(0, path.stat().st_size - len(_MARK)))
            if (head, file.read()) != (_MARK, _MARK):
                raise _broken(path, "it does not begin and end as Parquet does")
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
