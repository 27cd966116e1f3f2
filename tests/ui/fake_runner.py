"""A runner whose events the test makes, for what the window does with each of them."""

from __future__ import annotations

from collections.abc import Callable

from desktop_lm.errors import AppError
from desktop_lm.jobs.events import (
    Event,
    JobChanged,
    JobOutput,
    JobState,
    ModelChanged,
    ModelState,
)
from desktop_lm.jobs.job import TaskFactory
from desktop_lm.messages import LoadOptions, ModelInfo
from desktop_lm.storage.settings import Settings
from desktop_lm.tasks.chat.template import ChatFormat
from desktop_lm.tasks.task import LoadedModel

STARTER = "/models/SmolLM2-135M-Instruct.Q4_1.gguf"
AHEAD = 10_000  # jobs that give way have numbers above it, apart from those a person asked for


def model_info(path: str = STARTER) -> ModelInfo:
    return ModelInfo(
        path=path,
        name="SmolLM2",
        architecture="llama",
        quantisation="Q4_1",
        parameters=134_515_008,
        file_bytes=98_362_432,
        n_ctx=4096,
        n_ctx_train=8192,
        n_vocab=49152,
        chat_template="",
        bos="",
        eos="",
    )


class FakeRunner:
    """Keeps what was asked of it; a job stays where the test leaves it."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Event], None]] = []
        self.owners: dict[int, str] = {}
        self.factories: dict[int, TaskFactory] = {}
        self.quiet: dict[int, tuple[str, TaskFactory]] = {}
        self.ahead: list[tuple[str, TaskFactory]] = []
        self.cancelled: list[int] = []
        self.opened: list[tuple[str, bool]] = []
        self.openings: list[tuple[str, str, LoadOptions | None]] = []
        self.models_of: dict[int, str] = {}
        self.chosen: list[tuple[str, str]] = []
        self.loaded_for: list[str] = []
        self.unloaded = 0
        self.unloaded_paths: list[str] = []
        self.applied: list[tuple[Settings, bool]] = []
        self.closed = False
        self.model = STARTER  # that a task would run on

    # --- what the window calls ---

    def subscribe(self, listener: Callable[[Event], None]) -> None:
        self._listeners.append(listener)

    def submit(
        self,
        owner: str,
        factory: TaskFactory,
        model_of: str = "",
        *,
        gives_way: bool = False,
    ) -> int:
        if gives_way:
            self.ahead.append((owner, factory))
            return AHEAD + len(self.ahead)
        if ":" in owner:  # a quiet one, which does not count among those a person asked for
            job = -1 - len(self.quiet)
            self.quiet[job] = (owner, factory)
            return job
        job = len(self.owners) + 1
        self.owners[job] = owner
        self.factories[job] = factory
        self.models_of[job] = model_of
        return job

    def cancel(self, job: int) -> None:
        self.cancelled.append(job)

    def open_model(
        self,
        path: str,
        owner: str = "",
        *,
        anyway: bool = False,
        options: LoadOptions | None = None,
    ) -> None:
        self.opened.append((path, anyway))
        self.openings.append((path, owner, options))

    def choose_model(self, path: str, owner: str = "") -> None:
        self.chosen.append((path, owner))

    def load_model(self, owner: str) -> None:
        self.loaded_for.append(owner)

    def unload_model(self, path: str = "") -> None:
        self.unloaded += 1
        self.unloaded_paths.append(path)

    def apply(self, settings: Settings, *, reload: bool = False) -> None:
        self.applied.append((settings, reload))

    def close(self) -> None:
        self.closed = True

    # --- what the test makes happen ---

    def emit(self, *events: Event) -> None:
        for event in events:
            for listener in self._listeners:
                listener(event)

    def change(
        self,
        job: int,
        state: JobState,
        *,
        waiting_for: str = "",
        error: AppError | None = None,
        result: object = None,
    ) -> None:
        self.emit(JobChanged(job, self.owners[job], state, waiting_for, error, result))

    def output(self, job: int, *updates: object) -> None:
        self.emit(*(JobOutput(job, self.owners[job], update) for update in updates))

    def model_ready(self, path: str = STARTER) -> None:
        self.model = path
        self.emit(ModelChanged(ModelState.READY, path, info=model_info(path)))

    @property
    def last(self) -> int:
        """The job that was handed in last, 0 for none."""
        return len(self.owners)

    def task(self, job: int) -> object:
        """The task that would run, on a model without a template of its own."""
        return self.made(self.factories[job])

    def made(self, factory: TaskFactory) -> object:
        """What a factory makes for that model, which is the one that was ready last."""
        info = model_info(self.model)
        chat = ChatFormat("", "", "", info.architecture, render=_no_rendering)
        return factory(LoadedModel(info, chat))


def _no_rendering(*_args: object, **_options: object) -> str:
    raise AssertionError("there is no template to render")
