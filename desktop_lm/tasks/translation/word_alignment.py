"""Which words of a text and of its translation belong together, guessed from the texts alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop_lm.tasks.text.word_cuts import Word, without_accents, words
from desktop_lm.tasks.translation.pieces import Piece, Pieces

_LEAST_LETTERS = 4  # of a word that says something by being the same: "a" and "die" do not
_COGNATE, _BEGINNING = 6, 5  # letters of words that are alike, and of their common beginning


@dataclass(frozen=True, slots=True)
class _Block:
    """Source words ``first`` to ``last`` became target words ``low`` to ``high``."""

    first: int
    last: int
    low: int
    high: int


class Alignment:
    """Of a text and its translation, piece by piece; what is between pieces is the same."""

    def __init__(self, source: str, target: str, pieces: Sequence[Piece] = ()) -> None:
        self._source_text, self._target_text = source, target
        self.source, self.target = words(source), words(target)
        self._pieces = Pieces(source, target, pieces)
        self._source_starts = [word.start for word in self.source]
        self._source_ends = [word.end for word in self.source]
        self._blocks = list(self._cut())
        self._firsts = [block.first for block in self._blocks]
        self.anchors: dict[int, int] = {}
        for block in self._blocks:
            self.anchors.update(_same_words(source, target, self.source, self.target, block))
        self._anchored = {there: here for here, there in self.anchors.items()}
        self._xs, self._ys = self._way()

    def wanted(self, start: int, end: int) -> tuple[int, int]:
        """The words of the translation for the slice ``start`` to ``end`` of the source, as places
        in :attr:`target`: the first and the one behind the last, the same for no word."""
        first = bisect_right(self._source_ends, start)
        last = bisect_left(self._source_starts, end)
        if start == end or first >= last:
            place = self._between(bisect_right(self._source_ends, start), start)
            return place, place
        one, other = self._block_of(first), self._block_of(last - 1)
        if (first, last) == (one.first, other.last):
            return one.low, other.high
        low, high = self._near_anchors(first, last) or (self._along(first), self._along(last))
        low = min(max(low, one.low), max(one.low, other.high - 1))
        return low, min(max(high, low + 1), other.high)

    def reach(self, start: int, end: int) -> tuple[int, int]:
        """The words of the translation that a slice with words may have: those of the sentences it
        is in, as :meth:`wanted` counts them."""
        first = bisect_right(self._source_ends, start)
        last = bisect_left(self._source_starts, end)
        return self._block_of(first).low, self._block_of(last - 1).high

    def slice_of(self, start: int, end: int, low: int, high: int) -> tuple[int, int]:
        """The characters of the words ``low`` to ``high``, which stand for the source's slice, with
        the marks that belong to it; none outside of what the sentences became that it is in."""
        least, most = self._pieces.reach(start, end)
        if low >= high:
            place = min(max(least, self._point(start, low)), most)
            return place, place
        begin = min(max(least, self._begin(start, low)), most)
        return begin, min(max(begin, self._end(end, high)), most)

    def _begin(self, start: int, low: int) -> int:
        begin, floor = self.target[low].start, self.target[low - 1].end if low else 0
        exact = self._pieces.exact(start, begins=True)
        if exact is not None and floor <= exact <= begin:
            return exact
        following = bisect_left(self._source_starts, start)
        first = self._source_starts[following] if following < len(self.source) else start
        marks = len(self._source_text[start:first].strip())
        while marks and begin > floor and not self._target_text[begin - 1].isspace():
            begin, marks = begin - 1, marks - 1
        return begin

    def _end(self, end: int, high: int) -> int:
        place = self.target[high - 1].end
        ceiling = self.target[high].start if high < len(self.target) else len(self._target_text)
        exact = self._pieces.exact(end, begins=False)
        if exact is not None and place <= exact <= ceiling:
            return exact
        before = bisect_right(self._source_ends, end) - 1
        last = self._source_ends[before] if before >= 0 else end
        return self._behind(place, ceiling, self._source_text[last:end])

    def _point(self, at: int, low: int) -> int:
        floor = self.target[low - 1].end if low else 0
        ceiling = self.target[low].start if low < len(self.target) else len(self._target_text)
        exact = self._pieces.exact(at, begins=False)
        if exact is not None:
            return min(max(floor, exact), ceiling)
        before = bisect_right(self._source_ends, at)
        since = self._source_text[self._source_ends[before - 1] if before else 0 : at]
        until = self._source_starts[before] if before < len(self.source) else None
        if since and not self._source_text[at:until]:
            return ceiling
        return self._behind(floor, ceiling, since)

    def _behind(self, place: int, ceiling: int, marks: str) -> int:
        """Behind as many marks as stand there in the source."""
        count = len(marks.strip())
        while count and place < ceiling and not self._target_text[place].isspace():
            place, count = place + 1, count - 1
        return place

    def _between(self, behind: int, at: int) -> int:
        """The border in the translation for one in the source, ``behind`` so many words."""
        if behind in self.anchors and self._source_starts[behind] == at:
            return self.anchors[behind]
        if behind - 1 in self.anchors and self._source_ends[behind - 1] == at:
            return self.anchors[behind - 1] + 1
        return self._along(behind)

    def _near_anchors(self, first: int, last: int) -> tuple[int, int] | None:
        """Around the words that are the same, as many as the source's slice has."""
        known = [place for place in range(first, last) if place in self.anchors]
        if not known:
            return None
        there = [self.anchors[place] for place in known]
        low, high = min(there), max(there) + 1
        if high - low > 2 * (last - first) + 2:
            return None
        block = self._block_of(first)
        ratio = (block.high - block.low) / max(1, block.last - block.first)
        inside = range(first, last)
        for _ in range(round((known[0] - first) * ratio)):
            if low > block.low and self._anchored.get(low - 1, first) in inside:
                low -= 1
        for _ in range(round((last - 1 - known[-1]) * ratio)):
            if high < block.high and self._anchored.get(high, first) in inside:
                high += 1
        return low, high

    def _along(self, border: int) -> int:
        """The border that is as far along the way."""
        place = bisect_right(self._xs, border) - 1
        if place + 1 >= len(self._xs):
            return self._ys[-1]
        x0, x1 = self._xs[place], self._xs[place + 1]
        y0, y1 = self._ys[place], self._ys[place + 1]
        return y0 + round((border - x0) * (y1 - y0) / (x1 - x0))

    def _way(self) -> tuple[list[int], list[int]]:
        """Borders that belong together, both sides ascending."""
        points = [(0, 0)]
        for block in self._blocks:
            points.append((block.first, block.low))
            for here, there in _ascending(self.anchors, block):
                points += [(here, there), (here + 1, there + 1)]
            points.append((block.last, block.high))
        points.append((len(self.source), len(self.target)))
        points = sorted(set(points))
        return [x for x, _ in points], [y for _, y in points]

    def _cut(self) -> Iterator[_Block]:
        """The words of each piece, and of what is between."""
        borders = [(0, 0)]
        for piece in self._pieces.all:
            borders += [
                (piece.source_start, piece.target_start),
                (piece.source_end, piece.target_end),
            ]
        target_starts = [word.start for word in self.target]
        first, low = 0, 0
        for source_end, target_end in [*borders[1:], (len(self._source_text) + 1,) * 2]:
            is_end = source_end > len(self._source_text)
            last = len(self.source) if is_end else bisect_left(self._source_starts, source_end)
            high = len(self.target) if is_end else bisect_left(target_starts, target_end)
            if last > first or high > low:
                yield _Block(first, last, low, high)
            first, low = last, high

    def _block_of(self, word: int) -> _Block:
        place = bisect_right(self._firsts, word) - 1
        while self._blocks[place].last <= word:  # an empty one begins there too
            place += 1
        return self._blocks[place]


def _same_words(
    source_text: str,
    target_text: str,
    source: Sequence[Word],
    target: Sequence[Word],
    block: _Block,
) -> dict[int, int]:
    """The places of words that are the same on both sides as often, in their order."""
    found: dict[int, int] = {}
    for alike in (_exactly, _nearly):
        here, there = defaultdict(list), defaultdict(list)
        for place in range(block.first, block.last):
            if place not in found and (name := alike(source_text, source[place])):
                here[name].append(place)
        taken = set(found.values())
        for place in range(block.low, block.high):
            if place not in taken and (name := alike(target_text, target[place])):
                there[name].append(place)
        for name, places in here.items():
            if len(places) == len(there[name]):
                found.update(zip(places, there[name], strict=True))
    return found


def _exactly(text: str, word: Word) -> str:
    is_name = text[word.start].isupper() and not word.stands_alone
    long = len(word.folded) >= (2 if is_name else _LEAST_LETTERS)
    return word.folded if long or word.folded[0].isdigit() else ""


def _nearly(_text: str, word: Word) -> str:
    plain = without_accents(word.folded)
    return plain[:_BEGINNING] if len(plain) >= _COGNATE else ""


def _ascending(anchors: dict[int, int], block: _Block) -> list[tuple[int, int]]:
    """The most of a block's anchors that stand in the same order on both sides."""
    tails: list[int] = []  # the least end of an ascending row, by its length
    rows: list[tuple[int, int]] = []  # (source place, length of the row that ends with it)
    for here in range(block.first, block.last):
        if here in anchors:
            length = bisect_left(tails, anchors[here])
            tails[length : length + 1] = [anchors[here]]
            rows.append((here, length))
    chosen: list[tuple[int, int]] = []
    wanted = len(tails) - 1
    for here, length in reversed(rows):
        if length == wanted and (not chosen or anchors[here] < chosen[-1][1]):
            chosen.append((here, anchors[here]))
            wanted -= 1
    return chosen[::-1]
