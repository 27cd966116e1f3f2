"""Short jobs about a sentence, done before whatever else the tab translates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_lm.jobs.events import JobChanged
from desktop_lm.ui.job_desk import TabJobs
from desktop_lm.ui.translation.runs import Runs

if TYPE_CHECKING:
    from desktop_lm.jobs.job import TaskFactory


@dataclass(frozen=True, slots=True, eq=False)
class Errand:
    """``update`` gets each of the task's updates, ``ended`` how it ended."""

    update: Callable[[object], object]
    ended: Callable[[JobChanged], object]


_NOBODY = Errand(lambda _update: None, lambda _event: None)


class Errands:
    """At most one at a time: the newest. A translation at work gives way and goes on after it."""

    def __init__(self, jobs: TabJobs, runs: Runs, model_owner: Callable[[], str]) -> None:
        self._jobs = jobs
        self._runs = runs
        self._model_owner = model_owner
        self._errands: dict[int, Errand] = {}

    @property
    def is_running(self) -> bool:
        """Whether one is on its way."""
        return bool(self._errands)

    def ask(self, factory: TaskFactory, errand: Errand, model_of: str = "") -> None:
        """Have this done now, on the model of ``model_of`` (the one that translates)."""
        for other in list(self._errands.values()):
            self.cancel(other)
        self._runs.give_way()
        job = self._jobs.submit(factory, model_of or self._model_owner())
        self._errands[job] = errand

    def cancel(self, errand: Errand) -> None:
        """It is not wanted any more, and hears nothing more."""
        for job, other in self._errands.items():
            if other is errand:
                self._errands[job] = _NOBODY
                self._jobs.cancel(job)

    def output(self, job: int, update: object) -> bool:
        """An update of one of these. False where the job is another."""
        errand = self._errands.get(job)
        if errand is not None:
            errand.update(update)
        return errand is not None

    def job_changed(self, event: JobChanged) -> bool:
        """Whether one of these has come to its end."""
        if not event.state.is_final or event.job not in self._errands:
            return False
        self._errands.pop(event.job).ended(event)
        if not self._errands:
            self._runs.go_on()
        return True
