"""The places of units in an HTML text: between tags, and in attributes."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from desktop_lm.documents.translatable.inline import (
    Close,
    Core,
    Letters,
    Node,
    Open,
    Thing,
    beside,
    raw_of,
)
from desktop_lm.documents.translatable.language_tags import in_language
from desktop_lm.documents.translatable.markup import Tag
from desktop_lm.documents.translatable.pieces import joined
from desktop_lm.documents.translatable.unit import Place, Unit, Written
from desktop_lm.documents.translatable.xml_tokens import holdable
from desktop_lm.one_line import one_line

_NO_MARKUP = frozenset({"title", "option"})  # elements that hold characters only
_TAG = re.compile(r"<[^>]*>")
_VALUE = r"\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+)"
_ID = re.compile(rf"\s(?:xml:)?id{_VALUE}", re.IGNORECASE)
_ANCHOR = re.compile(rf"(?<=<a)((?:\s[^>]*)?)\sname{_VALUE}", re.IGNORECASE)

Encodable = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a text is written: ``is_xml`` for XHTML, ``encodable`` makes references of characters
    that the file's encoding lacks, ``part`` is its name within its file. ``language`` is the code
    of that of translations beside their originals."""

    is_xml: bool = False
    encodable: Encodable = str
    part: str = ""
    language: str = ""


class TextSlot:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`."""

    inside = False

    def __init__(self, core: Core, place: Place, block: Tag | None, manner: Manner) -> None:
        self.unit = Unit(core.text, core.spans, place)
        self.done = ""
        self._core = core
        self._block = block
        self._manner = manner
        self._is_breaking = "\xa0" in core.text and "&nbsp;" in joined(
            part for part in raw_of(core.nodes) if isinstance(part, str)
        )

    def original(self) -> str:
        return joined(raw_of(self._core.nodes))

    def render(self, written: Written, *, bilingual: bool) -> str:
        core = self._core
        nodes = core.written(written)
        if not bilingual:
            return self._markup(nodes)
        original = self.original()
        # What wraps all stays around both.
        second = list(beside(Core((), core.nodes, ()), nodes, _nameless))
        name = self._block.name if self._block else ""
        if name in _NO_MARKUP:
            return f"{original} / {self._markup(second)}"
        if name != "p" or self._block is None:
            return f"{original}{self._line_break()}{self._in_its_language(second)}"
        closing = [node for node in core.after if isinstance(node, Close)]
        after = joined(raw_of(closing))
        opening = _nameless(joined(raw_of(node for node in core.before if isinstance(node, Open))))
        end = self._block.raw[1 : 1 + len(self._block.name)]
        begin = self._tag(_nameless(self._block.raw))
        return f"{original}{after}</{end}>{begin}{opening}{self._markup(second)}"

    def _in_its_language(self, nodes: Iterable[Node]) -> str:
        words = self._markup(nodes)
        return f"{self._tag('<span>')}{words}</span>" if self._manner.language else words

    def _tag(self, tag: str) -> str:
        """``tag`` of a translation beside its original."""
        language = self._manner.language
        if not language:
            return tag
        return in_language(tag, self.unit.text, language, is_xml=self._manner.is_xml)

    def _markup(self, nodes: Iterable[Node]) -> str:
        return "".join(self._written(node) for node in nodes)

    def _written(self, node: Node) -> str:
        if isinstance(node, Letters):
            text = html.escape(holdable(node.text), quote=False)
            text = text.replace("\n", self._line_break())
            if self._is_breaking:  # XML knows no name for it, or only where a file declares one
                text = text.replace("\xa0", "&#160;" if self._manner.is_xml else "&nbsp;")
            return self._manner.encodable(text)
        if isinstance(node, Thing):
            return joined(node.raw)
        return joined(node.wrapper.opening if isinstance(node, Open) else node.wrapper.closing)

    def _line_break(self) -> str:
        raw = (node.raw for node in self._core.nodes if isinstance(node, Letters))
        return next(
            (one for one in raw if one.startswith("<")), "<br/>" if self._manner.is_xml else "<br>"
        )


def _nameless(markup: str) -> str:
    """``markup`` without what links in the page lead to."""
    return _TAG.sub(lambda tag: _ANCHOR.sub(r"\1", _ID.sub("", tag[0])), markup)


class AttributeSlot:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`."""

    inside = True

    def __init__(self, raw: str, unit: Unit, manner: Manner) -> None:
        self.unit = unit
        self.done = ""
        self._raw = raw
        self._encodable = manner.encodable

    def original(self) -> str:
        return self._raw

    def render(self, written: Written, *, bilingual: bool) -> str:
        text = one_line(written.text)
        if bilingual:
            text = f"{self.unit.text} / {text}"
        return f'"{self._encodable(html.escape(holdable(text)))}"'
