"""A job at work on its model: its task is asked for requests and fed the replies. Worker thread
only."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from desktop_lm.errors import AppError, Code, Stopped
from desktop_lm.jobs.events import Event, JobChanged, JobOutput, JobState
from desktop_lm.jobs.job import Job
from desktop_lm.jobs.pool.open_model import OpenModel, error_of
from desktop_lm.jobs.stop_flag import StopFlag
from desktop_lm.messages import (
    Cancel,
    Counted,
    Done,
    Failed,
    Reply,
    Scored,
    StopReason,
    Tokenised,
    Unloaded,
)
from desktop_lm.tasks.task import Task

logger = logging.getLogger(__name__)


class RunningJob:
    """``job`` on a loaded ``model``; ``requests`` numbers its requests. ``stop`` is looked at
    while its task takes long over something."""

    def __init__(
        self,
        job: Job,
        model: OpenModel,
        requests: Iterator[int],
        stop: StopFlag,
        emit: Callable[[Event], None],
    ) -> None:
        self._job = job
        self.model = model
        self._requests = requests
        self._stop = stop
        self._emit = emit
        self._task: Task | None = None
        self._request = 0  # the number of the open one

    @property
    def number(self) -> int:
        return self._job.number

    @property
    def owner(self) -> str:
        return self._job.owner

    @property
    def gives_way(self) -> bool:
        return self._job.gives_way

    @property
    def is_stopping(self) -> bool:
        return self._job.state is JobState.STOPPING

    @property
    def is_over(self) -> bool:
        return self._job.state.is_final

    def begin(self) -> None:
        """Make the task and send its first request."""
        self._job.move_to(JobState.RUNNING)
        self._emit(JobChanged(self.number, self.owner, self._job.state))
        self._guarded("A task failed to start", self._begin)

    def feed(self, reply: Reply) -> None:
        """Hand a reply to the task, if it answers the open request."""
        if getattr(reply, "id", None) == self._request:
            self._guarded(f"A task failed on {type(reply).__name__}", lambda: self._feed(reply))

    def ask_to_stop(self) -> None:
        """Cancel the open request; its last reply ends the job."""
        self._job.move_to(JobState.STOPPING)
        self._emit(JobChanged(self.number, self.owner, self._job.state))
        self.model.send(Cancel(self._request))

    def end(self, state: JobState, error: AppError | None = None) -> None:
        """It is over; what the task has so far is the result."""
        result: object = None
        try:
            result = self._task.result() if self._task else None
        except Exception as bug:  # as in ``_guarded``
            logger.exception("A task failed to tell its result")
            state, error = JobState.FAILED, AppError(Code.INTERNAL, reason=repr(bug))
        self._job.move_to(state)
        self._emit(JobChanged(self.number, self.owner, state, error=error, result=result))

    def _guarded(self, log: str, step: Callable[[], None]) -> None:
        """Do a step; what goes wrong ends this job and nothing else."""
        self._stop.running = self.number
        try:
            step()
        except Stopped:
            self.end(JobState.STOPPED)
        except AppError as error:
            self.end(JobState.FAILED, error)
        except Exception as error:  # a task's bug must not leave its tab waiting for ever
            logger.exception(log)
            self.model.send(Cancel(self._request))
            self.end(JobState.FAILED, AppError(Code.INTERNAL, reason=repr(error)))
        finally:
            self._stop.running = 0

    def _begin(self) -> None:
        assert self.model.loaded is not None
        loaded = replace(self.model.loaded, go_on_or_stop=self._stop.go_on_or_stop)
        self._task = self._job.factory(loaded)
        self._next_request(self._task)

    def _next_request(self, task: Task) -> None:
        self._request = next(self._requests)
        request = task.next_request(self._request)
        if request is not None:
            self.model.send(request)
        self._tell(task.updates())  # the engine works meanwhile
        if request is None:
            self.model.worked()
            self.end(JobState.DONE)

    def _feed(self, reply: Reply) -> None:
        assert self._task is not None
        if isinstance(reply, Failed):
            raise error_of(reply)
        self._tell(self._task.feed(reply))
        if not isinstance(reply, Done | Scored | Counted | Tokenised | Unloaded):
            return
        cancelled = isinstance(reply, Done) and reply.stop_reason is StopReason.CANCELLED
        if cancelled or self.is_stopping:
            self.end(JobState.STOPPED)
        else:
            self._next_request(self._task)

    def _tell(self, updates: Iterable[object]) -> None:
        for update in updates:
            self._emit(JobOutput(self.number, self.owner, update))
