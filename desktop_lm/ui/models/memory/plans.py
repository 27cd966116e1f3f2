"""What each model would take of the memory, worked out from its header on another thread."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from desktop_lm.errors import Stopped
from desktop_lm.jobs.background import Stop
from desktop_lm.jobs.events import LoadPlan
from desktop_lm.jobs.pool.exact_plan import exact_plan
from desktop_lm.messages import LoadOptions
from desktop_lm.models import vet
from desktop_lm.models.memory.choose import Fit, fit_of
from desktop_lm.ui.widgets.signs import Sign

if TYPE_CHECKING:
    from desktop_lm.errors import AppError
    from desktop_lm.jobs.model_files.private_engine import StartEngine
    from desktop_lm.jobs.pool.load_planner import Estimates
    from desktop_lm.messages import MemoryParts
    from desktop_lm.storage.settings import Settings
    from desktop_lm.ui.background import Background
    from desktop_lm.ui.models.loaded_models import LoadedModels
    from desktop_lm.ui.models.settings_desk import SettingsDesk

logger = logging.getLogger(__name__)
_SIGNS = {Fit.FITS: Sign.GOOD, Fit.TIGHT: Sign.FAIR, Fit.TOO_BIG: Sign.BAD}


class Room(NamedTuple):
    """Bytes that all models may take together, and those that are free on this machine now.
    What models hold now counts as free: they can be unloaded."""

    limit: int
    free: int


@dataclass(frozen=True, slots=True)
class Planned:
    """How a model is loaded (``plan``), and how it would be by the settings, which is the same
    where it is not loaded yet. ``fast`` and ``lean`` are the bytes it takes by the settings with
    and without the copy of its weights for the fastest kernels. ``offers`` would fit where ``plan``
    does not. ``context_length`` is what the model was trained on, 0 where unknown."""

    plan: LoadPlan
    by_settings: LoadPlan
    room: Room
    fast: int
    lean: int
    offers: tuple[LoadPlan, ...] = ()
    context_length: int = 0

    @property
    def sign(self) -> Sign:
        return sign_of(self.plan.parts.total, self.room.limit)

    @property
    def can_be_loaded(self) -> bool:
        """Whether it fits, if only just."""
        return self.sign is not Sign.BAD

    @property
    def is_loaded_otherwise(self) -> bool:
        """Whether it is loaded in another way than the settings say, as after an offer."""
        threads = self.by_settings.options.n_threads  # no way of spending memory
        return replace(self.plan.options, n_threads=threads) != self.by_settings.options

    def exactly(self, parts: MemoryParts) -> Planned:
        """The same with ``parts``, which llama.cpp told, in place of an estimate."""
        plan, more = LoadPlan(self.plan.options, parts), parts.total - self.plan.parts.total
        return replace(
            self, plan=plan, by_settings=plan, fast=self.fast + more, lean=self.lean + more
        )

    def as_loaded(self, plan: LoadPlan | None) -> Planned:
        """The same for a model that is loaded by ``plan``; None where it is not."""
        return self if plan is None else replace(self, plan=plan, offers=())


def sign_of(needed: int, limit: int) -> Sign:
    """Whether ``needed`` bytes fit under ``limit``."""
    return _SIGNS[fit_of(needed, limit)]


class Planner(NamedTuple):
    """What plans are made with. ``base`` has the threads and the batch; ``start_engine`` starts
    what is asked where the header does not tell it all."""

    estimates: Estimates
    base: LoadOptions
    room: Callable[[Settings], Room]
    start_engine: StartEngine

    def plan(self, path: str, settings: Settings) -> Planned:
        """The plan for a file. Raises what :func:`~desktop_lm.models.vet.vet` raises. Takes a
        while for a large header."""
        header = vet.vet(path)
        room = self.room(settings)
        plan = replace(
            self.estimates.choose(header, self.base, settings, room.limit),
            rough=self.estimates.needs_dry_load(header),
        )
        offers: tuple[LoadPlan, ...] = ()
        if plan.parts.total > room.limit:
            offers = self.estimates.offers(header, plan.options, settings, room.limit)
        return Planned(
            plan,
            plan,
            room,
            fast=self.estimates.parts(header, replace(plan.options, repacked=True)).total,
            lean=self.estimates.parts(header, replace(plan.options, repacked=False)).total,
            offers=offers,
            context_length=header.context_length or 0,
        )

    def exact(self, path: str, options: LoadOptions, stop: Stop) -> MemoryParts | None:
        """What llama.cpp says that this takes, in a process of its own; None where it was stopped.
        Raises AppError."""
        try:
            return exact_plan(self.start_engine, vet.vet(path), options, stop)
        except Stopped:
            return None


class Plans(QObject):
    """``changed`` carries the path of a file whose plan is known or has become another."""

    changed = Signal(str)

    def __init__(
        self,
        planner: Planner,
        settings: SettingsDesk,
        loaded: LoadedModels,
        background: Background,
    ) -> None:
        super().__init__()
        self._planner = planner
        self._settings = settings
        self._loaded = loaded
        self._background = background
        self._stop = Stop()
        self._planned: dict[str, Planned] = {}
        # By path and rough plan, so that a file that has become another is asked about anew. None
        # where nothing better can be had, or not yet.
        self._exact: dict[tuple[str, LoadPlan], MemoryParts | None] = {}
        settings.changed.connect(self.renew)

    def of(self, path: str) -> Planned | None:
        """The plan for a file, that by which it is loaded where it is; None until it is known, or
        where the file cannot be read."""
        planned, loaded = self._planned.get(path), self._loaded.of(path)
        if planned is None:
            return None
        exact = self._exact.get((path, planned.plan))
        planned = planned if exact is None else planned.exactly(exact)
        return planned.as_loaded(loaded.plan if loaded else None)

    def refine(self, path: str) -> None:
        """Have llama.cpp asked about a model that is looked at, where its plan is rough."""
        planned = self.of(path)
        if planned is None or not planned.plan.rough or self._loaded.of(path) is not None:
            return
        plan = planned.plan
        if (path, plan) in self._exact:
            return
        self._exact[path, plan] = None

        def take(parts: MemoryParts | None) -> None:
            self._exact[path, plan] = parts
            self.changed.emit(path)

        def leave(error: AppError) -> None:
            logger.info("What a model takes stays an estimate: %s", error.code)

        self._background.run(
            partial(self._planner.exact, path, plan.options, self._stop), take, leave
        )

    def close(self) -> None:
        """Wait for no engine that is asked."""
        self._stop.ask()

    def want(self, paths: list[str]) -> None:
        """Make plans for these files, and forget others."""
        self._planned = {path: plan for path, plan in self._planned.items() if path in paths}
        for path in paths:
            self._ask(path)

    def renew(self) -> None:
        """The settings or the memory have changed: plan anew."""
        for path in self._planned:
            self._ask(path)

    def room(self) -> Room:
        """What models may take now."""
        return self._planner.room(self._settings.now)

    def _ask(self, path: str) -> None:
        settings = self._settings.now

        def take(planned: Planned) -> None:
            if self._planned.get(path) != planned:
                self._planned[path] = planned
                self.changed.emit(path)

        self._background.run(lambda: self._planner.plan(path, settings), take, topic=f"plan {path}")
