"""What a text is likely to take, from those before it."""

from __future__ import annotations

import pytest

from desktop_lm.engine.llama.growth import Growth


@pytest.mark.parametrize(("each", "before"), [(40, 0.5), (40, 3.0), (7, 1.2)])
def test_it_comes_to_expect_what_there_was(each: int, before: float) -> None:
    growth = Growth(4)
    for _ in range(100):
        growth.ended(each, round(each * before))

    assert growth.likely(each) == pytest.approx(each * before, rel=0.1)


def test_a_search_is_expected_to_take_more_from_the_start() -> None:
    assert 10 < Growth(1).likely(10) < Growth(4).likely(10) < 4 * Growth(1).likely(10)


def test_one_odd_text_says_little() -> None:
    growth = Growth(1)
    usual = growth.likely(10)
    growth.ended(2, 60)

    assert usual < growth.likely(10) < 2 * usual
