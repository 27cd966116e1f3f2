"""A job: who wants it, how it is made, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobState
from desktop_lm.tasks.task import LoadedModel, Task

if TYPE_CHECKING:
    from desktop_lm.jobs.open_model import OpenModel

TaskFactory = Callable[[LoadedModel], Task]

_NEXT: dict[JobState, frozenset[JobState]] = {
    JobState.WAITING: frozenset({JobState.RUNNING, JobState.STOPPED, JobState.FAILED}),
    JobState.RUNNING: frozenset(
        {JobState.STOPPING, JobState.DONE, JobState.STOPPED, JobState.FAILED}
    ),
    JobState.STOPPING: frozenset({JobState.DONE, JobState.STOPPED, JobState.FAILED}),
    JobState.DONE: frozenset(),
    JobState.STOPPED: frozenset(),
    JobState.FAILED: frozenset(),
}


@dataclass(slots=True)
class Job:
    """``task`` and ``model`` are there once the job runs; ``request`` is the number of its open
    request."""

    number: int
    owner: str
    factory: TaskFactory
    state: JobState = JobState.WAITING
    task: Task | None = None
    model: OpenModel | None = None
    request: int = 0

    def move_to(self, state: JobState) -> None:
        """Enter ``state``. Raises AppError(INTERNAL) where no job goes that way."""
        if state not in _NEXT[self.state]:
            raise AppError(Code.INTERNAL, reason=f"job went from {self.state} to {state}")
        self.state = state

    def result(self) -> object:
        """What the task has so far; None before it began."""
        return self.task.result() if self.task else None
