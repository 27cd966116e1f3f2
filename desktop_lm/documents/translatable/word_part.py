"""The paragraphs of one part of a docx file, found among its tokens."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from desktop_lm.documents.readers.word import attribute, local_name
from desktop_lm.documents.translatable.inline import Close, Open, Parts, Thing, Wrapper
from desktop_lm.documents.translatable.paragraph_core import core_of
from desktop_lm.documents.translatable.pieces import Around, Pieces, Slot, joined
from desktop_lm.documents.translatable.unit import Place
from desktop_lm.documents.translatable.word_paragraph import Look, Paragraph
from desktop_lm.documents.translatable.word_run import (
    Field,
    FieldMark,
    RunNode,
    Text,
    formatted,
    without_fields,
)
from desktop_lm.documents.translatable.xml_tokens import (
    Characters,
    End,
    Start,
    Token,
    prefix_of,
)

_WRAPPERS = frozenset({"hyperlink", "ins", "moveTo", "smartTag", "customXml", "bdo", "dir"})
_MARKS = frozenset(
    {
        *("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart"),
        *("permEnd", "moveToRangeStart", "moveToRangeEnd", "moveFromRangeStart"),
        *("moveFromRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd"),
    }
)
_UNSEEN = frozenset({"proofErr", "lastRenderedPageBreak"})
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\xad"}
_BREAKS = frozenset({"br", "ptab"})  # of a page or column, to a margin: what stands around is apart
_BOUND = re.compile(r"<(?:\w+:)?(?:dataBinding|dropDownList|comboBox|date|checkbox|picture)\b")
_PRESERVE = "{http://www.w3.org/XML/1998/namespace}space"
_NUMBERED = re.compile(r"<(?:\w+:)?numPr\b")
_STYLE = re.compile(r"<(?:\w+:)?pStyle\b[^>]*?val=[\"']([^\"']*)")


class Paragraphs:
    """Finds the paragraphs among the tokens of a part."""

    def __init__(
        self, found: Iterator[Token], part: str, numbered: Collection[str], language: str
    ) -> None:
        """``language`` is that of translations beside their originals."""
        self._tokens = found
        self._part = part
        self._numbered = numbered
        self._language = language
        self._count = 0
        self._fields: list[Field] = []
        self._inner: list[Slot] = []  # paragraphs within the one at hand, as in text boxes

    def pieces(self) -> Pieces:
        """The part letter by letter, with a slot for each paragraph that has words."""
        for token in self._tokens:
            if isinstance(token, Start) and _name(token) == "p":
                paragraph = self._paragraph(token)
                yield from self._inner
                self._inner.clear()
                yield paragraph
            else:
                yield token.raw

    def _paragraph(self, start: Start) -> Slot | Around:
        self._count += 1
        number = self._count
        properties = ""
        nodes: list[RunNode] = []
        parts: list[str | Around | Slot] = [start.raw]
        end = ""
        for token in self._tokens:
            if isinstance(token, End):
                end = token.raw
                break
            if isinstance(token, Start) and _name(token) == "pPr":
                properties = joined(self._element(token))
                parts.append(properties)
            elif isinstance(token, Start):
                parts += self._inline(token, nodes)
            else:
                parts.append(token.raw)
        parts.append(end)
        plain = without_fields(nodes, self._fields)
        shaped = formatted(plain or ())
        core = core_of(shaped.nodes)
        if core is None:
            return Around(parts)
        style = _STYLE.search(properties)
        is_numbered = bool(_NUMBERED.search(properties)) or (
            style is not None and style[1] in self._numbered
        )
        place = Place(number, self._part)
        look = Look(properties, shaped.base, is_numbered, self._language)
        return Paragraph(core, place, tuple(parts), look)

    def _inside(self, nodes: list[RunNode]) -> tuple[Parts, str]:
        """The children of the element that has begun, and its end tag."""
        parts: list[str | Around | Slot] = []
        for token in self._tokens:
            if isinstance(token, End):
                return tuple(parts), token.raw
            if isinstance(token, Start):
                parts += self._inline(token, nodes)
            else:
                parts.append(token.raw)
        return tuple(parts), ""

    def _inline(self, start: Start, nodes: list[RunNode]) -> Parts:
        """An element within a paragraph; what it means for the text goes into ``nodes``."""
        name = _name(start)
        if name == "r":
            return self._run(start, nodes)
        if name == "sdt":
            return self._control(start, nodes)
        if name == "fldSimple":
            return self._simple_field(start, nodes)
        if name in _WRAPPERS:
            wrapper = Wrapper((start.raw,))
            nodes.append(Open(wrapper))
            inner, end = self._inside(nodes)
            wrapper.closing = (end,)
            nodes.append(Close(wrapper))
            return (start.raw, *inner, end)
        parts = self._element(start)
        if name in ("smartTagPr", "customXmlPr") and nodes and isinstance(nodes[-1], Open):
            nodes[-1].wrapper.opening += parts
        elif name not in _UNSEEN:
            nodes.append(Thing(parts, is_mark=name in _MARKS))
        return parts

    def _simple_field(self, start: Start, nodes: list[RunNode]) -> Parts:
        inner_nodes: list[RunNode] = []
        inner, end = self._inside(inner_nodes)
        parts = (start.raw, *inner, end)
        nodes.append(Thing(parts, _shown(inner_nodes)))
        return parts

    def _control(self, start: Start, nodes: list[RunNode]) -> Parts:
        """A content control: its text is translated unless the program fills it in."""
        opening: list[str | Around | Slot] = [start.raw]
        inner: Parts = ()
        closing: list[str | Around | Slot] = []
        content: list[RunNode] = []
        for token in self._tokens:
            rest = closing if inner else opening
            if isinstance(token, Start) and _name(token) == "sdtContent":
                opening.append(token.raw)
                inner, end = self._inside(content)
                closing.append(end)
                inner = inner or ("",)
            elif isinstance(token, Start):
                rest += self._element(token)
            else:
                rest.append(token.raw)
                if isinstance(token, End):
                    break
        parts = (*opening, *inner, *closing)
        if _BOUND.search(joined(each for each in opening if isinstance(each, str))):
            nodes.append(Thing(parts, _shown(content)))
        else:
            wrapper = Wrapper(tuple(opening), tuple(closing))
            nodes += [Open(wrapper), *content, Close(wrapper)]
        return parts

    def _run(self, start: Start, nodes: list[RunNode]) -> Parts:
        parts: list[str | Around | Slot] = [start.raw]
        properties = ""
        close = f"</{prefix_of(start.raw)}r>"
        for token in self._tokens:
            if isinstance(token, End):
                parts.append(token.raw)
                break
            if not isinstance(token, Start):
                parts.append(token.raw)
            elif _name(token) == "rPr":
                properties = joined(self._element(token))
                parts.append(properties)
            else:
                content, text = self._content(token)
                parts += content
                whole = (start.raw, properties, *content, close)
                nodes += _run_nodes(token, text, whole, properties)
        return tuple(parts)

    def _content(self, start: Start) -> tuple[Parts, str]:
        """An element of a run, and the text in it where it has text."""
        name = _name(start)
        if name not in ("t", "instrText"):
            return self._element(start), ""
        raw, text = start.raw, ""
        for token in self._tokens:
            raw += token.raw
            if isinstance(token, End):
                break
            if isinstance(token, Characters):
                text += token.text
        if name == "t" and start.attributes.get(_PRESERVE) != "preserve":
            text = text.strip(" \t\r\n")
        return (raw,), text

    def _element(self, start: Start) -> Parts:
        """An element as it is; paragraphs in it are units that come before this one."""
        parts: list[str | Around | Slot] = [start.raw]
        depth = 1
        while depth:
            token = next(self._tokens)
            if isinstance(token, Start) and _name(token) == "p":
                paragraph = self._paragraph(token)
                if isinstance(paragraph, Paragraph):
                    paragraph.inside = True
                    self._inner.append(paragraph)
                parts.append(paragraph)
                continue
            parts.append(token.raw)
            depth += isinstance(token, Start)
            depth -= isinstance(token, End)
        return tuple(parts)


def _run_nodes(start: Start, text: str, whole: Parts, properties: str) -> Iterator[RunNode]:
    """What an element of a run is for the text."""
    name = _name(start)
    if name in _CHARACTERS and not start.attributes:
        text = _CHARACTERS[name]
    if name == "fldChar":
        yield FieldMark(attribute(start.attributes, "fldCharType"), Thing(whole))
    elif name == "instrText":
        yield FieldMark("code", Thing(whole), text)
    elif text:
        yield Text(text, joined(whole), properties)
    elif name not in _UNSEEN and name != "t":
        yield Thing(whole, "\n" if name in _BREAKS else "", can_repeat=name == "ptab")


def _shown(nodes: list[RunNode]) -> str:
    return "".join(node.text for node in nodes if isinstance(node, Text))


def _name(token: Start) -> str:
    return local_name(token.tag)
