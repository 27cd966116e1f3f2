"""The likeliest tokens of many rows at once, beside what one row alone says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_lm.engine.llama.decode import Logits
from desktop_lm.engine.llama.followers import Follower, followers
from desktop_lm.errors import AppError, Code


def expected(row: Logits, most: int, margin: float) -> list[Follower]:
    """By the book, likeliest first."""
    exact = row.astype(np.float64)
    logprobs = exact - np.log(np.exp(exact - exact.max()).sum()) - exact.max()
    order = np.argsort(-logprobs, kind="stable")[:most]
    return [(int(t), float(logprobs[t])) for t in order if row[t] >= row.max() - margin]


def noise(seed: int, rows: int, size: int, spread: float = 3.0) -> Logits:
    return np.random.default_rng(seed).normal(0, spread, (rows, size)).astype(np.float32)


@given(
    seed=st.integers(0, 10_000),
    shape=st.sampled_from([(1, 3), (5, 40), (3, 30_000), (9, 8192), (2, 70_000)]),
    most=st.sampled_from([1, 2, 8]),
    margin=st.sampled_from([0.5, 2.5, math.inf]),
)
@settings(max_examples=40)
def test_each_row_says_what_it_says_alone(
    seed: int, shape: tuple[int, int], most: int, margin: float
) -> None:
    logits = noise(seed, *shape)
    before = logits.copy()

    found = followers(logits, most, margin)

    assert np.array_equal(logits, before)
    assert len(found) == len(logits)
    for row, each in zip(logits, found, strict=True):
        wanted = expected(row, most, margin)
        ranked = sorted(each, key=lambda one: one[1], reverse=True)
        assert [token for token, _ in ranked] == [token for token, _ in wanted]
        assert [lp for _, lp in ranked] == pytest.approx([lp for _, lp in wanted], abs=1e-5)


def test_of_many_that_are_near_only_the_likeliest_are_told() -> None:
    logits = noise(1, 4, 500, spread=0.1)

    for row, each in zip(logits, followers(logits, 8, 2.5), strict=True):
        assert {token for token, _ in each} == set(np.argsort(-row)[:8].tolist())


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_no_number_is_a_failure_of_the_model(bad: float) -> None:
    logits = noise(2, 30, 8192)
    logits[20, 77] = bad

    with pytest.raises(AppError) as caught:
        followers(logits, 8, 2.5)
    assert caught.value.code is Code.DECODE_FAILED
