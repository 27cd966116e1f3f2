"""Prompts of an exact length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.bench import prompts
from desktop_lm.bench.answer import BenchFailed


def count_words(text: str) -> int:
    return len(text.split())


def count_long_words_twice(text: str) -> int:
    return sum(2 if len(word) > 6 else 1 for word in text.split())


@given(st.integers(0, 50), st.integers(20, 1500))
def test_fit_is_exact_where_a_word_is_a_token(variant: int, tokens: int) -> None:
    text = prompts.fit(prompts.words(variant), tokens, count_words)

    assert count_words(text) == tokens


@given(st.integers(0, 50), st.integers(20, 1500))
def test_fit_is_exact_where_words_are_cut(variant: int, tokens: int) -> None:
    text = prompts.fit(prompts.words(variant), tokens, count_long_words_twice)

    assert count_long_words_twice(text) == tokens


def test_no_text_fits_a_tokeniser_that_never_gives_the_number() -> None:
    with pytest.raises(BenchFailed, match="exactly 15 tokens"):
        prompts.fit(prompts.words(0), 15, lambda text: 10 * count_words(text))


def test_prompts_near_each_other_begin_differently() -> None:
    first_words = [prompts.words(variant)[0] for variant in range(16)]

    assert len(set(first_words)) == 16


def test_a_variant_is_the_same_each_time() -> None:
    assert prompts.words(3) == prompts.words(3)
    assert prompts.words(3) != prompts.words(19)
