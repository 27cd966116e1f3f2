"""A paragraph of a docx file as a slot: written again with its translation, or followed by it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from desktop_lm.documents.translatable.inline import Core, Parts, beside, raw_of
from desktop_lm.documents.translatable.pieces import joined
from desktop_lm.documents.translatable.unit import Place, Unit, Written
from desktop_lm.documents.translatable.word_run import run, runs
from desktop_lm.documents.translatable.xml_tokens import prefix_of

_OF_ONE_PARAGRAPH = re.compile(r"\s(?:\w+:)?(?:paraId|textId)=(?:\"[^\"]*\"|'[^']*')")
# A paragraph has one at most, with the one before a tracked change in it.
_SECTION = re.compile(r"<((?:\w+:)?sectPr)\b(?:[^>]*/>|.*</\1\s*>)", re.DOTALL)
_NEW_PAGE = re.compile(
    r"<((?:\w+:)?pageBreakBefore)\b(?![^>]*val=[\"'](?:0|false|off)[\"'])[^>]*(?:/>|></\1\s*>)"
)


@dataclass(frozen=True, slots=True)
class Look:
    """``properties`` are the paragraph's, ``base`` those of most of its runs. ``is_numbered``: or a
    heading, so that a second one would count as well."""

    properties: str
    base: str
    is_numbered: bool


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
        words = "".join(runs(beside(core, nodes), look.base, prefix))
        if look.is_numbered:
            return f"{joined(self._parts[:-1])}{run(chr(10), look.base, prefix)}{words}{end}"
        start = _OF_ONE_PARAGRAPH.sub("", start)
        properties = _NEW_PAGE.sub("", look.properties)
        return f"{self._without_section()}{start}{properties}{words}{end}"

    def _without_section(self) -> str:
        """The original, where its translation follows and has the end of the section instead."""
        properties = self._look.properties
        alone = _SECTION.sub("", properties)
        return joined(
            alone if isinstance(part, str) and part == properties else part for part in self._parts
        )
