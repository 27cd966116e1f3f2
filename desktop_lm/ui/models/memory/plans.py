"""What each model would take of the memory, worked out from its header on another thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from desktop_lm.messages import LoadOptions
from desktop_lm.models import vet
from desktop_lm.models.memory.choose import Fit, fit_of
from desktop_lm.ui.widgets.signs import Sign

if TYPE_CHECKING:
    from desktop_lm.jobs.events import LoadPlan
    from desktop_lm.jobs.pool.load_planner import Estimates
    from desktop_lm.storage.settings import Settings
    from desktop_lm.ui.background import Background
    from desktop_lm.ui.models.settings_desk import SettingsDesk

_SIGNS = {Fit.FITS: Sign.GOOD, Fit.TIGHT: Sign.FAIR, Fit.TOO_BIG: Sign.BAD}


class Room(NamedTuple):
    """Bytes that all models may take together, and those that are free on this machine now.
    What models hold now counts as free: they can be unloaded."""

    limit: int
    free: int


@dataclass(frozen=True, slots=True)
class Planned:
    """How a model would be loaded by the settings; ``fast`` and ``lean`` are the bytes it takes
    with and without the copy of its weights for the fastest kernels. ``offers`` would fit where
    ``plan`` does not. ``context_length`` is what the model was trained on, 0 where unknown."""

    plan: LoadPlan
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


def sign_of(needed: int, limit: int) -> Sign:
    """Whether ``needed`` bytes fit under ``limit``."""
    return _SIGNS[fit_of(needed, limit)]


class Planner(NamedTuple):
    """What plans are made with. ``base`` has the threads and the batch."""

    estimates: Estimates
    base: LoadOptions
    room: Callable[[Settings], Room]

    def plan(self, path: str, settings: Settings) -> Planned:
        """The plan for a file. Raises what :func:`~desktop_lm.models.vet.vet` raises. Takes a
        while for a large header."""
        header = vet.vet(path)
        room = self.room(settings)
        plan = self.estimates.choose(header, self.base, settings, room.limit)
        offers: tuple[LoadPlan, ...] = ()
        if plan.parts.total > room.limit:
            offers = self.estimates.offers(header, plan.options, settings, room.limit)
        return Planned(
            plan,
            room,
            fast=self.estimates.parts(header, replace(plan.options, repacked=True)).total,
            lean=self.estimates.parts(header, replace(plan.options, repacked=False)).total,
            offers=offers,
            context_length=header.context_length or 0,
        )


class Plans(QObject):
    """``changed`` carries the path of a file whose plan is known or has become another."""

    changed = Signal(str)

    def __init__(self, planner: Planner, settings: SettingsDesk, background: Background) -> None:
        super().__init__()
        self._planner = planner
        self._settings = settings
        self._background = background
        self._planned: dict[str, Planned] = {}
        settings.changed.connect(self.renew)

    def of(self, path: str) -> Planned | None:
        """The plan for a file; None until it is known, or where the file cannot be read."""
        return self._planned.get(path)

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
