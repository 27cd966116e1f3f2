"""The short-lived process that reads one Parquet file: over a damaged one the library may panic,
which it tells on standard error, or end the process it runs in."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from desktop_lm.child_limits import limit_process

if TYPE_CHECKING:
    from arro3.core import Array

FLAG = "--read-parquet"
_BATCH_ROWS = 512
_CPU_SECONDS = 3600
_DATA_BYTES, _ADDRESS_BYTES = 2 << 30, 8 << 30
_REASON_CHARACTERS = 200


class End(msgspec.Struct):
    """The last line: why there are no more, "" where all rows came."""

    reason: str = ""


def main(path: str) -> int:
    """Write the columns' names and then each row to standard output, a JSON array a line, and an
    :class:`End`."""
    limit_process(cpu_seconds=_CPU_SECONDS, data_bytes=_DATA_BYTES, address_bytes=_ADDRESS_BYTES)
    encode, target = msgspec.json.Encoder().encode, sys.stdout.buffer
    reason = ""
    try:
        target.writelines(encode(line) + b"\n" for line in _lines(Path(path)))
    except (BrokenPipeError, KeyboardInterrupt):  # nobody wants the rest
        os._exit(1)
    except BaseException as error:  # noqa: BLE001  a panic of Rust's is no Exception
        reason = " ".join(str(error).split())[:_REASON_CHARACTERS] or type(error).__name__
    target.write(encode(End(reason)) + b"\n")
    target.flush()
    return 0


def _lines(path: Path) -> Iterator[tuple[str, ...]]:
    from arro3.io import read_parquet

    reader = read_parquet(str(path), batch_size=_BATCH_ROWS)
    yield tuple(reader.schema.names)
    for batch in reader:
        columns = (_values(batch.column(at)) for at in range(batch.num_columns))
        for values in zip(*columns, strict=True):
            yield tuple(_cell(value) for value in values)


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
