"""ODT: the paragraphs and headings of the text, headers, footers, notes, comments and text boxes.

Source: OpenDocument 1.3, part 3. Left as they are: fields, deleted text, drawings, and everything
in the file that is no paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from desktop_lm.documents.document import DocumentKind
from desktop_lm.documents.file_kind import kind_of
from desktop_lm.documents.readers.open_document import refuse_encrypted
from desktop_lm.documents.readers.packed_xml import PackedDocument, damage_told
from desktop_lm.documents.translatable.inline import (
    Close,
    Core,
    Letters,
    Node,
    Open,
    Parts,
    Thing,
    Wrapper,
    beside,
    raw_of,
)
from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.open_document_breaks import Breaks, is_style
from desktop_lm.documents.translatable.open_document_sides import Sides, common_styles
from desktop_lm.documents.translatable.packed_file import PackedFile
from desktop_lm.documents.translatable.paragraph_core import core_of
from desktop_lm.documents.translatable.pieces import Around, Pieces, Slot, joined
from desktop_lm.documents.translatable.unit import Place, Unit, Written
from desktop_lm.documents.translatable.xml_tokens import (
    Characters,
    End,
    Other,
    Start,
    Token,
    escaped,
    prefix_of,
    tokens,
)
from desktop_lm.errors import AppError, Code

_STYLES = "styles.xml"
_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT = _NAMESPACE % "text"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_DELETED = f"{_TEXT}tracked-changes"
_WRAPPERS = (f"{_TEXT}span", f"{_TEXT}a")
_UNSEEN = f"{_TEXT}soft-page-break"
_MARKS = tuple(
    f"{_TEXT}{name}-{end}"
    for name in ("bookmark", "reference-mark", "change", "toc-mark", "alphabetical-index-mark")
    for end in ("start", "end")
)
_SPACE, _TAB, _BREAK = (f"{_TEXT}{name}" for name in ("s", "tab", "line-break"))
_NO_WORDS = (f"{_TEXT}note", _NAMESPACE % "drawing", _NAMESPACE % "office")  # beginnings of tags
_MOST_SPACES = 100
_BLANKS = re.compile(r"[ \t\r\n]+")
_OWN_ELEMENTS = re.compile(r"(\n|\t|(?<= ) +)")
_ID = re.compile(r"\sxml:id=(?:\"[^\"]*\"|'[^']*')")


class OpenDocumentFile(PackedFile):
    """Implements :class:`desktop_lm.documents.translatable.open_file.Translatable`."""

    kind = FileKind.OPEN_DOCUMENT

    def __init__(self, path: Path) -> None:
        if kind_of(path) is not DocumentKind.OPEN_DOCUMENT:
            raise AppError(Code.DOCUMENT_DAMAGED, path=str(path), reason="it is no odt file")
        super().__init__(path)

    def parts(self, packed: PackedDocument) -> Collection[str]:
        refuse_encrypted(packed)
        packed.info("content.xml")
        return {name for name in ("content.xml", _STYLES) if packed.has(name)}

    def pieces(self, packed: PackedDocument, name: str, *, bilingual: bool) -> Pieces:
        part = "" if name == "content.xml" else name.removesuffix(".xml")
        with damage_told(name):
            breaks = self._breaks(packed) if bilingual else None
            yield from _Paragraphs(tokens(packed.chunks(name)), part, breaks).pieces()

    def _breaks(self, packed: PackedDocument) -> Breaks:
        common = common_styles(tokens(packed.chunks(_STYLES))) if packed.has(_STYLES) else {}
        sides = Sides(self.language, common)
        return Breaks(sides, set(sides.other()))


class _Paragraphs:
    """Finds the paragraphs among the tokens of a part. ``breaks`` learns of its styles, where it is
    to have two paragraphs in place of one."""

    def __init__(self, found: Iterator[Token], part: str, breaks: Breaks | None) -> None:
        self._tokens = found
        self._part = part
        self._breaks = breaks
        self._count = 0
        self._inner: list[Slot] = []  # paragraphs within the one at hand, as in notes

    def pieces(self) -> Pieces:
        for token in self._tokens:
            if isinstance(token, Start) and token.tag in _PARAGRAPHS:
                paragraph = self._paragraph(token)
                yield from self._inner
                self._inner.clear()
                yield paragraph
            elif isinstance(token, Start) and token.tag == _DELETED:
                yield token.raw
                yield from self._untouched()
            elif self._breaks is not None and is_style(token):
                yield from self._breaks.styles(token, self._tokens)
            else:
                yield token.raw

    def _untouched(self) -> Iterator[str]:
        """The rest of the element that has begun."""
        depth = 1
        while depth:
            token = next(self._tokens)
            depth += isinstance(token, Start)
            depth -= isinstance(token, End)
            yield token.raw

    def _paragraph(self, start: Start) -> Slot | Around:
        self._count += 1
        place = Place(self._count, self._part)
        nodes: list[Node] = []
        parts, end = self._inside(nodes)
        core = core_of(nodes)
        if core is None:
            return Around((start.raw, *parts, end))
        is_heading = start.tag.endswith("h")
        whole = (start.raw, *parts, end)
        return _Paragraph(core, place, whole, self._breaks or Breaks(), is_heading=is_heading)

    def _inside(self, nodes: list[Node]) -> tuple[Parts, str]:
        """The children of the element that has begun, and its end tag."""
        parts: list[str | Around | Slot] = []
        for token in self._tokens:
            if isinstance(token, End):
                return tuple(parts), token.raw
            if isinstance(token, Start):
                parts += self._inline(token, nodes)
                continue
            parts.append(token.raw)
            if isinstance(token, Characters):
                nodes.append(Letters(_collapsed(token.text, nodes), token.raw))
            elif isinstance(token, Other):
                nodes.append(Thing((token.raw,)))
        return tuple(parts), ""

    def _inline(self, start: Start, nodes: list[Node]) -> Parts:
        if start.tag in _WRAPPERS:
            wrapper = Wrapper((start.raw,))
            nodes.append(Open(wrapper))
            inner, end = self._inside(nodes)
            wrapper.closing = (end,)
            nodes.append(Close(wrapper))
            return (start.raw, *inner, end)
        parts, words = self._element(start)
        if letters := _letters(start):
            nodes.append(Letters(letters, joined(parts)))
        elif start.tag != _UNSEEN:
            shown = "" if start.tag.startswith(_NO_WORDS) else _BLANKS.sub(" ", words)
            nodes.append(Thing(parts, shown, is_mark=start.tag in _MARKS))
        return parts

    def _element(self, start: Start) -> tuple[Parts, str]:
        """An element as it is, and the words in it; paragraphs are units that come before."""
        parts: list[str | Around | Slot] = [start.raw]
        words = ""
        depth = 1
        while depth:
            token = next(self._tokens)
            if isinstance(token, Start) and token.tag in _PARAGRAPHS:
                paragraph = self._paragraph(token)
                if isinstance(paragraph, _Paragraph):
                    paragraph.inside = True
                    self._inner.append(paragraph)
                parts.append(paragraph)
                continue
            parts.append(token.raw)
            depth += isinstance(token, Start)
            depth -= isinstance(token, End)
            words += token.text if isinstance(token, Characters) else ""
        return tuple(parts), words


def _collapsed(text: str, before: Sequence[Node]) -> str:
    """``text``, which follows ``before``, with one blank for any number of them and line ends."""
    seen = (node for node in reversed(before) if not isinstance(node, Open | Close))
    last = next((node for node in seen if not isinstance(node, Letters) or node.text), None)
    is_blank_before = (
        isinstance(last, Letters) and last.text.endswith(" ") and not last.raw.startswith("<")
    )
    text = _BLANKS.sub(" ", text)
    return text[1:] if is_blank_before and text.startswith(" ") else text


def _letters(start: Start) -> str:
    """The characters that an element stands for."""
    if start.tag == _SPACE:
        given = start.attributes.get(f"{_TEXT}c", "1")
        return " " * min(int(given) if given.isdecimal() else 1, _MOST_SPACES)
    return {_TAB: "\t", _BREAK: "\n"}.get(start.tag, "")


class _Paragraph:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`."""

    def __init__(
        self, core: Core, place: Place, parts: Parts, breaks: Breaks, *, is_heading: bool
    ) -> None:
        self.unit = Unit(core.text, core.spans, place)
        self.inside = False
        self.done = ""
        self._core = core
        self._parts = parts
        self._breaks = breaks
        self._is_heading = is_heading  # a second one would count as well

    def original(self) -> str:
        return joined(self._parts)

    def render(self, written: Written, *, bilingual: bool) -> str:
        start, end = str(self._parts[0]), str(self._parts[-1])
        prefix = prefix_of(start)
        core = self._core
        nodes = core.written(written)
        if not bilingual:
            words = "".join(_markup(nodes, prefix))
            return f"{start}{joined(raw_of(core.before))}{words}{joined(raw_of(core.after))}{end}"
        words = "".join(_markup(beside(core, nodes, _nameless), prefix))
        if self._is_heading:
            return f"{joined(self._parts[:-1])}<{prefix}line-break/>{words}{end}"
        original = f"{self._breaks.original(start)}{joined(self._parts[1:])}"
        return f"{original}{_nameless(self._breaks.translation(start))}{words}{end}"


def _nameless(markup: str) -> str:
    return _ID.sub("", markup)


def _markup(nodes: Iterable[Node], prefix: str) -> Iterator[str]:
    """``nodes`` as XML; ``prefix`` is the file's for text, with its colon."""
    for node in nodes:
        if isinstance(node, Letters):
            for number, piece in enumerate(_OWN_ELEMENTS.split(node.text)):
                yield _element(piece, prefix) if number % 2 else escaped(piece)
        elif isinstance(node, Thing):
            yield joined(node.raw)
        else:
            is_open = isinstance(node, Open)
            yield joined(node.wrapper.opening if is_open else node.wrapper.closing)


def _element(blanks: str, prefix: str) -> str:
    """What stands for a tab, a line feed, or spaces after a space."""
    if blanks == "\t":
        return f"<{prefix}tab/>"
    return f"<{prefix}line-break/>" if blanks == "\n" else f'<{prefix}s {prefix}c="{len(blanks)}"/>'
