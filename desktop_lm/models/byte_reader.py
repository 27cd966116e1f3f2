"""Reads a file front to back in chunks, and never more of it than a limit allows."""

from __future__ import annotations

import struct
from typing import BinaryIO

from desktop_lm.errors import AppError, Code

CHUNK = 1 << 18  # bytes asked of the system at a time
_U32 = struct.Struct("<I")
_U64 = struct.Struct("<Q")


class ByteReader:
    """Little-endian values from the start of ``file``, each checked against the file's size.

    Plain reads, not a memory map: a file that shrinks while it is mapped ends the process with
    SIGBUS, a file that shrinks under a read gives a short read.

    Raises FILE_TRUNCATED where the file ends too early and HEADER_ABSURD past ``limit`` bytes.
    """

    def __init__(self, file: BinaryIO, path: str, size: int, limit: int) -> None:
        self.path = path
        self.size = size
        self._file = file
        self._limit = limit
        self._chunk = b""
        self._base = 0  # offset in the file of the chunk's first byte
        self._at = 0  # next byte, counted from _base; may lie past the chunk

    @property
    def offset(self) -> int:
        """Offset in the file of the next byte."""
        return self._base + self._at

    def u32(self) -> int:
        return int(_U32.unpack(self.take(4))[0])

    def u64(self) -> int:
        return int(_U64.unpack(self.take(8))[0])

    def take(self, count: int) -> bytes:
        """The next ``count`` bytes."""
        self._have(count)
        self._at += count
        return self._chunk[self._at - count : self._at]

    def skip(self, count: int) -> None:
        """Pass over ``count`` bytes without reading them."""
        self._allow(count)
        self._at += count

    def skip_strings(self, count: int, longest: int) -> None:
        """Pass over ``count`` strings, each a 64-bit length and its bytes.

        Raises HEADER_ABSURD for a string of more than ``longest`` bytes.
        """
        self._allow(8 * count)
        unpack = _U64.unpack_from
        while count:
            self._have(8)
            chunk, at = self._chunk, self._at
            last = len(chunk) - 8
            # The hot loop: a vocabulary has hundreds of thousands of strings.
            while count and at <= last:
                length = unpack(chunk, at)[0]
                if length > longest:
                    raise self.absurd("string length", length, longest)
                at += 8 + length
                count -= 1
            self._at = at
            self._allow(0)

    def absurd(self, what: str, value: int, limit: int) -> AppError:
        """The error for a number no real model has."""
        return AppError(
            Code.HEADER_ABSURD, path=self.path, what=what, value=min(value, 2**63), limit=limit
        )

    def broken(self, what: str) -> AppError:
        """The error for a header that contradicts itself."""
        return AppError(Code.HEADER_BROKEN, path=self.path, what=what)

    def truncated(self, expected: int) -> AppError:
        """The error for a file with fewer bytes than the ``expected`` it must have at least."""
        return AppError(Code.FILE_TRUNCATED, path=self.path, actual=self.size, expected=expected)

    def _allow(self, count: int) -> None:
        end = self.offset + count
        if end > self._limit:
            raise self.absurd("header size", end, self._limit)
        if end > self.size:
            raise self.truncated(end)

    def _have(self, count: int) -> None:
        """Make the next ``count`` bytes lie in the chunk."""
        self._allow(count)
        if self._at + count <= len(self._chunk):
            return
        start = self.offset
        self._file.seek(start)
        wanted = min(max(count, CHUNK), self.size - start)
        chunk = self._file.read(wanted)
        if len(chunk) < count:  # the file shrank since its size was asked
            self.size = start + len(chunk)
            raise self.truncated(start + count)
        self._chunk, self._base, self._at = chunk, start, 0
