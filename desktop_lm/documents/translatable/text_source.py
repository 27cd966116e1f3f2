"""Text files read so that what is not touched can be written back byte by byte."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_lm.documents.limits import MAX_PLAIN_FILE
from desktop_lm.errors import AppError, Code
from desktop_lm.text_encoding import detect

_SAMPLE = 64 << 10
_CONTROL_SHARE = 0.02  # of characters, more than a text has by accident
# Bytes that do not fit come as lone surrogates, and go back as the bytes they were. Half a pair in
# UTF-16 comes and goes as it is.
_KEEP_BYTES = "surrogateescape"
_KEEP_HALVES = "surrogatepass"
_MARKS = {
    "utf-8-sig": ((codecs.BOM_UTF8, "utf-8"),),
    "utf-16": ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")),
    "utf-32": ((codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be")),
}


class TextSource:
    """A text file; ``codec`` is its encoding as Python names it, ``mark`` the byte order mark it
    begins with; ``errors`` goes with the codec. ``declared`` is the encoding it names itself, which
    goes before a guess.

    Raises FILE_MISSING, FILE_UNREADABLE, FILE_EMPTY, DOCUMENT_TOO_LARGE, DOCUMENT_NOT_TEXT.
    """

    def __init__(self, path: Path, declared: str = "") -> None:
        self.path = path
        with reading(path):
            check_size(path, MAX_PLAIN_FILE)
            found = detect(path)
            with path.open("rb") as file:
                head = file.read(_SAMPLE)
        codec = found.codec
        if declared and not found.certain and _is_known(declared):
            codec = declared
        self.codec, self.mark = _without_mark(codec, head)
        self.errors = _KEEP_HALVES if self.codec.startswith(("utf-16", "utf-32")) else _KEEP_BYTES
        sample = head[len(self.mark) :].decode(self.codec, "replace")
        controls = sum(c < " " and c not in "\t\n\r\f\v" for c in sample)
        if controls > len(sample) * _CONTROL_SHARE:
            raise AppError(Code.DOCUMENT_NOT_TEXT, path=str(path))

    def lines(self) -> Iterator[str]:
        """The lines with their ends as they are, the mark left out. Raises FILE_MISSING,
        FILE_UNREADABLE, DOCUMENT_DAMAGED."""
        with reading(self.path), self.path.open("rb") as raw:
            raw.seek(len(self.mark))
            with io.TextIOWrapper(raw, self.codec, errors=self.errors, newline="") as file:
                yield from file

    def text(self) -> str:
        """All of it at once; raises as :meth:`lines` does."""
        with reading(self.path):
            return self.path.read_bytes()[len(self.mark) :].decode(self.codec, self.errors)


def readable(text: str) -> str:
    """``text`` with U+FFFD for bytes that did not fit: a model can take that."""
    return "".join("\N{REPLACEMENT CHARACTER}" if "\ud800" <= c <= "\udfff" else c for c in text)


def check_size(path: Path, limit: int) -> None:
    """Raises FILE_MISSING, FILE_EMPTY, DOCUMENT_TOO_LARGE and OSError."""
    if not path.is_file():
        raise AppError(Code.FILE_MISSING, path=str(path))
    size = path.stat().st_size
    if not size:
        raise AppError(Code.FILE_EMPTY, path=str(path))
    if size > limit:
        raise AppError(Code.DOCUMENT_TOO_LARGE, path=str(path), actual=size, limit=limit)


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raises FILE_MISSING, FILE_UNREADABLE and DOCUMENT_DAMAGED for what the system raises."""
    try:
        yield
    except FileNotFoundError as error:
        raise AppError(Code.FILE_MISSING, path=str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=str(path), reason=reason) from error
    except UnicodeError as error:
        raise AppError(Code.DOCUMENT_DAMAGED, path=str(path), reason=str(error)) from error


def _is_known(codec: str) -> bool:
    """Whether it is an encoding of text that Python has."""
    try:
        return isinstance("a".encode(codec), bytes)
    except (LookupError, UnicodeError, ValueError):
        return False


def _without_mark(codec: str, head: bytes) -> tuple[str, bytes]:
    """The encoding of what follows the mark, and the mark."""
    for mark, plain in _MARKS.get(codec, ()):
        if head.startswith(mark):
            return plain, mark
    return codec, b""
