"""Where the places of a text lie after somebody wrote into it."""

from __future__ import annotations

from collections.abc import Callable

Span = tuple[int, int]


class Shift:
    """From ``before`` to ``after``, taken as one change: all between the first and the last
    character that differ."""

    def __init__(self, before: str, after: str) -> None:
        self.begin = common_beginning(before, after)
        most = min(len(before), len(after)) - self.begin
        end = _common_end(before, after, most)
        self._changed_end = len(before) - end
        self._moved = len(after) - len(before)
        self.same = self.begin + end
        self.is_none = before == after
        # What was written right behind or before a span belongs to it, unless a space parts them.
        self._parted_before = _is_apart(after[self.begin : self.begin + 1])
        self._parted_behind = _is_apart(after[max(len(after) - end - 1, 0) : len(after) - end])

    def span(self, span: Span | None) -> Span | None:
        """Where the slice ``span`` is now; None where something of it has changed."""
        if span is None or self.is_none:
            return span
        start, end = span
        if end < self.begin or (end == self.begin and self._parted_before):
            return span
        behind = start > self._changed_end or (start == self._changed_end and self._parted_behind)
        return (start + self._moved, end + self._moved) if behind else None


def _is_apart(neighbour: str) -> bool:
    return not neighbour or neighbour.isspace()


def common_beginning(one: str, other: str) -> int:
    """How many characters are the same from the start."""
    return longest(min(len(one), len(other)), lambda n: one[:n] == other[:n])


def _common_end(one: str, other: str, most: int) -> int:
    ends = len(one), len(other)
    return longest(most, lambda n: one[ends[0] - n :] == other[ends[1] - n :])


def longest(most: int, fits: Callable[[int], bool]) -> int:
    """The largest number up to ``most`` that fits, where all smaller ones do too."""
    if fits(most):
        return most
    least, too_many = 0, most
    while too_many - least > 1:
        middle = (least + too_many) // 2
        if fits(middle):
            least = middle
        else:
            too_many = middle
    return least
