"""Text files written in the encoding of the file they come from, as far as that goes."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from desktop_lm.documents.translatable.text_source import TextSource, readable
from desktop_lm.errors import AppError, Code
from desktop_lm.written_file import written_beside


def refuse_source(source: Path, target: Path) -> None:
    """Raises TARGET_IS_SOURCE, also where the two are links to one file."""
    try:
        is_same = source.resolve() == target.resolve() or source.samefile(target)
    except OSError:
        is_same = False
    if is_same:
        raise AppError(Code.TARGET_IS_SOURCE, path=str(target))


def write_like(
    source: TextSource,
    target: Path,
    pieces: Iterable[str],
    renamed: Callable[[str], str] | None = None,
) -> None:
    """Write ``pieces`` to ``target`` in the encoding of ``source``, with its mark.

    Where a character has no place in that encoding the whole file becomes UTF-8: with a mark, so
    that programs which took it for the old one learn of it; or, where the file names its encoding
    itself, with ``renamed`` applied to what was written before. Raises TARGET_IS_SOURCE,
    WRITE_FAILED.
    """
    refuse_source(source.path, target)
    with written_beside(target) as beside, beside.open("wb+") as file:
        sink = _Sink(file, source, renamed)
        for piece in pieces:
            sink.write(piece)


class _Sink:
    """Writes text until a character does not fit, and then begins again in UTF-8."""

    def __init__(
        self, file: BinaryIO, source: TextSource, renamed: Callable[[str], str] | None
    ) -> None:
        self._file = file
        self._mark = source.mark
        self._codec, self._errors = source.codec, source.errors
        self._renamed = renamed
        self._is_moved = False
        file.write(source.mark)

    def write(self, text: str) -> None:
        if not self._is_moved:
            try:
                self._file.write(text.encode(self._codec, self._errors))
                return
            except UnicodeEncodeError:
                self._move()
        self._file.write(readable(text).encode())

    def _move(self) -> None:
        self._file.seek(len(self._mark))
        before = self._file.read().decode(self._codec, self._errors)
        self._file.seek(0)
        self._file.truncate()
        if self._renamed is None:
            self._file.write(codecs.BOM_UTF8)
        else:
            before = self._renamed(before)
        self._file.write(readable(before).encode())
        self._is_moved = True
