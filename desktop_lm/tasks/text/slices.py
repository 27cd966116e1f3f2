"""Slices of a text, and those that no cut into segments goes through."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Span:
    """The slice ``text[start:end]`` of a text."""

    start: int
    end: int


class Kept(Protocol):
    """A slice of a text that no cut goes through. ``divides``: what stands before it and what
    stands behind it are sentences of their own. ``pair``: two slices with the same number, not 0,
    belong together."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def divides(self) -> bool: ...

    @property
    def pair(self) -> int: ...

    @property
    def is_mark(self) -> bool:
        """Whether a sentence is complete without it."""


def strip(text: str, span: Span) -> Span:
    """The slice without the white space at its ends."""
    piece = text[span.start : span.end]
    start = span.end - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))


def has_letter(text: str) -> bool:
    """Whether there is something to translate in it."""
    return any(character.isalpha() for character in text)


class WholeSlices:
    """What of ``text`` is not cut through."""

    def __init__(self, text: str, kept: Sequence[Kept]) -> None:
        self._text = text
        self._kept = kept
        self._starts = [part.start for part in kept]

    def sentences(self, found: Iterator[Span]) -> Iterator[Span]:
        """The same, those in one that a kept slice ties together, and cut where one divides."""
        if not self._kept:
            yield from found
            return
        begin: int | None = None
        for sentence in found:
            begin = sentence.start if begin is None else begin
            if self.around(sentence.end) is None:
                yield from self._divided(Span(begin, sentence.end))
                begin = None
        if begin is not None:
            yield from self._divided(Span(begin, sentence.end))

    def columns(self, line: Span) -> Iterator[Span]:
        """What tabs part in ``line``, but for those within a kept slice."""
        start = at = line.start
        while (tab := self._text.find("\t", at, line.end)) >= 0:
            at = tab + 1
            if self.around(tab) is None and self.around(at) is None:
                yield Span(start, tab)
                start = at
        yield Span(start, line.end)

    def around(self, at: int) -> Kept | None:
        """The slice that a cut at ``at`` would go through."""
        place = bisect_right(self._starts, at) - 1
        if place >= 0 and self._starts[place] < at < self._kept[place].end:
            return self._kept[place]
        return None

    def without_marks(self, piece: Span) -> Span:
        """``piece`` less the marks at its ends whose partners are not within it."""
        inside = self._inside(piece)
        first, last = 0, len(inside)
        start, end = piece.start, piece.end
        moved = bool(inside)
        while moved and first < last:
            moved = False
            head, tail = inside[first], inside[last - 1]
            if head.start == start and self._may_go(head, tail, inside[first + 1 : last], end):
                start = strip(self._text, Span(head.end, end)).start
                first += 1
                moved = True
            elif tail.end == end and self._may_go(tail, head, inside[first : last - 1], start):
                end = strip(self._text, Span(start, tail.start)).end
                last -= 1
                moved = True
        return Span(start, max(start, end))

    def has_letter(self, piece: Span) -> bool:
        """Whether there is something to translate in it."""
        done = piece.start
        for part in self._inside(piece):
            if has_letter(self._text[done : part.start]):
                return True
            done = max(done, part.end)
        return has_letter(self._text[done : piece.end])

    def _may_go(self, part: Kept, opposite: Kept, others: Sequence[Kept], other_end: int) -> bool:
        """A mark at an end: alone, or with its partner at the other end."""
        if not part.is_mark:
            return False
        if part.divides or not part.pair or all(one.pair != part.pair for one in others):
            return True
        return opposite.pair == part.pair and other_end in (opposite.start, opposite.end)

    def _divided(self, sentence: Span) -> Iterator[Span]:
        start = sentence.start
        for part in self._inside(sentence):
            if part.divides:
                yield strip(self._text, Span(start, max(start, part.start)))
                start = max(start, part.end)
        if start < sentence.end:
            yield strip(self._text, Span(start, sentence.end))

    def _inside(self, piece: Span) -> list[Kept]:
        first = max(0, bisect_right(self._starts, piece.start) - 1)
        last = bisect_right(self._starts, piece.end - 1)
        return [part for part in self._kept[first:last] if part.end > piece.start]
