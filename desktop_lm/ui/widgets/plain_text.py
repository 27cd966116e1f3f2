"""Text out of Qt's documents, without the changes Qt's own conversion makes to it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from PySide6.QtCore import QMimeData

# Qt's own plain text turns each no-break space into a space; the raw text does not, and marks
# the ends of paragraphs and lines with these two.
_WIDE = re.compile("[\U00010000-\U0010ffff]")
_BREAKS = "\u2029\u2028"
# Where a line that is laid out in pieces is cut (``long_lines``): two marks that Unicode has given
# up, invisible everywhere, around the end of a paragraph.
BEFORE, AFTER = "\u206a", "\u206b"
JOINT = f"{BEFORE}\u2029{AFTER}"


def from_raw(raw: str) -> str:
    """The raw text of a document or selection with line feeds at the ends of lines, and lines
    that are laid out in pieces whole."""
    if BEFORE in raw:
        raw = raw.replace(JOINT, "")
    for line_break in _BREAKS:  # one by one: a table of characters takes a hundred times as long
        raw = raw.replace(line_break, "\n")
    return raw


def utf16_length(text: str) -> int:
    """Length of ``text`` in the units Qt counts positions in."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def raw_position(raw: str, index: int) -> int:
    """Where character ``index`` of a document's text stands in it, as Qt counts; ``raw`` is the
    document's raw text."""
    if BEFORE not in raw:
        return utf16_length(raw[:index])
    place = 0
    for piece in raw.split(JOINT):
        if index <= len(piece):
            break
        index -= len(piece)
        place += utf16_length(piece) + len(JOINT)
    return place + utf16_length(piece[:index])


def characters(units: Iterable[str]) -> Iterator[str]:
    """Whole characters of the UTF-16 units that Qt hands out one by one."""
    half = ""
    for unit in units:
        if "\ud800" <= unit <= "\udbff":
            half = unit
        elif half:
            yield from (
                (half + unit).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            )
            half = ""
        else:
            yield unit


def has_local_files(data: QMimeData) -> bool:
    """Whether files were dragged here: they are for the window, not for a text."""
    return any(url.isLocalFile() for url in data.urls())


def utf16_positions(text: str, positions: Sequence[int]) -> list[int]:
    """Positions in ``text``, in rising order, as Qt counts them."""
    found, before, units = [], 0, 0
    for position in positions:
        units += utf16_length(text[before:position])
        before = position
        found.append(units)
    return found


def character_position(text: str, units: int) -> int:
    """Where a position that Qt counts lies in ``text``."""
    before = text.encode("utf-16-le", "surrogatepass")[: 2 * units]
    return len(before.decode("utf-16-le", "replace"))


class UnitMap:
    """Places of one text in its own characters and in Qt's UTF-16 units, each from the other."""

    def __init__(self, text: str, joints: Sequence[int] = ()) -> None:
        """``joints`` are the places in ``text`` where one stands in the document."""
        # What takes more than one unit, by its place in the text and by that in units.
        extra: list[tuple[int, int]] = []
        if utf16_length(text) > len(text):
            extra += [(found.start(), 1) for found in _WIDE.finditer(text)]
        extra += [(place, len(JOINT)) for place in joints]
        extra.sort()
        self._characters = [place for place, _units in extra]
        self._before = [0, *accumulate(units for _place, units in extra)]
        self._units = [
            place + before for place, before in zip(self._characters, self._before, strict=False)
        ]

    @classmethod
    def of_raw(cls, raw: str) -> UnitMap:
        """Of the text in a document whose raw text is ``raw``."""
        if BEFORE not in raw:
            return cls(raw)
        pieces = raw.split(JOINT)
        return cls("".join(pieces), list(accumulate(map(len, pieces[:-1]))))

    def all_units(self, positions: Sequence[int]) -> list[int]:
        """As :meth:`units` for many positions, in rising order, in a fraction of the time."""
        found: list[int] = []
        begin = 0
        for place, before in zip(self._characters, self._before, strict=False):
            end = bisect_right(positions, place, begin)
            found += [position + before for position in positions[begin:end]]
            begin = end
        after = self._before[-1]
        found += [position + after for position in positions[begin:]]
        return found

    def units(self, position: int) -> int:
        """A position in the text, as Qt counts it; before a joint where one is."""
        return position + self._before[bisect_left(self._characters, position)]

    def characters(self, units: int) -> int:
        """A position that Qt counts, in the text; what lies inside a character or a joint counts
        as before it."""
        place = bisect_left(self._units, units)
        found = units - self._before[place]
        return max(found, self._characters[place - 1]) if place else found
