"""A paragraph of a docx file as a slot: written again with its translation, or followed by it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop_lm.documents.translatable.inline import (
    Core,
    Node,
    Parts,
    Thing,
    beside,
    raw_of,
)
from desktop_lm.documents.translatable.kinds import FileKind
from desktop_lm.documents.translatable.language_tags import renamed
from desktop_lm.documents.translatable.pieces import joined
from desktop_lm.documents.translatable.unit import Place, Unit, Written
from desktop_lm.documents.translatable.word_run import run, runs
from desktop_lm.documents.translatable.xml_tokens import prefix_of

_OF_ONE_PARAGRAPH = re.compile(r"\s(?:\w+:)?(?:paraId|textId)=(?:\"[^\"]*\"|'[^']*')")
_CONTROL_ID = re.compile(r"</?(?:\w+:)?id\b[^<>]*>")  # Word gives a new one
_BREAK = re.compile(r"<(?:\w+:)?br\b[^>]*\btype=[\"'](?:page|column)[\"']")
# A paragraph has one at most, with the one before a tracked change in it.
_SECTION = re.compile(r"<((?:\w+:)?sectPr)\b(?:[^>]*/>|.*</\1\s*>)", re.DOTALL)
_NEW_PAGE = re.compile(
    r"<((?:\w+:)?pageBreakBefore)\b(?![^>]*val=[\"'](?:0|false|off)[\"'])[^>]*(?:/>|></\1\s*>)"
)


@dataclass(frozen=True, slots=True)
class Look:
    """``properties`` are the paragraph's, ``base`` those of most of its runs. ``is_numbered``: or a
    heading, so that a second one would count as well. ``language`` is the code of that of a
    translation beside its original."""

    properties: str
    base: str
    is_numbered: bool
    language: str


class Paragraph:
    """Implements :class:`desktop_lm.documents.translatable.pieces.Slot`."""

    def __init__(
        self,
        core: Core,
        place: Place,
        parts: Parts,
        look: Look,
    ) -> None:
        self.unit = Unit(core.text, core.spans, place)
        self.inside = False
        self.done = ""
        self._core = core
        self._parts = parts
        self._look = look

    def original(self) -> str:
        return joined(self._parts)

    def render(self, written: Written, *, bilingual: bool) -> str:
        start, end = str(self._parts[0]), str(self._parts[-1])
        core, look, prefix = self._core, self._look, prefix_of(start)
        nodes = core.written(written)
        if not bilingual:
            before, after = joined(raw_of(core.before)), joined(raw_of(core.after))
            words = "".join(runs(nodes, look.base, prefix))
            return f"{start}{look.properties}{before}{words}{after}{end}"
        words = "".join(runs(beside(core, nodes, _nameless), look.base, prefix))
        words += joined(raw_of(filter(_ends_page, core.after)))
        if look.is_numbered:
            line_break = run("\n", look.base, prefix)
            return f"{self._original(look.properties)}{line_break}{self._named(words)}{end}"
        original = self._original(_SECTION.sub("", look.properties))
        start = _OF_ONE_PARAGRAPH.sub("", start)
        properties = _NEW_PAGE.sub("", look.properties)
        return f"{original}{end}{self._named(f'{start}{properties}{words}{end}')}"

    def _named(self, second: str) -> str:
        """What stands beside the original, in its own language and running as that is written."""
        language = self._look.language
        return renamed(FileKind.WORD, second, language) if language else second

    def _original(self, properties: str) -> str:
        """The original with these properties, up to its end, where its translation follows and ends
        the page instead."""
        core, whole = self._core, self._look.properties
        after = [node for node in core.after if not _ends_page(node)]
        if len(after) < len(core.after):
            nodes = (*core.before, *core.nodes, *after)
            return f"{self._parts[0]}{properties}{joined(raw_of(nodes))}"
        return joined(
            properties if isinstance(part, str) and part == whole else part
            for part in self._parts[:-1]
        )


def _nameless(markup: str) -> str:
    return _CONTROL_ID.sub("", markup)


def _ends_page(node: Node) -> bool:
    return isinstance(node, Thing) and any(
        isinstance(part, str) and _BREAK.search(part) for part in node.raw
    )
