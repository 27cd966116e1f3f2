"""A job: who wants it, how it is made, and how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import JobState
from desktop_lm.tasks.task import LoadedModel, Task

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
    """``factory`` makes its task, once there is the model of ``model_of``. One that ``gives_way``
    runs when no other waits, on a model that is loaded already, and stops when another comes."""

    number: int
    owner: str
    factory: TaskFactory
    model_of: str
    gives_way: bool = False
    state: JobState = JobState.WAITING

    def move_to(self, state: JobState) -> None:
        """Enter ``state``. Raises AppError(INTERNAL) where no job goes that way."""
        if state not in _NEXT[self.state]:
            raise AppError(Code.INTERNAL, reason=f"job went from {self.state} to {state}")
        self.state = state
