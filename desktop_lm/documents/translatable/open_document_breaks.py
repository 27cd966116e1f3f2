"""Page breaks of an odt file, which are its paragraphs' styles': where a translation stands below
its original, the one begins the page and the other ends it; and it may run another way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeGuard

from desktop_lm.documents.translatable.open_document_sides import Sides, said_by
from desktop_lm.documents.translatable.xml_tokens import End, Start, Token

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_STYLE = f"{_NAMESPACE % 'style'}style"
_NAME = f"{_NAMESPACE % 'style'}name"
_VALUE = r"=(?:\"[^\"]*\"|'[^']*')"
_BEFORE = re.compile(rf"\s(?:\w+:)?(?:break-before|master-page-name|page-number){_VALUE}")
_AFTER = re.compile(rf"\s(?:\w+:)?break-after{_VALUE}")
_OWN_NAME = re.compile(r"(\s(?:\w+:)?name=[\"'])([^\"']*)")
_NAMED = re.compile(r"(\s(?:\w+:)?style-name=[\"'])([^\"']*)")
_ORIGINAL, _TRANSLATION = "-original", "-translation"


@dataclass(slots=True)
class Breaks:
    """Names of styles that are other ones for translations: they begin a page, or run another
    way; and of such that end a page, which are other ones for originals."""

    sides: Sides = field(default_factory=Sides)
    translations: set[str] = field(default_factory=set)
    originals: set[str] = field(default_factory=set)

    def styles(self, start: Start, found: Iterator[Token]) -> Iterator[str]:
        """The style that ``start`` begins, and what of it is another one."""
        style = start.raw + "".join(_element(found))
        yield style
        name = start.attributes.get(_NAME, "")
        said = said_by(start, style)
        below = _BEFORE.sub("", style)
        below = self.sides.turned(below, said) if said else below
        for names, other, suffix in (
            (self.translations, below, _TRANSLATION),
            (self.originals, _AFTER.sub("", style), _ORIGINAL),
        ):
            if name and other != style:
                names.add(name)
                yield _OWN_NAME.sub(rf"\1\2{suffix}", other, count=1)

    def original(self, tag: str) -> str:
        """A paragraph's ``tag`` that ends no page."""
        return _with(tag, self.originals, _ORIGINAL)

    def translation(self, tag: str) -> str:
        """A paragraph's ``tag`` that begins no page and runs as translations do."""
        return _with(tag, self.translations, _TRANSLATION)


def is_style(token: Token) -> TypeGuard[Start]:
    """Whether a style begins with it."""
    return isinstance(token, Start) and token.tag == _STYLE


def _element(found: Iterator[Token]) -> Iterator[str]:
    """The rest of the element that has begun."""
    depth = 1
    while depth:
        token = next(found)
        depth += isinstance(token, Start)
        depth -= isinstance(token, End)
        yield token.raw


def _with(tag: str, names: set[str], suffix: str) -> str:
    name = _NAMED.search(tag)
    return _NAMED.sub(rf"\1\2{suffix}", tag, count=1) if name and name[2] in names else tag
