"""What of a text no translation may change: placeholders, tags, code, links, addresses, paths.

It is taken out before a translation and put back after it, and what went missing is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a protected part is."""

    PLACEHOLDER = "placeholder"  # {name} %s ${x} {{x}}
    TAG = "tag"  # <b> </b> <br/>
    CODE = "code"  # `in backticks`
    LINK = "link"  # a URL, and what stands around a Markdown link's words
    IMAGE = "image"  # a Markdown image
    ADDRESS = "address"  # of e-mail
    PATH = "path"  # of a file


@dataclass(frozen=True, slots=True)
class Protected:
    """The slice ``text[start:end]`` of a text stays as it is."""

    start: int
    end: int
    kind: Kind


def protected_parts(text: str) -> tuple[Protected, ...]:
    """What of ``text`` stays as it is, in order and without overlaps."""
    del text
    return ()


def missing_parts(source: str, target: str) -> tuple[str, ...]:
    """The protected parts of ``source`` that ``target`` lacks, each as often as it is missing."""
    del source, target
    return ()


def is_all_protected(text: str, parts: Sequence[Protected] | None = None) -> bool:
    """Whether nothing is left to translate: no letter outside the protected parts."""
    found = protected_parts(text) if parts is None else parts
    inside = {place for part in found for place in range(part.start, part.end)}
    return not any(c.isalpha() for place, c in enumerate(text) if place not in inside)
