"""Threads for the cores that are free."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.engine.backend import Usage
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.engine.llama.threads import threads_for
from desktop_lm.messages import Generate, PromptPart, Sampling


@pytest.mark.parametrize(
    ("free", "most", "threads"),
    [(2.0, 2, 2), (1.7, 2, 2), (1.3, 2, 1), (0.1, 2, 1), (7.9, 4, 4), (3.2, 8, 3), (0.0, 1, 1)],
)
def test_a_core_others_use_is_left_to_them(free: float, most: int, threads: int) -> None:
    assert threads_for(free, most) == threads


@given(st.floats(-1, 300), st.integers(1, 256))
def test_there_is_always_one_and_never_more_than_allowed(free: float, most: int) -> None:
    assert 1 <= threads_for(free, most) <= most


@given(st.floats(0, 300), st.floats(0, 300), st.integers(1, 256))
def test_more_free_cores_never_mean_fewer_threads(a: float, b: float, most: int) -> None:
    assert threads_for(min(a, b), most) <= threads_for(max(a, b), most)


@pytest.mark.model
def test_a_change_of_threads_in_mid_answer_changes_no_word(backend: LlamaBackend) -> None:
    assert backend._session is not None
    governor = backend._session.decoder.threads
    request = Generate(
        id=1,
        parts=(PromptPart("Once upon a time"),),
        sampling=Sampling(temperature=0),
        max_tokens=24,
    )

    def answer(*threads: int) -> list[int]:
        tokens = []
        for index, token in enumerate(backend.generate(request, Usage(), lambda *_: None)):
            governor._set(threads[index % len(threads)])
            tokens.append(token.token)
        return tokens

    assert answer(1) == answer(2) == answer(1, 2)
