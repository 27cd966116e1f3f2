"""Which stretch of the text belongs to which of the translation, in Qt's positions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from desktop_lm.ui.translation.sheet.sheet import Sheet
from desktop_lm.ui.translation.sheet.shift import Span
from desktop_lm.ui.widgets.plain_text import UnitMap


class Pairs:
    """``rows[i]`` is the sheet's row whose source is ``source[i]`` and translation ``target[i]``;
    positions are Qt's, UTF-16 units from the start of either document, which ``in_text`` and
    ``in_translation`` tell. Rows whose source has changed are none."""

    def __init__(
        self, sheet: Sheet, lengths: Span, in_text: UnitMap, in_translation: UnitMap
    ) -> None:
        """``lengths`` are the numbers of characters of text and translation."""
        self.of_rows = _converted(sheet.target_spans(), in_translation)  # each row's translation
        self.rows: list[int] = []
        source: list[Span] = []
        last = 0
        for number, row in enumerate(sheet.rows):
            if row.span is not None and row.span[0] >= last:
                last = row.span[1]
                self.rows.append(number)
                source.append(row.span)
        self.source = _converted(source, in_text)
        self.target = [self.of_rows[number] for number in self.rows]
        self.lengths = in_text.units(lengths[0]), in_translation.units(lengths[1])

    def at_source(self, position: int) -> int | None:
        """Number of the pair that ``position`` in the text is in, None between pairs."""
        return _at(position, self.source)

    def at_target(self, position: int) -> int | None:
        """Number of the pair that ``position`` in the translation is in."""
        return _at(position, self.target)

    def row_at(self, position: int) -> int | None:
        """The sheet's row that ``position`` in the translation is in."""
        return _at(position, self.of_rows)

    def rows_between(self, first: int, last: int) -> range:
        """The sheet's rows that are in that stretch of the translation."""
        begin = bisect_right(self.of_rows, (first, -1))
        end = bisect_right(self.of_rows, (last, float("inf")))
        return range(max(begin - 1, 0), end)

    def number_of(self, row: int) -> int | None:
        """Number of the pair of that row of the sheet."""
        place = bisect_right(self.rows, row) - 1
        return place if place >= 0 and self.rows[place] == row else None

    def to_target(self, position: float) -> float:
        """Where in the translation one reads what stands at ``position`` in the text."""
        return _between(position, self.source, self.target, self.lengths)

    def to_source(self, position: float) -> float:
        """Where in the text one reads what stands at ``position`` in the translation."""
        return _between(position, self.target, self.source, self.lengths[::-1])


def _converted(spans: Sequence[Span], places: UnitMap) -> list[Span]:
    found = places.all_units([place for span in spans for place in span])
    return list(zip(found[::2], found[1::2], strict=True))


def pairs_of(sheet: Sheet, text: str) -> Pairs:
    """Of documents that hold nothing but the texts themselves."""
    translation = sheet.text()
    return Pairs(sheet, (len(text), len(translation)), UnitMap(text), UnitMap(translation))


def _at(position: int, spans: Sequence[Span]) -> int | None:
    number = bisect_right(spans, (position, float("inf"))) - 1
    if number >= 0 and spans[number][0] <= position <= spans[number][1]:
        return number
    return None


def _between(
    position: float, here: Sequence[Span], there: Sequence[Span], lengths: tuple[int, int]
) -> float:
    """The same share of the way through the partner, or through the space before it."""
    number = bisect_right(here, (position, float("inf"))) - 1
    before, other_before = (0, 0) if number < 0 else (here[number][1], there[number][1])
    if number >= 0 and position <= before:
        start, other_start = here[number][0], there[number][0]
        return other_start + _share(position, start, before) * (other_before - other_start)
    end, other_end = lengths
    if number + 1 < len(here):
        end, other_end = here[number + 1][0], there[number + 1][0]
    return other_before + _share(position, before, end) * (other_end - other_before)


def _share(position: float, start: float, end: float) -> float:
    return min(1.0, max(0.0, (position - start) / (end - start))) if end > start else 0.0
