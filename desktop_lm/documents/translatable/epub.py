"""EPUB: the chapters, the tables of contents and the book's title.

Source: EPUB 3.3 and, for the older table of contents, OPF 2.0.1. Everything else in the file is
copied.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from urllib.parse import unquote

from desktop_lm.documents.limits import MAX_PLAIN_FILE
from desktop_lm.documents.readers.found import Damaged, Encrypted, Unsafe
from desktop_lm.documents.readers.packed_xml import PackedDocument, damage_told
from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.markup import Tag, Words, tokens
from desktop_lm.documents.translatable.packed_file import PackedFile
from desktop_lm.documents.translatable.pieces import Pieces, has_letter
from desktop_lm.documents.translatable.unit import Place, Unit, Written
from desktop_lm.documents.translatable.web_slots import Manner
from desktop_lm.documents.translatable.web_text import web_pieces
from desktop_lm.documents.translatable.xml_tokens import escaped, in_utf8
from desktop_lm.one_line import one_line

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTER = "application/xhtml+xml"
_CONTENTS = "application/x-dtbncx+xml"
_FONTS_ONLY = re.compile(
    r"Algorithm=[\"']http://(?:www\.idpf\.org/2008/embedding|ns\.adobe\.com/pdf/enc#RC)"
)
_METHOD = re.compile(r"<(?:\w+:)?EncryptionMethod\b[^>]*>")


class EpubFile(PackedFile):
    """Implements :class:`desktop_lm.documents.translatable.open_file.Translatable`."""

    kind = FileKind.EPUB

    def __init__(self, path: Path) -> None:
        self._package = ""
        self._contents: frozenset[str] = frozenset()
        super().__init__(path)

    def parts(self, packed: PackedDocument) -> Collection[str]:
        if packed.has(_ENCRYPTION):
            methods = _METHOD.findall(_text(packed, _ENCRYPTION))
            if any(not _FONTS_ONLY.search(method) for method in methods):
                raise Encrypted
        self._package = _package(packed)
        chapters, contents = set(), set()
        folder = posixpath.dirname(self._package)
        for tag in _tags(_text(packed, self._package)):
            if _local(tag.name) != "item":
                continue
            given = {found[1]: html.unescape(found[2].strip("\"'")) for found in tag.attributes()}
            name = posixpath.normpath(posixpath.join(folder, unquote(given.get("href", ""))))
            if packed.has(name) and given.get("media-type") == _CHAPTER:
                chapters.add(name)
            elif packed.has(name) and given.get("media-type") == _CONTENTS:
                contents.add(name)
        if not chapters:
            raise Damaged("it has no chapters")
        self._contents = frozenset(contents)
        return {self._package, *chapters, *contents}

    def pieces(self, packed: PackedDocument, name: str, *, bilingual: bool) -> Pieces:
        text = _text(packed, name)
        part = posixpath.basename(name)
        if name == self._package:
            return _simple_pieces(text, "title", ("metadata",), part)
        if name in self._contents:
            return _simple_pieces(text, "text", ("navlabel", "doctitle"), part)
        language = self.language if bilingual else ""
        return web_pieces(text, Manner(is_xml=True, part=part, language=language))


def _package(packed: PackedDocument) -> str:
    """The name of the part that lists all others."""
    for tag in _tags(_text(packed, _CONTAINER)):
        for found in tag.attributes() if _local(tag.name) == "rootfile" else ():
            if found[1] == "full-path":
                return html.unescape(found[2].strip("\"'"))
    raise Damaged(f"{_CONTAINER} names no package")


def _text(packed: PackedDocument, name: str) -> str:
    """A part as text. Raises Damaged, Encrypted, Unsafe."""
    pieces, size = [], 0
    with damage_told(name):
        for chunk in in_utf8(packed.chunks(name)):
            size += len(chunk)
            if size > MAX_PLAIN_FILE:
                raise Unsafe(f"{name} unpacks to far more than a chapter")
            pieces.append(chunk)
        return b"".join(pieces).decode()


def _tags(text: str) -> Iterator[Tag]:
    return (token for token in tokens(text, is_xml=True) if isinstance(token, Tag))


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _simple_pieces(text: str, element: str, parents: tuple[str, ...], part: str) -> Pieces:
    """Units are the texts of ``element`` within one of ``parents``; names in small letters."""
    opened: list[str] = []
    number = 0
    for token in tokens(text, is_xml=True):
        if isinstance(token, Tag) and not token.is_alone:
            if not token.is_end:
                opened.append(_local(token.name))
            elif opened:
                opened.pop()
        is_wanted = opened[-1:] == [element] and opened[-2:-1] and opened[-2] in parents
        if isinstance(token, Words) and is_wanted and has_letter(html.unescape(token.raw)):
            number += 1
            words = token.raw.strip()
            at = token.raw.index(words)
            yield token.raw[:at]
            yield _Simple(words, Place(number, part))
            yield token.raw[at + len(words) :]
        else:
            yield token.raw


class _Simple:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`."""

    inside = False

    def __init__(self, raw: str, place: Place) -> None:
        self.unit = Unit(one_line(html.unescape(raw)), place=place)
        self.done = ""
        self._raw = raw

    def original(self) -> str:
        return self._raw

    def render(self, written: Written, *, bilingual: bool) -> str:
        text = one_line(written.text)
        return f"{self._raw} / {escaped(text)}" if bilingual else escaped(text)
