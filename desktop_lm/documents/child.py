"""The short-lived process that reads one document, so that a hostile one hurts nobody else."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from desktop_lm.child_limits import limit_process
from desktop_lm.documents import limits
from desktop_lm.documents.document import Block, DocumentKind
from desktop_lm.documents.file_kind import kind_of
from desktop_lm.documents.readers.found import (
    Damaged,
    Encrypted,
    Found,
    NotText,
    Progress,
    Title,
    Unsafe,
)
from desktop_lm.documents.wire import Line, encode
from desktop_lm.errors import AppError, Code

FLAG = "--read-document"
_PROGRESS_STEP = 0.01
_WITH_PICTURES = (DocumentKind.PDF, DocumentKind.WORD, DocumentKind.OPEN_DOCUMENT)


def main(path: str) -> int:
    """Read the file and write what is found to standard output, a line each."""
    limit_process(
        cpu_seconds=limits.CPU_SECONDS,
        data_bytes=limits.DATA_BYTES,
        address_bytes=limits.ADDRESS_BYTES,
    )
    write_lines(Path(path), sys.stdout.buffer)
    sys.stdout.flush()
    # A hostile document may leave much behind to clean up; the system does it faster.
    os._exit(0)


def write_lines(path: Path, target: BinaryIO) -> None:
    """Read the file at ``path`` and write :class:`~desktop_lm.documents.wire.Line` values."""
    try:
        target.writelines(encode(line) + b"\n" for line in _lines(path))
        last = Line(ended=True)
    except AppError as error:
        last = Line(
            failed=error.code.value,
            reason=str(error.params.get("reason", "")),
            actual=error.params.get("actual", 0),
            limit=error.params.get("limit", 0),
        )
    target.write(encode(last) + b"\n")


def _lines(path: Path) -> Iterator[Line]:
    kind = kind_of(path)
    yield Line(begun=kind)
    characters, told = 0, 0.0
    for found in _found(path, kind):
        if isinstance(found, Title):
            yield Line(title=found.text)
        elif isinstance(found, Block):
            characters += len(found.text)
            if characters > limits.MAX_CHARACTERS:
                raise AppError(Code.DOCUMENT_TOO_LONG, limit=limits.MAX_CHARACTERS)
            yield Line(block=found)
        elif found.fraction >= told + _PROGRESS_STEP:
            told = found.fraction
            yield Line(fraction=told)
    if not characters:
        raise AppError(Code.DOCUMENT_PICTURES if kind in _WITH_PICTURES else Code.DOCUMENT_EMPTY)


def _found(path: Path, kind: DocumentKind) -> Iterator[Block | Title | Progress]:
    """What the reader finds, its refusals as AppErrors."""
    try:
        yield from _reader(kind)(path)
    except Damaged as error:
        raise AppError(Code.DOCUMENT_DAMAGED, reason=str(error)) from error
    except Unsafe as error:
        raise AppError(Code.DOCUMENT_UNSAFE, reason=str(error)) from error
    except Encrypted as error:
        raise AppError(Code.DOCUMENT_ENCRYPTED) from error
    except NotText as error:
        raise AppError(Code.DOCUMENT_NOT_TEXT) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, reason=reason) from error
    except (MemoryError, RecursionError) as error:
        reason = "it asks for more memory than any document"
        raise AppError(Code.DOCUMENT_UNSAFE, reason=reason) from error


def _reader(kind: DocumentKind) -> Callable[[Path], Found]:
    """Each kind's own, imported when it is needed."""
    if kind is DocumentKind.PDF:
        from desktop_lm.documents.readers.pdf import read
    elif kind is DocumentKind.WORD:
        from desktop_lm.documents.readers.word import read
    elif kind is DocumentKind.OPEN_DOCUMENT:
        from desktop_lm.documents.readers.open_document import read
    elif kind is DocumentKind.WEB_PAGE:
        from desktop_lm.documents.readers.web_page import read
    elif kind is DocumentKind.TABLE:
        from desktop_lm.documents.readers.table import read
    elif kind is DocumentKind.MARKDOWN:
        from desktop_lm.documents.readers.markdown import read
    else:
        from desktop_lm.documents.readers.plain import read
    return read
