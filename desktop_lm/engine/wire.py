"""One JSON object a line, in both directions, size-limited.

A frame is ``{"type": <class name>, "body": {...}}`` and a newline; JSON escapes newlines inside
texts, so a line is a frame. msgspec checks every field's type on arrival: a frame either becomes
one of the dataclasses of :mod:`desktop_lm.messages` or raises. JSON has no number for infinity or
for none at all; a message that holds one is refused by whoever sends it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import IO, Any, get_args

import msgspec

from desktop_lm import __version__
from desktop_lm.errors import AppError, Code
from desktop_lm.messages import Reply, Request

# The messages of a version are its own: an update may have put another engine under an open window.
PROTOCOL = __version__
MAX_FRAME_BYTES = 32 * 1024 * 1024


class _Envelope(msgspec.Struct):
    type: str
    body: msgspec.Raw


_encoder = msgspec.json.Encoder()
_envelope_decoder = msgspec.json.Decoder(_Envelope)
_body_decoders: dict[str, msgspec.json.Decoder[Any]] = {
    cls.__name__: msgspec.json.Decoder(cls) for cls in (*get_args(Request), *get_args(Reply))
}


def encode(message: Request | Reply) -> bytes:
    """The frame of a message, newline included.

    Raises AppError(MESSAGE_TOO_LARGE) over the limit and AppError(WIRE_BROKEN) for a text that is
    not Unicode (a lone surrogate) and for a number that is not finite.
    """
    try:
        body = _encoder.encode(message)
        if b"null" in body:  # what msgspec writes for such numbers, and for None
            _check_numbers(msgspec.to_builtins(message))
        line = _encoder.encode(_Envelope(type(message).__name__, msgspec.Raw(body))) + b"\n"
    except (UnicodeEncodeError, ValueError, TypeError) as error:
        raise AppError(Code.WIRE_BROKEN, reason=str(error)) from error
    if len(line) > MAX_FRAME_BYTES:
        raise AppError(Code.MESSAGE_TOO_LARGE, bytes=len(line), limit=MAX_FRAME_BYTES)
    return line


def _check_numbers(value: Any) -> None:
    """Raises ValueError for a number that is not finite, however deep it lies."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is no number JSON has")
    inner = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict | list | tuple):
        for item in inner:
            _check_numbers(item)


def decode(line: bytes) -> Request | Reply:
    """The message of a frame. Raises AppError(WIRE_BROKEN) for anything else."""
    try:
        envelope = _envelope_decoder.decode(line)
        message: Request | Reply = _body_decoders[envelope.type].decode(envelope.body)
    except KeyError as error:
        raise AppError(Code.WIRE_BROKEN, reason=f"unknown frame type {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AppError(Code.WIRE_BROKEN, reason=str(error)) from error
    return message


def read_frames(stream: IO[bytes]) -> Iterator[bytes]:
    """The lines of a stream until it ends. A last line without a newline is cut off: dropped.

    Raises AppError(MESSAGE_TOO_LARGE) for a line over the limit, before it is held in memory.
    """
    while line := stream.readline(MAX_FRAME_BYTES + 1):
        if line.endswith(b"\n"):
            yield line
        elif len(line) > MAX_FRAME_BYTES:
            raise AppError(Code.MESSAGE_TOO_LARGE, bytes=len(line), limit=MAX_FRAME_BYTES)
