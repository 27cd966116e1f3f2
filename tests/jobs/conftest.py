"""A runner on a real engine process that plays scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest

from desktop_lm import bootstrap
from desktop_lm.jobs.events import Event, JobChanged, JobState, ModelChanged, ModelState
from desktop_lm.jobs.job_loop import MachineMemory
from desktop_lm.jobs.runner import JobRunner
from desktop_lm.messages import LoadOptions
from desktop_lm.storage.settings import Settings
from desktop_lm.tasks.prompt.prompt import PromptInput, PromptTask
from tests.support.events import Collected


class Jobs:
    """The runner with its events and short ways to say what a test wants."""

    def __init__(
        self,
        settings: Settings | None = None,
        memory: MachineMemory | None = None,
        brought: Mapping[str, str] | None = None,
    ) -> None:
        self.events: Collected[Event] = Collected()
        self.runner: JobRunner = bootstrap.build_runner(
            scripted=True, settings=settings or Settings(), memory=memory, brought=brought
        )
        self.runner.subscribe(self.events)

    def prompt(self, owner: str = "prompt", text: str = "Hi", model_of: str = "") -> int:
        return self.runner.submit(
            owner,
            lambda model: PromptTask(model, PromptInput(text, max_tokens=1_000_000)),
            model_of,
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

    def ended(self) -> list[JobChanged]:
        """The ends of jobs so far, in their order."""
        return [e for e in self.events.all() if isinstance(e, JobChanged) and e.state.is_final]

    def model(self, *states: ModelState, start: int = 0, path: str = "") -> ModelChanged:
        """Wait until a model (the one in ``path``) is told to be in one of these states."""
        event = self.events.wait_for(
            lambda e: isinstance(e, ModelChanged) and e.state in states and path in ("", e.path),
            start,
        )
        assert isinstance(event, ModelChanged)
        return event

    def open(
        self,
        path: str,
        owner: str = "",
        *,
        anyway: bool = False,
        options: LoadOptions | None = None,
    ) -> ModelChanged:
        start = len(self.events)
        self.runner.open_model(path, owner, anyway=anyway, options=options)
        return self.model(ModelState.READY, ModelState.FAILED, start=start, path=path)

    def models(self, path: str = "") -> list[ModelChanged]:
        """All that was told of models (of the one in ``path``)."""
        return [
            e for e in self.events.all() if isinstance(e, ModelChanged) and path in ("", e.path)
        ]


MakeJobs = Callable[..., Jobs]


@pytest.fixture
def make_jobs() -> Iterator[MakeJobs]:
    """Makes ``Jobs`` with these arguments; they are closed at the end."""
    made: list[Jobs] = []

    def make(
        settings: Settings | None = None,
        memory: MachineMemory | None = None,
        brought: Mapping[str, str] | None = None,
    ) -> Jobs:
        made.append(Jobs(settings, memory, brought))
        return made[-1]

    yield make
    for jobs in made:
        jobs.runner.close()


@pytest.fixture
def jobs(make_jobs: MakeJobs) -> Jobs:
    return make_jobs()
