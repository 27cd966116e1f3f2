"""Where the beginnings of one text lie in the cache: in which sequences, and in how many cells.

Each beginning has a sequence of its own, but what two of them have in common lies in the same
cells, and what none goes on from is given back. So four wordings of a sentence take some two and a
half times the cells of one, and not four times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class _Place:
    """A token that was read, or the whole prompt, which has nothing before it."""

    before: _Place | None = None
    followed_by: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """What is to be done with the sequences: first ``released``, then ``copied`` from one to
    another."""

    released: tuple[int, ...]
    copied: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Branches:
    """``sequences`` are those that a text has to itself, as many as it may have beginnings; in
    ``used[i]`` lies beginning ``i``. ``cells`` they take together, and ``most`` they ever took."""

    sequences: tuple[int, ...]
    used: list[int] = field(default_factory=list)
    cells: int = 0
    most: int = 0
    _places: list[_Place] = field(default_factory=list)

    def read_prompt(self, tokens: int) -> None:
        """So many tokens were read, which all beginnings have in common."""
        self.used = [self.sequences[0]]
        self._places = [_Place()]
        self._take(tokens)

    def read(self) -> None:
        """One token more of each beginning was read."""
        self._take(len(self.used))

    def go_on(self, parents: Sequence[int]) -> Move:
        """From now on beginning ``i`` is what follows the one that was number ``parents[i]``; all
        that there were were read.

        The first to follow one keeps its sequence; others take one that none goes on from.
        """
        kept = {self.used[parent] for parent in parents}
        released = tuple(sequence for sequence in self.used if sequence not in kept)
        free = [sequence for sequence in self.sequences if sequence not in kept]
        used: list[int] = []
        copied: list[tuple[int, int]] = []
        for parent in parents:
            sequence = self.used[parent]
            if sequence in used:
                sequence = free.pop()
                copied.append((self.used[parent], sequence))
            used.append(sequence)
        self._follow(parents)
        self.used = used
        return Move(released, tuple(copied))

    def _follow(self, parents: Sequence[int]) -> None:
        before, self._places = self._places, [_Place(self._places[n]) for n in parents]
        for parent in parents:
            before[parent].followed_by += 1
        for place in before:
            self._give_back(place)

    def _give_back(self, place: _Place) -> None:
        """The cells of ``place`` and what lies before it, as far as nothing follows them."""
        while place.before is not None and not place.followed_by:
            self.cells -= 1
            place = place.before
            place.followed_by -= 1

    def _take(self, cells: int) -> None:
        self.cells += cells
        self.most = max(self.most, self.cells)
