"""One job at a time on one engine; a latest-wins place in the queue for each owner.

The public methods post to the worker thread and return; all else runs there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from itertools import count

from desktop_lm.engine.client import EngineClient
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import (
    Event,
    JobChanged,
    JobOutput,
    JobState,
    ModelState,
)
from desktop_lm.jobs.job import Job, TaskFactory
from desktop_lm.jobs.memory_watch import MemoryWatch
from desktop_lm.jobs.model_session import LOAD_REQUEST, ModelSession
from desktop_lm.messages import (
    Cancel,
    Counted,
    Done,
    Failed,
    Hello,
    Loaded,
    Reply,
    Scored,
    State,
    StopReason,
    Unloaded,
)

CANCEL_SECONDS = 2.0  # an engine that has not stopped by then is ended

Listener = Callable[[Event], None]
MakeSession = Callable[[EngineClient, Callable[[Event], None]], ModelSession]
logger = logging.getLogger(__name__)


class JobRunner:
    """All public methods may be called from any thread and return at once; events tell what
    happens, on the worker thread and in order."""

    def __init__(self, client: EngineClient, make_session: MakeSession) -> None:
        self._client = client
        self._listeners: list[Listener] = []
        self._session = make_session(client, self._emit)
        self._numbers = count(1)
        self._requests = count(1)
        self._waiting: list[Job] = []
        self._current: Job | None = None
        self._memory = MemoryWatch(client, lambda: self._current is not None, self._emit)
        self._closed = False
        client.start(self)

    # --- any thread ---

    def subscribe(self, listener: Listener) -> None:
        """``listener`` gets every event from now on, on the worker thread."""
        self._listeners.append(listener)

    def submit(self, owner: str, factory: TaskFactory) -> int:
        """Queue a job for ``owner`` (a tab's name); its number comes back.

        A job of the same owner that still waits is replaced (it ends STOPPED); one that runs
        goes on and the new one waits behind it.
        """
        job = Job(next(self._numbers), owner, factory)
        self._client.post(lambda: self._enqueue(job))
        return job.number

    def cancel(self, job: int) -> None:
        """Stop job ``job``: a waiting one leaves the queue, a running one keeps its text."""
        self._client.post(lambda: self._cancel(job))

    def open_model(self, path: str, *, anyway: bool = False) -> None:
        """Load a GGUF file in place of the present model; a running job is stopped first.

        ``anyway`` loads a file that has killed the engine twice (MODEL_KILLED_ENGINE otherwise).
        """
        self._client.post(lambda: self._open(path, anyway=anyway))

    def unload_model(self) -> None:
        """Stop all jobs and end the engine process, which gives all its memory back.

        The next job loads the model again.
        """
        self._client.post(self._unload)

    def close(self) -> None:
        """Stop everything and wait until the engine process is gone. No event comes after."""
        self._closed = True
        self._client.close()

    # --- the worker thread: jobs ---

    def _enqueue(self, job: Job) -> None:
        for other in [other for other in self._waiting if other.owner == job.owner]:
            self._waiting.remove(other)
            self._finish(other, JobState.STOPPED)
        self._waiting.append(job)
        waiting_for = self._current.owner if self._current else ""
        self._emit(JobChanged(job.number, job.owner, JobState.WAITING, waiting_for))
        self._advance()

    def _advance(self) -> None:
        """Start the next job, or load the model it needs."""
        while self._current is None and self._waiting:
            if self._session.state is ModelState.READY:
                self._start(self._waiting.pop(0))
            elif self._session.state is ModelState.LOADING:
                return
            elif self._session.has_path:
                self._load_again()
            else:
                self._fail_waiting(AppError(Code.NO_MODEL))

    def _load_again(self) -> None:
        try:
            self._session.reload()
        except AppError as error:
            self._load_failed(error)

    def _fail_waiting(self, error: AppError) -> None:
        waiting, self._waiting = self._waiting, []
        for job in waiting:
            self._finish(job, JobState.FAILED, error)

    def _start(self, job: Job) -> None:
        assert self._session.model is not None
        self._current = job
        job.move_to(JobState.RUNNING)
        self._emit(JobChanged(job.number, job.owner, job.state))
        try:
            job.task = job.factory(self._session.model)
            self._next_request(job)
        except AppError as error:
            self._finish(job, JobState.FAILED, error)
        except Exception as error:  # a task's bug must not leave its tab waiting for ever
            logger.exception("A task failed to start")
            self._finish(job, JobState.FAILED, AppError(Code.INTERNAL, reason=repr(error)))
        self._memory.follow()

    def _next_request(self, job: Job) -> None:
        assert job.task is not None
        job.request = next(self._requests)
        request = job.task.next_request(job.request)
        self._tell_updates(job, job.task.updates())
        if request is None:
            self._session.worked()
            self._finish(job, JobState.DONE)
        else:
            self._client.send(request)

    def _finish(self, job: Job, state: JobState, error: AppError | None = None) -> None:
        job.move_to(state)
        self._emit(JobChanged(job.number, job.owner, state, error=error, result=job.result()))
        if job is self._current:
            self._current = None
            self._memory.measure()

    def _cancel(self, number: int) -> None:
        for job in self._waiting:
            if job.number == number:
                self._waiting.remove(job)
                self._finish(job, JobState.STOPPED)
                return
        job_now = self._current
        if job_now is None or job_now.number != number or job_now.state is JobState.STOPPING:
            return
        job_now.move_to(JobState.STOPPING)
        self._emit(JobChanged(number, job_now.owner, job_now.state))
        self._client.send(Cancel(job_now.request))
        self._client.after(CANCEL_SECONDS, lambda: self._give_up_on(job_now))

    def _give_up_on(self, job: Job) -> None:
        """The engine did not stop in time: end it, keep the text, load the model again."""
        if job is not self._current:
            return
        self._client.kill_process()
        self._finish(job, JobState.STOPPED)
        self._session.lost(AppError(Code.ENGINE_UNRESPONSIVE, seconds=CANCEL_SECONDS))
        self._load_again()
        self._advance()

    # --- the worker thread: the model ---

    def _open(self, path: str, *, anyway: bool) -> None:
        try:
            self._session.check(path, anyway=anyway)
        except AppError as error:
            self._session.refuse(path, error)
            return
        self._stop_current()
        try:
            self._session.load(path, anyway=anyway)
        except AppError as error:
            self._load_failed(error)

    def _unload(self) -> None:
        waiting, self._waiting = self._waiting, []
        for job in waiting:
            self._finish(job, JobState.STOPPED)
        self._stop_current()
        self._client.stop_process()
        self._session.lost()

    def _stop_current(self) -> None:
        """End the running job with its engine; what it wrote is kept."""
        if self._current is not None:
            self._client.kill_process()
            self._finish(self._current, JobState.STOPPED)

    def _load_failed(self, error: AppError) -> None:
        if not self._session.failed(error):
            self._fail_waiting(error)

    # --- the worker thread: what the engine says ---

    def on_reply(self, reply: Reply) -> None:
        """From the engine client."""
        if isinstance(reply, Hello):
            self._session.engine_is_up()
            return
        if isinstance(reply, State):  # what runs is known here from the job itself
            return
        if reply.id == LOAD_REQUEST:
            self._on_load_reply(reply)
        elif self._current is not None and reply.id == self._current.request:
            self._on_job_reply(self._current, reply)

    def on_engine_end(self, error: AppError) -> None:
        """From the engine client: the process died."""
        loading = self._session.state is ModelState.LOADING
        self._session.engine_ended(error)
        if self._current is not None:
            stopping = self._current.state is JobState.STOPPING
            self._finish(
                self._current,
                JobState.STOPPED if stopping else JobState.FAILED,
                None if stopping else error,
            )
        if loading:
            self._load_failed(error)
        else:
            self._advance()

    def _on_load_reply(self, reply: Reply) -> None:
        if isinstance(reply, Failed):
            error = _error_of(reply)
            if self._current is not None:  # not about loading: a request could not be read
                self._finish(self._current, JobState.FAILED, error)
            self._load_failed(error)
            return
        self._session.on_reply(reply)
        if isinstance(reply, Loaded):
            self._memory.measure()
            self._advance()

    def _on_job_reply(self, job: Job, reply: Reply) -> None:
        try:
            self._feed(job, reply)
        except AppError as error:
            self._finish(job, JobState.FAILED, error)
        except Exception as error:  # as in _start
            logger.exception("A task failed on %s", type(reply).__name__)
            self._client.send(Cancel(job.request))
            self._finish(job, JobState.FAILED, AppError(Code.INTERNAL, reason=repr(error)))
        if job.state.is_final:
            self._advance()

    def _feed(self, job: Job, reply: Reply) -> None:
        assert job.task is not None
        if isinstance(reply, Failed):
            raise _error_of(reply)
        self._tell_updates(job, job.task.feed(reply))
        if not isinstance(reply, Done | Scored | Counted | Unloaded):
            return
        cancelled = isinstance(reply, Done) and reply.stop_reason is StopReason.CANCELLED
        if cancelled or job.state is JobState.STOPPING:
            self._finish(job, JobState.STOPPED)
        else:
            self._next_request(job)

    def _tell_updates(self, job: Job, updates: Iterable[object]) -> None:
        for update in updates:
            self._emit(JobOutput(job.number, job.owner, update))

    def _emit(self, event: Event) -> None:
        if self._closed:
            return
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:  # a listener's bug must not leave a job half ended
                logger.exception("A listener failed on %s", type(event).__name__)


def _error_of(reply: Failed) -> AppError:
    try:
        return AppError(Code(reply.code), **reply.params)
    except ValueError:
        return AppError(Code.INTERNAL, reason=reply.code)
