"""Texts given on the command line."""

from __future__ import annotations

import io
import sys

from desktop_lm.errors import AppError, Code
from desktop_lm.text_encoding import detect_in, may_be_text

_STANDARD_INPUT = "standard input"


def text_of(argument: str) -> str:
    """The argument itself, or standard input for ``-``, in whichever encoding that is. Raises
    FILE_UNREADABLE, DOCUMENT_NOT_TEXT."""
    return argument if argument != "-" else _decoded(_standard_input())


def _standard_input() -> bytes:
    if sys.stdin is None:  # closed before the start
        return b""
    try:
        return sys.stdin.buffer.read()
    except OSError as error:
        reason = error.strerror or str(error)
        raise AppError(Code.FILE_UNREADABLE, path=_STANDARD_INPUT, reason=reason) from error


def _decoded(content: bytes) -> str:
    encoding = detect_in(io.BytesIO(content))
    if not may_be_text(content, encoding):
        raise AppError(Code.DOCUMENT_NOT_TEXT, path=_STANDARD_INPUT)
    text = content.decode(encoding.codec, "replace")
    if not encoding.certain:
        print(
            f"desktop-lm: the encoding of standard input was taken to be {encoding.name}.",
            file=sys.stderr,
        )
    return text
