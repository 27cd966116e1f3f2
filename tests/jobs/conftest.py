"""A runner on a real engine process that plays scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop_lm import bootstrap
from desktop_lm.jobs.events import Event, JobChanged, JobState, ModelChanged, ModelState
from desktop_lm.jobs.runner import JobRunner
from desktop_lm.tasks.prompt import PromptInput, PromptTask
from tests.support.events import Collected


class Jobs:
    """The runner with its events and short ways to say what a test wants."""

    def __init__(self) -> None:
        self.events: Collected[Event] = Collected()
        self.runner: JobRunner = bootstrap.build_runner(scripted=True)
        self.runner.subscribe(self.events)

    def prompt(self, owner: str = "prompt", text: str = "Hi") -> int:
        return self.runner.submit(
            owner, lambda model: PromptTask(model, PromptInput(text, max_tokens=1_000_000))
        )

    def state(self, job: int, *states: JobState) -> JobChanged:
        """Wait until the job is in one of these states (any final one where none is named)."""
        event = self.events.wait_for(
            lambda e: (
                isinstance(e, JobChanged)
                and e.job == job
                and (e.state in states if states else e.state.is_final)
            )
        )
        assert isinstance(event, JobChanged)
        return event

    def states(self, job: int) -> list[JobState]:
        return [e.state for e in self.events.all() if isinstance(e, JobChanged) and e.job == job]

    def model(self, *states: ModelState, start: int = 0) -> ModelChanged:
        event = self.events.wait_for(
            lambda e: isinstance(e, ModelChanged) and e.state in states, start
        )
        assert isinstance(event, ModelChanged)
        return event

    def open(self, path: str, *, anyway: bool = False) -> ModelChanged:
        start = len(self.events)
        self.runner.open_model(path, anyway=anyway)
        return self.model(ModelState.READY, ModelState.FAILED, start=start)


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    jobs = Jobs()
    yield jobs
    jobs.runner.close()
