"""Where the beginnings of a text lie, beside a cache that counts the way llama.cpp does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.engine.llama.branches import Branches, Move


class Cells:
    """A cell is in use as long as a sequence has it; what sequences have in common is one."""

    def __init__(self) -> None:
        self._made = 0
        self._of: dict[int, list[int]] = {}

    def read(self, sequence: int, tokens: int = 1) -> None:
        self._of.setdefault(sequence, []).extend(range(self._made, self._made + tokens))
        self._made += tokens

    def move(self, move: Move) -> None:
        for sequence in move.released:
            del self._of[sequence]
        for source, target in move.copied:
            assert target not in self._of
            self._of[target] = list(self._of[source])

    def of(self, sequence: int) -> list[int]:
        return list(self._of[sequence])

    @property
    def used(self) -> int:
        return len({cell for cells in self._of.values() for cell in cells})

    @property
    def sequences(self) -> set[int]:
        return set(self._of)


@given(st.data(), st.integers(1, 9), st.integers(1, 4))
def test_they_are_counted_as_the_cache_has_them(
    data: st.DataObject, prompt: int, most: int
) -> None:
    branches, cells = Branches(tuple(range(7, 7 + most))), Cells()
    branches.read_prompt(prompt)
    cells.read(branches.used[0], prompt)
    peak = prompt
    for _ in range(data.draw(st.integers(1, 12))):
        count = len(branches.used)
        if not count:
            break
        parents = data.draw(st.lists(st.integers(0, count - 1), max_size=most))
        before = [cells.of(sequence) for sequence in branches.used]

        cells.move(branches.go_on(parents))

        assert [cells.of(sequence) for sequence in branches.used] == [before[n] for n in parents]
        assert len(set(branches.used)) == len(parents)
        assert cells.sequences == set(branches.used)
        assert branches.cells == (cells.used if parents else prompt)
        for sequence in branches.used:
            cells.read(sequence)
        branches.read()
        peak = max(peak, branches.cells)
        assert branches.most == peak


def test_a_beginning_that_alone_goes_on_stays_where_it_is() -> None:
    branches = Branches((4, 5))
    branches.read_prompt(3)

    assert branches.go_on([0]) == Move((), ())
    branches.read()
    assert branches.go_on([0, 0]) == Move((), ((4, 5),))
    branches.read()
    assert branches.cells == 3 + 1 + 2
    assert branches.go_on([1]) == Move((4,), ())
    assert branches.cells == 3 + 1 + 1


def test_a_text_without_an_end_does_not_dig_itself_in() -> None:
    branches = Branches((4, 5))
    branches.read_prompt(1)
    branches.go_on([0, 0])
    for _ in range(20_000):  # each of these has the one before it
        branches.read()
        branches.go_on([1, 1])
    assert branches.cells == 1 + 20_000

    branches.read()
    branches.go_on([])
    assert branches.cells == 1


@pytest.mark.parametrize("most", [1, 4])
def test_beginnings_never_take_a_sequence_of_anothers(most: int) -> None:
    branches = Branches(tuple(range(10, 10 + most)))
    branches.read_prompt(1)
    branches.go_on([0] * most)

    assert set(branches.used) == set(branches.sequences)
