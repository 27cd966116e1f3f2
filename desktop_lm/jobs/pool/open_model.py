"""A model file and the engine process it is loaded in. Worker thread only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import Protocol

from desktop_lm.engine.client import EngineClient, EngineListener
from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import Event, LoadPlan, ModelChanged, ModelState, UnloadReason
from desktop_lm.jobs.model_files.file_checks import FileChecks
from desktop_lm.jobs.pool.load_planner import TooLarge
from desktop_lm.messages import (
    DryLoad,
    DryLoaded,
    Failed,
    Hello,
    Load,
    Loaded,
    LoadOptions,
    LoadProgress,
    MemoryParts,
    ModelInfo,
    Reply,
    Request,
    State,
)
from desktop_lm.tasks.task import LoadedModel

LOAD_REQUEST = 0  # requests of jobs are numbered from 1
_NOT_THE_FILE = (
    Code.ENGINE_KILLED,
    Code.ENGINE_PROTOCOL,
    Code.CPU_UNSUPPORTED,
    Code.MODEL_FILE_CHANGED,
)

MakeEngine = Callable[[EngineListener], EngineClient]


class ModelListener(Protocol):
    """Told what becomes of a model, after the events that say so were emitted."""

    def on_model_ready(self, model: OpenModel) -> None: ...

    def on_plan_known(self, model: OpenModel, plan: LoadPlan) -> None:
        """What was rough in its plan is known; it is LOADING, and ``load`` is to follow."""

    def on_load_failed(self, model: OpenModel, error: AppError) -> None:
        """The engine could not load it, or died over it. The model is still LOADING."""

    def on_model_lost(self, model: OpenModel, error: AppError) -> None:
        """The engine died at other work."""

    def on_job_reply(self, model: OpenModel, reply: Reply) -> None: ...


class OpenModel:
    """One model, to be loaded, unloaded and loaded again; each time in a process of its own.

    ``anyway`` and ``options`` are what the user wants for this file: to load it though it has
    killed the engine, and how (None: as the settings say). ``last_used`` is on the monotonic
    clock. ``unload_soon`` says why it is to be unloaded when no job needs it any more, and
    ``reload_soon`` that it is to be loaded anew then.
    """

    def __init__(
        self,
        path: str,
        make_engine: MakeEngine,
        checks: FileChecks,
        listener: ModelListener,
        emit: Callable[[Event], None],
    ) -> None:
        self.path = path
        self.anyway = False
        self.options: LoadOptions | None = None
        self.state = ModelState.NONE
        self.loaded: LoadedModel | None = None
        self.plan: LoadPlan | None = None
        self.last_used = monotonic()
        self.unload_soon: UnloadReason | None = None
        self.reload_soon = False
        self._taken: MemoryParts | None = None
        self._engine = make_engine(self)
        self._engine_is_up = False
        self._checks = checks
        self._listener = listener
        self._emit = emit

    @property
    def pid(self) -> int | None:
        """The engine process's number, None where none runs."""
        return self._engine.pid

    @property
    def in_memory(self) -> bool:
        """Whether an engine holds the model, or is about to."""
        return self.state in (ModelState.LOADING, ModelState.READY)

    @property
    def planned_bytes(self) -> int:
        """What it takes of the memory limit."""
        return self.plan.parts.total if self.in_memory and self.plan else 0

    def check(self) -> object:
        """The file's header. Raises AppError where it may not be loaded."""
        return self._checks.check(self.path, anyway=self.anyway)

    def load(self, plan: LoadPlan) -> None:
        """Load the file, which was checked, in a new engine. Raises AppError.

        With a rough plan a dry load comes first, in an engine of its own.
        """
        self.plan, self.loaded, self._taken = plan, None, None
        self.unload_soon, self.reload_soon = None, False
        self._engine_is_up = False
        self._engine.start_process()
        request = DryLoad if plan.rough else Load
        self._engine.send(request(LOAD_REQUEST, self.path, plan.options))
        self.state = ModelState.LOADING
        self.tell()

    def send(self, request: Request) -> None:
        """Hand a job's request to the engine. Raises AppError where it cannot travel."""
        self._engine.send(request)

    def used(self) -> None:
        """A job ended on it, or it was loaded: it is the one used last."""
        self.last_used = monotonic()

    def worked(self) -> None:
        """A job came to its end on it: what was held against the file is forgotten."""
        self._checks.crashes.clear(self.path)

    def begin_to_end(self) -> None:
        """Have the engine end by itself; ``unload`` follows."""
        self._engine.begin_to_stop()

    def unload(self, why: UnloadReason) -> None:
        """End the engine, kindly, and wait. The file stays chosen."""
        if self.in_memory:
            self._engine.stop_process()
            self._gone(why=why)

    def kill(self) -> None:
        """End the engine at once; ``lost``, ``unload`` or ``load`` follows."""
        self._engine.kill_process()

    def force_end(self) -> None:
        """Kill the engine from another thread, where the worker waits for it."""
        self._engine.force_end()

    def fail(self, error: AppError, owner: str) -> None:
        """It cannot be loaded for ``owner``."""
        self._engine.stop_process()
        self.loaded = None
        self.state = ModelState.FAILED
        self.refuse(error, owner)

    def refuse(self, error: AppError, owner: str) -> None:
        """Tell that it was not to be loaded so; nothing changes."""
        offers = error.offers if isinstance(error, TooLarge) else ()
        self._emit(
            ModelChanged(ModelState.FAILED, self.path, error=error, offers=offers, owner=owner)
        )

    def lost(self, error: AppError) -> None:
        """The process is gone, the file stays chosen."""
        self._gone(error=error)

    def tell(self) -> None:
        """Emit the state as it is."""
        info = self.loaded.info if self.loaded else None
        self._emit(
            ModelChanged(
                self.state, self.path, info=info, plan=self._current_plan, taken=self._taken
            )
        )

    # --- from the engine ---

    def on_reply(self, reply: Reply) -> None:
        """From the engine's process."""
        if isinstance(reply, Hello):
            self._engine_is_up = True  # what happens to it now may be the file's doing
        elif isinstance(reply, State):
            pass  # what runs is known from the job itself
        elif reply.id != LOAD_REQUEST:
            self._listener.on_job_reply(self, reply)
        elif isinstance(reply, Failed):
            self._failed(error_of(reply))
        elif isinstance(reply, LoadProgress):
            self._emit(ModelChanged(self.state, self.path, fraction=reply.fraction, plan=self.plan))
        elif isinstance(reply, DryLoaded):
            self._plan_is_known(reply.memory)
        elif isinstance(reply, Loaded):
            self._is_ready(reply)

    def on_engine_end(self, error: AppError) -> None:
        """The process died."""
        if self._is_dry:
            self._plan_is_known(None)
            return
        if self._is_the_file_s_doing(error):
            self._checks.crashes.add(self.path)
        if self.state is ModelState.LOADING:
            self._listener.on_load_failed(self, error)
        else:
            self._gone(error=error)
            self._listener.on_model_lost(self, error)

    def _is_the_file_s_doing(self, error: AppError) -> bool:
        """Whether a death is held against the file. It is not where somebody ended the engine from
        outside, where that could not have worked with any file, and where memory ran out once the
        model had what it takes."""
        if error.code is Code.ENGINE_OUT_OF_MEMORY and self.state is not ModelState.LOADING:
            return False
        return self._engine_is_up and error.code not in _NOT_THE_FILE

    @property
    def _is_dry(self) -> bool:
        """Whether the engine only works out its buffers."""
        return self.state is ModelState.LOADING and self.plan is not None and self.plan.rough

    def _plan_is_known(self, buffers: MemoryParts | None) -> None:
        """llama.cpp has worked out its ``buffers``. None: it failed to, and the load itself will
        say why, if it fails as well."""
        assert self.plan is not None
        self._engine.stop_process()
        parts = self.plan.parts
        if buffers is not None:
            parts = replace(parts, cache=buffers.cache, compute=buffers.compute)
        self._listener.on_plan_known(self, LoadPlan(self.plan.options, parts))

    def _failed(self, error: AppError) -> None:
        if self._is_dry:
            self._plan_is_known(None)
            return
        if self.state is ModelState.LOADING:
            self._listener.on_load_failed(self, error)
            return
        # Not about loading: a request could not be read, and the engine reads no more.
        self._engine.kill_process()
        self._gone(error=error)
        self._listener.on_model_lost(self, error)

    def _is_ready(self, reply: Loaded) -> None:
        try:
            self.loaded = self._about(reply.model)
        except AppError as error:  # the file has gone meanwhile, or is another
            self._listener.on_load_failed(self, error)
            return
        self._taken = reply.memory if reply.memory.total else None
        self.state = ModelState.READY
        self.used()
        self.tell()
        self._listener.on_model_ready(self)

    def _about(self, model: ModelInfo) -> LoadedModel:
        """All that tasks want to know of it. Raises AppError where its file cannot be read."""
        checks = self._checks
        return LoadedModel(
            model,
            checks.make_chat_format(model),
            checks.heads(self.path),
            checks.languages(self.path),
        )

    def _gone(self, *, error: AppError | None = None, why: UnloadReason | None = None) -> None:
        self.loaded, self._taken = None, None
        self.unload_soon, self.reload_soon = None, False
        self.state = ModelState.NONE
        self._emit(ModelChanged(ModelState.NONE, self.path, error=error, why=why))

    @property
    def _current_plan(self) -> LoadPlan | None:
        return self.plan if self.in_memory else None


def error_of(reply: Failed) -> AppError:
    """The error an engine sent."""
    try:
        return AppError(Code(reply.code), **reply.params)
    except ValueError:
        return AppError(Code.INTERNAL, reason=reply.code)
