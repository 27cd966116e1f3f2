"""XML parts of packed documents, read as a stream within limits."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol
from xml.etree.ElementTree import ParseError, XMLParser
from xml.parsers.expat import ExpatError

from desktop_lm.documents.limits import (
    FREE_ALL_BYTES,
    FREE_RATIO_BYTES,
    MAX_ALL_UNPACKED,
    MAX_DEPTH,
    MAX_RATIO,
    MAX_UNPACKED,
)
from desktop_lm.documents.readers.found import Damaged, Encrypted, Unsafe

_CHUNK = 64 << 10
_ENCRYPTED_BIT = 0x1


class Listener(Protocol):
    """Hears of elements in their order; names are ``{namespace}local``."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...


class _Target:
    """What the parser calls. No document type is let in, and with it no entity."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._depth = 0
        self.data = listener.data

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unsafe(f"more than {MAX_DEPTH} elements within each other")
        self._listener.start(tag, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self._listener.end(tag)

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        raise Unsafe("it declares entities")

    def close(self) -> None:
        """The parser asks for it."""


class PackedDocument:
    """A zip file with XML parts. Raises Damaged, Encrypted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Damaged(str(error)) from error
        self._names = set(self._zip.namelist())
        self._open_parts: list[IO[bytes]] = []

    def close(self) -> None:
        """Also what was not read to its end."""
        for part in self._open_parts:
            part.close()
        self._zip.close()

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return name in self._names

    def parse(self, name: str, listener: Listener) -> Iterator[float]:
        """Have ``listener`` hear of a part; the fraction that is read comes after each piece.

        Raises Damaged, Encrypted, and Unsafe where the part unpacks to more than any document.
        """
        parser = XMLParser(target=_Target(listener))  # noqa: S314  see _Target
        size = max(self.info(name).file_size, 1)
        read = 0
        for chunk in self.chunks(name):
            read += len(chunk)
            with damage_told(name):
                parser.feed(chunk)
            yield min(read / size, 1.0)
        with damage_told(name):
            parser.close()

    @property
    def comment(self) -> bytes:
        """The zip file's own."""
        return self._zip.comment

    def infos(self) -> list[zipfile.ZipInfo]:
        """What the zip file says of its parts, in its order."""
        return self._zip.infolist()

    def info(self, name: str) -> zipfile.ZipInfo:
        """What it says of one part. Raises Damaged."""
        try:
            return self._zip.getinfo(name)
        except KeyError:
            raise Damaged(f"{name} is missing") from None

    def check_all(self) -> None:
        """Raises Unsafe where all parts together unpack to more than any document's: many small
        ones may be as bad as a large one. No part gives more than it says itself."""
        unpacked = sum(info.file_size for info in self.infos())
        # Not what the parts say that they take: they may lie over each other.
        _check_size(unpacked, self._path.stat().st_size, MAX_ALL_UNPACKED, FREE_ALL_BYTES)

    def chunks(self, part: str | zipfile.ZipInfo) -> Iterator[bytes]:
        """A part's bytes, unpacked; raises as :meth:`parse` does."""
        info = self.info(part) if isinstance(part, str) else part
        if info.flag_bits & _ENCRYPTED_BIT:
            raise Encrypted
        _check_size(info.file_size, info.compress_size)  # by its own words, before any work
        read = 0
        with damage_told(info.filename), self._zip.open(info) as packed:
            self._open_parts.append(packed)
            while chunk := packed.read(_CHUNK):
                read += len(chunk)
                _check_size(read, info.compress_size)
                yield chunk
            self._open_parts.remove(packed)


@contextmanager
def damage_told(name: str) -> Iterator[None]:
    """Raises Damaged for what unpacking and parsing the part ``name`` raise."""
    try:
        yield
    except (ParseError, ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise Damaged(f"{name}: {error}") from error
    except (NotImplementedError, RuntimeError, ValueError, LookupError) as error:
        raise Damaged(f"{name}: {error}") from error


def _check_size(
    unpacked: int, packed: int, most: int = MAX_UNPACKED, free: int = FREE_RATIO_BYTES
) -> None:
    """A few kilobytes can unpack to gigabytes; a header that says less is not believed."""
    if unpacked > most:
        raise Unsafe("it unpacks to far more than a document")
    if unpacked > free and unpacked > packed * MAX_RATIO:
        raise Unsafe("it unpacks to far more than it takes")
