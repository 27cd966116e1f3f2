"""HTML as a stream of tokens, each with the very characters that the file has for it.

Nothing is expanded or put right, so no entity can do harm and whatever is wrong stays as it was.
Source: the HTML standard, "Tokenization", as far as it decides where a token ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

_MARKUP = re.compile(
    r"<!--(?:.*?-->|.*)"
    r"|<!\[CDATA\[(?:.*?\]\]>|.*)"
    r"|<!DOCTYPE[^\[>]*+(?:\[[^\]]{0,4096}+\]\s*)?+>"
    r"|<[!?][^>]*+(?:>|\Z)"
    r"|<(?P<end>/?)(?P<name>[A-Za-z][^\s/>]*+)"
    r"(?:=\s*\"[^\"]*\"|=\s*'[^']*'|[^>])*+(?:>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"(?<![^\s\"'/])([^\s=/>\"']+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+)")
_RAW_TEXT = frozenset(
    {"script", "style", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext"}
)
_VOID = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"),
        *("param", "track", "wbr"),
    }
)


@dataclass(frozen=True, slots=True)
class Tag:
    """``name`` is in small letters. ``is_alone``: nothing stands between it and its end."""

    name: str
    raw: str
    is_end: bool = False
    is_alone: bool = False

    def attributes(self) -> Iterator[re.Match[str]]:
        """Matches in ``raw`` of names (1) and values with their quotes (2)."""
        return _ATTRIBUTE.finditer(self.raw, len(self.name) + 1)


@dataclass(frozen=True, slots=True)
class Words:
    """Text between tags; entities are in it as written."""

    raw: str


@dataclass(frozen=True, slots=True)
class Unseen:
    """A comment, a declaration, a script."""

    raw: str


Token: TypeAlias = Tag | Words | Unseen


def unquoted(value: str) -> str:
    """An attribute's value without its quotes."""
    return value[1:-1] if value[:1] in ("'", '"') else value


def tokens(text: str, *, is_xml: bool) -> Iterator[Token]:
    """The tokens of ``text``; joined, their raw texts are it. In XML a tag that ends in "/>" has
    nothing in it whatever its name is."""
    at = 0
    while at < len(text):
        found = _MARKUP.search(text, at)
        if found is None:
            yield Words(text[at:])
            return
        if at < found.start():
            yield Words(text[at : found.start()])
        at = found.end()
        if not found["name"]:
            yield Unseen(found[0])
            continue
        name = found["name"].lower()
        is_alone = (is_xml and found[0].endswith("/>")) or (not is_xml and name in _VOID)
        tag = Tag(name, found[0], bool(found["end"]), is_alone and not found["end"])
        yield tag
        if name in _RAW_TEXT and not tag.is_end and not tag.is_alone:
            end = re.compile(rf"</{re.escape(name)}(?=[\s/>])", re.IGNORECASE).search(text, at)
            until = end.start() if end else len(text)
            if at < until:
                yield Unseen(text[at:until])
            at = until
