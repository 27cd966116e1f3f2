"""Rates of an answer."""

from __future__ import annotations

import pytest

from desktop_lm.bench.answer import Answer, BenchFailed


def answer(tokens: int, first_tokens: int = 1, rest_seconds: float = 2.0) -> Answer:
    return Answer(
        prompt_tokens=512,
        reused_tokens=0,
        tokens=tokens,
        first_tokens=first_tokens,
        first_seconds=4.0,
        rest_seconds=rest_seconds,
    )


def test_rates() -> None:
    assert answer(256).prompt_rate == 128.0
    assert answer(201).decode_rate == 100.0
    assert answer(203, first_tokens=3).decode_rate == 100.0


@pytest.mark.parametrize("given", [answer(1), answer(0, 0), answer(5, rest_seconds=0.0)])
def test_an_answer_of_one_token_has_no_rate(given: Answer) -> None:
    with pytest.raises(BenchFailed, match=f"after {given.tokens} tokens"):
        _ = given.decode_rate
