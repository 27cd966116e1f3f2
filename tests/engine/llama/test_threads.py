"""Threads for the cores that are free."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.engine.backend import Usage
from desktop_lm.engine.llama.backend import LlamaBackend
from desktop_lm.engine.llama.threads import Spent, ThreadGovernor, sensible, threads_for
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


class Machine:
    """Two cores, of which others keep so many busy; our work takes what we say."""

    def __init__(self) -> None:
        self.now = 100.0
        self.others = 0.0
        self._idle = 50.0
        self._own = 0.0
        self.governor = ThreadGovernor(lambda _: None, 2, self.clock, self.spent)

    def clock(self) -> float:
        return self.now

    def spent(self) -> Spent:
        return Spent(self._idle, self._own)

    def decode(self, seconds: float) -> int:
        """A step of work; how many threads it was given."""
        self.governor.adjust()
        threads = self.governor.threads
        ours = min(threads, 2 - self.others)
        self._pass(seconds, ours)
        self.governor.worked()
        return threads

    def rest(self, seconds: float) -> None:
        self._pass(seconds, 0)

    def _pass(self, seconds: float, ours: float) -> None:
        self.now += seconds
        self._own += seconds * ours
        self._idle += seconds * (2 - self.others - ours)


@pytest.mark.parametrize("seconds", [0.02, 0.5, 3.0])
def test_another_s_core_is_given_up_however_long_a_step_takes(seconds: float) -> None:
    machine = Machine()
    machine.others = 1.0

    steps = [machine.decode(seconds) for _ in range(20)]

    assert steps[-1] == 1
    assert steps.count(2) <= max(1, round(0.3 / seconds) + 1)
    machine.others = 0.0
    assert [machine.decode(seconds) for _ in range(20)][-1] == 2


def test_what_others_did_while_we_rested_says_nothing() -> None:
    machine = Machine()
    for _ in range(20):
        machine.decode(0.05)
    machine.others = 2.0
    machine.rest(60)
    machine.others = 0.0

    assert [machine.decode(0.05) for _ in range(10)] == [2] * 10


def test_a_very_small_model_works_alone() -> None:
    assert sensible(8, 5_000_000) == 1
    assert sensible(8, 98_000_000) == 8


def test_a_wide_batch_of_a_very_small_model_is_worth_sharing() -> None:
    assert [sensible(8, 5_000_000, rows) for rows in (1, 4, 16, 60)] == [1, 1, 8, 8]
    assert sensible(8, 98_000_000, 1) == 8


def test_what_is_not_shared_gets_one_thread_and_the_next_may_have_all_again() -> None:
    given: list[int] = []
    governor = ThreadGovernor(given.append, 2, begun=1)
    for shared in (False, True, True, False, True):
        governor.is_held = True
        governor.adjust(shared=shared)
    assert given == [2, 1, 2]
    assert governor.used == {1, 2}


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
            governor._free = threads[index % len(threads)]
            tokens.append(token.token)
        return tokens

    assert answer(1) == answer(2) == answer(1, 2)
