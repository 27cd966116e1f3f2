"""One job after another, each on its owner's model. Worker thread only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count

from desktop_lm.engine.worker import Worker
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import (
    Event,
    JobChanged,
    JobState,
    LoadPlan,
    ModelState,
    UnloadReason,
)
from desktop_lm.jobs.job import Job
from desktop_lm.jobs.job_queue import JobQueue
from desktop_lm.jobs.model_files.file_checks import FileChecks
from desktop_lm.jobs.pool.load_planner import Estimates, LoadPlanner
from desktop_lm.jobs.pool.memory_watch import MemoryWatch
from desktop_lm.jobs.pool.model_pool import ModelPool
from desktop_lm.jobs.pool.open_model import MakeEngine, OpenModel
from desktop_lm.jobs.pool.pressure_watch import PressureSigns
from desktop_lm.jobs.pool.upkeep import Upkeep
from desktop_lm.jobs.running_job import RunningJob
from desktop_lm.jobs.stop_flag import StopFlag
from desktop_lm.messages import LoadOptions, Reply
from desktop_lm.storage.settings import Settings

CANCEL_SECONDS = 2.0  # an engine that has not stopped by then is ended
# Nobody asked for what gives way or is kept waiting by it yet, and a model is long in coming back.
PATIENT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class MachineMemory:
    """What is known of memory: what models take (None: nothing is), and whether it is short."""

    estimates: Estimates | None = None
    pressure: PressureSigns = field(default_factory=PressureSigns)


@dataclass(frozen=True, slots=True)
class Setup:
    """What jobs run on. ``stop`` is looked at by the templates that ``checks.make_chat_format``
    renders. ``brought`` are the model files that the program brings, by the purposes they are
    for."""

    make_engine: MakeEngine
    checks: FileChecks
    planner: LoadPlanner
    stop: StopFlag
    memory: MachineMemory
    brought: Mapping[str, str] = field(default_factory=dict)


class JobLoop:
    """Runs one job at a time and sees to it that its model is there. Implements ``Jobs`` for the
    pool of models and ``ModelListener`` for each of them."""

    def __init__(self, worker: Worker, setup: Setup, emit: Callable[[Event], None]) -> None:
        self._worker = worker
        self._setup = setup
        self._emit = emit
        self._requests = count(1)
        self._queue = JobQueue()
        self._current: RunningJob | None = None
        self.pool = ModelPool(self._make_model, setup.planner, self, emit, setup.brought)
        self._memory = MemoryWatch(worker, self._model_at_work, emit)
        self._upkeep = Upkeep(
            worker,
            self.pool,
            self._is_needed,
            self._make_way,
            setup.memory.pressure,
        )

    # --- jobs ---

    def enqueue(self, job: Job) -> None:
        """Let ``job`` wait its turn, in the place of one of its owner that still waits."""
        replaced = self._queue.put(job)
        if replaced is not None:
            self._end_unbegun(replaced, JobState.STOPPED)
        waiting_for = self._current.owner if self._current else ""
        self._emit(JobChanged(job.number, job.owner, JobState.WAITING, waiting_for))
        self._advance()

    def cancel(self, number: int) -> None:
        """Stop a job: a waiting one leaves the queue, a running one keeps its text."""
        self._setup.stop.heard(number)
        self._end_waiting(lambda job: job.number == number, JobState.STOPPED)
        if self._current is not None and self._current.number == number:
            self._ask_to_stop(self._current)
        self._upkeep.look()

    def _ask_to_stop(self, running: RunningJob) -> None:
        if not running.is_stopping:
            running.ask_to_stop()
            seconds = PATIENT_SECONDS if running.gives_way else CANCEL_SECONDS
            self._worker.after(seconds, lambda: self._give_up_on(running, seconds))

    def _make_way(self, model: OpenModel) -> None:
        """Ask what only gives way on ``model`` to stop."""
        running = self._current
        if running is not None and running.model is model and running.gives_way:
            self._ask_to_stop(running)

    def _advance(self) -> None:
        """Start the next job, or load the model it needs; a model that is loaded is used while
        another loads."""
        if self._current is not None and self._current.gives_way and any(self._queue):
            self._ask_to_stop(self._current)
        while self._current is None:
            job = self._queue.next(self._can_run)
            if job is None:
                break
            model = self.pool.model_for(job.model_of)
            if job.gives_way and not self._can_run(job):
                self._queue.remove(job)
                self._end_unbegun(job, JobState.STOPPED)
            elif model is None:
                self._queue.remove(job)
                self._end_unbegun(job, JobState.FAILED, AppError(Code.NO_MODEL))
            elif model.state is ModelState.READY:
                self._queue.remove(job)
                self._start(job, model)
            elif model.state is ModelState.LOADING or not self.pool.load(model):
                break
        self._upkeep.look()

    def _can_run(self, job: Job) -> bool:
        model = self.pool.model_for(job.model_of)
        if model is None or model.state is not ModelState.READY:
            return False
        return not (job.gives_way and (model.unload_soon or model.reload_soon))

    def _start(self, job: Job, model: OpenModel) -> None:
        stop = self._setup.stop
        self._current = running = RunningJob(job, model, self._requests, stop, self._emit)
        running.begin()
        self._settle(running)
        self._memory.follow()

    def _settle(self, running: RunningJob) -> None:
        """Take note where the job that ran is over."""
        if running.is_over and running is self._current:
            self._current = None
            running.model.used()
            self._memory.measure(running.model)

    def _end_running(
        self, running: RunningJob, state: JobState, error: AppError | None = None
    ) -> None:
        running.end(state, error)
        self._settle(running)

    def _end_waiting(
        self, fits: Callable[[Job], bool], state: JobState, error: AppError | None = None
    ) -> None:
        for job in self._queue.take(fits):
            self._end_unbegun(job, state, error)

    def _end_unbegun(self, job: Job, state: JobState, error: AppError | None = None) -> None:
        job.move_to(state)
        self._emit(JobChanged(job.number, job.owner, state, error=error))

    def _give_up_on(self, running: RunningJob, seconds: float) -> None:
        """The engine did not stop in time: end it, keep the text, load the model again."""
        if running is not self._current:
            return
        running.model.kill()
        self._end_running(running, JobState.STOPPED)
        running.model.lost(AppError(Code.ENGINE_UNRESPONSIVE, seconds=seconds))
        self.pool.load(running.model)
        self._advance()

    # --- models ---

    def open(self, path: str, owner: str, *, anyway: bool, options: LoadOptions | None) -> None:
        """Load ``path`` as the model of ``owner``."""
        self.pool.open(path, owner, anyway=anyway, options=options)
        self._advance()

    def choose(self, path: str, owner: str) -> None:
        """Have ``owner`` use ``path``."""
        self.pool.choose(path, owner)
        self._advance()

    def load_for(self, owner: str) -> None:
        """Load the model that ``owner`` uses."""
        model = self.pool.model_for(owner)
        if model is not None and not model.in_memory:
            self.pool.load(model)
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

    def end(self) -> None:
        """End every engine and wait."""
        self.pool.end_all()
        self._upkeep.close()

    # --- what the pool asks ---

    def runs_on(self, model: OpenModel) -> bool:
        """Whether a job runs on it now that should not be broken off for another model."""
        running = self._current
        return running is not None and running.model is model and not running.gives_way

    def wait_for(self, model: OpenModel) -> bool:
        """Whether a job waits that will run on it and that somebody asked for."""
        return any(self._wants(job, model) for job in self._queue if not job.gives_way)

    def stop_on(self, model: OpenModel) -> None:
        """End the job that runs on it, if there is one, before its engine ends; its text is kept.
        The engine is not waited for, but where the job gives way: it still has to save what was
        said before."""
        running = self._current
        if running is not None and running.model is model:
            if not running.gives_way:
                model.kill()
            self._end_running(running, JobState.STOPPED)

    def fail_waiting_for(self, model: OpenModel, error: AppError) -> None:
        """It cannot be had: the jobs that wait for it fail."""
        self._end_waiting(lambda job: self._wants(job, model), JobState.FAILED, error)

    def _wants(self, job: Job, model: OpenModel) -> bool:
        return self.pool.model_for(job.model_of) is model

    def _is_needed(self, model: OpenModel) -> bool:
        return self._model_at_work() is model or self.wait_for(model)

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

    def on_plan_known(self, model: OpenModel, plan: LoadPlan) -> None:
        """From a model: llama.cpp said what was rough in its plan."""
        self.pool.go_on(model, plan)
        self._advance()

    def on_load_failed(self, model: OpenModel, error: AppError) -> None:
        """From a model: its engine could not load it."""
        self.pool.load_failed(model, error)
        self._advance()

    def on_model_lost(self, model: OpenModel, error: AppError) -> None:
        """From a model: its engine died."""
        running = self._current
        if running is not None and running.model is model:
            if running.is_stopping:
                self._end_running(running, JobState.STOPPED)
            else:
                self._end_running(running, JobState.FAILED, error)
        self._advance()

    def on_job_reply(self, model: OpenModel, reply: Reply) -> None:
        """From a model: a reply that is not about loading."""
        running = self._current
        if running is None or running.model is not model:
            return
        running.feed(reply)
        if running.is_over:
            self._settle(running)
            self._advance()
