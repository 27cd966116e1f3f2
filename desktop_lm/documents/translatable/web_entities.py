"""The entities that an XHTML text declares itself: what a reader sees of a reference to one.

Nothing is expanded within another, so no declaration can do harm.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from desktop_lm.documents.translatable.markup import Words, tokens

_LOOKED_AT = 64 << 10  # characters of a text's beginning
_MOST_SHOWN = 1000  # characters of one
_ROOT = re.compile(r"<html[\s>]", re.IGNORECASE)
_DECLARATION = re.compile(
    r"<!ENTITY\s+([^\s%&;\"'<>]+)\s+(?:\"([^\"]*)\"|'([^']*)'|(?:SYSTEM|PUBLIC)\b)"
)
_REFERENCE = re.compile(r"&([^\s&;#<>]+);")


class Entities:
    """The references in ``text``, an XML one, that are not HTML's as well."""

    def __init__(self, text: str) -> None:
        root = _ROOT.search(text, 0, _LOOKED_AT)
        head = text[: root.start()] if root else text[:_LOOKED_AT]
        self._shown: dict[str, str] = {}
        for found in _DECLARATION.finditer(head):
            shown = _text_of(found[2] or found[3] or "")[:_MOST_SHOWN]
            if html.unescape(f"&{found[1]};") != shown:
                self._shown.setdefault(found[1], shown)

    def cut(self, raw: str) -> Iterator[tuple[str, str | None]]:
        """``raw`` in pieces: a reference with what a reader sees of it, what lies between with
        None. One that is declared nowhere here may be so in a file beside it."""
        at = 0
        for found in _REFERENCE.finditer(raw):
            shown = self._shown.get(found[1])
            if shown is None and html.unescape(found[0]) != found[0]:
                continue
            shown = found[0] if shown is None else shown
            if at < found.start():
                yield raw[at : found.start()], None
            yield found[0], shown
            at = found.end()
        if at < len(raw):
            yield raw[at:], None

    def text(self, raw: str) -> str:
        """What a reader sees of ``raw``."""
        return "".join(
            html.unescape(piece) if shown is None else shown for piece, shown in self.cut(raw)
        )


def _text_of(value: str) -> str:
    """A reference to a character is resolved where it is declared, all others where it is used."""
    words = (t.raw for t in tokens(html.unescape(value), is_xml=True) if isinstance(t, Words))
    return html.unescape("".join(words))
