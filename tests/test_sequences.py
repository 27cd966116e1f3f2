"""How many sequences a model gets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.sequences import sequences_for


@pytest.mark.parametrize(
    ("vocabulary", "expected"),
    [(0, 64), (300, 64), (8192, 64), (16_384, 32), (32_000, 16), (49_152, 16), (262_208, 16)],
)
def test_fewer_tokens_leave_room_for_more_sequences(vocabulary: int, expected: int) -> None:
    assert sequences_for(vocabulary, keeps_states=False) == expected
    assert sequences_for(vocabulary, keeps_states=True) == 16


@given(st.integers(1, 1 << 24))
def test_their_rows_take_no_more_than_those_of_a_usual_vocabulary(vocabulary: int) -> None:
    count = sequences_for(vocabulary, keeps_states=False)

    assert count == 16 or count * vocabulary <= 16 * 49_152
    assert count == 64 or 2 * count * vocabulary > 16 * 49_152
    assert count.bit_count() == 1
