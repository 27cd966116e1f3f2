"""Which models are open, who uses which, and what goes to make room. Worker thread only."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from desktop_lm.errors import AppError, Code
from desktop_lm.jobs.events import (
    Event,
    LoadPlan,
    ModelChosen,
    ModelState,
    UnloadReason,
)
from desktop_lm.jobs.model_owners import GENERAL
from desktop_lm.jobs.pool.load_planner import LoadPlanner, TooLarge, load_choices
from desktop_lm.jobs.pool.memory_watch import private_bytes
from desktop_lm.jobs.pool.model_choices import ModelChoices
from desktop_lm.jobs.pool.open_model import OpenModel
from desktop_lm.jobs.pool.room import Tenant, most_room, to_unload
from desktop_lm.messages import LoadOptions
from desktop_lm.storage.settings import Settings

logger = logging.getLogger(__name__)

# Why a good file cannot be loaded now, and perhaps can in a moment.
_FOR_NOW = (
    Code.MODEL_TOO_LARGE,
    Code.CONTEXT_TOO_LARGE,
    Code.ENGINE_START_FAILED,
    Code.ENGINE_KILLED,
    Code.ENGINE_OUT_OF_MEMORY,
)


class Jobs(Protocol):
    """What the pool asks of the jobs that run on its models."""

    def runs_on(self, model: OpenModel) -> bool:
        """Whether a job runs on it now that should not be broken off for another model."""

    def wait_for(self, model: OpenModel) -> bool:
        """Whether a job waits that will run on it and that somebody asked for."""

    def stop_on(self, model: OpenModel) -> None:
        """End the job that runs on it, if there is one, before it is unloaded; its text is kept."""

    def fail_waiting_for(self, model: OpenModel, error: AppError) -> None:
        """It cannot be had: the jobs that wait for it fail."""


class ModelPool:
    """One engine process a model. Each owner has a model of its own or uses the general one;
    ``brought`` are the files that the program brings, by the purposes they are for.

    A file is vetted and its memory planned before an engine sees it. Where a new file cannot be
    loaded, the one its owner had before comes back.
    """

    def __init__(
        self,
        make_model: Callable[[str], OpenModel],
        planner: LoadPlanner,
        jobs: Jobs,
        emit: Callable[[Event], None],
        brought: Mapping[str, str],
    ) -> None:
        self._make_model = make_model
        self._planner = planner
        self._jobs = jobs
        self._emit = emit
        self._models: dict[str, OpenModel] = {}  # by path: all that somebody has chosen
        self._choices = ModelChoices(emit, brought)
        self._keep_chosen()

    # --- who uses what ---

    @property
    def models(self) -> tuple[OpenModel, ...]:
        """All that are chosen, in memory or not."""
        return tuple(self._models.values())

    @property
    def choices(self) -> tuple[ModelChosen, ...]:
        """Who uses what."""
        return self._choices.all()

    def model_for(self, owner: str) -> OpenModel | None:
        """The model that ``owner``'s jobs run on."""
        return self._models.get(self._choices.used_by(owner))

    def open(
        self, path: str, owner: str, *, anyway: bool = False, options: LoadOptions | None = None
    ) -> None:
        """Load ``path`` as the model of ``owner``, in place of the one it had."""
        had = self._choices.own(owner)
        model = self._models.get(path)
        if model is not None and had != path and options is None and model.in_memory:
            self._share(owner, model)
            return
        model = self._make_model(path)
        model.anyway, model.options = anyway, options
        leaving = {path, had} if self._choices.owners_of(had) == {owner} else {path}
        try:
            plan, going = self._plan(model, model.check(), leaving)
        except AppError as error:
            model.refuse(error, owner)
            if (held := self.model_for(owner)) is not None:
                held.tell()
            return
        self._take_over(model)
        self._choices.try_out(owner, path)
        self._keep_chosen()
        self._load(model, plan, going)

    def choose(self, path: str, owner: str) -> None:
        """Let ``owner`` use ``path`` from now on, in memory or not."""
        self._choices.choose(owner, path)
        self._keep_chosen()

    def apply(self, settings: Settings, *, reload: bool = False) -> None:
        """Load as ``settings`` say from now on, and choose models as they say, which are loaded
        when a job needs them; owners of whom they never spoke keep theirs. With ``reload`` those
        in memory are to be loaded anew soon, if ``settings`` would load them otherwise."""
        before, self._planner.settings = self._planner.settings, settings
        for owner in {*settings.task_models, *before.task_models}:
            self._choices.choose(owner, settings.task_models.get(owner, ""))
        if settings.general_model:
            self._choices.choose(GENERAL, settings.general_model)
        self._keep_chosen()
        if reload and load_choices(before) != load_choices(settings):
            for model in self.models:
                model.reload_soon = model.in_memory
        if settings.memory_limit_bytes is not None:
            self._keep_to(settings.memory_limit_bytes)

    # --- in memory and out of it ---

    def load(self, model: OpenModel) -> bool:
        """Load a model that was chosen, if it may still be loaded, as the settings are now. False
        where it is to be tried again when another has been loaded: one that is half in memory
        cannot make room."""
        try:
            header = model.check()
            if self._is_better_later(model, header):
                return False
            plan, going = self._plan(model, header, {model.path})
        except AppError as error:
            self.load_failed(model, error)
        else:
            self._load(model, plan, going)
        return True

    def go_on(self, model: OpenModel, plan: LoadPlan) -> None:
        """Load a model by a plan that is no longer rough; by a smaller one where it is too large
        after all."""
        assert model.plan is not None
        needed, limit, tenants = plan.parts.total, self._limit(), self._tenants({model.path})
        if limit is None or needed <= most_room(limit, tenants):
            self._load(model, plan, to_unload(needed, limit or needed, tenants))
        else:
            self._load_smaller(model, needed - model.plan.parts.total)

    def reload(self, model: OpenModel) -> None:
        """Load a model anew that is in memory; it stays as it is where that is refused."""
        model.reload_soon = False
        try:
            plan, going = self._plan(model, model.check(), {model.path})
        except AppError as error:
            model.refuse(error, self._choices.first_of(model.path))
            model.tell()
            return
        self._load(model, plan, going)

    def load_failed(self, model: OpenModel, error: AppError) -> None:
        """``model`` cannot be had. Its owners get the models they had before, if they can."""
        model.fail(error, self._choices.first_of(model.path))
        restored = self._choices.come_back(model.path, for_now=error.code in _FOR_NOW)
        self._keep_chosen()
        if self._choices.owners_of(model.path):
            self._jobs.fail_waiting_for(model, error)
        for other in [self._models[path] for path in restored]:
            if other.in_memory:
                other.tell()
            else:
                self.load(other)

    def is_good(self, model: OpenModel) -> None:
        """It was loaded: its owners come back to it where another cannot be."""
        self._choices.was_loaded(model.path)

    def end_all(self) -> None:
        """End every engine and wait. All save what they keep at the same time."""
        for model in self.models:
            model.begin_to_end()
        for model in self.models:
            model.unload(UnloadReason.ASKED)

    def force_end(self) -> None:
        """Kill every engine from another thread, where the worker hangs."""
        for model in self.models:
            model.force_end()

    # --- inside ---

    def _share(self, owner: str, model: OpenModel) -> None:
        """Let ``owner`` use a model that others have in memory."""
        self._choices.try_out(owner, model.path)
        self._keep_chosen()
        if model.state is ModelState.READY:
            self._choices.was_loaded(model.path)
        model.used()
        model.tell()

    def _keep_chosen(self) -> None:
        """Have a model for each file that was chosen; one that nobody uses any more is ended."""
        for path in map(self._choices.own, self._choices.owners):
            if path and path not in self._models:
                self._models[path] = self._make_model(path)
        for path, model in list(self._models.items()):
            if not self._choices.owners_of(path):
                self._jobs.stop_on(model)
                model.unload(UnloadReason.REPLACED)
                del self._models[path]

    def _take_over(self, model: OpenModel) -> None:
        """Put ``model`` in the place of the one with the same file, which ends."""
        former = self._models.get(model.path)
        if former is not None:
            self._jobs.stop_on(former)
            former.unload(UnloadReason.REPLACED)
        self._models[model.path] = model

    def _is_better_later(self, model: OpenModel, header: object) -> bool:
        """Whether it would be loaded otherwise, or at all, without those that load now."""
        loading = {
            one.path for one in self.models if one is not model and one.state is ModelState.LOADING
        }
        if not loading:
            return False
        now, later = (self._options(model, header, away) for away in (set[str](), loading))
        return later is not None and later != now

    def _options(self, model: OpenModel, header: object, away: set[str]) -> LoadOptions | None:
        """How it would be loaded without the models ``away``; None where it is too large."""
        try:
            return self._plan(model, header, {model.path, *away})[0].options
        except TooLarge:
            return None

    def _plan(
        self, model: OpenModel, header: object, leaving: set[str], less: int = 0
    ) -> tuple[LoadPlan, tuple[str, ...]]:
        """Raises AppError where the file, whose ``header`` was checked, does not fit."""
        try:
            return self._planner.plan(
                model.path, header, model.options, self._limit(less), self._tenants(leaving)
            )
        except AppError:
            raise
        except Exception as error:  # a header nobody thought of must not leave a job waiting
            logger.exception("No plan could be made for a model")
            raise AppError(Code.INTERNAL, reason=repr(error)) from error

    def _load_smaller(self, model: OpenModel, less: int) -> None:
        """Load it as if there were so many bytes ``less`` than there are."""
        try:
            plan, going = self._plan(model, model.check(), {model.path}, less)
        except AppError as error:
            self.load_failed(model, error)
        else:
            self._load(model, plan, going)

    def _load(self, model: OpenModel, plan: LoadPlan, going: Iterable[str]) -> None:
        self._unload(going, UnloadReason.ROOM)
        try:
            model.load(plan)
        except AppError as error:
            self.load_failed(model, error)

    def _keep_to(self, limit: int) -> None:
        """Unload what is over the limit and may go, used longest ago first."""
        self._unload(to_unload(0, limit, self._tenants(set())), UnloadReason.ROOM)

    def _unload(self, paths: Iterable[str], why: UnloadReason) -> None:
        for path in paths:
            if path in self._models:
                self._jobs.stop_on(self._models[path])  # what only gives way
                self._models[path].unload(why)

    def _tenants(self, leaving: set[str]) -> list[Tenant]:
        return [
            Tenant(
                model.path,
                model.planned_bytes,
                model.last_used,
                movable=model.state is ModelState.READY and not self._jobs.runs_on(model),
                awaited=self._jobs.wait_for(model),
            )
            for model in self.models
            if model.in_memory and model.path not in leaving
        ]

    def _limit(self, less: int = 0) -> int | None:
        limit = self._planner.limit(sum(private_bytes(m.pid) for m in self.models if m.pid))
        return None if limit is None else max(0, limit - less)
