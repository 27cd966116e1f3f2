"""A text file's lines, in whatever encoding it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.tables.row import Remark
from desktop_lm.text_encoding import chosen, detect, may_be_text

_HEAD = 1 << 16


class TextLines:
    """Lines, each with a line feed at its end; bytes that do not fit the encoding come as U+FFFD.

    ``encoding`` "" is found out. Raises TABLE_NOT_TEXT, TABLE_ENCODING, FILE_MISSING,
    FILE_UNREADABLE.
    """

    def __init__(self, path: Path, encoding: str = "") -> None:
        self._path = path
        try:
            self.encoding = chosen(path, encoding) if encoding else detect(path)
            with path.open("rb") as file:
                is_text = may_be_text(file.read(_HEAD), self.encoding)
        except FileNotFoundError as error:
            raise AppError(Code.FILE_MISSING, path=str(path)) from error
        except OSError as error:
            raise _unreadable(path, error) from error
        except ValueError as error:
            raise AppError(Code.TABLE_ENCODING, path=str(path), encoding=encoding) from error
        if not is_text:
            raise AppError(Code.TABLE_NOT_TEXT, path=str(path))

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What to say of the encoding."""
        if self.encoding.certain:
            return ()
        return (Remark("encoding_guessed", (("encoding", self.encoding.name),)),)

    def __iter__(self) -> Iterator[str]:
        try:
            with self._path.open(encoding=self.encoding.codec, errors="replace") as file:
                yield from file
        except FileNotFoundError as error:
            raise AppError(Code.FILE_MISSING, path=str(self._path)) from error
        except OSError as error:
            raise _unreadable(self._path, error) from error


def _unreadable(path: Path, error: OSError) -> AppError:
    return AppError(Code.FILE_UNREADABLE, path=str(path), reason=error.strerror or str(error))
