"""What the jobs layer tells its front ends. All events come from the worker thread, in order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_lm.errors import AppError
    from desktop_lm.messages import LoadOptions, MemoryParts, ModelInfo


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


class UnloadReason(StrEnum):
    """Why a model left memory though nothing failed."""

    ASKED = "asked"
    IDLE = "idle"  # nobody used it for as long as the settings say
    PRESSURE = "pressure"  # the system is short of memory
    ROOM = "room"  # another model needed its memory
    REPLACED = "replaced"  # whoever used it uses another now
    SETTINGS = "settings"  # it is loaded again with other options


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """How a model is or would be loaded, and the bytes that takes, computed beforehand. Where
    they are ``rough``, llama.cpp is asked for the buffers before it loads."""

    options: LoadOptions
    parts: MemoryParts
    rough: bool = False


@dataclass(frozen=True, slots=True)
class ModelChanged:
    """The state of the model in file ``path``; several models may be loaded.

    - LOADING: ``fraction`` (0 to 1) is loaded; ``plan`` says how and what it will take.
    - READY: ``info``; ``plan`` as before, and ``taken``, what llama.cpp says it allocated (None
      where it does not say). :class:`EngineMemory` with the measured bytes follows.
    - FAILED: ``error``; where it was too large, ``offers`` are plans that would fit, for
      ``open_model(path, owner, options=)``. What holds instead is told next.
    - NONE: ``error`` where the engine died, else ``why``.
    """

    state: ModelState
    path: str = ""
    fraction: float = 0.0
    info: ModelInfo | None = None
    error: AppError | None = None
    plan: LoadPlan | None = None
    taken: MemoryParts | None = None
    offers: tuple[LoadPlan, ...] = ()
    owner: str = ""  # with FAILED: for whom it was to be loaded
    why: UnloadReason | None = None


@dataclass(frozen=True, slots=True)
class ModelChosen:
    """From now on jobs of ``owner`` run on the model in ``path``. Owner "" is everybody without
    a model of their own; path "" is to have none of one's own."""

    owner: str
    path: str


@dataclass(frozen=True, slots=True)
class EngineMemory:
    """Resident bytes of the engine process of the model in ``path``, measured at load and then
    every two seconds while it works. ``private`` leaves out pages of mapped files, which the
    system can drop."""

    resident: int
    private: int
    path: str = ""


Event = JobChanged | JobOutput | ModelChanged | ModelChosen | EngineMemory
