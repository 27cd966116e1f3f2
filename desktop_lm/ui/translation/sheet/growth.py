"""A translation that comes in, in the place of the one that was there.

What is known already stays where it is; the new words of a segment take the place of those it had
before the text was changed. What is still to come below stays until its turn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop_lm.tasks.translation.updates import SegmentDone
from desktop_lm.ui.translation.sheet.part import Part, part_of
from desktop_lm.ui.translation.sheet.sheet import Row, Sheet
from desktop_lm.ui.translation.sheet.shift import Span

MakePart = Callable[[str, str, SegmentDone], Part]


class Growth:
    """``before`` are the rows shown when the translation of ``text`` begins, their spans places
    in ``text``; ``is_kept`` says of which nothing new will come."""

    def __init__(
        self,
        text: str,
        before: Sequence[Row],
        is_kept: Callable[[Row], bool] = lambda _row: False,
        make_part: MakePart = part_of,
    ) -> None:
        self.text = text
        self._done: list[Row] = []
        self._rest = list(reversed(before))  # the next one is the last
        self._is_kept = is_kept
        self._make_part = make_part
        self._base = 0  # so much of the new translation is in _done
        self._coming = ""  # behind that

    def add(self, text: str) -> None:
        """More of the translation: spacing, or words of the next segment."""
        self._coming += text

    def cut_back(self, length: int) -> None:
        """The translation ends after ``length`` characters again."""
        self._coming = self._coming[: max(length - self._base, 0)]

    def end_segment(self, done: SegmentDone) -> None:
        """A segment is complete; all its words were added."""
        start, end = done.target_start - self._base, done.target_end - self._base
        source = self.text[done.source_start : done.source_end]
        part = self._make_part(source, self._coming[start:end], done)
        span = done.source_start, done.source_end
        self._done.append(Row(part, self._coming[:start], span))
        self._coming = self._coming[end:]
        self._base = done.target_end
        self._pass(span)

    def put_part(self, part: Part) -> None:
        """Another translation of a segment, wherever it is complete."""
        self._done = list(Sheet(self._done).with_part(part).rows)

    def shown(self) -> Sheet:
        """What is to be seen meanwhile."""
        rest = self._rest[::-1]
        if not rest:
            return Sheet(list(self._done), self._coming)
        if self._coming and not self._is_there_already(rest[0]):
            if not self._is_kept(rest[0]):
                del rest[0]
            rest.insert(0, Row(Part("", self._coming)))
        return Sheet([*self._done, *rest])

    def ended(self, *, complete: bool) -> Sheet:
        """What stays. What was still to come below stays too unless the work is ``complete``."""
        if complete:
            self._rest.clear()
        return self.shown()

    def _is_there_already(self, row: Row) -> bool:
        """Whether the words so far are those that stand there: then nothing moves."""
        return (row.gap + row.part.target).startswith(self._coming)

    def _pass(self, span: Span) -> None:
        """Let go of what the new row stands for."""
        if self._drop_through(span):
            return
        rest = self._rest
        if rest and (rest[-1].span is None or not self._is_kept(rest[-1])):
            rest.pop()
        while rest and (place := rest[-1].span) is not None and place[0] < span[1]:
            rest.pop()

    def _drop_through(self, span: Span) -> bool:
        """Drop the row of this very span with all before it, where there is one."""
        for place in range(len(self._rest) - 1, -1, -1):
            there = self._rest[place].span
            if there == span:
                del self._rest[place:]
                return True
            if there is not None and there[0] > span[0]:
                return False
        return False
