"""What the jobs layer tells its front ends. All events come from the worker thread, in order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_lm.errors import AppError
    from desktop_lm.messages import ModelInfo


class JobState(StrEnum):
    """A job's life: WAITING -> RUNNING (-> STOPPING) -> DONE, STOPPED or FAILED."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def is_final(self) -> bool:
        return self in (JobState.DONE, JobState.STOPPED, JobState.FAILED)


class ModelState(StrEnum):
    """NONE -> LOADING -> READY or FAILED; READY -> NONE by unloading."""

    NONE = "none"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class JobChanged:
    """Job ``job`` of tab ``owner`` is now in ``state``.

    ``waiting_for`` names the owner whose job runs meanwhile (state WAITING; "" while the model
    loads). ``error`` comes with FAILED. ``result`` comes with every final state: the task's own
    result dataclass with all there is so far, or None where the job never began.
    """

    job: int
    owner: str
    state: JobState
    waiting_for: str = ""
    error: AppError | None = None
    result: object = None


@dataclass(frozen=True, slots=True)
class JobOutput:
    """Something new to show: ``update`` is a dataclass of the task's module."""

    job: int
    owner: str
    update: object


@dataclass(frozen=True, slots=True)
class ModelChanged:
    """The model's state. ``fraction`` (0 to 1) with LOADING, ``info`` with READY, ``error`` with
    FAILED. ``path`` is the file concerned, also where it failed."""

    state: ModelState
    path: str = ""
    fraction: float = 0.0
    info: ModelInfo | None = None
    error: AppError | None = None


@dataclass(frozen=True, slots=True)
class EngineMemory:
    """Resident bytes of the engine process, measured at load and then every two seconds while
    it works. ``private`` leaves out pages of mapped files, which the system can drop."""

    resident: int
    private: int


Event = JobChanged | JobOutput | ModelChanged | EngineMemory
