"""An XML file as a stream of tokens, each with the very characters that the file has for it."""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias
from xml.parsers import expat
from xml.sax.saxutils import escape

from desktop_lm.documents.limits import MAX_DEPTH
from desktop_lm.documents.readers.found import Unsafe

_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_DECLARATION = re.compile(r"(<\?xml[^>]*?encoding\s*=\s*)([\"'])[A-Za-z0-9._-]+\2")
_UTF16 = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Start:
    """``tag`` and the names of attributes are ``{namespace}local``, or ``local`` without one. Of an
    element that is empty in one tag, this has the raw text and its end none."""

    tag: str
    attributes: dict[str, str]
    raw: str


@dataclass(frozen=True, slots=True)
class End:
    tag: str
    raw: str


@dataclass(frozen=True, slots=True)
class Characters:
    text: str
    raw: str


@dataclass(frozen=True, slots=True)
class Other:
    """A comment, a declaration, what begins or ends a CDATA section."""

    raw: str


Token: TypeAlias = Start | End | Characters | Other


def tokens(chunks: Iterable[bytes]) -> Iterator[Token]:
    """The tokens of the XML in ``chunks``; joined, their raw texts are its text, in UTF-8 whatever
    it was before. Raises ExpatError, UnicodeError, and Unsafe for a document type, with which
    entities come, or absurd depth."""
    scanner = _Scanner()
    for chunk in in_utf8(chunks):
        yield from scanner.feed(chunk)
    yield from scanner.close()


def escaped(text: str) -> str:
    """``text`` as characters of XML; what XML cannot hold becomes U+FFFD."""
    return escape(holdable(text))


def holdable(text: str) -> str:
    """``text`` with U+FFFD for what XML cannot hold, not even as a reference."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def prefix_of(tag: str) -> str:
    """The namespace prefix of a tag as the file has it, with its colon; "" where it has none."""
    name = re.match(r"<([^\s/>]+)", tag)
    prefix, colon, _ = name[1].rpartition(":") if name else ("", "", "")
    return prefix + colon


def in_utf8(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same text in UTF-8, and saying so."""
    chunks = iter(chunks)
    first = next(chunks, b"")
    codec = next((name for mark, name in _UTF16 if first.startswith(mark)), "")
    if not codec and (declared := _DECLARED.match(first.removeprefix(codecs.BOM_UTF8))):
        codec = declared[1].decode("ascii").lower()
    if codec in ("", "utf-8", "utf8", "us-ascii", "ascii"):
        yield first
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(codec)()
    text = decoder.decode(first).removeprefix("\ufeff")
    yield _DECLARATION.sub(r"\1\2UTF-8\2", text, count=1).encode()
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()


class _Scanner:
    """Has Expat tell where each token begins; the next one's beginning is its end."""

    def __init__(self) -> None:
        self._parser = parser = expat.ParserCreate("utf-8", namespace_separator="}")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.CommentHandler = self._other
        parser.ProcessingInstructionHandler = self._other
        parser.StartCdataSectionHandler = self._other
        parser.EndCdataSectionHandler = self._other
        parser.DefaultHandler = self._other
        parser.StartDoctypeDeclHandler = self._doctype
        self._found: deque[tuple[int, str, str, dict[str, str] | None]] = deque()
        self._text = bytearray()
        self._done = 0  # bytes before those in _text
        self._depth = 0

    def feed(self, chunk: bytes) -> Iterator[Token]:
        self._text += chunk
        self._parser.Parse(chunk, False)
        while len(self._found) > 1:
            yield self._taken(self._found[1][0])

    def close(self) -> Iterator[Token]:
        self._parser.Parse(b"", True)
        while self._found:
            end = self._found[1][0] if len(self._found) > 1 else self._done + len(self._text)
            yield self._taken(end)

    def _taken(self, end: int) -> Token:
        """The first token found, whose raw text ends at byte ``end``."""
        _, kind, text, attributes = self._found.popleft()
        raw = self._text[: end - self._done].decode()
        del self._text[: end - self._done]
        self._done = end
        if kind == "start":
            return Start(text, attributes or {}, raw)
        if kind == "end":
            return End(text, raw)
        return Characters(text, raw) if kind == "text" else Other(raw)

    def _note(self, kind: str, text: str = "", attributes: dict[str, str] | None = None) -> None:
        # What comes before the first token, a byte order mark, belongs to it.
        at = self._parser.CurrentByteIndex if self._found or self._done else 0
        self._found.append((at, kind, text, attributes))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Unsafe(f"more than {MAX_DEPTH} elements within each other")
        named = {_braced(name): value for name, value in attributes.items()}
        self._note("start", _braced(tag), named)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._note("end", _braced(tag))

    def _characters(self, text: str) -> None:
        self._note("text", text)

    def _other(self, *_: object) -> None:
        self._note("other")

    def _doctype(self, *_: object) -> None:
        raise Unsafe("it declares entities")


def _braced(name: str) -> str:
    return "{" + name if "}" in name else name
