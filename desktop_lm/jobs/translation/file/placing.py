"""A unit's translation with its spans in their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from desktop_lm.documents.translatable.unit import Span, Unit, Written
from desktop_lm.tasks.translation.spans import Mark
from desktop_lm.tasks.translation.text import CutText


def placed(unit: Unit, cut: CutText, targets: Sequence[str]) -> Written:
    """``targets`` put together, one for each segment of ``cut``."""
    text = cut.joined(targets)
    marks = list(cut.marks(unit.spans, targets))
    reaches = cut.reaches(unit.spans, targets)
    taken: set[int] = set()
    for number, span in enumerate(unit.spans):
        if span.fixed and span.start < span.end:
            fixed = unit.text[span.start : span.end]
            found = _places(text, fixed, *reaches[number])
            marks[number] = _exactly(found, len(fixed), number, marks, taken)
    pairs = zip(unit.spans, marks, strict=True)
    spans = tuple(Span(mark.start, mark.end, span.key, span.fixed) for span, mark in pairs)
    return Written(text, spans)


def unplaced(unit: Unit, written: Written) -> Iterator[Span]:
    """The formatting of words of ``unit`` that nothing has in its translation: there were fewer
    words."""
    places = {span.key: span for span in written.spans if span.start < span.end}
    for span in unit.spans:
        words = unit.text[span.start : span.end]
        if not span.fixed and span.key not in places and any(map(str.isalnum, words)):
            yield span


def _exactly(
    places: Iterable[int], length: int, number: int, marks: Sequence[Mark], taken: set[int]
) -> Mark:
    """The very letters that stay, of all ``places`` where they are the nearest to where they
    should be: no others are to go with them. An empty place there where the translation lacks
    them."""
    mark = marks[number]
    others = [other for at, other in enumerate(marks) if at != number]
    found = [
        place
        for place in places
        if place not in taken and not any(_cuts(place, place + length, o) for o in others)
    ]
    if not found:
        return Mark(mark.start, mark.start, mark.key)
    start = min(found, key=lambda place: abs(place - mark.start))
    taken.add(start)
    return Mark(start, start + length, mark.key)


def _places(text: str, part: str, low: int, high: int) -> Iterator[int]:
    start = text.find(part, low, high)
    while start >= 0:
        yield start
        start = text.find(part, start + len(part), high)


def _cuts(start: int, end: int, other: Mark) -> bool:
    """Whether the two overlap and neither contains the other."""
    apart = end <= other.start or other.end <= start
    within = other.start <= start and end <= other.end
    around = start <= other.start and other.end <= end
    return not (apart or within or around)
