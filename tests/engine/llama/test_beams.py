"""The choice of a beam search, on small languages where every text can be tried."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_lm.engine.llama.beams import Beams, Hypothesis
from desktop_lm.engine.llama.decode import Logits

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


def search(language: Language, width: int, stop: bytes = b"") -> list[Hypothesis]:
    def is_stopped(pieces: Sequence[bytes]) -> bool:
        return bool(stop) and stop in b"".join(pieces)

    beams = Beams(width, LONGEST, lambda token: b"ab"[token : token + 1], END.__eq__, is_stopped)
    while not beams.is_over:
        before = list(beams.live)
        step = beams.advance([language.after(one.tokens) for one in before])
        for parent, after in zip(step.parents, beams.live, strict=True):
            assert after.tokens[:-1] == before[parent].tokens
    return beams.found()


@given(st.integers(0, 10_000))
@settings(max_examples=50)
def test_a_beam_wide_enough_finds_the_best_text(seed: int) -> None:
    language = Language(seed)

    best = search(language, width=64)[0]

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


@given(st.integers(0, 10_000), st.integers(1, 4))
@settings(max_examples=50)
def test_no_text_comes_twice_or_goes_past_its_stop(seed: int, width: int) -> None:
    found = search(Language(seed), width, stop=b"ab")

    texts = [one.tokens for one in found]
    assert len(texts) == len(set(texts))
    assert all(b"".join(one.pieces).find(b"ab") in (-1, len(one.pieces) - 2) for one in found)
    assert [one.mean for one in found] == sorted((one.mean for one in found), reverse=True)
