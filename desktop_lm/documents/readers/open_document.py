"""Reads odt files: OpenDocument 1.3, part 3."""

from __future__ import annotations

from pathlib import Path

from desktop_lm.documents.document import BlockKind
from desktop_lm.documents.readers.flow import Flow
from desktop_lm.documents.readers.found import Encrypted, Found, Progress, Title
from desktop_lm.documents.readers.packed_xml import PackedDocument

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT, _TABLE, _OFFICE = (_NAMESPACE % name for name in ("text", "table", "office"))
_MANIFEST, _SVG = _NAMESPACE % "manifest", _NAMESPACE % "svg-compatible"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
# What is no part of the text one reads: remarks, deleted text, a note's number, lists of variables,
# what is said of images.
_UNREAD = frozenset(
    {
        _OFFICE + "annotation",
        _TEXT + "tracked-changes",
        _TEXT + "note-citation",
        _TEXT + "sequence-decls",
        _TEXT + "variable-decls",
        _OFFICE + "binary-data",
        _SVG + "title",
        _SVG + "desc",
    }
)
_MOST_SPACES = 100
_NOTE = " ("  # begins one


def read(path: Path) -> Found:
    """Title, headings, paragraphs, list items and table rows. Raises Damaged, Encrypted, Unsafe."""
    packed = PackedDocument(path)
    try:
        refuse_encrypted(packed)
        meta = _Meta()
        if packed.has("meta.xml"):
            for _ in packed.parse("meta.xml", meta):
                pass
        if title := " ".join("".join(meta.pieces).split()):
            yield Title(title)
        body = _Body()
        for fraction in packed.parse("content.xml", body):
            yield from body.flow.take()
            yield Progress(fraction)
        yield from body.flow.take()
    finally:
        packed.close()


def refuse_encrypted(packed: PackedDocument) -> None:
    """Raises Encrypted where the manifest says so, Damaged and Unsafe."""
    manifest = _Manifest()
    if packed.has("META-INF/manifest.xml"):
        for _ in packed.parse("META-INF/manifest.xml", manifest):
            pass
    if manifest.encrypted:
        raise Encrypted


class _Manifest:
    """Learns whether parts are encrypted."""

    def __init__(self) -> None:
        self.encrypted = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self.encrypted |= tag == _MANIFEST + "encryption-data"

    def end(self, _tag: str) -> None: ...

    def data(self, _text: str) -> None: ...


class _Meta:
    """Collects the title."""

    def __init__(self) -> None:
        self._inside = False
        self.pieces: list[str] = []

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self._inside = tag == _TITLE

    def end(self, _tag: str) -> None:
        self._inside = False

    def data(self, text: str) -> None:
        if self._inside:
            self.pieces.append(text)


class _Body:
    """Hears of the document's elements and makes blocks of them."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._unread = 0  # elements open within one that is not read
        self._paragraphs = 0  # open: those of notes and text boxes stand within one of the text
        self._before = ""  # what comes between these paragraphs, before the next words
        self._depth = 0  # of lists
        self._level = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._unread or tag in _UNREAD:
            self._unread += 1
        elif tag in (_TEXT + "p", _TEXT + "h"):
            self._part()
            self._paragraphs += 1
            if tag == _TEXT + "h":
                given = attributes.get(_TEXT + "outline-level", "")
                self._level = int(given) if given.isdigit() else 1
        elif tag == _TEXT + "list":
            self._depth += 1
        elif tag == _TABLE + "table-row":
            self.flow.begin_row()
        else:
            self._spacing(tag, attributes)

    def _spacing(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == _TEXT + "s":
            given = attributes.get(_TEXT + "c", "1")
            self.flow.add(" " * min(int(given) if given.isdigit() else 1, _MOST_SPACES))
        elif tag == _TEXT + "tab":
            self.flow.add(" ")
        elif tag == _TEXT + "line-break":
            self.flow.add("\n")
        elif tag == _TEXT + "note-body":
            self._before = _NOTE

    def end(self, tag: str) -> None:
        if self._unread:
            self._unread -= 1
        elif tag in (_TEXT + "p", _TEXT + "h"):
            self._paragraphs -= 1
            self._part()
            if not self._paragraphs:
                self._end_paragraph()
        elif tag == _TEXT + "note-body":
            self.flow.add("" if self._before == _NOTE else ")")
            self._before = ""
        elif tag == _TEXT + "list":
            self._depth -= 1
        elif tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self.flow.end_cell()
        elif tag == _TABLE + "table-row":
            self.flow.end_row()

    def _end_paragraph(self) -> None:
        if self._level:
            self.flow.end(BlockKind.HEADING, self._level)
        elif self._depth:
            self.flow.end(BlockKind.LIST_ITEM, self._depth - 1)
        else:
            self.flow.end()
        self._level = 0

    def data(self, text: str) -> None:
        # White space is as in HTML: line breaks in the file are none in the text.
        if self._paragraphs and not self._unread and not (self._before and text.isspace()):
            self.flow.add(self._before + " ".join(text.split("\n")))
            self._before = ""

    def _part(self) -> None:
        """One paragraph within another begins or ends."""
        if self._before != _NOTE:
            self._before = " " if self._paragraphs else ""
