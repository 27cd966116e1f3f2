"""A text file's lines, in whatever encoding it is."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from collections.abc import Iterator
from pathlib import Path

from desktop_lm.errors import AppError, Code
from desktop_lm.tables.row import Remark
from desktop_lm.text_encoding import Encoding, detect, may_be_text

_HEAD = 1 << 16


class TextLines:
    """Lines, each with a line feed at its end; bytes that do not fit the encoding come as U+FFFD.

    ``codec`` "" is found out. Raises TABLE_NOT_TEXT, FILE_MISSING, FILE_UNREADABLE.
    """

    def __init__(self, path: Path, codec: str = "") -> None:
        self._path = path
        try:
            self.encoding = Encoding(codec) if codec else detect(path)
            with path.open("rb") as file:
                head = file.read(_HEAD)
        except FileNotFoundError as error:
            raise AppError(Code.FILE_MISSING, path=str(path)) from error
        except OSError as error:
            raise _unreadable(path, error) from error
        self._codec = _as_marked(self.encoding.codec, head)
        if not may_be_text(head, self.encoding):
            raise AppError(Code.TABLE_NOT_TEXT, path=str(path))

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """What to say of the encoding."""
        if self.encoding.certain:
            return ()
        return (Remark("encoding_guessed", (("encoding", self.encoding.name),)),)

    def __iter__(self) -> Iterator[str]:
        try:
            with self._path.open(encoding=self._codec, errors="replace") as file:
                yield from file
        except FileNotFoundError as error:
            raise AppError(Code.FILE_MISSING, path=str(self._path)) from error
        except OSError as error:
            raise _unreadable(self._path, error) from error


def _as_marked(codec: str, head: bytes) -> str:
    """``codec`` for a file that begins so: without its mark it is taken for what most are."""
    plain = codec.lower().replace("_", "-")
    marks = {"utf-16": (BOM_UTF16_LE, BOM_UTF16_BE), "utf-32": (BOM_UTF32_LE, BOM_UTF32_BE)}
    return f"{plain}-le" if plain in marks and not head.startswith(marks[plain]) else codec


def _unreadable(path: Path, error: OSError) -> AppError:
    return AppError(Code.FILE_UNREADABLE, path=str(path), reason=error.strerror or str(error))
