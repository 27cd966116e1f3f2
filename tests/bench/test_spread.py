"""Middle, spread and order of measurements."""

from __future__ import annotations

import statistics
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.bench.spread import interleave, nearest_rank, ratios, spread

VALUES = st.lists(st.floats(0.001, 1e6), min_size=1, max_size=40)


def test_spread_of_known_values() -> None:
    found = spread([4.0, 1.0, 3.0, 2.0, 5.0])

    assert (found.median, found.q1, found.q3) == (3.0, 2.0, 4.0)
    assert (found.least, found.most, found.count) == (1.0, 5.0, 5)


def test_one_value_is_its_own_spread() -> None:
    assert set(spread([7.0]).to_json().values()) == {7.0, 1}


@given(VALUES)
def test_spread_is_in_order(values: list[float]) -> None:
    found = spread(values)

    assert found.least <= found.q1 <= found.median <= found.q3 <= found.most
    assert found.median == statistics.median(values)


@given(VALUES, st.floats(0.001, 1))
def test_nearest_rank_is_the_smallest_value_that_covers_the_share(
    values: list[float], share: float
) -> None:
    found = nearest_rank(values, share)

    def covered(limit: float) -> float:
        return sum(value <= limit for value in values) / len(values)

    assert found in values
    assert covered(found) >= share - 1e-9
    assert all(covered(other) < share + 1e-9 for other in values if other < found)


def test_one_late_beat_in_a_thousand_is_beyond_the_rank() -> None:
    assert nearest_rank([0.0] * 999 + [9.0], 0.999) == 0.0
    assert nearest_rank([0.0] * 998 + [9.0] * 2, 0.999) == 9.0


def test_ratios_are_of_pairs() -> None:
    assert ratios([1.0, 6.0], [2.0, 3.0]) == [0.5, 2.0]
    with pytest.raises(ValueError, match="zip"):
        ratios([1.0], [1.0, 2.0])


def test_interleave_goes_to_and_fro() -> None:
    order: list[str] = []

    def contender(name: str) -> Callable[[int], str]:
        def run(number: int) -> str:
            order.append(f"{name}{number}")
            return order[-1]

        return run

    results = interleave([contender("a"), contender("b"), contender("c")], 3)

    assert order == ["a0", "b0", "c0", "c1", "b1", "a1", "a2", "b2", "c2"]
    assert results == [["a0", "a1", "a2"], ["b0", "b1", "b2"], ["c0", "c1", "c2"]]
