"""Where formatting and links of a text go in its translation.

Words that are the same on both sides (names, numbers, links) show which words belong together;
between them, the n-th part of the way in the one text is the n-th part of the way in the other.
Nothing is asked of a model, so it is quick, and the same each time.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from desktop_lm.tasks.translation.pieces import Piece
from desktop_lm.tasks.translation.word_alignment import Alignment

__all__ = ["Mark", "Spanning", "project"]


class Spanning(Protocol):
    """The slice from ``start`` to ``end`` of a text has something of its own, ``key``: bold, a
    link. An empty one (``start == end``) stands between letters: an image, a break."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...

    @property
    def key(self) -> Hashable: ...


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a translation; ``key`` is that of the source's span."""

    start: int
    end: int
    key: Hashable


@dataclass(slots=True)
class _Node:
    """A span of the source and those within it; ``number`` is its place among all spans."""

    start: int
    end: int
    number: int
    inner: list[_Node] = field(default_factory=list)
    low: int = 0  # the words of the translation it wants, then gets
    high: int = 0
    floor: int = 0  # those it may have
    ceiling: int = 0


def project(
    source: str, spans: Sequence[Spanning], target: str, pieces: Sequence[Piece] = ()
) -> tuple[Mark, ...]:
    """Where ``spans`` of ``source`` go in ``target``: each once, in the order of ``spans``, nested
    or apart as they were, at the borders of words.

    ``pieces``: which slice became which, in order; what lies between them is the same in both
    texts. Without any, the whole became the whole. A span never leaves what the pieces became that
    it is in; one with a word in it gets one there at least, as long as there are enough, and is
    empty where there are not.
    """
    if not spans:
        return ()
    alignment = Alignment(source, target, pieces)
    root = _tree(source, spans)
    root.low, root.high = 0, len(alignment.target)
    marks: dict[int, Mark] = {}
    for node, slice_ in _placed(root, alignment, (0, len(target))):
        marks[node.number] = Mark(*slice_, spans[node.number].key)
    return tuple(marks[number] for number in range(len(spans)))


def _tree(source: str, spans: Sequence[Spanning]) -> _Node:
    """The spans within each other; one that crosses another ends where that ends."""
    root = _Node(0, len(source), -1)
    open_: list[_Node] = [root]
    order = sorted(range(len(spans)), key=lambda n: (spans[n].start, -spans[n].end, n))
    for number in order:
        start = min(max(0, spans[number].start), len(source))
        end = min(max(start, spans[number].end), len(source))
        while len(open_) > 1 and open_[-1].end <= start and not _holds(open_[-1], start, end):
            open_.pop()
        node = _Node(start, min(end, open_[-1].end), number)
        open_[-1].inner.append(node)
        if node.start < node.end:
            open_.append(node)
    return root


def _holds(node: _Node, start: int, end: int) -> bool:
    """An empty span at the end of another lies behind it."""
    return start < node.end and end <= node.end


def _placed(
    parent: _Node, alignment: Alignment, slice_: tuple[int, int]
) -> Iterator[tuple[_Node, tuple[int, int]]]:
    """Each span within ``parent``, whose slice of the target this is, and its own slice."""
    work = [(parent, slice_)]
    while work:
        parent, slice_ = work.pop()
        for node in parent.inner:
            node.low, node.high = alignment.wanted(node.start, node.end)
            if node.low < node.high:
                node.floor, node.ceiling = alignment.reach(node.start, node.end)
        _share(parent)
        done = slice_[0]
        for node in sorted(parent.inner, key=lambda n: (n.low, n.high, n.start, n.number)):
            start, end = alignment.slice_of(node.start, node.end, node.low, node.high)
            start = min(max(done, start), slice_[1])
            end = min(max(start, end), slice_[1])
            done = end
            yield node, (start, end)
            if node.inner:
                work.append((node, (start, end)))


def _share(parent: _Node) -> None:
    """Give each span within ``parent`` words of its own, near those it wants and of its sentence:
    none where others have all of them."""
    line = sorted(parent.inner, key=lambda node: (node.low, node.start, node.number))
    wanting = [node for node in line if node.low < node.high]
    followings = [parent.high, *(node.low for node in reversed(wanting[1:]))]
    lasts: list[int] = []  # where each ends at the latest, to leave a word for each that follows
    last = parent.high
    for node in reversed(wanting):
        lasts.append(min(last, node.ceiling))
        last = max(lasts[-1] - 1, node.floor)
    done = parent.low
    for node in line:
        if node.low >= node.high:
            node.low = node.high = done = min(max(node.low, done), parent.high)
            continue
        done = min(max(done, node.floor), parent.high)
        following, last = followings.pop(), max(done, lasts.pop())
        low = min(max(node.low, done), max(done, last - 1))
        high = min(max(low + 1, min(node.high, max(following, low + 1))), last)
        node.low, node.high = low, max(low, high)
        done = node.high
