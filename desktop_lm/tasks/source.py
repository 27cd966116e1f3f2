"""A text that questions are asked about, and stretches of it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """From ``start`` on the text stands at ``number`` of ``unit``: "page", "line" or
    "paragraph"."""

    start: int
    unit: str
    number: int


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file called ``name``; ``places`` are in the order of the text."""

    name: str
    text: str
    places: tuple[SourcePlace, ...] = ()

    def place_at(self, offset: int) -> SourcePlace | None:
        """The place that the character at ``offset`` stands at."""
        number = bisect_right(self.places, offset, key=lambda place: place.start)
        return self.places[number - 1] if number else None


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters ``start`` to ``end`` of the source with index ``source``."""

    source: int
    start: int
    end: int
    text: str
