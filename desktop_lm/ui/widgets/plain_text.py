"""Text out of Qt's documents, without the changes Qt's own conversion makes to it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from unicodedata import bidirectional

from PySide6.QtCore import QMimeData

# Qt's own plain text turns each no-break space into a space; the raw text does not, and marks
# the ends of paragraphs and lines with these two.
_WIDE = re.compile("[\U00010000-\U0010ffff]")
_BREAKS = str.maketrans({"\u2029": "\n", "\u2028": "\n"})
# Where a line that is laid out in pieces is cut (``long_lines``): two marks that Unicode has given
# up, invisible everywhere, around the end of a paragraph.
BEFORE, AFTER = "\u206a", "\u206b"
JOINT = f"{BEFORE}\u2029{AFTER}"


def from_raw(raw: str) -> str:
    """The raw text of a document or selection with line feeds at the ends of lines, and lines
    that are laid out in pieces whole."""
    if BEFORE in raw:
        raw = raw.replace(JOINT, "")
    return raw.translate(_BREAKS)


def utf16_length(text: str) -> int:
    """Length of ``text`` in the units Qt counts positions in."""
    return len(text) + sum(character > "\uffff" for character in text)


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


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is of a script written from the right."""
    for character in text:
        direction = bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


class UnitMap:
    """Places of one text in its own characters and in Qt's UTF-16 units, each from the other."""

    def __init__(self, text: str) -> None:
        # What takes two units, by its place in either count.
        wide = [found.start() for found in _WIDE.finditer(text)]
        self._characters = wide
        self._units = [place + before for before, place in enumerate(wide)]

    def units(self, position: int) -> int:
        """A position in the text, as Qt counts it."""
        return position + bisect_left(self._characters, position)

    def characters(self, units: int) -> int:
        """A position that Qt counts, in the text; between two halves is before the character."""
        return units - bisect_left(self._units, units)
