"""Which slices of a text became which of its translation."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment of the source and the slice of the translation it became."""

    source_start: int
    source_end: int
    target_start: int
    target_end: int


class Pieces:
    """The pieces of a text, in order; what lies between them is the same in both but for spaces.
    Without any, the whole became the whole."""

    def __init__(self, source: str, target: str, pieces: Sequence[Piece] = ()) -> None:
        self.all = tuple(pieces) or (Piece(0, len(source), 0, len(target)),)
        self._length = len(target)

    def exact(self, at: int, *, begins: bool) -> int | None:
        """The same place in the translation, where ``at`` is not within a piece. ``begins``: it is
        looked for as a beginning, which between two pieces is the second's."""
        place = bisect_right(self.all, at, key=_source_start) - 1
        if place < 0:
            return self._between(place, at)
        piece = self.all[place]
        if at == piece.source_start and not begins and place:
            previous = self.all[place - 1]
            if previous.source_end == at:
                return previous.target_end
        if at == piece.source_start:
            return piece.target_start
        return self._between(place, at) if at >= piece.source_end else None

    def reach(self, start: int, end: int) -> tuple[int, int]:
        """The slice of the translation that what is from ``start`` to ``end`` stays within: that of
        the pieces which it touches."""
        first = bisect_right(self.all, start, key=_source_start) - 1
        last = bisect_left(self.all, end, key=_source_start) - 1
        low = self._between(first, start)
        if first >= 0 and start < self.all[first].source_end:
            low = self.all[first].target_start
        high = self._between(last, end)
        if last >= 0 and end <= self.all[last].source_end:
            high = self.all[last].target_end
        return min(low, high), max(low, high)

    def _between(self, place: int, at: int) -> int:
        """Where ``at``, behind the piece at ``place`` and before the next, is now."""
        following = self.all[place + 1].target_start if place + 1 < len(self.all) else self._length
        if place < 0:
            return min(at, following)
        piece = self.all[place]
        return min(piece.target_end + max(0, at - piece.source_end), following)


def _source_start(piece: Piece) -> int:
    return piece.source_start
