"""Where the window's parts hand in jobs and hear what became of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from PySide6.QtCore import QObject, Signal

from desktop_lm.jobs.events import Event, JobChanged, JobOutput, JobState
from desktop_lm.ui.bridge import EventBridge

if TYPE_CHECKING:
    from desktop_lm.jobs.job import TaskFactory
    from desktop_lm.messages import LoadOptions
    from desktop_lm.storage.settings import Settings
    from desktop_lm.tasks.task import LoadedModel, Task

PROMPT = "prompt"
SENTIMENT = "sentiment"
TRANSLATION = "translation"
BESIDE = "prompt beside"  # the model that answers a prompt after the Prompt tab's own


def tab_of(owner: str) -> str:
    """The tab in which the jobs of ``owner`` are seen."""
    return PROMPT if owner == BESIDE else owner


_QUIET = ":"  # in the owner of a job that the window does not speak of


class Runner(Protocol):
    """What the window needs of :class:`desktop_lm.jobs.runner.JobRunner`."""

    def subscribe(self, listener: Callable[[Event], None]) -> None: ...
    def submit(
        self, owner: str, factory: TaskFactory, model_of: str = "", *, gives_way: bool = False
    ) -> int: ...
    def cancel(self, job: int) -> None: ...
    def open_model(
        self,
        path: str,
        owner: str = "",
        *,
        anyway: bool = False,
        options: LoadOptions | None = None,
    ) -> None: ...
    def choose_model(self, path: str, owner: str = "") -> None: ...
    def load_model(self, owner: str) -> None: ...
    def unload_model(self, path: str = "") -> None: ...
    def apply(self, settings: Settings, *, reload: bool = False) -> None: ...
    def close(self) -> None: ...


class _Asker(NamedTuple):
    """Who asked quietly: gets a job's result, or hears how else it ended."""

    then: Callable[[Any], object]
    otherwise: Callable[[JobChanged], object]


class JobDesk(QObject):
    """The runner, with its events on the window's thread in batches (``events``).

    The runner is made when it is first needed: the window is on the screen by then.
    """

    events = Signal(list)

    def __init__(self, make_runner: Callable[[], Runner]) -> None:
        super().__init__()
        self._make_runner = make_runner
        self._made: Runner | None = None
        self._bridge = EventBridge(self)
        self._bridge.batch.connect(self._deliver)
        self._quiet: dict[int, _Asker] = {}
        self.before_submit: Callable[[], object] = lambda: None
        self._reads_ahead = True
        self._ahead: dict[str, int] = {}  # the newest job that reads, for each owner

    @property
    def runner(self) -> Runner:
        """The runner, made on first use."""
        if self._made is None:
            self._made = self._make_runner()
            self._made.subscribe(self._bridge.put)
        return self._made

    def submit(self, owner: str, factory: TaskFactory, model_of: str = "") -> int:
        """Hand a job of ``owner`` in, to run on the model of ``model_of`` (its own by default);
        its number comes back. ``before_submit`` is called first."""
        self.before_submit()
        return self.runner.submit(owner, factory, model_of)

    def ask_quietly(
        self,
        owner: str,
        topic: str,
        factory: TaskFactory,
        then: Callable[[Any], object],
        otherwise: Callable[[JobChanged], object] = lambda _: None,
    ) -> None:
        """Have a short task run on the model of ``owner`` when nothing else does, however long
        that takes; ``then`` gets its result, or ``otherwise`` hears how else it ended. Of a
        ``topic`` the newest that waits stands for those before, and nobody is told that anything
        runs."""
        job = self.runner.submit(f"{owner}{_QUIET}{topic}", factory)
        self._quiet[job] = _Asker(then, otherwise)

    @property
    def reads_ahead(self) -> bool:
        """Whether models read what is still being written; once it is off, what they read at the
        time is left."""
        return self._reads_ahead

    @reads_ahead.setter
    def reads_ahead(self, is_on: bool) -> None:
        self._reads_ahead = is_on
        if not is_on:
            for job in self._ahead.values():
                self.runner.cancel(job)
            self._ahead.clear()

    def read_ahead(self, owner: str, factory: TaskFactory) -> None:
        """Have the model of ``owner``, if it is loaded, read what the task of ``factory`` would
        ask of it, until somebody wants anything else. Nothing where ``reads_ahead`` is off."""
        if not self.reads_ahead:
            return

        def ahead(model: LoadedModel) -> Task:
            from desktop_lm.tasks.read_ahead import ReadAheadTask

            return ReadAheadTask(factory(model))

        job = self.runner.submit(f"{owner}{_QUIET}ahead", ahead, gives_way=True)
        self._ahead[owner] = job

    def flush(self) -> None:
        """Deliver what has come so far."""
        self._bridge.flush()

    def close(self) -> None:
        """Stop all jobs and the engine; the last events are delivered. May be called twice."""
        if self._made is not None:
            self._made.close()
        self._bridge.flush()

    def _deliver(self, batch: list[Event]) -> None:
        """Hand the events on, those of quiet jobs to who asked."""
        loud: list[Event] = []
        for event in batch:
            if not isinstance(event, JobChanged | JobOutput):
                loud.append(event)
            elif _QUIET not in event.owner:
                loud.append(_without_quiet(event))
            elif isinstance(event, JobChanged) and event.state.is_final:
                asker = self._quiet.pop(event.job, None)
                if asker is not None and event.state is JobState.DONE:
                    asker.then(event.result)
                elif asker is not None:
                    asker.otherwise(event)
        if loud:
            self.events.emit(loud)


def _without_quiet(event: JobChanged | JobOutput) -> Event:
    """A quiet job is over before anybody could read that one waits for it."""
    if isinstance(event, JobChanged) and _QUIET in event.waiting_for:
        return replace(event, waiting_for="")
    return event


class TabJobs:
    """The jobs of one tab: at most one at work and one that waits behind it."""

    def __init__(self, desk: JobDesk, owner: str) -> None:
        self._desk = desk
        self.owner = owner
        self.current = 0  # the job at work, 0 for none
        self.waiting = 0

    def submit(self, factory: TaskFactory, model_of: str = "") -> int:
        """Hand a job in, to run on the model of ``model_of`` (the tab's by default); it takes the
        place of one that still waits."""
        self.waiting = self._desk.submit(self.owner, factory, model_of)
        return self.waiting

    def stop(self) -> bool:
        """Stop what runs and take back what waits. False where there was neither."""
        jobs = [job for job in (self.waiting, self.current) if job]
        for job in jobs:
            self._desk.runner.cancel(job)
        return bool(jobs)

    def cancel(self, job: int) -> None:
        """Stop this one."""
        self._desk.runner.cancel(job)

    def track(self, event: JobChanged) -> None:
        """Follow a change of one of this tab's jobs."""
        if event.state is JobState.RUNNING:
            self.current = event.job
        if event.state is not JobState.WAITING and event.job == self.waiting:
            self.waiting = 0
        if event.state.is_final and event.job == self.current:
            self.current = 0

    def owns(self, event: Event) -> bool:
        """Whether ``event`` is about a job of this tab."""
        return isinstance(event, JobChanged | JobOutput) and event.owner == self.owner
