"""Parquet, read row by row by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path

import msgspec

from desktop_lm.child_command import child_command, child_environment
from desktop_lm.errors import AppError, Code
from desktop_lm.tables.header import column_names
from desktop_lm.tables.parquet_child import FLAG, End
from desktop_lm.tables.row import Facts, Row

_MARK = b"PAR1"
_LENGTH = 4  # bytes before the last mark, which say how long the description before them is
_ENDED = "the process that reads it ended halfway"


class ParquetTable:
    """Implements :class:`desktop_lm.tables.row.Table`. Values that are no text become one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        _check(path)
        with closing(_lines(path)) as lines:
            self.columns, remarks = column_names(next(lines))
        self.facts = Facts("parquet", remarks=remarks)

    def rows(self) -> Iterator[Row]:
        """Each row; the first has the number 1."""
        with closing(_lines(self._path)) as lines:
            next(lines)  # the names
            for number, cells in enumerate(lines, start=1):
                yield Row(number, cells)


def _lines(path: Path) -> Generator[tuple[str, ...], None, None]:
    """The columns' names and then each row, as the process tells them. Raises TABLE_BROKEN."""
    decoder = msgspec.json.Decoder(tuple[str, ...] | End)
    process = _start(path)
    try:
        assert process.stdout is not None
        for raw in process.stdout:
            line = decoder.decode(raw)
            if isinstance(line, End):
                if line.reason:
                    raise _broken(path, line.reason)
                return
            yield line
    except msgspec.DecodeError:  # half a line
        pass
    finally:
        _end(process)
    raise _broken(path, _ENDED)


def _start(path: Path) -> subprocess.Popen[bytes]:
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    try:
        return subprocess.Popen(
            child_command(FLAG, str(path.absolute())),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(os.environ),
            creationflags=flags,
        )
    except OSError as error:
        raise AppError(Code.INTERNAL, reason=str(error)) from error


def _end(process: subprocess.Popen[bytes]) -> None:
    """It has told all, or nobody wants the rest."""
    process.kill()
    if process.stdout is not None:
        process.stdout.close()
    process.wait()


def _check(path: Path) -> None:
    """What is no Parquet file at all needs no process."""
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
