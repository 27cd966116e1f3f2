"""A job only goes the ways there are, whatever is asked of it."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_lm.errors import AppError
from desktop_lm.jobs.events import JobState
from desktop_lm.jobs.job import Job


def job() -> Job:
    def factory(_: object) -> None:
        raise AssertionError("no model was given")

    return Job(1, "prompt", factory, "prompt")  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(JobState)))
def test_a_final_state_is_final_and_a_job_never_waits_again(wanted: list[JobState]) -> None:
    subject = job()
    visited = [subject.state]
    for state in wanted:
        with contextlib.suppress(AppError):
            subject.move_to(state)
        if subject.state is not visited[-1]:
            visited.append(subject.state)
    assert visited.count(JobState.WAITING) == 1
    assert all(visited.count(state) <= 1 for state in JobState)
    assert not any(state.is_final for state in visited[:-1])
    if JobState.DONE in visited or JobState.STOPPING in visited:
        assert JobState.RUNNING in visited


@pytest.mark.parametrize("state", [s for s in JobState if s is not JobState.WAITING])
def test_every_state_can_be_reached(state: JobState) -> None:
    subject = job()
    if state not in (JobState.RUNNING, JobState.STOPPED, JobState.FAILED):
        subject.move_to(JobState.RUNNING)
    subject.move_to(state)
    assert subject.state is state
