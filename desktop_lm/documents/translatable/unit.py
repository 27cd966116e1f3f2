"""What a file has to translate, and its translation: the same values for every format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Span:
    """The slice ``text[start:end]`` with a formatting or a link of its own.

    Spans may lie within each other. ``key`` names the formatting among the spans of its unit.
    Empty (``start == end``): something that stands between letters, such as an image or the mark
    of a note. ``fixed``: the slice is shown to be understood, and comes back letter by letter
    whatever its translation is (inline code, the value of a field).
    """

    start: int
    end: int
    key: str
    fixed: bool = False


Spans: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its file a unit stands: the line, paragraph, cue, row or entry ``number``, counted
    from 1; a table's header is a row, as in a spreadsheet. ``part`` is the chapter's file, the
    column, the path of the string or "".
    """

    number: int
    part: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """One paragraph, cell, cue or string, as plain text.

    It has a letter in it. Line feeds and tabs in ``text`` are the author's own and stay in the
    translation; where a file is merely wrapped there are none.
    """

    text: str
    spans: Spans = ()
    place: Place = Place(1)


@dataclass(frozen=True, slots=True)
class Written:
    """The translation of a unit.

    ``spans`` have the keys of the unit's, each where it now belongs. One that is missing loses its
    formatting and no text; what is empty or fixed is written all the same, at the end.
    ``untouched``: it could not be translated, and its place in the file stays as it is.
    """

    text: str
    spans: Spans = ()
    untouched: bool = False


def same(unit: Unit) -> Written:
    """The unit as it is, for one that could not be translated."""
    return Written(unit.text, unit.spans, untouched=True)
