"""One job after another, each on its owner's model. Worker thread only."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import count

from desktop_lm.engine.worker import Worker
from desktop_lm.errors import AppError, Code, Stopped
from desktop_lm.jobs.events import Event, JobChanged, JobOutput, JobState, ModelState, UnloadReason
from desktop_lm.jobs.file_checks import FileChecks
from desktop_lm.jobs.job import Job
from desktop_lm.jobs.job_queue import JobQueue
from desktop_lm.jobs.load_planner import Estimates, LoadPlanner
from desktop_lm.jobs.memory_pressure import Pressure
from desktop_lm.jobs.memory_watch import MemoryWatch
from desktop_lm.jobs.model_pool import ModelPool
from desktop_lm.jobs.open_model import MakeEngine, OpenModel, error_of
from desktop_lm.jobs.pressure_watch import INTERVAL_SECONDS
from desktop_lm.jobs.stop_flag import StopFlag
from desktop_lm.jobs.upkeep import Upkeep
from desktop_lm.messages import (
    Cancel,
    Counted,
    Done,
    Failed,
    LoadOptions,
    Reply,
    Scored,
    StopReason,
    Unloaded,
)
from desktop_lm.storage.settings import Settings

CANCEL_SECONDS = 2.0  # an engine that has not stopped by then is ended

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MachineMemory:
    """What is known of memory: what models take (None: nothing is), and whether it is short,
    which is asked every ``pressure_seconds`` while a model is loaded."""

    estimates: Estimates | None = None
    pressure: Pressure = bool
    pressure_seconds: float = INTERVAL_SECONDS


@dataclass(frozen=True, slots=True)
class Setup:
    """What jobs run on. ``stop`` is looked at by the templates that ``checks.make_chat_format``
    renders."""

    make_engine: MakeEngine
    checks: FileChecks
    planner: LoadPlanner
    stop: StopFlag
    memory: MachineMemory


class JobLoop:
    """Runs one job at a time and sees to it that its model is there. Implements ``Jobs`` for the
    pool of models and ``ModelListener`` for each of them."""

    def __init__(self, worker: Worker, setup: Setup, emit: Callable[[Event], None]) -> None:
        self._worker = worker
        self._setup = setup
        self._emit = emit
        self._requests = count(1)
        self._queue = JobQueue()
        self._current: Job | None = None
        self.pool = ModelPool(self._make_model, setup.planner, self, emit)
        self._memory = MemoryWatch(worker, self._model_at_work, emit)
        self._upkeep = Upkeep(
            worker,
            self.pool,
            self._is_needed,
            setup.memory.pressure,
            setup.memory.pressure_seconds,
        )

    # --- jobs ---

    def enqueue(self, job: Job) -> None:
        """Let ``job`` wait its turn, in the place of one of its owner that still waits."""
        replaced = self._queue.put(job)
        if replaced is not None:
            self._finish(replaced, JobState.STOPPED)
        waiting_for = self._current.owner if self._current else ""
        self._emit(JobChanged(job.number, job.owner, JobState.WAITING, waiting_for))
        self._advance()

    def cancel(self, number: int) -> None:
        """Stop a job: a waiting one leaves the queue, a running one keeps its text."""
        self._setup.stop.heard(number)
        self._end_waiting(lambda job: job.number == number, JobState.STOPPED)
        job = self._current
        if job is not None and job.number == number and job.state is not JobState.STOPPING:
            assert job.model is not None
            job.move_to(JobState.STOPPING)
            self._emit(JobChanged(number, job.owner, job.state))
            job.model.send(Cancel(job.request))
            self._worker.after(CANCEL_SECONDS, lambda: self._give_up_on(job))
        self._upkeep.look()

    def _advance(self) -> None:
        """Start the next job, or load the model it needs; a model that is loaded is used while
        another loads."""
        while self._current is None:
            job = self._queue.next(self._can_run)
            if job is None:
                break
            model = self.pool.model_for(job.owner)
            if model is None:
                self._end_waiting(
                    lambda one: self.pool.model_for(one.owner) is None,
                    JobState.FAILED,
                    AppError(Code.NO_MODEL),
                )
            elif model.state is ModelState.READY:
                self._queue.remove(job)
                self._start(job, model)
            elif model.state is ModelState.LOADING:
                break
            else:
                self.pool.load(model)
        self._upkeep.look()

    def _can_run(self, job: Job) -> bool:
        model = self.pool.model_for(job.owner)
        return model is not None and model.state is ModelState.READY

    def _start(self, job: Job, model: OpenModel) -> None:
        assert model.loaded is not None
        self._current, job.model = job, model
        job.move_to(JobState.RUNNING)
        self._emit(JobChanged(job.number, job.owner, job.state))
        loaded = model.loaded

        def begin() -> None:
            job.task = job.factory(loaded)
            self._next_request(job, model)

        self._guarded(job, "A task failed to start", begin)
        self._memory.follow()

    def _guarded(self, job: Job, log: str, step: Callable[[], None]) -> None:
        """Do a step of a job; what goes wrong ends the job and nothing else."""
        self._setup.stop.running = job.number
        try:
            step()
        except Stopped:
            self._finish(job, JobState.STOPPED)
        except AppError as error:
            self._finish(job, JobState.FAILED, error)
        except Exception as error:  # a task's bug must not leave its tab waiting for ever
            logger.exception(log)
            if job.model is not None and job.request:
                job.model.send(Cancel(job.request))
            self._finish(job, JobState.FAILED, AppError(Code.INTERNAL, reason=repr(error)))
        finally:
            self._setup.stop.running = 0

    def _next_request(self, job: Job, model: OpenModel) -> None:
        assert job.task is not None
        job.request = next(self._requests)
        request = job.task.next_request(job.request)
        self._tell_updates(job, job.task.updates())
        if request is None:
            model.worked()
            self._finish(job, JobState.DONE)
        else:
            model.send(request)

    def _finish(self, job: Job, state: JobState, error: AppError | None = None) -> None:
        job.move_to(state)
        self._emit(JobChanged(job.number, job.owner, state, error=error, result=job.result()))
        if job is self._current:
            self._current = None
            assert job.model is not None
            job.model.used()
            self._memory.measure(job.model)

    def _end_waiting(
        self, fits: Callable[[Job], bool], state: JobState, error: AppError | None = None
    ) -> None:
        for job in self._queue.take(fits):
            self._finish(job, state, error)

    def _give_up_on(self, job: Job) -> None:
        """The engine did not stop in time: end it, keep the text, load the model again."""
        if job is not self._current:
            return
        model = job.model
        assert model is not None
        model.kill()
        self._finish(job, JobState.STOPPED)
        model.lost(AppError(Code.ENGINE_UNRESPONSIVE, seconds=CANCEL_SECONDS))
        self.pool.load(model)
        self._advance()

    # --- models ---

    def open(self, path: str, owner: str, *, anyway: bool, options: LoadOptions | None) -> None:
        """Load ``path`` as the model of ``owner``."""
        self.pool.open(path, owner, anyway=anyway, options=options)
        self._advance()

    def unload(self, path: str) -> None:
        """Stop the jobs of the model in ``path`` (all of them for "") and end its engine."""
        models = [model for model in self.pool.models if path in ("", model.path)]
        self._end_waiting(
            lambda job: any(self._wants(job, model) for model in models), JobState.STOPPED
        )
        for model in models:
            self.stop_on(model)
            model.unload(UnloadReason.ASKED)
        self._advance()

    def apply(self, settings: Settings, *, reload: bool) -> None:
        """Work by ``settings`` from now on."""
        self.pool.apply(settings, reload=reload)
        self._upkeep.apply(settings)
        self._advance()

    # --- what the pool asks ---

    def runs_on(self, model: OpenModel) -> bool:
        """Whether a job runs on it now."""
        return self._model_at_work() is model

    def wait_for(self, model: OpenModel) -> bool:
        """Whether a job waits that will run on it."""
        return any(self._wants(job, model) for job in self._queue)

    def stop_on(self, model: OpenModel) -> None:
        """End the job that runs on it with its engine, if there is one; its text is kept."""
        if self._current is not None and self._current.model is model:
            model.kill()
            self._finish(self._current, JobState.STOPPED)

    def fail_waiting_for(self, model: OpenModel, error: AppError) -> None:
        """It cannot be had: the jobs that wait for it fail."""
        self._end_waiting(lambda job: self._wants(job, model), JobState.FAILED, error)

    def _wants(self, job: Job, model: OpenModel) -> bool:
        return self.pool.model_for(job.owner) is model

    def _is_needed(self, model: OpenModel) -> bool:
        return self.runs_on(model) or self.wait_for(model)

    def _model_at_work(self) -> OpenModel | None:
        return self._current.model if self._current else None

    def _make_model(self, path: str) -> OpenModel:
        return OpenModel(path, self._setup.make_engine, self._setup.checks, self, self._emit)

    # --- what the models say ---

    def on_model_ready(self, model: OpenModel) -> None:
        """From a model: its engine has loaded it."""
        self.pool.is_good(model)
        self._memory.measure(model)
        self._advance()

    def on_load_failed(self, model: OpenModel, error: AppError) -> None:
        """From a model: its engine could not load it."""
        self.pool.load_failed(model, error)
        self._advance()

    def on_model_lost(self, model: OpenModel, error: AppError) -> None:
        """From a model: its engine died."""
        job = self._current
        if job is not None and job.model is model:
            stopping = job.state is JobState.STOPPING
            self._finish(
                job,
                JobState.STOPPED if stopping else JobState.FAILED,
                None if stopping else error,
            )
        self._advance()

    def on_job_reply(self, model: OpenModel, reply: Reply) -> None:
        """From a model: a reply that is not about loading."""
        job = self._current
        if job is None or job.model is not model or getattr(reply, "id", None) != job.request:
            return
        self._guarded(
            job, f"A task failed on {type(reply).__name__}", lambda: self._feed(job, model, reply)
        )
        if job.state.is_final:
            self._advance()

    def _feed(self, job: Job, model: OpenModel, reply: Reply) -> None:
        assert job.task is not None
        if isinstance(reply, Failed):
            raise error_of(reply)
        self._tell_updates(job, job.task.feed(reply))
        if not isinstance(reply, Done | Scored | Counted | Unloaded):
            return
        cancelled = isinstance(reply, Done) and reply.stop_reason is StopReason.CANCELLED
        if cancelled or job.state is JobState.STOPPING:
            self._finish(job, JobState.STOPPED)
        else:
            self._next_request(job, model)

    def _tell_updates(self, job: Job, updates: Iterable[object]) -> None:
        for update in updates:
            self._emit(JobOutput(job.number, job.owner, update))
