"""Runs of a docx file: stretches of text in one formatting, and the fields they make up."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from desktop_lm.documents.translatable.inline import (
    Close,
    Letters,
    Node,
    Open,
    Parts,
    Thing,
    Wrapper,
    raw_of,
)
from desktop_lm.documents.translatable.pieces import joined
from desktop_lm.documents.translatable.xml_tokens import escaped

# What Word writes into a run's properties by itself, and cuts runs at. A hint tells only which of
# the fonts letters take that are in several scripts; fonts beside it are the author's.
_HINT = re.compile(r"(<(?:\w+:)?rFonts\b[^<>]*?)\s(?:\w+:)?hint=(?:\"[^\"]*\"|'[^']*')")
_UNSEEN = re.compile(r"<(?:\w+:)?(?:(?:lang|noProof)\b[^<>]*|rFonts\s*)/>")
_EMPTY = re.compile(r"<(?:\w+:)?rPr\s*/?>(?:</(?:\w+:)?rPr\s*>)?")
_OWN_ELEMENTS = re.compile("([\n\t\u2011\u00ad])")
_ELEMENTS = {"\n": "br", "\t": "tab", "\u2011": "noBreakHyphen", "\u00ad": "softHyphen"}
# Fields whose result is the author's text, or made of it.
_OF_TEXT = frozenset({"HYPERLINK", "TOC"})


@dataclass(frozen=True, slots=True)
class Text(Letters):
    """Letters of a run; ``properties`` is its w:rPr."""

    properties: str = ""


@dataclass(frozen=True, slots=True)
class FieldMark:
    """Where a field begins, has its result, or ends ("begin", "separate", "end"); "code" is a
    piece of its instruction."""

    what: str
    thing: Thing
    code: str = ""


@dataclass(eq=False, slots=True)
class Formatting(Wrapper):
    """``properties`` of runs that differ from most of the paragraph. They are each run's own, so
    nothing is written before and behind: runs that stay as they are have them already."""

    opening: Parts = ()
    properties: str = ""


@dataclass(slots=True)
class Field:
    """A field that has begun."""

    code: str = ""
    has_result: bool = False

    @property
    def is_hidden(self) -> bool:
        """Whether what comes now is none of the author's text."""
        name = self.code.split(maxsplit=1)[:1]
        return not self.has_result or not name or name[0].upper() not in _OF_TEXT


RunNode: TypeAlias = "Node | FieldMark"


def without_fields(nodes: Iterable[RunNode], open_fields: list[Field]) -> list[Node] | None:
    """``nodes`` with each field as a thing, or its marks as things around its result.

    ``open_fields`` are those that began in paragraphs before, and afterwards those that go on.
    None where a field and a link lie across each other.
    """
    result: list[Node] = []
    hidden: list[Node] = []
    for node in nodes:
        if isinstance(node, FieldMark):
            _turn(node, open_fields)
            hidden.append(node.thing)
        elif any(each.is_hidden for each in open_fields):
            hidden.append(node)
            continue
        if hidden and not any(each.is_hidden for each in open_fields):
            result.append(_thing(hidden))
            hidden = []
        if not isinstance(node, FieldMark):
            result.append(node)
    if hidden:
        result.append(_thing(hidden))
    return result if _is_balanced(result) else None


def _turn(mark: FieldMark, open_fields: list[Field]) -> None:
    if mark.what == "begin":
        open_fields.append(Field())
    elif open_fields and mark.what == "code":
        open_fields[-1].code += mark.code
    elif open_fields and mark.what == "separate":
        open_fields[-1].has_result = True
    elif open_fields and mark.what == "end":
        open_fields.pop()


def _thing(nodes: Sequence[Node]) -> Thing:
    shown = "".join(node.text for node in nodes if isinstance(node, Letters))
    return Thing(raw_of(nodes), shown, is_mark=not shown)


def _is_balanced(nodes: Iterable[Node]) -> bool:
    opened: list[Wrapper] = []
    for node in nodes:
        if isinstance(node, Open):
            opened.append(node.wrapper)
        elif isinstance(node, Close) and (not opened or opened.pop() is not node.wrapper):
            return False
    return not opened


@dataclass(slots=True)
class Formatted:
    """A paragraph's nodes, with ``base`` the properties of most of its letters."""

    nodes: list[Node] = field(default_factory=list)
    base: str = ""


def formatted(nodes: Iterable[Node]) -> Formatted:
    """``nodes`` with the letters that are not as most of them wrapped in their properties."""
    nodes = list(nodes)
    letters: Counter[str] = Counter()
    for node in nodes:
        if isinstance(node, Text):
            letters[_seen(node.properties)] += len(node.text.strip())
    usual = letters.most_common(1)[0][0] if letters else ""
    base = next(
        (n.properties for n in nodes if isinstance(n, Text) and _seen(n.properties) == usual), ""
    )
    return Formatted(list(_wrapped(nodes, usual)), base)


def _wrapped(nodes: Iterable[Node], usual: str) -> Iterator[Node]:
    current, wrapper = usual, None
    for node in nodes:
        wanted = current
        if isinstance(node, Text):
            wanted = _seen(node.properties)
        elif isinstance(node, Open | Close):
            wanted = usual
        if wanted != current:
            if wrapper is not None:
                yield Close(wrapper)
            current, wrapper = wanted, None
            if isinstance(node, Text) and wanted != usual:
                wrapper = Formatting(properties=node.properties)
                yield Open(wrapper)
        yield node
    if wrapper is not None:
        yield Close(wrapper)


def _seen(properties: str) -> str:
    """``properties`` as far as a reader can tell them apart."""
    return _EMPTY.sub("", _UNSEEN.sub("", _HINT.sub(r"\1", properties)))


def runs(nodes: Iterable[Node], base: str, prefix: str) -> Iterator[str]:
    """``nodes`` as XML; ``prefix`` is the file's for WordprocessingML, with its colon."""
    properties = [base]
    for node in nodes:
        if isinstance(node, Letters):
            yield run(node.text, properties[-1], prefix)
        elif isinstance(node, Thing):
            yield joined(node.raw)
        elif isinstance(node.wrapper, Formatting):
            if isinstance(node, Open):
                properties.append(node.wrapper.properties)
            else:
                properties.pop()
        else:
            is_open = isinstance(node, Open)
            yield joined(node.wrapper.opening if is_open else node.wrapper.closing)


def run(text: str, properties: str, prefix: str) -> str:
    """A run of ``text``."""
    content = ""
    for piece in _OWN_ELEMENTS.split(text):
        if piece in _ELEMENTS:
            content += f"<{prefix}{_ELEMENTS[piece]}/>"
        elif piece:
            content += f'<{prefix}t xml:space="preserve">{escaped(piece)}</{prefix}t>'
    return f"<{prefix}r>{properties}{content}</{prefix}r>" if content else ""
