"""Which way the paragraphs of an odt file run, which is their styles': a translation beside its
original gets a style of its own where it runs the other way.

LibreOffice takes the start of a line to be its left side, and a style that says nothing of either
to begin there, so the sides are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from desktop_lm.documents.translatable.text_direction import is_right_to_left
from desktop_lm.documents.translatable.xml_tokens import End, Start, Token

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_STYLE = _NAMESPACE % "style"
_STYLES = (f"{_STYLE}style", f"{_STYLE}default-style")
_AUTOMATIC = f"{_NAMESPACE % 'office'}automatic-styles"
_PROPERTIES = re.compile(r"<style:paragraph-properties\b[^>]*?(/?)>")
_SIDE = re.compile(r"\sfo:text-align=\"(\w+)\"")
_MODE = re.compile(r"\sstyle:writing-mode=\"([\w-]+)\"")
_END = re.compile(r"(<style:style\b[^>]*?)/?>")
_OTHERS = {"left": "right", "start": "right", "right": "left", "end": "left"}


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says itself, "" where it says nothing."""

    parent: str = ""
    mode: str = ""
    side: str = ""


@dataclass(slots=True)
class Sides:
    """``language`` is that of translations beside their originals, ``common`` the styles that a
    file's paragraphs may have; "" is the one that all others come from."""

    language: str = ""
    common: Mapping[str, Style] = field(default_factory=dict)

    def other(self) -> Iterator[str]:
        """The names of common styles that run another way than translations."""
        return (name for name, style in self.common.items() if self._is_other(style))

    def turned(self, style: str, said: Style) -> str:
        """``style``, a whole element, for translations; the same where it runs their way."""
        if not self._is_other(said):
            return style
        right_to_left = is_right_to_left(self.language)
        start = "right" if right_to_left else "left"
        side = self._inherited(said, "side")
        added = f' style:writing-mode="{"rl" if right_to_left else "lr"}-tb"'
        if side in _OTHERS or not side:
            added = f' fo:text-align="{_OTHERS.get(side, start)}"{added}'
        found = _PROPERTIES.search(style)
        if found is None:
            properties = f"<style:paragraph-properties{added}/>"
            whole = style if not style.endswith("/>") else _END.sub(r"\1></style:style>", style)
            return _END.sub(rf"\g<0>{properties}", whole, count=1)
        kept = _MODE.sub("", found[0])
        kept = _SIDE.sub("", kept) if "text-align" in added else kept
        end = f"{found[1]}>"
        return style.replace(found[0], f"{kept.removesuffix(end)}{added}{end}", 1)

    def _is_other(self, style: Style) -> bool:
        runs = self._inherited(style, "mode").startswith("rl")
        return bool(self.language) and runs != is_right_to_left(self.language)

    def _inherited(self, style: Style, what: str) -> str:
        seen: set[str] = set()
        while not (value := str(getattr(style, what))):
            if style.parent in seen or style.parent not in self.common:
                default = self.common.get("", Style())
                return str(getattr(default, what))
            seen.add(style.parent)
            style = self.common[style.parent]
        return value


def said_by(start: Start, style: str) -> Style | None:
    """What ``style``, a whole element that begins with ``start``, says of paragraphs; None where
    it is for something else."""
    if start.attributes.get(f"{_STYLE}family") != "paragraph":
        return None
    found = _PROPERTIES.search(style)
    mode, side = (
        pattern.search(found[0]) if found is not None else None for pattern in (_MODE, _SIDE)
    )
    return Style(
        start.attributes.get(f"{_STYLE}parent-style-name", ""),
        mode[1] if mode and mode[1] != "page" else "",
        side[1] if side else "",
    )


def common_styles(found: Iterable[Token]) -> dict[str, Style]:
    """The paragraph styles of the part that holds a file's styles."""
    styles: dict[str, Style] = {}
    start: Start | None = None
    raw: list[str] = []
    for token in found:
        if isinstance(token, Start) and token.tag == _AUTOMATIC:
            break
        if isinstance(token, Start) and token.tag in _STYLES:
            start, raw = token, []
        raw.append(token.raw)
        if isinstance(token, End) and start is not None and token.tag == start.tag:
            if (said := said_by(start, "".join(raw))) is not None:
                styles[start.attributes.get(f"{_STYLE}name", "")] = said
            start = None
    return styles
