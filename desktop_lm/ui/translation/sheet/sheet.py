"""The translation that is shown, part by part, and where in the text each part's source is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from desktop_lm.ui.translation.sheet.part import Part, part_from_json
from desktop_lm.ui.translation.sheet.shift import Shift, Span


@dataclass(frozen=True, slots=True)
class Row:
    """``gap`` stands before the part in the translation. ``span`` is the part's source in the
    text, None where that has changed since."""

    part: Part
    gap: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """``tail`` is what follows the last part."""

    rows: Sequence[Row] = ()
    tail: str = ""
    _ends: list[int] = field(default_factory=list, compare=False, repr=False)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is shown."""
        return not self.rows and not self.tail

    def pieces(self) -> list[str]:
        """All that is shown, cut so that what did not change can be told."""
        found = [text for row in self.rows for text in (row.gap, row.part.target)]
        found.append(self.tail)
        return found

    def text(self) -> str:
        """All that is shown."""
        return "".join(self.pieces())

    def target_spans(self) -> list[Span]:
        """The slice of the translation that each row's part is."""
        if not self._ends:
            self._ends.extend(accumulate(len(row.gap) + len(row.part.target) for row in self.rows))
        return [
            (end - len(row.part.target), end)
            for row, end in zip(self.rows, self._ends, strict=True)
        ]

    def moved(self, shift: Shift) -> Sheet:
        """The same after the text was written in."""
        if shift.is_none:
            return self
        return Sheet([Row(row.part, row.gap, shift.span(row.span)) for row in self.rows], self.tail)

    def with_part(self, part: Part) -> Sheet:
        """The same with ``part`` in the place of all that translate its source."""
        rows = [
            Row(part, row.gap, row.span) if row.part.source == part.source else row
            for row in self.rows
        ]
        return Sheet(rows, self.tail)

    def swapped(self, text: str) -> Sheet:
        """What ``text`` is the translation of: the parts' sources, with the gaps of the text."""
        rows: list[Row] = []
        done = 0
        for row, target in zip(self.rows, self.target_spans(), strict=True):
            if row.span is None:
                return Sheet((), text)
            start, end = row.span
            rows.append(Row(row.part.swapped(), text[done:start], target))
            done = end
        return Sheet(rows, text[done:])

    def to_json(self) -> list[Any]:
        """The parts, to remember beside the text and its translation."""
        return [
            [*_place(row.span), *target, *row.part.to_json(), "" if row.span else row.part.source]
            for row, target in zip(self.rows, self.target_spans(), strict=True)
        ]


def _place(span: Span | None) -> Span:
    return (-1, -1) if span is None else span


def sheet_from_json(value: Any, text: str, translation: str) -> Sheet:
    """What was remembered of ``translation``, that of ``text``; without parts where anything is
    missing or wrong in it."""
    rows: list[Row] = []
    done = 0
    try:
        for start, end, target_start, target_end, *part, former in value:
            spans = start, end, target_start, target_end
            if not all(isinstance(place, int) for place in spans):
                raise TypeError("places are whole numbers")
            in_order = done <= target_start <= target_end <= len(translation)
            known = 0 <= start < end <= len(text)
            source = text[start:end] if known else former
            if not in_order or not isinstance(source, str):
                raise ValueError("not in this translation")
            made = part_from_json(source, translation[target_start:target_end], part)
            span = (start, end) if known else None
            rows.append(Row(made, translation[done:target_start], span))
            done = target_end
    except (IndexError, KeyError, TypeError, ValueError):
        return Sheet((), translation)
    return Sheet(rows, translation[done:])


def of_source(rows: Iterable[Row]) -> dict[str, Part]:
    """The parts by what they translate; a person's words go first."""
    found: dict[str, Part] = {}
    for row in rows:
        part = row.part
        if part.source and (part.is_edited or part.source not in found):
            found[part.source] = part
    return found
