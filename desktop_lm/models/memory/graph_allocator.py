"""How large the one buffer is that llama.cpp computes a batch in.

ggml walks through the operations of a graph before anything runs and gives each result a place in
one buffer; a result's place is free again after its last reader. This repeats that walk, after
``ggml_gallocr_alloc_graph_impl`` and ``ggml_dyn_tallocr_alloc`` of ggml's ggml-alloc.c: the
smallest free block that is large enough, else the end of the buffer; operations such as additions
and norms take over the place of an operand nobody else reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """An operation with a result of ``size`` bytes, 0 where it is written to other memory.

    ``sources`` names the results it reads; weights and caches are not among them.
    """

    name: str
    size: int
    sources: tuple[str, ...] = ()
    in_place: bool = False  # may take over the place of a source of its size


def peak(inputs: Mapping[str, int], nodes: Sequence[Node]) -> int:
    """Bytes of the buffer for ``nodes``, run in order after ``inputs`` (name to bytes)."""
    readers = Counter(source for node in nodes for source in node.sources)
    buffer = _Buffer()
    places = {name: (buffer.take(size), size) for name, size in inputs.items()}
    for node in nodes:
        if node.size:
            taken_over = _reusable(node, places, readers) if node.in_place else None
            places[node.name] = (
                places.pop(taken_over) if taken_over else (buffer.take(node.size), node.size)
            )
        for source in node.sources:
            readers[source] -= 1
            if not readers[source] and source in places:
                buffer.give_back(*places.pop(source))
    return buffer.size


def _reusable(
    node: Node, places: Mapping[str, tuple[int, int]], readers: Mapping[str, int]
) -> str | None:
    for source in node.sources:
        if readers[source] == 1 and source in places and places[source][1] == node.size:
            return source
    return None


class _Buffer:
    """Free blocks, in order of place; the last has no end."""

    def __init__(self) -> None:
        self.size = 0
        self._holes: list[tuple[int, int]] = []  # place, bytes
        self._end = 0

    def take(self, size: int) -> int:
        fitting = [hole for hole in self._holes if hole[1] >= size]
        if not fitting:
            place = self._end
            self._end += size
            self.size = max(self.size, self._end)
            return place
        # Of holes of one size ggml takes the last.
        place, room = min(reversed(fitting), key=lambda hole: hole[1])
        index = self._holes.index((place, room))
        self._holes[index : index + 1] = [(place + size, room - size)] if room > size else []
        return place

    def give_back(self, place: int, size: int) -> None:
        self._holes.append((place, size))
        self._holes.sort()
        merged: list[tuple[int, int]] = []
        for start, room in self._holes:
            if merged and sum(merged[-1]) == start:
                merged[-1] = (merged[-1][0], merged[-1][1] + room)
            else:
                merged.append((start, room))
        if merged and sum(merged[-1]) == self._end:
            self._end = merged.pop()[0]
        self._holes = merged
