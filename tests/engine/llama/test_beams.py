"""The choice of a beam search, on small languages where every text can be tried."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_lm.engine.llama.beams import Beams, Hypothesis
from desktop_lm.engine.llama.decode import Logits
from desktop_lm.engine.llama.followers import Follower, followers

END = 2
WORDS = (0, 1)
LONGEST = 4


class Language:
    """Logits of the next of three tokens, different behind every beginning."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def after(self, tokens: tuple[int, ...]) -> Logits:
        generator = np.random.default_rng([self._seed, len(tokens), *tokens])
        return generator.normal(0, 2, 3).astype(np.float32)

    def logprob(self, tokens: tuple[int, ...], token: int) -> float:
        row = self.after(tokens).astype(np.float64)
        return float(row[token] - np.log(np.exp(row).sum()))

    def every_text(self) -> list[tuple[float, tuple[int, ...]]]:
        """(mean log-probability, tokens) of each text, best first."""
        texts = []
        for length in range(LONGEST + 1):
            for tokens in product(WORDS, repeat=length):
                total = sum(self.logprob(tokens[:i], t) for i, t in enumerate(tokens))
                if length < LONGEST:
                    texts.append(((total + self.logprob(tokens, END)) / (length + 1), tokens))
                else:
                    texts.append((total / length, tokens))
        return sorted(texts, reverse=True)


def search(
    language: Language, width: int, stop: bytes = b"", *, thorough: bool = False
) -> list[Hypothesis]:
    def is_stopped(pieces: Sequence[bytes]) -> bool:
        return bool(stop) and stop in b"".join(pieces)

    beams = Beams(
        width,
        LONGEST,
        lambda token: b"ab"[token : token + 1],
        END.__eq__,
        is_stopped,
        thorough=thorough,
    )
    while not beams.is_over:
        before = list(beams.live)
        logits = np.stack([language.after(one.tokens) for one in before])
        step = beams.advance(followers(logits, beams.wanted, beams.margin))
        for parent, after in zip(step.parents, beams.live, strict=True):
            assert after.tokens[:-1] == before[parent].tokens
    return beams.found()


@given(st.integers(0, 10_000))
@settings(max_examples=50)
def test_a_beam_wide_enough_finds_the_best_text(seed: int) -> None:
    language = Language(seed)

    best = search(language, width=64, thorough=True)[0]

    mean, tokens = language.every_text()[0]
    assert best.tokens == tokens
    assert abs(best.mean - mean) < 1e-4


@given(st.integers(0, 10_000))
@settings(max_examples=50)
def test_one_beam_takes_the_likeliest_token_each_time(seed: int) -> None:
    language = Language(seed)
    tokens: tuple[int, ...] = ()
    while len(tokens) < LONGEST and (token := int(np.argmax(language.after(tokens)))) != END:
        tokens = (*tokens, token)

    assert [one.tokens for one in search(language, width=1)] == [tokens]


def rows(*chances: tuple[float, float, float]) -> list[list[Follower]]:
    """The tokens that may follow each live beginning."""
    return [[(token, math.log(chance)) for token, chance in enumerate(row)] for row in chances]


def beams_of(width: int, *, thorough: bool = False) -> Beams:
    return Beams(
        width, 20, lambda _token: b".", END.__eq__, lambda _pieces: False, thorough=thorough
    )


def test_what_lies_far_behind_the_likeliest_is_left() -> None:
    near, far = (0.88, 0.12, 1e-6), (0.96, 0.04, 1e-6)  # 2.0 and 3.2 behind it

    for chances, thorough, followed in ((near, False, 2), (far, False, 1), (far, True, 2)):
        beams = beams_of(2, thorough=thorough)
        beams.advance(rows(chances))
        assert len(beams.live) == followed


@pytest.mark.parametrize(
    ("chances", "followed"),
    [
        ((0.2, 0.2, 0.6), []),  # a certain token more would leave them at 0.45 a token
        ((0.45, 0.1, 0.45), [0]),  # at 0.67, and at 0.32
    ],
)
def test_what_can_hardly_become_better_than_what_ended_is_left(
    chances: tuple[float, float, float], followed: list[int]
) -> None:
    beams, thorough = beams_of(2), beams_of(2, thorough=True)
    for each in (beams, thorough):
        each.advance(rows(chances))

    assert [one.tokens for one in beams.live] == [(token,) for token in followed]
    assert len(thorough.live) == 2
    assert beams.found()[0].tokens == ()


@given(st.integers(0, 10_000), st.integers(1, 4))
@settings(max_examples=50)
def test_no_text_comes_twice_or_goes_past_its_stop(seed: int, width: int) -> None:
    found = search(Language(seed), width, stop=b"ab")

    texts = [one.tokens for one in found]
    assert len(texts) == len(set(texts))
    assert all(b"".join(one.pieces).find(b"ab") in (-1, len(one.pieces) - 2) for one in found)
    assert [one.mean for one in found] == sorted((one.mean for one in found), reverse=True)
